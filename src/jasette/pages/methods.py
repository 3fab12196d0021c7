"""Page: what is counted and how, from the declarations of the measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jasette.locale import Words
from jasette.measure import Measure
from jasette.measures import all_measures
from jasette.page import Block, Fold, Page, Prose, Reading, Terms
from jasette.pages.coverage import STREAM_TITLES


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    yield Prose(
        words(
            "Shares have 95 % intervals by bootstrap over people and over threads, the wider one shown; durations are Kaplan–Meier with "
            "log-log bands; n stands beside every value, and below n = 10 the value is greyed. An aggregate over the public needs at least "
            "{floor} distinct people; smaller cells are withheld, and one more where a subtraction would show them.",
            floor=reading.facts.floor,
        )
    )
    for measure in all_measures().values():
        inside = (Terms(tuple(_entry(measure, words))),)
        yield Fold(words(measure.title), inside, anchor=f"method-{measure.name}", heading=True, printed=True)


def _entry(measure: Measure, words: Words) -> Iterator[tuple[str, str]]:
    """What the declaration says, in the language of the report; names of parts stay as the commands want them."""
    parts = (words("{term}: {sense}", term=part.name, sense=f"{words(part.title)} ({words(part.unit)})") for part in measure.parts)
    needs = dict.fromkeys(stream for part in measure.parts for stream in part.needs)
    yield words("Formula"), words(measure.formula)
    yield words("Parts"), ", ".join(parts)
    yield words("Streams needed"), ", ".join(words(STREAM_TITLES[stream]) for stream in needs)
    yield words("What it cannot see"), words(measure.cannot_see)
    yield words("Worked example"), _example(measure, words)
    yield words("Sources"), " ".join(words(source) for source in measure.sources)


def _example(measure: Measure, words: Words) -> str:
    """What goes in, and what comes out."""
    example = measure.example
    given = ", ".join(f"{words(table)} × {words.number(len(rows))}" for table, rows in example.rows.items())
    results = ", ".join(_result(measure, expected, words) for expected in example.expect)
    return f"{words(example.note)} {given} → {results}".strip()


def _result(measure: Measure, expected: Mapping[str, Any], words: Words) -> str:
    value, part = expected.get("value"), measure.part(expected["part"])
    return f"{words(part.title)} = {words.quantity(value, part.unit) if value is not None else words('no value')}"


page = Page(name="methods", title="Methods", order=11, blocks=blocks)
