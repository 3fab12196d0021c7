"""Page: what is carried further by people who share the same things within seconds of each other, and who is heard without them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from jasette.locale import Words
from jasette.page import Block, Fold, Grid, Heading, Page, Post, Posts, Prose, Reading
from jasette.page.quoting import quoted
from jasette.page.voices import Voice, roster

SHOWN_POSTS = 6
LONGEST = 240
KINDS = {"all": "everything", "repost": "reposts", "link": "links", "text": "nearly the same words"}
LEVELS = {"weight_1": "at least one thing in common", "weight_2": "at least two", "beyond_chance": "beyond chance"}
RANKED = (("received", "reposts_people", "Reposted by"), ("citations", "citing", "Cited by"))


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    voices = roster(reading, words)
    yield Prose(
        words(
            "Two people coincide when both share the same thing (a post, a link, nearly the same words) within a minute. Once is often "
            "chance: beside each number stands how many pairs come about when the times at which a thing was shared on a day are shuffled. "
            "What is flagged is what was done, and nobody is called anything for it: colleagues, a newsroom and a fan club coincide too."
        )
    )
    if reading.facts.topic:
        yield Prose(
            words("What coincides is counted among what was shared on the topic; the places below are without all who coincide on any."),
            "note",
        )
    yield _levels(reading, words)
    if why := reading.facts.counts_only:
        yield Prose(why, "note")
    else:
        yield from _groups(reading, voices, words)
    yield from _moves(reading, voices, words)


def _levels(reading: Reading, words: Words) -> Grid:
    def cells(row: dict[str, Any]) -> tuple[str, ...]:
        if row["state"] != "ok":
            return (words("withheld"),) * 4
        chance = words.number(row["by_chance"], 1) if row["by_chance"] is not None else "—"
        return words.number(row["pairs"]), words.number(row["events"]), words.number(row["people"]), chance

    rows = tuple(
        (words(KINDS[row["kind"]]), words(LEVELS[row["level"]]), words.number(row["shares"]), *cells(row))
        for row in reading.coordination("levels").to_pylist()
    )
    columns = (
        words("Shared"),
        words("In common"),
        words("shares"),
        words("pairs"),
        words("events"),
        words("people"),
        words("pairs by chance"),
    )
    return Grid(columns, rows, words("Who shares the same within a minute"), numeric=frozenset({2, 3, 4, 5, 6}))


def _groups(reading: Reading, voices: dict[str, Voice], words: Words) -> Iterator[Block]:
    table = reading.coordination("groups")
    yield Heading(words("Groups that coincide beyond chance"), anchor="amplification-groups")
    withheld = int((table.schema.metadata or {}).get(b"withheld", b"0"))
    if not table.num_rows:
        yield Prose(words("No group of enough people coincides beyond chance."), "note")
    else:
        yield _table(table.to_pylist(), voices, words)
    if withheld:
        text = words(
            "{n} groups are left out: fewer than {floor} private people are in them.", n=words.number(withheld), floor=reading.facts.floor
        )
        yield Prose(text, "note")
    if table.num_rows:
        yield Fold(words("What shows it: the first posts of each group"), tuple(_evidence(reading, voices, words)))


def _table(groups: list[dict[str, Any]], voices: dict[str, Voice], words: Words) -> Grid:
    """A line for each group; the voices in it where any group has one."""
    named = any(row["voices"] for row in groups)

    def line(row: dict[str, Any]) -> tuple[str, ...]:
        who = ", ".join(voices[voice].name for voice in row["voices"] if voice in voices) or "—"
        over = words("{start} to {end}", start=words.day(row["from_us"]), end=words.day(row["to_us"]))
        numbers = (words.number(row[name]) for name in ("people", "pairs", "objects", "shares"))
        return (words.number(row["group"]), *numbers, over, *([who] if named else []))

    columns = (words("Group"), words("people"), words("pairs"), words("things shared"), words("shares"), words("when"))
    shown = (*columns, words("public voices in it")) if named else columns
    return Grid(shown, tuple(line(row) for row in groups), words("Groups that coincide beyond chance"), numeric=frozenset({1, 2, 3, 4}))


def _evidence(reading: Reading, voices: dict[str, Voice], words: Words) -> Iterator[Posts]:
    by_group: dict[int, list[Post]] = defaultdict(list)
    for row in reading.coordination("posts").to_pylist():
        posts = by_group[row["group"]]
        if len(posts) < SHOWN_POSTS:
            author, of = row["author_voice"], row["object_voice"]
            about = words("of {name}", name=voices[of].name) if of in voices else str(row["object"] or "")
            posts.append(
                Post(
                    when=words.instant(row["at_us"]),
                    who=voices[author].name if author in voices else words("a member of the public"),
                    kind=words(KINDS[row["kind"]]),
                    words=quoted({"author_voice": author, "text": row["text"], "kind": row["kind"]}, reading.facts.named, LONGEST),
                    mark=about,
                )
            )
    for group, posts in by_group.items():
        yield Posts(words("Group {number}", number=words.number(group)), (), tuple(posts), "jasette coordination posts")


def _moves(reading: Reading, voices: dict[str, Voice], words: Words) -> Iterator[Block]:
    """Places with and without those who coincide beyond chance; only who moves."""
    yield Heading(words("Who is heard without them?"), anchor="amplification-moves")
    moved: list[tuple[str, ...]] = []
    for measure, part, title in RANKED:
        for row in reading.measure(measure, parts=(part,), without_flagged=True):
            if row["part"] != part or row["rank"] is None or row["rank_before"] in (None, row["rank"]) or row["voice"] not in voices:
                continue
            before, now = words.ordinal(int(str(row["rank_before"]))), words.ordinal(int(str(row["rank"])))
            moved.append((voices[str(row["voice"])].name, words(title), before, now))
    if not moved:
        yield Prose(words("Without those who coincide beyond chance every voice has the place that it has with them."))
        return
    yield Prose(words("Places among all voices, with everybody and without those who coincide beyond chance; only who moves is listed."))
    columns = (words("Voice"), words("Measure"), words("with everybody"), words("without them"))
    yield Grid(columns, tuple(moved), words("Who moves"), numeric=frozenset({2, 3}))


page = Page(name="amplification", title="What is amplified together", order=8, blocks=blocks)
