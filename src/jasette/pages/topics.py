"""Page: on what: the words that set each group apart, and those that came in bursts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from jasette.locale import Words
from jasette.page import Block, Grid, Heading, Lane, Lanes, Page, Prose, Reading, Span
from jasette.page.voices import group_place

TERMS = 10
BURSTS = 20


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    yield Prose(
        words(
            "The words of a group are those that it uses more than all others do, as far as chance does not explain it (weighted log-odds "
            "with a Dirichlet prior; z beside each word). Handles, addresses and words that say nothing by themselves are left out, and "
            "words that fewer than {floor} private people used.",
            floor=words.number(reading.facts.floor),
        )
    )
    if why := reading.facts.counts_only:
        yield Prose(why, "note")
        return
    yield from _terms(reading, words)
    yield Heading(words("What came in bursts"), anchor="topics-bursts")
    yield Prose(
        words(
            "Days on which a word was in so many more posts than usual that a change of pace explains it better than chance "
            "(Kleinberg’s automaton)."
        )
    )
    yield from _bursts(reading, words)


def _terms(reading: Reading, words: Words) -> Iterator[Block]:
    by_side: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in reading.terms("group", TERMS).to_pylist():
        by_side[str(row["side"])].append(row)
    if not by_side:
        yield Prose(words("No words set one group apart from the others."), "note")
        return

    def cell(row: dict[str, Any]) -> str:
        return words("{term} ({z}; {posts} posts)", term=row["term"], z=words.number(row["z"], 1), posts=words.number(row["posts"]))

    sides = sorted(by_side, key=group_place)
    body = tuple((words(side), ", ".join(cell(row) for row in by_side[side])) for side in sides)
    yield Grid((words("Group"), words("Words that set it apart")), body, words("Words that set each group apart"))


def _bursts(reading: Reading, words: Words) -> Iterator[Block]:
    rows = reading.bursts(BURSTS).to_pylist()
    seen = reading.rows("SELECT min(at_us) AS first_us, max(at_us) AS last_us FROM posts WHERE text IS NOT NULL")[0]
    if not rows or seen["first_us"] is None:
        yield Prose(words("No word came in bursts."), "note")
        return
    first, last = int(str(seen["first_us"])), int(str(seen["last_us"]))
    length = max(last - first, 1)
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        lines[str(row["term"])].append(row)

    def lane(bursts: list[dict[str, Any]]) -> Lane:
        bursts = sorted(bursts, key=lambda b: b["from_us"])
        spans = tuple(Span(max((b["from_us"] - first) / length, 0), min((b["to_us"] - first) / length, 1), "complete") for b in bursts)
        days = "; ".join(
            words("{start} to {end}", start=b["from"], end=b["to"]) if b["from"] != b["to"] else str(b["from"]) for b in bursts
        )
        heaviest = max(bursts, key=lambda b: b["weight"])
        detail = words(
            "{days}: in {share} of the posts, {usual} over all days",
            days=days,
            share=words.percent(heaviest["share"]),
            usual=words.percent(heaviest["usual"]),
        )
        return Lane(detail, detail, spans)

    body = tuple((term, (lane(bursts),)) for term, bursts in lines.items())
    yield Lanes(words("Words that came in bursts"), (words("When"),), body, words.day(first), words.day(last), first=words("Word"))


page = Page(name="topics", title="On what", order=6, blocks=blocks)
