"""The book of methods: what a measure's declaration says of it, as plain data, and all its strings for translators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jasette.measure import query
from jasette.measure.contract import Ask, Measure, Part


def entry(measure: Measure) -> dict[str, Any]:
    """Everything that is to be said of a measure: title, formula, streams, parts with unit, sentence and SQL, sources, example."""
    return {
        "name": measure.name,
        "title": measure.title,
        "formula": measure.formula,
        "parts": {part.name: f"{part.title} ({part.unit})" for part in measure.parts},
        "sentences": {part.name: part.sentence for part in measure.parts},
        "needs": list(dict.fromkeys(stream for part in measure.parts for stream in part.needs)),
        "params": dict(measure.params),
        "kinds": {part.name: part.kind.title for part in measure.parts},
        "sources": list(measure.sources),
        "cannot_see": measure.cannot_see,
        "example": _example(measure),
        "sql": {part.name: sql(measure, part) for part in measure.parts},
    }


def sql(measure: Measure, part: Part, ask: Ask | None = None) -> str:
    """The query of a part, as it runs."""
    ask = ask or Ask()
    return query.state(part, measure.settings(part, ask.chosen), ask)


def _example(measure: Measure) -> str:
    """The worked example in a line or two: what goes in, what comes out."""
    rows = ", ".join(f"{len(rows)} {table}" for table, rows in measure.example.rows.items())
    results = "; ".join(
        f"{expected['part']} = {format(value, '.4g') if (value := expected.get('value')) is not None else 'no value'}"
        for expected in measure.example.expect
    )
    return f"{measure.example.note} {rows} → {results}".strip()


def messages(measure: Measure) -> Iterator[str]:
    """Every string of a declaration that is shown, for the catalogue of translations."""
    yield from (measure.title, measure.formula, measure.cannot_see, measure.example.note)
    for part in measure.parts:
        yield from (text for text in (part.title, part.sentence, part.sentence_one, *part.marks) if text)
