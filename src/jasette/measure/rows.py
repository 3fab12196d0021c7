"""Figures as tidy rows: the same columns for every measure, each with its window, its limits and its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jasette.locale import Words
from jasette.measure import figures, sentence
from jasette.measure.contract import Ask, Measure
from jasette.measure.scene import Cell, Scene, look

if TYPE_CHECKING:
    import duckdb

SCHEMA = pa.schema(
    [
        ("voice", pa.string()),
        ("of", pa.string()),
        ("measure", pa.string()),
        ("part", pa.string()),
        ("period", pa.string()),
        ("platform", pa.string()),
        ("lang", pa.string()),
        ("topic", pa.string()),
        ("beside", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("hits", pa.int64()),
        ("people", pa.int64()),
        ("rank", pa.int64()),
        ("rank_low", pa.int64()),
        ("rank_high", pa.int64()),
        ("rank_of", pa.int64()),
        ("rank_before", pa.int64()),
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
"""The tidy rows, the same for every measure. `window_from` and `window_to` in microseconds UTC, the second not included.

`voice` is what the figure is of, as `of` says: a voice, a group, or all. `beside` is the acting group, or the other measure, where
figures stand in a matrix. `rank` (1 is the largest) among `rank_of` shown ones, by chance from `rank_low` to `rank_high`;
`rank_before` where some people's acts were left out, with them.
"""


def run(
    connection: duckdb.DuckDBPyConnection, measures: Measure | Sequence[Measure], ask: Ask | None = None, words: Words | None = None
) -> pa.Table:
    """Tidy rows (SCHEMA) of one measure, or of several that then share what they read: for each part, voice and period one, ordered so.

    The connection has the derived tables as views. A voice of which the needed streams were not collected has one row that
    says so. Raises QueryError on an unknown voice, setting or period.
    """
    ask = ask or Ask()
    words = words or Words(timezone=ask.timezone)
    scenes = look(connection, [measures] if isinstance(measures, Measure) else measures, ask)
    found = zip(scenes, figures.cells(connection, scenes), strict=True)
    return pa.Table.from_pylist([told(scene, cell, words) for scene, mine in found for cell in mine], SCHEMA)


def told(scene: Scene, cell: Cell, words: Words) -> dict[str, Any]:
    """A cell as a row of SCHEMA."""
    ask, figure = scene.ask, cell.figure
    start, end = cell.span
    row: dict[str, Any] = {
        "voice": cell.voice,
        "of": scene.of,
        "measure": scene.measure.name,
        "part": cell.part.name,
        "period": cell.period,
        "platform": cell.slice if ask.across == "platform" else ask.platform or None,
        "lang": cell.slice if ask.across == "lang" else ask.lang or None,
        "topic": ask.subject.text if ask.subject else None,
        "beside": cell.slice if ask.across not in ("platform", "lang") else None,
        "unit": cell.part.unit,
        "observable": figure is not None,
        "interval": figure.interval if figure else "none",
        "state": figure.state if figure else "not_observable",
        "window_from": start if end > start else None,
        "window_to": end if end > start else None,
        "note": _note(scene, cell, words),
    }
    if (place := cell.standing) is not None:
        row |= {"rank": place.rank, "rank_low": place.low, "rank_high": place.high, "rank_of": place.among, "rank_before": place.before}
    if figure is None or cell.hidden:
        return row | {"why_not": why_not(scene, cell, words)}
    name, settings = _name(scene, cell.voice, words), scene.settings(cell.part)
    # the names of groups are words of the catalogue; those of platforms and languages are not
    beside = words(cell.slice or "") if ask.across == "group" else cell.slice or ""
    figures_of = {"voice": name, "beside": beside, "topic": ask.subject.text if ask.subject else ""}
    said = sentence.permitted(cell.part, figure, **figures_of, people=cell.people, span=cell.span, settings=settings, words=words)
    return row | {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "hits": figure.hits,
        "people": cell.people,
        "sentence": said,
    }


def _name(scene: Scene, unit: str, words: Words) -> str:
    """What the unit is called."""
    if scene.of == "all":
        return words(sentence.EVERYBODY)
    return words.given(scene.names[unit]) if scene.of == "voice" else words(unit)


def why_not(scene: Scene, cell: Cell, words: Words) -> str:
    """Why a cell has no figure, with the remedy where there is one."""
    if cell.hidden:
        return _why_hidden(scene, cell, words)
    if cell.view.missing:
        streams = ", ".join(cell.view.missing)
        return words(sentence.NEVER, streams=streams, stream=cell.view.missing[0], voice=cell.voice)
    if cell.plan.reason in sentence.NO_WINDOW:
        return words(sentence.NO_WINDOW[cell.plan.reason], voice=cell.voice)
    if cell.plan.reason == "young" and (cell.part.follow or cell.part.lead):
        settings = scene.settings(cell.part)
        if cell.part.follow:
            return words(sentence.YOUNG, follow=sentence.lengths(cell.part.follow, settings, words))
        return words(sentence.EARLY, lead=sentence.lengths(cell.part.lead, settings, words))
    return words(sentence.OUTSIDE)


def _why_hidden(scene: Scene, cell: Cell, words: Words) -> str:
    if scene.barred(cell):
        return words(sentence.SENSITIVE, kinds=sentence.kinds(scene.ask.touched, words))
    return words(sentence.HIDDEN, floor=words.number(scene.ask.floor))


def _note(scene: Scene, cell: Cell, words: Words) -> str | None:
    """What limits the figure: a shared window, a weaker way of collecting, a period that is cut."""
    notes: list[str] = []
    if cell.figure is not None and cell.figure.at_us is not None:
        notes.append(words(sentence.OBSERVED, on=words.day(cell.figure.at_us)))
    if cell.plan.windows and any(view.clipped for view in cell.plan.views.values()):
        notes.append(words(sentence.SHARED, count=words.number(len(cell.plan.observable))))
    if cell.figure is not None and cell.partial:
        notes.append(words(sentence.PARTIAL, streams=", ".join(cell.part.needs), how=words(cell.view.how)))
    if cell.figure is not None and cell.partly:
        notes.append(words(sentence.CUT if cell.period else sentence.GAPS))
    return " ".join(notes) or None
