"""Page: what was observed, what was found, and what limits it, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jasette.locale import Words
from jasette.measures import find
from jasette.page import Block, Facts, Finding, Findings, Heading, Items, Page, Prose, Reading, Tiles
from jasette.page.figures import figure
from jasette.page.questions import ENOUGH, FINDINGS, Extreme
from jasette.page.voices import PLATFORMS, Voice, roster

FAR = 2**62
NAMED_RIVALS = 3


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    voices = roster(reading, words)
    seen = _seen(reading)
    yield _observed(seen, len(voices), reading.facts, words)
    if reading.facts.topic:
        yield Prose(
            words(
                "This report is on “{topic}”: its figures, and the posts that it shows, are of what is said about it. "
                "How much was collected is told of everything.",
                topic=reading.facts.topic,
            )
        )
    if seen["posts"]:
        period = words("From {start} to {end}.", start=words.day(seen["first"]), end=words.day(seen["last"]))
        where = ", ".join(words("{place}: {n}", place=words(PLATFORMS.get(p, p)), n=words.number(n)) for p, n in _platforms(reading, words))
        yield Prose(words("{period} Posts by place: {where}.", period=period, where=where), "note")
    found = tuple(finding for extreme in FINDINGS for finding in _found(extreme, voices, reading, words))
    if found:
        yield Heading(words("What was found"))
        yield Findings(found)
        yield Prose(
            words(
                "The highest and the lowest figures among voices with at least {n} cases; all others stand in the tables below. "
                "The sentences say what each figure permits to say, and no more.",
                n=ENOUGH,
            ),
            "note",
        )
    yield Heading(words("What limits it"))
    yield Items(tuple(_limits(voices, reading, words)))


def _clock(facts: Facts) -> int:
    return facts.as_of_us if facts.as_of_us is not None else FAR


def _seen(reading: Reading) -> dict[str, int]:
    query = (
        "SELECT count(*) AS posts, count(DISTINCT CASE WHEN person LIKE 'p:%' THEN person END) AS people, "
        f"min(at_us) AS first, max(at_us) AS last FROM posts WHERE kind IS NOT NULL AND at_us < {_clock(reading.facts)}"
    )
    return {name: int(str(value or 0)) for name, value in reading.rows(query)[0].items()}


def _platforms(reading: Reading, words: Words) -> Iterator[tuple[str, int]]:
    counted = f"FROM posts WHERE kind IS NOT NULL AND at_us < {_clock(reading.facts)}"
    query = f"SELECT platform, count(*) AS n {counted} GROUP BY platform ORDER BY n DESC, platform"
    for row in reading.rows(query):
        yield str(row["platform"] or words("unknown")), int(str(row["n"]))


def _observed(seen: dict[str, int], voices: int, facts: Facts, words: Words) -> Tiles:
    """The size of it all; a small public is told as small, and not how small."""
    few = 0 < seen["people"] < facts.floor
    people = words("fewer than {floor}", floor=facts.floor) if few else words.number(seen["people"])
    days = round((seen["last"] - seen["first"]) / 86_400e6) if seen["posts"] else 0
    return Tiles(
        (
            (words.number(voices), words("public voices on the roster")),
            (words.number(seen["posts"]), words("posts collected")),
            (people, words("people of the public who wrote some of them")),
            (words.number(days), words("days observed")),
        )
    )


def _found(extreme: Extreme, voices: dict[str, Voice], reading: Reading, words: Words) -> Iterator[Finding]:
    """The highest or lowest of those that rest on enough cases, with those whose intervals reach it. None: nothing."""
    rows = [row for row in reading.measure(extreme.measure) if row["part"] == extreme.part and row["value"] is not None]
    able: list[dict[str, Any]] = [row for row in rows if int(str(row["n"] or 0)) >= ENOUGH and row["voice"] in voices]
    if len(able) < 2:
        return
    sign = -1 if extreme.highest else 1
    first = min(able, key=lambda row: (sign * row["value"], -row["n"], row["voice"]))
    rivals = [voices[row["voice"]].name for row in able if row is not first and _overlap(row, first)]
    yield Finding(
        words(extreme.title),
        voices[first["voice"]].name,
        figure(first, words),
        find(extreme.measure).part(extreme.part).unit,
        str(first["sentence"]),
        _rivals(rivals, words),
    )


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the intervals meet; an open end reaches as far as it can."""
    low, high = (one["low"] is None or other["high"] is None), (other["low"] is None or one["high"] is None)
    return (low or one["low"] <= other["high"]) and (high or other["low"] <= one["high"])


def _rivals(names: Sequence[str], words: Words) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:NAMED_RIVALS])
    if len(names) > NAMED_RIVALS:
        shown = words("{names} and others ({n})", names=shown, n=words.number(len(names) - NAMED_RIVALS))
    return words("Not surely different from: {names}.", names=shown)


def _limits(voices: dict[str, Voice], reading: Reading, words: Words) -> Iterator[str]:
    """What a reader must know before quoting a figure."""
    rows = [row for row in reading.measure("response_rate") if row["part"] == "all" and row["voice"] in voices]

    def those(state: str) -> str:
        return ", ".join(voices[str(row["voice"])].name for row in rows if row["state"] == state)

    if names := those("not_observable"):
        yield words("Not observable, since what people said to them was not collected: {names}.", names=names)
    if reading.facts.counts_only:
        yield reading.facts.counts_only
    elif names := those("suppressed"):
        yield words("Withheld, since fewer than {floor} people of the public asked: {names}.", floor=reading.facts.floor, names=names)
    weak = reading.rows("SELECT DISTINCT voice FROM coverage WHERE how NOT IN ('complete', 'unknown') ORDER BY voice")
    if names := ", ".join(voices[str(row["voice"])].name for row in weak if row["voice"] in voices):
        yield words("Collected only in part (a search or a sample), so that counts are the least there was: {names}.", names=names)
    gone = reading.rows("SELECT count(*) AS n FROM gaps WHERE kind IN ('missing_parent', 'missing_root', 'unknown_parent')")[0]["n"]
    if gone:
        yield words("Places where a conversation is known to be incomplete: {n}.", n=words.number(int(str(gone))))
    yield words("What nobody published cannot be seen: private messages, telephone calls and counters, unless they were entered by hand.")
    yield words("A figure says how often and how fast somebody answered, and never whether the answer helped.")


page = Page(name="summary", title="At a glance", order=0, blocks=blocks)
