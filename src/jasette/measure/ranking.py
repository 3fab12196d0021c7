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

from jasette.kernels.ranks import Stability, stability
from jasette.kernels.xxh64 import row_keys
from jasette.measure.contract import Part
from jasette.measure.kinds import Acts, Kind, Stats, Together

if TYPE_CHECKING:
    import pyarrow as pa

    from jasette.measure.scene import Cell

LEVEL = 0.95
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
    """What acting people did, in one period and slice, upon all `units`."""

    kind: Kind
    units: tuple[str, ...]
    acts: Acts

    @cached_property
    def drawn(self) -> Reals:
        """The figures of each draw (draws × units); without draws where the kind draws nobody."""
        return self.kind.drawn(self.acts)

    def figures(self) -> dict[str, Stats]:
        """Of a kind whose figures come together: value, limits and what stands beside them, by unit."""
        if not isinstance(self.kind, Together):
            return {}
        value = self.kind.values(self.acts)
        low, high = self.kind.limits(self.acts) or self._drawn_limits(value)
        columns = {"value": value, "low": low, "high": high, **self.kind.beside(self.acts)}
        return {unit: {name: column[at : at + 1] for name, column in columns.items()} for at, unit in enumerate(self.units)}

    def _drawn_limits(self, value: Reals) -> tuple[Reals, Reals]:
        """Between what the figures lie in 95 of 100 draws; nan without draws."""
        found = stability(value, self.drawn) if len(self.drawn) else None
        return (found.low, found.high) if found else (np.full_like(value, np.nan),) * 2

    def columns(self, units: Sequence[str]) -> Reals:
        """The draws of these units (draws × units)."""
        return self.drawn[:, [self.units.index(unit) for unit in units]]


def places(values: Reals, drawn: Reals | None) -> list[Standing]:
    """The places of `values` among each other, and their ranges over draws (draws × values), where there are any."""
    known = drawn is not None and len(drawn) > 0
    found: Stability = stability(evened(values), evened(drawn) if drawn is not None and known else evened(values)[None])
    ranges = zip(found.first.tolist(), found.last.tolist(), strict=True) if known else [(None, None)] * len(values)
    return [Standing(rank, low, high, len(values)) for rank, (low, high) in zip(found.rank.tolist(), ranges, strict=True)]


def evened(values: Reals) -> Reals:
    """Values as parts of the largest in their line, without what rounding adds."""
    largest = np.max(np.abs(values), axis=-1, keepdims=True, initial=0, where=np.isfinite(values))
    return np.round(values / np.where(largest > 0, largest, 1), SAME)


@dataclass(frozen=True)
class Compared:
    """The comparisons of one part."""

    each: Mapping[When, Comparison]

    def figures(self) -> dict[tuple[str, str | None, str | None], Stats]:
        """For a kind whose figures come together: value, limits and what stands beside them, by unit, period and slice."""
        return {(unit, *when): stats for when, comparison in self.each.items() for unit, stats in comparison.figures().items()}


def comparisons(part: Part, table: pa.Table, units: Sequence[str]) -> Compared:
    """What `Kind.acts` gave, cut into comparisons. Whoever and whatever is named by text becomes a number; who acts comes first.

    A person's key is a hash of who it is: whoever else is compared, she is drawn alike.
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
        each[when] = Comparison(part.kind, tuple(units), Acts(len(units), hashes, places[chosen], codes[0], stats))
    return Compared(each)


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


def standings(cells: Sequence[Cell], compared: Mapping[int, Compared]) -> list[Standing | None]:
    """The place of each cell of a ranked part whose figure is shown; None for all others."""
    found: list[Standing | None] = [None] * len(cells)
    groups: dict[tuple[int, When], list[tuple[int, float]]] = defaultdict(list)
    for place, cell in enumerate(cells):
        if cell.part.ranked and cell.figure is not None and not cell.hidden and cell.figure.value is not None:
            groups[id(cell.part), (cell.period, cell.slice)].append((place, cell.figure.value))
    for (part, when), shown in groups.items():
        comparison = compared[part].each.get(when) if part in compared else None
        drawn = comparison.columns([cells[place].voice for place, _ in shown]) if comparison else None
        for (place, _), standing in zip(shown, places(np.array([value for _, value in shown]), drawn), strict=True):
            found[place] = standing
    return found
