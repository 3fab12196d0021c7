"""Page: who is heard: every measure of influence beside the others, each with how far a rank may be chance. Never one blended score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from jasette.locale import Words
from jasette.measures import find
from jasette.page import Block, Compared, Comparison, Figure, Fold, Grid, Heading, Page, Post, Posts, Prose, Reading
from jasette.page.figures import figure, stretch, weekly
from jasette.page.questions import HEARD, Question
from jasette.page.quoting import address, quoted
from jasette.page.ranks import ranked
from jasette.page.voices import PLATFORMS, Voice, roster

CARRIED = """
WITH acts AS (
    SELECT object AS post_id, person, at_us FROM interactions WHERE object IS NOT NULL AND kind IN ('reply', 'repost', 'quote')
    UNION ALL
    SELECT to_post AS post_id, person, at_us FROM citations WHERE to_post IS NOT NULL
), carried AS (
    SELECT p.post_id, p.voice, p.voice AS author_voice, p.at_us, p.kind, p.role, p.text, p.url, p.person, p.to_person,
        count(DISTINCT a.person) AS people
    FROM acts AS a JOIN posts AS p ON p.post_id = a.post_id
    WHERE p.voice IS NOT NULL AND a.person <> p.voice{chosen}
    GROUP BY ALL HAVING count(DISTINCT CASE WHEN a.person LIKE 'p:%' THEN a.person END) >= {floor}
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY voice ORDER BY people DESC, at_us, post_id) AS place FROM carried
)
SELECT * FROM placed WHERE place <= {most} ORDER BY voice, place"""
MOST = 3
LONGEST = 240
MICROBLOGS = ("x", "mastodon", "bluesky", "threads")
SITES = ("blog", "web")
PUBLISHERS = """
SELECT voice, "group", max(platform IN ({sites})) AS site, max(platform IN ({microblogs})) AS microblog
FROM posts WHERE voice IS NOT NULL AND "group" IN ('media', 'blog'){clock} GROUP BY voice, "group" ORDER BY voice"""


@dataclass(frozen=True)
class Both:
    """Publishers of whom a site was collected, and those of them who are on a microblog too."""

    sites: tuple[str, ...]
    both: tuple[str, ...]


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    voices = roster(reading, words)
    yield Prose(
        words(
            "Measures of influence do not agree, and are never added up to one. Each dot is a voice’s place among all, the first on the "
            "left; the line through it is where the place might as well be, had other people acted: 200 times the people who act were "
            "drawn anew, each with all their acts. Where two lines overlap, their order is not certain."
        )
    )
    for question in HEARD:
        yield Heading(words(question.title), anchor=f"question-{question.name}")
        yield Prose(words(question.sense))
        yield _comparison(question, voices, reading, words)
        yield from _reasons(question, voices, reading, words)
    yield from _agreement(reading, words)
    yield from _both(voices, reading, words)
    if behind := tuple(_carried(voices, reading, words)):
        yield Heading(words("The posts that carried most"), anchor="question-carried")
        yield Prose(
            words(
                "For each voice the {count} posts that most people answered, passed on, quoted or linked to; fewer than {floor} people of "
                "the public are not counted.",
                count=words.number(MOST),
                floor=words.number(reading.facts.floor),
            )
        )
        yield Fold(words("The posts, voice by voice"), behind)


def _rows(measure: str, part: str, reading: Reading) -> dict[str, dict[str, Any]]:
    return {str(row["voice"]): dict(row) for row in reading.measure(measure) if row["part"] == part}


def _by_platform(reading: Reading) -> dict[str, dict[str, dict[str, Any]]]:
    """Reposts received on each microblog, by people."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in reading.measure("received", parts=("reposts_people",), across="platform"):
        if row["platform"] in MICROBLOGS:
            found.setdefault(str(row["platform"]), {})[str(row["voice"])] = dict(row)
    return found


def _comparison(question: Question, voices: dict[str, Voice], reading: Reading, words: Words) -> Comparison:
    """Places in each measure for every voice, the best in the first of them on top; who has none stands last."""
    columns = [_rows(lead.measure, lead.part, reading) for lead in question.leads]
    lead = question.leads[0]
    series = weekly(reading, lead.measure, lead.part, words) if question.weekly else {}
    nothing = Figure("—", state="none")

    def compared(slug: str, voice: Voice) -> Compared:
        figures = tuple(ranked(column[slug], words) if slug in column else nothing for column in columns)
        return Compared(voice.name, voice.group, figures, tuple(series.get(slug, ())), f"voice-{slug}", voice.rank)

    def place(row: Compared) -> tuple[bool, float, int]:
        spread = row.figures[0].spread
        return spread is None, spread.value if spread else 0, row.rank

    rows = tuple(sorted((compared(slug, voice) for slug, voice in voices.items()), key=place))
    unit = find(lead.measure).part(lead.part).unit
    return Comparison(
        words(question.title),
        tuple((words(lead.title), "rank") for lead in question.leads),
        rows,
        words("by week") if series else "",
        stretch(series, words),
        unit if series else "",
    )


def _reasons(question: Question, voices: dict[str, Voice], reading: Reading, words: Words) -> Iterator[Fold]:
    """Why there is no place: once for all whom it concerns, by measure; folded away, for there is much of it."""
    said: list[Block] = []
    for lead in question.leads:
        rows = _rows(lead.measure, lead.part, reading)
        for why in dict.fromkeys(row["why_not"] for row in rows.values() if row["why_not"]):
            names = ", ".join(voices[slug].name for slug, row in rows.items() if row["why_not"] == why and slug in voices)
            said.append(Prose(words("{title}, {names}: {why}", title=words(lead.title), names=names, why=why), "note"))
    if said:
        yield Fold(words("Why some have no place"), tuple(said))


def _agreement(reading: Reading, words: Words) -> Iterator[Block]:
    """Spearman’s ρ between the measures that are shown above, as a matrix."""
    leads = {f"{lead.measure}.{lead.part}": lead for question in HEARD for lead in question.leads}
    rows = [dict(row) for row in reading.agreement(dict.fromkeys(lead.measure for lead in leads.values()))]
    at = {(str(row["part"]), str(row["beside"])): row for row in rows if row["value"] is not None}
    names = [name for name in leads if any(name in pair for pair in at)]
    if not names:
        return
    yield Heading(words("Do the measures agree?"), anchor="question-agreement")
    yield Prose(
        words(
            "Spearman’s ρ between the places that two measures give: 1 where both order the voices alike, 0 where one says nothing of the "
            "other. The darker, the more alike."
        )
    )

    def cell(one: str, other: str) -> Figure | str:
        if (one, other) not in at:
            return "—"
        shown = figure(at[one, other], words)
        return Figure(
            shown.value, interval=shown.interval, n=shown.n, small=shown.small, shade=abs(shown.spread.value) if shown.spread else None
        )

    # Columns are called by number: their titles stand in the rows, and would make it twice as wide.
    titles = {name: words("{number}. {title}", number=number, title=words(leads[name].title)) for number, name in enumerate(names, 1)}
    body = tuple((title, *(cell(name, other) for other in names)) for name, title in titles.items())
    columns = (words("Measure"), *(str(number) for number in range(1, len(names) + 1)))
    yield Grid(columns, body, words("Spearman’s ρ between measures; the columns are the rows by their numbers"), matrix=True)


def _both(voices: dict[str, Voice], reading: Reading, words: Words) -> Iterator[Block]:
    """Top bloggers are on the microblogs too: the share of publishers with both, and what they are there."""
    found = _publishers(reading)
    if not found.sites:
        return
    yield Heading(words("Are those who publish on the microblogs too?"), anchor="question-both")
    yield Prose(
        words(
            "Of {n} media and blogs of which a site was collected, {hits} are on a microblog too ({share}).",
            n=words.number(len(found.sites)),
            hits=words.number(len(found.both)),
            share=words.percent(len(found.both) / len(found.sites)),
        )
    )
    cited = _rows("citations", find("citations").parts[0].name, reading)
    there = _by_platform(reading)

    def row(slug: str) -> tuple[Figure | str, ...]:
        nothing = Figure("—", state="none")
        # on one platform alone, no posts stand behind it in this report
        places = [replace(ranked(at[slug], words), link="") if slug in at else nothing for at in (cited, *there.values())]
        return (voices[slug].name, *places)

    columns = (
        words("Publisher"),
        words("cited"),
        *(words("reposted on {platform}", platform=words(PLATFORMS.get(platform, platform))) for platform in there),
    )
    rows = tuple(row(slug) for slug in sorted(found.both, key=lambda slug: voices[slug].rank) if slug in voices)
    yield Grid(columns, rows, words("What publishers are on the microblogs: places among all voices, and how many people"))


def _publishers(reading: Reading) -> Both:
    at_us = reading.facts.as_of_us
    query = PUBLISHERS.format(
        sites=", ".join(f"'{name}'" for name in SITES),
        microblogs=", ".join(f"'{name}'" for name in MICROBLOGS),
        clock="" if at_us is None else f" AND at_us < {at_us}",
    )
    rows = reading.rows(query)
    sites = tuple(str(row["voice"]) for row in rows if row["site"])
    return Both(sites, tuple(str(row["voice"]) for row in rows if row["site"] and row["microblog"]))


def _carried(voices: dict[str, Voice], reading: Reading, words: Words) -> Iterator[Posts]:
    """The posts of each voice that most people took up."""
    facts = reading.facts
    if facts.counts_only:
        return
    chosen = "" if facts.as_of_us is None else f" AND a.at_us < {facts.as_of_us}"
    chosen += " AND p.post_id IN (SELECT post_id FROM topic)" if facts.topic else ""
    query = CARRIED.format(chosen=chosen, floor=facts.floor, most=MOST)
    by_voice: dict[str, list[Post]] = {}
    for row in reading.rows(query):
        by_voice.setdefault(str(row["voice"]), []).append(
            Post(
                when=words.instant(int(str(row["at_us"]))) if row["at_us"] is not None else "",
                who=voices[str(row["voice"])].name if row["voice"] in voices else str(row["voice"]),
                kind=words(str(row["kind"] or "")),
                words=quoted(row, reading.facts.named, LONGEST),
                url=address(row),
                mark=words("{n} people", n=words.number(int(str(row["people"])))),
            )
        )
    for slug, voice in voices.items():
        if slug in by_voice:
            yield Posts(voice.name, (), tuple(by_voice[slug]))


page = Page(name="influence", title="Who is heard", order=4, blocks=blocks)
