"""Page: what was collected, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from jasette.locale import Words
from jasette.page import Block, Cell, Fold, Grid, Heading, Lane, Lanes, Page, Prose, Reading, Span
from jasette.page.voices import roster
from jasette.schema import HOW, STREAMS

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
    if never := _never(reading):
        names = ", ".join(words(STREAM_TITLES[stream]) for stream in never)
        yield Prose(words("Collected of no voice: {streams}.", streams=names), "note")
    yield from _missing(reading, words)
    yield Heading(words("What was read"))
    yield _read(reading, words)
    yield Fold(words("File by file"), (_ledger(reading, words),))


def _streams(reading: Reading, words: Words) -> Lanes:
    """One row for each voice, one lane for each stream: spans and kind of collection."""
    found: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for row in reading.rows("SELECT voice, stream, from_us, to_us, how FROM coverage ORDER BY voice, stream, from_us"):
        found.setdefault((str(row["voice"]), str(row["stream"])), []).append(
            (_whole(row["from_us"]), _whole(row["to_us"]), str(row["how"]))
        )
    spans = [span for each in found.values() for span in each]
    start, end = min((span[0] for span in spans), default=0), max((span[1] for span in spans), default=1)

    def lane(voice: str, stream: str) -> Lane:
        mine = found.get((voice, stream), [])
        if not mine:
            return Lane(words("not collected"), words("not collected"))
        ways = dict.fromkeys(how for _, _, how in mine)
        detail = ", ".join(f"{_span(first, last, words)} ({words(how)})" for first, last, how in mine[:LISTED])
        return Lane(
            ", ".join(words(how) for how in ways),
            detail,
            tuple(Span((first - start) / (end - start), (last - start) / (end - start), how) for first, last, how in mine),
            plain=mine == [(start, end, "complete")],
        )

    streams = [stream for stream in STREAMS if any(of == stream for _, of in found)] or list(STREAMS)
    return Lanes(
        words("Streams collected of each voice, from the first covered day to the last"),
        tuple(words(STREAM_TITLES[stream]) for stream in streams),
        tuple((voice.name, tuple(lane(slug, stream) for stream in streams)) for slug, voice in roster(reading, words).items()),
        words.day(start) if spans else "",
        words.day(end - 1) if spans else "",
        tuple((how, words(how)) for how in HOW if any(span[2] == how for span in spans)),
    )


def _never(reading: Reading) -> list[str]:
    there = {str(row["stream"]) for row in reading.rows("SELECT DISTINCT stream FROM coverage")}
    return [stream for stream in STREAMS if stream not in there] if there else []


def _missing(reading: Reading, words: Words) -> Iterator[Block]:
    """What is known to be missing: posts by kind, and times without collection one by one."""
    kinds = reading.rows("SELECT why, count(*) AS n FROM gaps WHERE stream IS NULL GROUP BY why ORDER BY n DESC")
    if kinds:
        rows: tuple[tuple[Cell, ...], ...] = tuple((words(str(k["why"])), words.number(_whole(k["n"]))) for k in kinds)
        yield Grid((words("What is missing"), words("How often")), rows, words("What is known to be missing"), frozenset({1}))
    holes = reading.rows("SELECT voice, stream, from_us, to_us FROM gaps WHERE stream IS NOT NULL ORDER BY voice, stream, from_us")
    if holes:
        names = roster(reading, words)
        rows = tuple(
            (
                names[str(h["voice"])].name if h["voice"] in names else "",
                words(STREAM_TITLES[str(h["stream"])]),
                _span(h["from_us"], h["to_us"], words),
            )
            for h in holes[:LISTED]
        )
        yield Grid((words("Voice"), words("Stream"), words("Time")), rows, words("Times inside the covered span without collection"))
    if len(holes) > LISTED:
        yield Prose(words("{n} more are in the table gaps.", n=words.number(len(holes) - LISTED)), "note")


def _read(reading: Reading, words: Words) -> Grid:
    """The sums of the ledger, one row for each table."""
    tables = dict.fromkeys(str(entry["into"]) for entry in reading.facts.ledger)
    mine = {table: [entry for entry in reading.facts.ledger if entry["into"] == table] for table in tables}
    rows = tuple(
        (words(table), words.number(len(entries)), *(words.number(sum(_whole(entry[column]) for entry in entries)) for column in SUMS))
        for table, entries in mine.items()
    )
    columns = (words("Table"), words("Files"), *(words(column.replace("_", " ")) for column in SUMS))
    caption = words("Records of all files: read = stored + duplicate + rejected + filtered + opted out")
    return Grid(columns, rows, caption, frozenset(range(1, 2 + len(SUMS))))


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
