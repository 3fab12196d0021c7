"""Sets of time as sorted, disjoint half-open spans `(from_us, to_us)`."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
Spans = tuple[Span, ...]

FAR = 2**62
ALL: Spans = ((-FAR, FAR),)


def union(spans: Iterable[Span]) -> Spans:
    """The time that any span covers; touching spans become one, empty ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def common(one: Spans, other: Spans) -> Spans:
    """The time that both cover."""
    found: list[Span] = []
    left = right = 0
    while left < len(one) and right < len(other):
        start, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if start < end:
            found.append((start, end))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


def common_to_all(sets: Iterable[Spans]) -> Spans:
    """The time that every set covers; of no sets, all time."""
    shared = ALL
    for spans in sets:
        shared = common(shared, spans)
    return shared


def contains(outer: Spans, inner: Spans) -> bool:
    return common(outer, inner) == inner


def length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
