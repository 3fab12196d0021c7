"""Page: every measure side by side for all rostered voices, each figure opening onto the posts behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jasette.locale import Words
from jasette.measure import Measure, not_shown
from jasette.measures import all_measures
from jasette.page import Block, Cell, Figure, Grid, Heading, Page, Post, Posts, Prose, Reading

SHOWN_POSTS = 5
"""Posts listed under a figure; the command that gives all of them stands below."""
GREY_BELOW = 10


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    names = {str(v["voice"]): str(v["name"]) for v in reading.rows("SELECT voice, name FROM voices ORDER BY name")}
    for measure in all_measures().values():
        rows = reading.measure(measure.name).to_pylist()
        yield Heading(words(measure.title), anchor=f"measure-{measure.name}")
        yield from _notes(rows, names, words)
        yield _grid(measure, rows, names, words)
        yield from _evidence(measure, rows, names, reading, words)


def _notes(rows: list[dict[str, Any]], names: dict[str, str], words: Words) -> Iterator[Block]:
    """The window and what limits the figures: said once, not in each cell."""
    windows = sorted({(row["window_from"], row["window_to"]) for row in rows if row["window_from"] is not None})
    if len(windows) == 1:
        start, end = windows[0]
        yield Prose(words("Counted from {start} to {end}.", start=words.day(start), end=words.day(end - 1)), "note")
    everyone = {row["voice"] for row in rows if row["value"] is not None}
    for note in sorted({row["note"] for row in rows if row["note"]}):
        concerned = {row["voice"] for row in rows if row["note"] == note}
        of_whom = ", ".join(sorted(names[voice] for voice in concerned))
        yield Prose(note if concerned >= everyone else words("{term}: {sense}", term=of_whom, sense=note), "note")


def _grid(measure: Measure, rows: list[dict[str, Any]], names: dict[str, str], words: Words) -> Grid:
    parts = [part.name for part in measure.parts]
    titles = {part.name: words(part.title) for part in measure.parts}
    at = {(row["voice"], row["part"]): row for row in rows}

    def cells(voice: str) -> Iterator[Cell]:
        for part in parts:
            yield _figure(measure, at[voice, part], words) if (voice, part) in at else "—"

    body = tuple((name, *cells(voice)) for voice, name in names.items())
    return Grid((words("Voice"), *(titles[part] for part in parts)), body, words(measure.title))


def _figure(measure: Measure, row: dict[str, Any], words: Words) -> Figure:
    """A value with interval and n; or what is known instead of a value, and why."""
    if row["value"] is None:
        return Figure(words(not_shown(row["state"])), state=row["state"], note=row["why_not"] or "", n=_n(row, words))
    bar = (row["low"], row["value"], row["high"]) if row["unit"] == "share" and row["low"] is not None and row["high"] is not None else None
    return Figure(
        words.quantity(row["value"], row["unit"]),
        interval=words.interval(row["low"], row["high"], row["unit"]),
        n=_n(row, words),
        state=row["state"],
        small=(row["n"] or 0) < GREY_BELOW,
        bar=bar,
        link=_anchor(measure, row),
    )


def _n(row: dict[str, Any], words: Words) -> str:
    return f"n = {words.number(row['n'])}" if row["n"] is not None else ""


def _anchor(measure: Measure, row: dict[str, Any]) -> str:
    return f"posts-{measure.name}-{row['part']}-{row['voice']}"


def _evidence(measure: Measure, rows: list[dict[str, Any]], names: dict[str, str], reading: Reading, words: Words) -> Iterator[Block]:
    """For each figure the sentence that it permits; it opens onto the posts."""
    for part in measure.parts:
        mine = [row for row in rows if row["part"] == part.name and row["value"] is not None]
        if not mine:
            continue
        behind: dict[str, list[Post]] = {}
        for item in reading.evidence(measure.name, part.name, SHOWN_POSTS).to_pylist():
            behind.setdefault(item["voice"], []).append(_post(item, names, words))
        for row in mine:
            posts = tuple(behind.get(row["voice"], ()))
            figure = f"{names.get(row['voice'], row['voice'])} · {words(part.title)}"
            summary = words("{term}: {sense}", term=figure, sense=row["sentence"] or "")
            command = f"jasette evidence {measure.name} --voice {row['voice']} --part {part.name}"
            more = (
                words("The first {n} are shown. All of them: {command}", n=len(posts), command=command) if len(posts) == SHOWN_POSTS else ""
            )
            yield Posts(summary, posts, more, anchor=_anchor(measure, row))


def _post(item: dict[str, Any], names: dict[str, str], words: Words) -> Post:
    """A public voice's post as published; of a private person only when and what kind (no words, no address)."""
    voice = item.get("author_voice")
    return Post(
        when=words.instant(item["at_us"]) if item.get("at_us") is not None else "",
        who=names.get(voice, voice) if voice else words("a member of the public"),
        kind=words(item.get("kind") or ""),
        words=(item.get("text") or "") if voice else "",
        url=(item.get("url") or "") if voice else "",
        mark=words(item.get("mark") or ""),
    )


page = Page(name="scorecard", title="Who answers, who only broadcasts", order=2, blocks=blocks)
