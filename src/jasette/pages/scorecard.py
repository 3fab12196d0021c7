"""Page: all voices side by side, by the questions that a reader comes with; each figure opens onto the posts behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jasette.locale import Words
from jasette.measure import Measure
from jasette.measures import all_measures, find
from jasette.page import Block, Cell, Compared, Comparison, Figure, Fold, Grid, Heading, Moment, Page, Prose, Reading
from jasette.page.figures import figure, stretch, weekly
from jasette.page.questions import Lead, Question, questions
from jasette.page.voices import Voice, roster


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    voices = roster(reading, words)
    yield Prose(
        words(
            "Each dot is a figure, and the line through it its 95 % interval: where two lines overlap, their order is not certain. "
            "n is the number of cases. A figure opens onto the posts behind it; a hollow dot rests on fewer than ten cases."
        )
    )
    for question in questions(all_measures()):
        yield Heading(words(question.title), anchor=f"question-{question.name}")
        yield Prose(words(question.sense))
        if question.leads:
            yield _comparison(question, voices, reading, words)
            yield from _reasons([row for lead in question.leads for row in _rows(lead, reading)], voices, words)
            yield Fold(words("The same week by week, in numbers"), (_weeks(question, voices, reading, words),))
        every = [block for name in question.measures for block in _measure(find(name), voices, reading, words)]
        yield Fold(words("Every figure on this question"), tuple(every))


def _comparison(question: Question, voices: dict[str, Voice], reading: Reading, words: Words) -> Comparison:
    """The leads of a question for every voice, the highest first; those without a value stand last."""
    at = {(lead, str(row["voice"])): row for lead in question.leads for row in _rows(lead, reading)}
    series = _series(question, reading, words)
    nothing = Figure("—", state="none")

    def compared(slug: str, voice: Voice) -> Compared:
        figures = tuple(figure(at[lead, slug], words) if (lead, slug) in at else nothing for lead in question.leads)
        return Compared(voice.name, voice.group, figures, tuple(series.get(slug, ())), f"voice-{slug}", voice.rank)

    def place(row: Compared) -> tuple[bool, float, int]:
        spread = row.figures[0].spread
        return spread is None, -(spread.value if spread else 0), row.rank

    columns = tuple((words(lead.title), find(lead.measure).part(lead.part).unit) for lead in question.leads)
    rows = tuple(sorted((compared(slug, voice) for slug, voice in voices.items()), key=place))
    return Comparison(words(question.title), columns, rows, words("by week") if series else "", stretch(series, words))


def _reasons(rows: list[dict[str, Any]], voices: dict[str, Voice], words: Words) -> Iterator[Prose]:
    """Why there is no figure: once for all whom it concerns."""
    for why in dict.fromkeys(row["why_not"] for row in rows if row["why_not"]):
        names = dict.fromkeys(voices[row["voice"]].name for row in rows if row["why_not"] == why and row["voice"] in voices)
        yield Prose(words("{term}: {sense}", term=", ".join(names), sense=why), "note")


def _rows(lead: Lead, reading: Reading) -> Iterator[dict[str, Any]]:
    yield from (row for row in reading.measure(lead.measure) if row["part"] == lead.part)


def _series(question: Question, reading: Reading, words: Words) -> dict[str, list[Moment]]:
    """The first lead by week, for each voice that can be seen."""
    lead = question.leads[0]
    return weekly(reading, lead.measure, lead.part, words)


def _weeks(question: Question, voices: dict[str, Voice], reading: Reading, words: Words) -> Grid:
    lead, series = question.leads[0], _series(question, reading, words)
    unit = find(lead.measure).part(lead.part).unit
    labels = sorted({one.label for moments in series.values() for one in moments})

    def cells(slug: str) -> Iterator[Cell]:
        at = {one.label: one for one in series.get(slug, ())}
        for label in labels:
            one = at.get(label)
            shown = words.interval(one.spread.low, one.spread.high, unit) if one and one.spread else ""
            yield Figure(one.text if one else "—", interval=shown, state="ok" if one and one.spread else "none")

    rows = tuple((voice.name, *cells(slug)) for slug, voice in voices.items())
    return Grid((words("Voice"), *labels), rows, words(lead.title))


def _measure(measure: Measure, voices: dict[str, Voice], reading: Reading, words: Words) -> Iterator[Block]:
    """All parts of one measure for all voices, after what limits them."""
    rows = [dict(row) for row in reading.measure(measure.name)]
    yield Heading(words(measure.title), level=3, anchor=f"measure-{measure.name}")
    yield from _notes(rows, voices, words)
    at = {(row["voice"], row["part"]): row for row in rows}

    def cells(slug: str) -> Iterator[Cell]:
        for part in measure.parts:
            yield figure(at[slug, part.name], words) if (slug, part.name) in at else "—"

    body = tuple((voice.name, *cells(slug)) for slug, voice in voices.items())
    yield Grid((words("Voice"), *(words(part.title) for part in measure.parts)), body, words(measure.title))


def _notes(rows: list[dict[str, Any]], voices: dict[str, Voice], words: Words) -> Iterator[Block]:
    """The window and what limits the figures: said once, not in each cell."""
    windows = sorted({(row["window_from"], row["window_to"]) for row in rows if row["window_from"] is not None})
    if len(windows) == 1:
        start, end = windows[0]
        yield Prose(words("Counted from {start} to {end}.", start=words.day(start), end=words.day(end - 1)), "note")
    everyone = {row["voice"] for row in rows if row["value"] is not None}
    for note in sorted({row["note"] for row in rows if row["note"]}):
        concerned = {row["voice"] for row in rows if row["note"] == note}
        of_whom = ", ".join(sorted(voices[voice].name for voice in concerned if voice in voices))
        yield Prose(note if concerned >= everyone else words("{term}: {sense}", term=of_whom, sense=note), "note")


page = Page(name="scorecard", title="Who answers, who only broadcasts", order=2, blocks=blocks)
