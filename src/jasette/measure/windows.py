"""Over which time figures are counted: what was collected of all that is compared, up to the clock.

A pure function from coverage to windows. A figure about what was never collected is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jasette.measure.spans import ALL, FAR, Span, Spans, common, common_to_all, contains, length, union

SEEN = ("complete", "sample", "query")
"""Ways of collecting that make something observable, the best first."""


@dataclass(frozen=True)
class Covered:
    """One row of the derived table `coverage`."""

    voice: str
    stream: str
    from_us: int
    to_us: int
    how: str


@dataclass(frozen=True)
class Window:
    """Rows count from `from_us` to before `to_us`; what became of them is known until `frontier_us`."""

    from_us: int
    to_us: int
    frontier_us: int


@dataclass(frozen=True)
class View:
    """What can be seen of one voice. `missing`: streams nobody collected; `how`: the weakest way used; `clipped`: it has more time."""

    voice: str
    missing: tuple[str, ...] = ()
    how: str = ""
    clipped: bool = False


@dataclass(frozen=True)
class Plan:
    """The windows that all observable voices share. Without windows nothing can be said: `reason` is disjoint, young or wordless."""

    windows: tuple[Window, ...]
    views: dict[str, View] = field(default_factory=dict)
    reason: str = ""

    @property
    def observable(self) -> list[str]:
        return [view.voice for view in self.views.values() if not view.missing] if self.windows else []

    @property
    def spans(self) -> Spans:
        return tuple((window.from_us, window.to_us) for window in self.windows)

    @property
    def hull(self) -> Span:
        return (self.windows[0].from_us, self.windows[-1].to_us) if self.windows else (0, 0)


def plan(
    voices: Sequence[str],
    coverage: Iterable[Covered],
    needs: Sequence[str],
    *,
    follow_us: int = 0,
    lead_us: int = 0,
    whole: bool = False,
    since_us: int | None = None,
    until_us: int | None = None,
    as_of_us: int | None = None,
) -> Plan:
    """The windows in which `needs` were collected of every one of `voices` of whom they were collected at all.

    Voices without are not observable and do not shrink the others' window. Rows in the last `follow_us` of a covered time
    are too young, those in its first `lead_us` too early. `whole` fills the gaps. `since_us`, `until_us` choose rows;
    `as_of_us` is the clock and ends every covered time. No voices: no windows.
    """
    known: dict[str, dict[str, dict[str, list[Span]]]] = {voice: {stream: {} for stream in needs} for voice in voices}
    for row in coverage:
        if row.voice in known and row.stream in known[row.voice] and row.how in SEEN:
            known[row.voice][row.stream].setdefault(row.how, []).append((row.from_us, row.to_us))
    clock: Spans = ((-FAR, as_of_us),) if as_of_us is not None else ALL

    own: dict[str, Spans] = {}
    views: dict[str, View] = {}
    for voice, streams in known.items():
        each = {stream: common(union(span for spans in ways.values() for span in spans), clock) for stream, ways in streams.items()}
        missing = tuple(stream for stream, spans in each.items() if not spans)
        own[voice] = () if missing else common_to_all(each.values())
        views[voice] = View(voice, missing)
    if whole:
        own = {voice: ((spans[0][0], spans[-1][1]),) if spans else () for voice, spans in own.items()}

    seen = [voice for voice in known if not views[voice].missing]
    shared = common_to_all(own[voice] for voice in seen) if seen else ()
    for voice in seen:
        clipped = len(seen) > 1 and length(shared) < length(own[voice])
        views[voice] = View(voice, how=_weakest(known[voice], shared), clipped=clipped)
    windows = tuple(
        Window(max(start + lead_us, _or(since_us, start)), min(end - follow_us, _or(until_us, end)), end)
        for start, end in shared
        if max(start + lead_us, _or(since_us, start)) < min(end - follow_us, _or(until_us, end))
    )
    reason = "" if windows or not seen else "young" if shared else "disjoint"
    return Plan(windows, views, reason)


def pooled(name: str, views: Sequence[View]) -> View:
    """What can be seen of several voices together: what can be seen of any; where of none, what all lack. No views: nothing is missing."""
    seen = [view for view in views if not view.missing]
    missing = () if seen else tuple(dict.fromkeys(stream for view in views for stream in view.missing))
    how = max((view.how for view in seen), key=lambda how: SEEN.index(how) if how in SEEN else -1, default="")
    return View(name, missing, how, any(view.clipped for view in seen))


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def _weakest(streams: dict[str, dict[str, list[Span]]], shared: Spans) -> str:
    """The weakest way that is needed to cover the shared time in every stream; none is needed where better ones overlap it."""
    worst = 0
    for ways in streams.values():
        reached: list[Span] = []
        for rank, how in enumerate(SEEN):
            reached += ways.get(how, [])
            if contains(union(reached), shared):
                worst = max(worst, rank)
                break
        else:
            # Only a whole window, gaps included, is not covered by all ways together.
            worst = max([worst, *(rank for rank, how in enumerate(SEEN) if how in ways)])
    return SEEN[worst]
