"""Which cells to hide because too few people of the public are behind them, or behind what could be subtracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from jasette.people import suppress


def hide(people: Sequence[int], partitions: Sequence[Sequence[int]], floor: int) -> list[bool]:
    """For each cell whether to hide it, given the distinct people of the public behind each.

    A partition is the indexes of cells that add up to a total which is known. A cell lies in several of them (a month
    among months, a kind among kinds), and hiding it in one asks for another in the next, so the rounds go on until
    nothing changes. No cells: [].
    """
    hidden = suppress_each(people, floor)
    while True:
        before = list(hidden)
        for partition in partitions:
            shown = suppress([people[i] for i in partition], floor, [hidden[i] for i in partition])
            for index, hide_it in zip(partition, shown, strict=True):
                hidden[index] = hidden[index] or hide_it
        if hidden == before:
            return hidden


def suppress_each(people: Sequence[int], floor: int) -> list[bool]:
    """Primary suppression alone: a cell that adds up with no other."""
    return [suppress([count], floor)[0] for count in people]


def partitions(keys: Sequence[Sequence[Hashable]]) -> list[list[int]]:
    """Indexes of cells with an equal key, for each way of keying (one sequence per way; a key of None belongs nowhere)."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for way, each in enumerate(keys):
        for index, key in enumerate(each):
            if key is not None:
                groups[(way, key)].append(index)
    return [group for group in groups.values() if len(group) > 1]
