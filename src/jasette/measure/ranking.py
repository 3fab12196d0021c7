"""All that are compared beside each other: figures that come together, and how sure a rank is.

A rank is a place among those that are shown. Its range comes from the *acting people*, drawn anew with all their acts: the same
person counts equally often for every voice and in every measure, since the weight is read off a hash of who it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jasette.kernels.xxh64 import row_keys
from jasette.measure.contract import Part
from jasette.measure.kinds import Acts, Kind, Stats

if TYPE_CHECKING:
    import pyarrow as pa

    from jasette.measure.figures import Cell

DRAWS = 200
LEVEL = 0.95
AT_ONCE = 20_000_000
"""Weights held in memory at a time."""
SAME = 9
"""Decimals, of the largest value, to which values are equal: what rounding adds must not rank."""
When = tuple[str | None, str | None]
"""A comparison within a part: period, slice."""
Reals = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """A place among `among`, the first being the largest; from `low` to `high` it may be by chance, where that can be told.

    `before`: the place where nobody's acts are left out, if some are.
    """

    rank: int
    low: int | None
    high: int | None
    among: int
    before: int | None = None


@dataclass(frozen=True)
class Comparison:
    """What acting people did, in one period and slice, upon all `units`; `drawn`: the figures of each draw (draws × units)."""

    kind: Kind
    units: tuple[str, ...]
    acts: Acts
    hashes: NDArray[np.uint64]

    @cached_property
    def value(self) -> Reals:
        """The figure of each unit; nan where there is none."""
        values: Reals = self.kind.values(self.acts, np.ones((1, self.acts.people + 1)))[0]
        return values

    @cached_property
    def drawn(self) -> Reals:
        at_once = max(1, AT_ONCE // (self.acts.people + 1))
        parts = [
            self.kind.values(self.acts, weights(self.hashes, range(first, min(first + at_once, DRAWS))))
            for first in range(0, DRAWS, at_once)
        ]
        return np.concatenate(parts)

    def limits(self) -> tuple[Reals, Reals]:
        """Between what the figures lie in most draws, their own value included; nan where it is."""
        drawn = np.where(np.isnan(self.drawn), self.value, self.drawn)
        low, high = np.quantile(drawn, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
        return np.minimum(low, self.value), np.maximum(high, self.value)


@dataclass(frozen=True)
class Compared:
    """The comparisons of one part."""

    kind: Kind
    each: Mapping[When, Comparison]

    def figures(self) -> dict[tuple[str, str | None, str | None], Stats]:
        """For a kind whose figures come together: value, limits and what stands beside them, by unit, period and slice."""
        found: dict[tuple[str, str | None, str | None], Stats] = {}
        for (period, slice_), comparison in self.each.items():
            low, high = comparison.limits()
            columns = {"value": comparison.value, "low": low, "high": high, **self.kind.beside(comparison.acts)}
            for place, unit in enumerate(comparison.units):
                found[unit, period, slice_] = {name: column[place : place + 1] for name, column in columns.items()}
        return found


def comparisons(part: Part, table: pa.Table, units: Sequence[str]) -> Compared:
    """What `Kind.acts` gave, cut into comparisons. Whoever and whatever is named by text becomes a number; who acts comes first.

    A row without person counts once in every draw.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = [name for name in ("period", "slice") if name in table.column_names]
    plain = ("voice", "person", *keys)
    named = [name for name in table.column_names if name not in plain and pa.types.is_string(table[name].type)]
    places = pc.index_in(table["voice"], pa.array(list(units), pa.string())).fill_null(-1).to_numpy().astype(np.int64)
    each: dict[When, Comparison] = {}
    for when, chosen in _by(table, keys):
        rows = table.take(pa.array(chosen)) if keys else table
        codes, texts = _coded([rows["person"], *(rows[name] for name in named)])
        people = int(codes[0].max(initial=-1)) + 1
        stats = dict(zip(named, codes[1:], strict=True))
        stats |= {name: rows[name].to_numpy() for name in rows.column_names if name not in (*plain, *named)}
        hashes = row_keys(pa.table({"person": texts.slice(0, people)}), ("person",)).view(np.uint64)
        each[when] = Comparison(part.kind, tuple(units), Acts(len(units), people, places[chosen], codes[0], stats), hashes)
    return Compared(part.kind, each)


def _by(table: pa.Table, keys: Sequence[str]) -> Iterator[tuple[When, Integers]]:
    """The rows of each comparison; one has all, where there is neither period nor slice. No rows: none."""
    encoded = {name: table[name].combine_chunks().dictionary_encode() for name in keys}
    codes = np.zeros(table.num_rows, np.int64)
    for column in encoded.values():
        codes = codes * max(len(column.dictionary), 1) + column.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    for start, end in zip(starts, np.append(starts, len(order))[1:], strict=True):
        first = {name: column[int(order[start])].as_py() for name, column in encoded.items()}
        yield (first.get("period"), first.get("slice")), order[start:end]


def _coded(columns: Sequence[pa.ChunkedArray]) -> tuple[list[Integers], pa.Array]:
    """Numbers for the texts of all columns together, in order of appearance (null is -1), and the texts by number."""
    import pyarrow as pa

    together = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    coded = together.combine_chunks().dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.split(codes, np.cumsum([len(column) for column in columns])[:-1]), coded.dictionary


POISSON = np.array([np.exp(-1.0) * sum(1 / np.prod(np.arange(1, k + 1)) for k in range(most + 1)) for most in range(10)])
"""Chances of at most 0, 1, … 9 where one is expected; ten or more come once in ten million."""


def weights(hashes: NDArray[np.uint64], draws: range) -> Reals:
    """How often each person counts in these draws: Poisson with mean 1, from a hash and the draw's number; nobody (last) counts once.

    SplitMix64 (Steele, Lea & Flood 2014) makes the chances; Poisson weights are the bootstrap of a large sample (Hanley & MacGibbon 2006).
    """
    found = np.ones((len(draws), len(hashes) + 1))
    with np.errstate(over="ignore"):
        for row, draw in enumerate(draws):
            mixed = hashes + np.uint64(draw + 1) * np.uint64(0x9E3779B97F4A7C15)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            chance = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53
            found[row, :-1] = np.searchsorted(POISSON, chance, side="right")
    return found


def standings(cells: Sequence[Cell], compared: Mapping[int, Compared]) -> list[Standing | None]:
    """The place of each cell of a ranked part whose figure is shown; None for all others."""
    found: list[Standing | None] = [None] * len(cells)
    groups: dict[tuple[int, str | None, str | None], list[int]] = defaultdict(list)
    for place, cell in enumerate(cells):
        if cell.part.ranked and cell.figure is not None and not cell.hidden and cell.figure.value is not None:
            groups[id(cell.part), cell.period, cell.slice].append(place)
    for (part, period, slice_), places in groups.items():
        values = np.array([figure.value for place in places if (figure := cells[place].figure) is not None], dtype=np.float64)
        comparison = compared[part].each.get((period, slice_)) if part in compared else None
        columns = [comparison.units.index(cells[place].voice) for place in places] if comparison else []
        ranks, low, high = ranked(values, comparison.drawn[:, columns] if comparison else None)
        for index, place in enumerate(places):
            found[place] = Standing(
                int(ranks[index]), None if low is None else int(low[index]), None if high is None else int(high[index]), len(places)
            )
    return found


def ranked(values: Reals, drawn: Reals | None) -> tuple[Integers, Integers | None, Integers | None]:
    """Places of `values` (1 is the largest; equal ones share the better place), and their range over draws (draws × values).

    Without draws no range. A range always holds its place.
    """
    ranks = _places(values[None])[0]
    if drawn is None or not len(drawn):
        return ranks, None, None
    low, high = np.quantile(_places(drawn), [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0, method="closest_observation")
    return ranks, np.minimum(low, ranks).astype(np.int64), np.maximum(high, ranks).astype(np.int64)


def _places(values: Reals) -> Integers:
    filled = np.where(np.isnan(values), -np.inf, values)
    largest = np.max(np.abs(np.where(np.isfinite(filled), filled, 0)), axis=1, keepdims=True, initial=0)
    rounded = -np.round(filled / np.where(largest > 0, largest, 1), SAME)
    ordered = np.sort(rounded, axis=1)
    return np.stack([np.searchsorted(line, row, side="left") + 1 for line, row in zip(ordered, rounded, strict=True)])
