"""How far measures agree on who stands first: Spearman's ρ between each two of them, over the voices (or groups) of which both are shown.

A measure over measures has no rows of its own: its evidence is that of the two. Both are drawn with the same people, so that the
range of ρ holds for the pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from jasette.errors import QueryError
from jasette.kernels.spearman import spearman
from jasette.locale import Words
from jasette.measure import figures
from jasette.measure.contract import Ask, Measure, Part
from jasette.measure.ranking import LEVEL, Comparison, When, evened
from jasette.measure.rows import SCHEMA
from jasette.measure.scene import ALL, look
from jasette.measure.spans import Span

if TYPE_CHECKING:
    import duckdb

NAME, UNIT, FEWEST = "agreement", "ρ", 3
"""ρ of two voices is 1 or −1, and says nothing."""
SAID = {
    "voice": "Over {n} voices, “{one}” and “{other}” agree on who stands first with a Spearman's ρ of {value}.",
    "group": "Over {n} groups, “{one}” and “{other}” agree on which stands first with a Spearman's ρ of {value}.",
}
FEW = {"voice": "fewer than three voices have a figure of both", "group": "fewer than three groups have a figure of both"}


@dataclass(frozen=True)
class Column:
    """One ranked part in one period and slice: its figures that are shown, by voice (or group), and what they were drawn from."""

    measure: Measure
    part: Part
    span: Span
    comparison: Comparison | None
    shown: dict[str, float] = field(default_factory=dict)

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

    `low` and `high` are those of 95 in 100 draws of the acting people, where both are drawn. Over voices or (`ask.of`) groups,
    which `of` says; one matrix for each period, and for each platform or language, where the question has them. Raises
    QueryError as `run` does, and for what has no order: all together, and by who acts.
    """
    ask = replace(ask or Ask(), of=(ask.of if ask else "") or "voice")
    if ask.of not in SAID or ask.across == "group":
        raise QueryError("only voices and groups are put in an order", remedy="ask of voice or group, and across platform or lang")
    words = words or Words(timezone=ask.timezone)
    by_when = _columns(connection, measures, ask)
    rows = [_row(one, other, when, ask, words) for when, columns in by_when.items() for one, other in permutations(columns, 2)]
    return pa.Table.from_pylist(rows, SCHEMA)


def _columns(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], ask: Ask) -> dict[When, list[Column]]:
    """The ranked parts in each period and slice in which anything of them can be seen; of measures that have no figure of groups none."""
    ranked = [
        measure
        for measure in measures
        if measure.of == "voice"
        and any(part.ranked for part in measure.parts)
        and (ask.of == "voice" or not any(part.together for part in measure.parts))
    ]
    scenes = look(connection, ranked, ask)
    found, compared = figures.compare(connection, scenes)
    columns: dict[When, dict[int, Column]] = defaultdict(dict)
    for scene, cells in zip(scenes, found, strict=True):
        for cell in cells:
            part, when = cell.part, (cell.period, cell.slice)
            if not part.ranked or cell.figure is None:
                continue
            together = compared.get(id(part))
            drawn = together.each.get(when) if together else None
            column = columns[when].setdefault(id(part), Column(scene.measure, part, cell.span, drawn))
            if cell.standing is not None and cell.figure.value is not None:
                column.shown[cell.voice] = cell.figure.value
    return {when: list(columns[when].values()) for when in sorted(columns, key=lambda when: (when[0] or "", when[1] or ""))}


def _row(one: Column, other: Column, when: When, ask: Ask, words: Words) -> dict[str, Any]:
    units = [unit for unit in one.shown if unit in other.shown]
    start, end = max(one.span[0], other.span[0]), min(one.span[1], other.span[1])
    period, slice_ = when
    row: dict[str, Any] = {
        "voice": ALL,
        "of": ask.of,
        "measure": NAME,
        "part": one.name,
        "period": period,
        "beside": other.name,
        "platform": slice_ if ask.across == "platform" else ask.platform or None,
        "lang": slice_ if ask.across == "lang" else ask.lang or None,
        "topic": ask.subject.text if ask.subject else None,
        "window_from": start if start < end else None,
        "window_to": end if start < end else None,
        "unit": UNIT,
        "n": len(units),
        "observable": len(units) >= FEWEST,
        "interval": "none",
        "state": "ok" if len(units) >= FEWEST else "not_observable",
    }
    if len(units) < FEWEST:
        return row | {"why_not": words(FEW[ask.of])}
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
    return row | {"value": value, "sentence": words(SAID[ask.of], n=words.number(len(units)), value=words.quantity(value, UNIT), **titles)}


def _title(column: Column, words: Words) -> str:
    return words("{term}: {sense}", term=words(column.measure.title), sense=words(column.part.title))
