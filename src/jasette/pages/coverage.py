"""Page: what was collected, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from jasette.locale import Words
from jasette.page import Block, Cell, Grid, Heading, Page, Prose, Reading
from jasette.schema import STREAMS

STREAM_TITLES = {
    "own_posts": "own posts",
    "mentions": "mentions",
    "replies": "replies",
    "threads": "threads",
    "reposts": "reposts",
    "audience": "audience",
}
LISTED = 50
"""Times without collection that the page lists; the others are in the table gaps."""
SUMS = ("read", "stored", "duplicate", "rejected", "filtered", "opted_out")


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    yield Prose(
        words(
            "A figure about what was never collected is worse than none. This is what the observatory holds of each voice; "
            "where a stream is missing, the measures that need it say “not observable”."
        )
    )
    yield _streams(reading, words)
    yield from _missing(reading, words)
    yield Heading(words("What was read"))
    yield _ledger(reading, words)


def _streams(reading: Reading, words: Words) -> Grid:
    """One row for each voice, one column for each stream: span and kind of collection."""
    names = {str(v["voice"]): str(v["name"]) for v in reading.rows("SELECT voice, name FROM voices ORDER BY name")}
    spans: dict[tuple[str, str], list[dict[str, object]]] = {}
    query = "SELECT voice, stream, how, min(from_us) AS from_us, max(to_us) AS to_us FROM coverage GROUP BY voice, stream, how"
    for row in reading.rows(query):
        spans.setdefault((str(row["voice"]), str(row["stream"])), []).append(row)

    def cell(voice: str, stream: str) -> str:
        parts = [f"{_span(row['from_us'], row['to_us'], words)} ({words(str(row['how']))})" for row in spans.get((voice, stream), [])]
        return ", ".join(parts) or words("not collected")

    rows = tuple((name, *(cell(voice, stream) for stream in STREAMS)) for voice, name in names.items())
    columns = (words("Voice"), *(words(STREAM_TITLES[stream]) for stream in STREAMS))
    return Grid(columns, rows, words("Streams collected of each voice, from the first covered day to the last"))


def _missing(reading: Reading, words: Words) -> Iterator[Block]:
    """What is known to be missing: posts by kind, and times without collection one by one."""
    kinds = reading.rows("SELECT why, count(*) AS n FROM gaps WHERE stream IS NULL GROUP BY why ORDER BY n DESC")
    if kinds:
        rows: tuple[tuple[Cell, ...], ...] = tuple((words(str(k["why"])), words.number(_whole(k["n"]))) for k in kinds)
        yield Grid((words("What is missing"), words("How often")), rows, words("What is known to be missing"), frozenset({1}))
    holes = reading.rows("SELECT voice, stream, from_us, to_us FROM gaps WHERE stream IS NOT NULL ORDER BY voice, stream, from_us")
    if holes:
        rows = tuple(
            (str(h["voice"]), words(STREAM_TITLES[str(h["stream"])]), _span(h["from_us"], h["to_us"], words)) for h in holes[:LISTED]
        )
        yield Grid((words("Voice"), words("Stream"), words("Time")), rows, words("Times inside the covered span without collection"))
    if len(holes) > LISTED:
        yield Prose(words("{n} more are in the table gaps.", n=words.number(len(holes) - LISTED)), "note")


def _ledger(reading: Reading, words: Words) -> Grid:
    rows = tuple(
        # A report is shared: it names the file and not where it lay.
        (PurePath(str(entry["file"])).name, words(str(entry["into"])), *(words.number(int(_whole(entry[column]))) for column in SUMS))
        for entry in reading.facts.ledger
    )
    columns = (words("File"), words("Table"), *(words(column.replace("_", " ")) for column in SUMS))
    caption = words("For every file: read = stored + duplicate + rejected + filtered + opted out")
    return Grid(columns, rows, caption, frozenset(range(2, 2 + len(SUMS))))


def _span(start: object, end: object, words: Words) -> str:
    # The end is the first instant no longer covered: the last covered day is the one before it.
    return f"{words.day(int(_whole(start)))} – {words.day(int(_whole(end)) - 1)}"


def _whole(value: Any) -> int:
    return int(value or 0)


page = Page(name="coverage", title="What was collected, and what is missing", order=1, blocks=blocks)
