"""How far measures agree on who stands first: Spearman's ρ between each two of them, over the voices of which both are shown.

A measure over measures has no rows of its own: its evidence is that of the two. Both are drawn with the same people, so that the
range of ρ holds for the pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from jasette.kernels.spearman import spearman
from jasette.locale import Words
from jasette.measure import figures
from jasette.measure.contract import Ask, Measure, Part
from jasette.measure.ranking import LEVEL, Comparison, evened
from jasette.measure.rows import SCHEMA

if TYPE_CHECKING:
    import duckdb

NAME, UNIT, FEWEST = "agreement", "ρ", 3
"""ρ of two voices is 1 or −1, and says nothing."""
SAID = "Over {n} voices, “{one}” and “{other}” agree on who stands first with a Spearman's ρ of {value}."
FEW = "fewer than three voices have a figure of both"


@dataclass(frozen=True)
class Column:
    """One ranked part: its figures that are shown, by voice, and what they were drawn from."""

    measure: Measure
    part: Part
    shown: dict[str, float]
    comparison: Comparison | None

    @property
    def name(self) -> str:
        return f"{self.measure.name}.{self.part.name}"

    def draws(self, units: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]] | None:
        """Figures of these voices in each draw; None where nobody is drawn."""
        return self.comparison.columns(units) if self.comparison is not None and len(self.comparison.drawn) else None


def agreement(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], ask: Ask | None = None, words: Words | None = None
) -> pa.Table:
    """The matrix of ρ as tidy rows (`rows.SCHEMA`): `part` and `beside` name two ranked parts as `measure.part`, each pair both ways.

    `low` and `high` are those of 95 in 100 draws of the acting people, where both are drawn. Over voices, in one period; what the
    question says of periods and slices is left aside. Raises QueryError as `run` does.
    """
    ask = replace(ask or Ask(), by="", across="", of="voice")
    words = words or Words(timezone=ask.timezone)
    columns = _columns(connection, measures, ask)
    return pa.Table.from_pylist([_row(one, other, ask, words) for one, other in permutations(columns, 2)], SCHEMA)


def _columns(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], ask: Ask) -> list[Column]:
    ranked = [measure for measure in measures if measure.of == "voice" and any(part.ranked for part in measure.parts)]
    scenes = figures.look(connection, ranked, ask)
    found, compared = figures.compare(connection, scenes)
    columns: list[Column] = []
    for scene, cells in zip(scenes, found, strict=True):
        for part in scene.measure.parts:
            mine = [cell for cell in cells if cell.part is part and cell.standing is not None and cell.figure is not None]
            shown = {cell.voice: cell.figure.value for cell in mine if cell.figure is not None and cell.figure.value is not None}
            together = compared.get(id(part))
            if part.ranked:
                columns.append(Column(scene.measure, part, shown, together.each.get((None, None)) if together else None))
    return columns


def _row(one: Column, other: Column, ask: Ask, words: Words) -> dict[str, Any]:
    units = [unit for unit in one.shown if unit in other.shown]
    row: dict[str, Any] = {
        "voice": figures.ALL,
        "of": "all",
        "measure": NAME,
        "part": one.name,
        "beside": other.name,
        "platform": ask.platform or None,
        "lang": ask.lang or None,
        "unit": UNIT,
        "n": len(units),
        "observable": len(units) >= FEWEST,
        "interval": "none",
        "state": "ok" if len(units) >= FEWEST else "not_observable",
    }
    if len(units) < FEWEST:
        return row | {"why_not": words(FEW)}
    points = [evened(np.array([[column.shown[unit] for unit in units]])) for column in (one, other)]
    value = float(spearman(points[0], points[1])[0])
    if np.isnan(value):
        return row
    drawn = [column.draws(units) for column in (one, other)]
    if drawn[0] is not None and drawn[1] is not None:
        found = spearman(evened(drawn[0]), evened(drawn[1]))
        low, high = np.quantile(found[~np.isnan(found)], [0.5 - LEVEL / 2, 0.5 + LEVEL / 2]) if not np.isnan(found).all() else (value,) * 2
        row |= {"low": min(float(low), value), "high": max(float(high), value), "interval": "confidence"}
    titles = {"one": _title(one, words), "other": _title(other, words)}
    return row | {"value": value, "sentence": words(SAID, n=words.number(len(units)), value=words.quantity(value, UNIT), **titles)}


def _title(column: Column, words: Words) -> str:
    return words("{term}: {sense}", term=words(column.measure.title), sense=words(column.part.title))
