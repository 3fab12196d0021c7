"""Figures with the sums that they follow from, so that somebody else can work them out again without any row about a person.

What kinds keep of a cell is how many people or threads had which sums: no name, no post, no time. Of a hidden cell there
is nothing. Only kinds that are known to keep no more than that are written down (`SUMS`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from jasette.locale import Words
from jasette.measure import figures, rows
from jasette.measure.contract import Ask, Measure
from jasette.measure.kinds import Contrast, Count, Distinct, Figure, Formula, Kind, Quantile, Score, Share, Stats
from jasette.measure.scene import look

if TYPE_CHECKING:
    import duckdb

SUMS: tuple[type[Kind], ...] = (Contrast, Count, Distinct, Formula, Quantile, Score, Share)
NUMBER, PARTIAL, KIND = "figure", "partial", "kind"
SCHEMA = pa.schema([(NUMBER, pa.int64()), *((field.name, field.type) for field in rows.SCHEMA), (PARTIAL, pa.bool_()), (KIND, pa.string())])
"""Figures with their number; `kind` is null where no sums are kept of the figure."""


def run(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], ask: Ask, words: Words) -> tuple[pa.Table, dict[str, pa.Table]]:
    """The figures (SCHEMA) as `rows.run` has them, and for each kind the sums behind its figures, each row with its figure's number."""
    scenes = look(connection, measures, ask)
    told: list[dict[str, Any]] = []
    kept: dict[str, list[pa.Table]] = defaultdict(list)
    for scene, cells in zip(scenes, figures.cells(connection, scenes), strict=True):
        for cell in cells:
            number, kind = len(told), _name(cell.part.kind)
            known = cell.figure is not None and not cell.hidden and type(cell.part.kind) in SUMS
            row = {NUMBER: number, **rows.told(scene, cell, words), KIND: kind if known else None}
            told.append({**row, PARTIAL: cell.partial if known else None})
            if known and cell.stats is not None:
                kept[kind].append(_table(number, cell.stats))
    return pa.Table.from_pylist(told, SCHEMA), {kind: pa.concat_tables(tables, promote_options="default") for kind, tables in kept.items()}


def again(measures: Mapping[str, Measure], told: Sequence[Mapping[str, Any]], kept: Mapping[str, pa.Table]) -> list[Figure | None]:
    """The figure of each row once more, from its sums alone; None where no sums are kept, or the measure is not known here."""
    sums = {kind: _by_figure(table) for kind, table in kept.items()}
    return [_figure(measures.get(str(row["measure"])), row, sums) for row in told]


def _figure(measure: Measure | None, row: Mapping[str, Any], sums: Mapping[str, Mapping[int, Stats]]) -> Figure | None:
    part = next((part for part in measure.parts if part.name == row["part"]), None) if measure else None
    if part is None or row[KIND] is None or _name(part.kind) != row[KIND]:
        return None
    return figures.figure_of(part.kind, sums.get(row[KIND], {}).get(int(row[NUMBER])), partial=bool(row[PARTIAL]))


def _name(kind: Kind) -> str:
    return type(kind).__name__.lower()


def _table(number: int, stats: Stats) -> pa.Table:
    columns = {name: pa.array(column) for name, column in stats.items()}
    if "stratum" in columns:
        # what a stratum is called tells who is in it; that it is another one is enough
        columns["stratum"] = pa.array(np.arange(len(columns["stratum"])))
    length = len(next(iter(columns.values())))
    return pa.table({NUMBER: pa.array(np.full(length, number, dtype=np.int64)), **columns})


def _by_figure(table: pa.Table) -> dict[int, Stats]:
    """The sums of each figure, as arrays; a column that its kind does not have there is left out."""
    numbers = table[NUMBER].to_numpy()
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    found: dict[int, Stats] = {}
    for start, end in zip(starts, np.append(starts, len(numbers))[1:], strict=True):
        piece = table.slice(int(start), int(end - start))
        there = [name for name in piece.column_names if name != NUMBER and piece[name].null_count < len(piece)]
        found[int(numbers[start])] = {name: piece[name].to_numpy() for name in there}
    return found
