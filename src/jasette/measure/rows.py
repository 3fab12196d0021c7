"""Figures as tidy rows: the same columns for every measure, each with its window, its limits and its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jasette.locale import Words
from jasette.measure import figures, sentence
from jasette.measure.contract import Ask, Measure

if TYPE_CHECKING:
    import duckdb

SCHEMA = pa.schema(
    [
        ("voice", pa.string()),
        ("measure", pa.string()),
        ("part", pa.string()),
        ("period", pa.string()),
        ("platform", pa.string()),
        ("lang", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("hits", pa.int64()),
        ("people", pa.int64()),
        ("unit", pa.string()),
        ("observable", pa.bool_()),
        ("why_not", pa.string()),
        ("interval", pa.string()),
        ("state", pa.string()),
        ("window_from", pa.int64()),
        ("window_to", pa.int64()),
        ("note", pa.string()),
        ("sentence", pa.string()),
    ]
)
"""The tidy rows, the same for every measure. `window_from` and `window_to` in microseconds UTC, the second not included."""


def run(
    connection: duckdb.DuckDBPyConnection, measures: Measure | Sequence[Measure], ask: Ask | None = None, words: Words | None = None
) -> pa.Table:
    """Tidy rows (SCHEMA) of one measure, or of several that then share what they read: for each part, voice and period one, ordered so.

    The connection has the derived tables as views. A voice of which the needed streams were not collected has one row that
    says so. Raises QueryError on an unknown voice, setting or period.
    """
    ask = ask or Ask()
    words = words or Words(timezone=ask.timezone)
    scenes = figures.look(connection, [measures] if isinstance(measures, Measure) else measures, ask)
    found = zip(scenes, figures.cells(connection, scenes), strict=True)
    return pa.Table.from_pylist([_row(scene, cell, words) for scene, mine in found for cell in mine], SCHEMA)


def _row(scene: figures.Scene, cell: figures.Cell, words: Words) -> dict[str, Any]:
    ask, figure = scene.ask, cell.figure
    start, end = cell.span
    row: dict[str, Any] = {
        "voice": cell.voice,
        "measure": scene.measure.name,
        "part": cell.part.name,
        "period": cell.period,
        "platform": cell.slice if ask.across == "platform" else ask.platform or None,
        "lang": cell.slice if ask.across == "lang" else ask.lang or None,
        "unit": cell.part.unit,
        "observable": figure is not None,
        "interval": figure.interval if figure else "none",
        "state": figure.state if figure else "not_observable",
        "window_from": start if end > start else None,
        "window_to": end if end > start else None,
        "note": _note(scene, cell, words),
    }
    if figure is None or cell.hidden:
        return row | {"why_not": why_not(scene, cell, words)}
    name, settings = words.given(scene.names[cell.voice]), scene.settings(cell.part)
    said = sentence.permitted(cell.part, figure, voice=name, people=cell.people, span=cell.span, settings=settings, words=words)
    return row | {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "hits": figure.hits,
        "people": cell.people,
        "sentence": said,
    }


def why_not(scene: figures.Scene, cell: figures.Cell, words: Words) -> str:
    """Why a cell has no figure, with the remedy where there is one."""
    if cell.hidden:
        return words(sentence.HIDDEN, floor=words.number(scene.ask.floor))
    view = cell.plan.views[cell.voice]
    if view.missing:
        streams = ", ".join(view.missing)
        return words(sentence.NEVER, streams=streams, stream=view.missing[0], voice=cell.voice)
    if cell.plan.reason == "disjoint":
        return words(sentence.DISJOINT, voice=cell.voice)
    if cell.plan.reason == "young" and (cell.part.follow or cell.part.lead):
        settings = scene.settings(cell.part)
        if cell.part.follow:
            return words(sentence.YOUNG, follow=sentence.lengths(cell.part.follow, settings, words))
        return words(sentence.EARLY, lead=sentence.lengths(cell.part.lead, settings, words))
    return words(sentence.OUTSIDE)


def _note(scene: figures.Scene, cell: figures.Cell, words: Words) -> str | None:
    """What limits the figure: a shared window, a weaker way of collecting, a period that is cut."""
    notes: list[str] = []
    views = cell.plan.views
    if cell.plan.windows and any(view.clipped for view in views.values()):
        notes.append(words(sentence.SHARED, count=words.number(len(cell.plan.observable))))
    if cell.figure is not None and views[cell.voice].how != "complete":
        notes.append(words(sentence.PARTIAL, streams=", ".join(cell.part.needs), how=words(views[cell.voice].how)))
    if cell.figure is not None and cell.partly:
        notes.append(words(sentence.CUT if cell.period else sentence.GAPS))
    return " ".join(notes) or None
