"""Page: every voice by itself: three exchanges told in full, and the posts behind each of its figures."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from jasette.locale import Words
from jasette.measure import Measure
from jasette.measures import all_measures
from jasette.page import Block, Exchange, Exchanges, Fold, Page, Post, Posts, Prose, Reading
from jasette.page.extracts import extracts
from jasette.page.figures import anchor
from jasette.page.quoting import address, quoted
from jasette.page.voices import Voice, roster

SHOWN_POSTS = 3
"""Posts listed under the figures of one measure; the command that gives all of them stands below."""
LONGEST = 240
"""Characters of a post that is listed as evidence."""
NOTED = {("response_rate", "all"): "answers {value}", ("time_to_answer", "median"): "half within {value}"}
"""What stands beside a voice's name: it tells which one to open."""


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    voices = roster(reading, words)
    yield Prose(
        words(
            "Three exchanges of each, chosen by rule and never by hand: the longest, the one with the usual wait, and one of those that "
            "were left without an answer. Public voices are quoted as they published, without links and without the handles of private "
            "people. What private people wrote is neither quoted nor linked: the report says when they wrote, and to what end."
        )
    )
    why = reading.facts.counts_only
    told = dict.fromkeys(voices, (Exchange("", "", why),)) if why else _allowed(extracts(reading, voices, words), reading, words)
    behind = {voice: list(posts) for voice, posts in _evidence(reading, voices, words).items()}
    noted: dict[str, list[str]] = {voice: [] for voice in voices}
    for (measure, part), template in NOTED.items():
        for row in reading.measure(measure):
            if row["part"] == part and row["value"] is not None and str(row["voice"]) in noted:
                noted[str(row["voice"])].append(words(template, value=words.quantity(float(str(row["value"])), str(row["unit"]))))
    for number, (slug, voice) in enumerate(voices.items()):
        inside: list[Block] = [Exchanges(told[slug])]
        if behind.get(slug):
            inside.append(Fold(words("The posts behind its figures"), tuple(behind[slug])))
        aside = " · ".join([voice.group, *noted[slug]])
        yield Fold(voice.name, tuple(inside), anchor=f"voice-{slug}", aside=aside, heading=True, printed=True, opened=number == 0)


def _allowed(told: dict[str, tuple[Exchange, ...]], reading: Reading, words: Words) -> dict[str, tuple[Exchange, ...]]:
    """Evidence of a small group is withheld: so are the exchanges of a voice whose requests are."""
    why = {str(row["voice"]): str(row["why_not"] or "") for row in reading.measure("requests") if row["part"] == "all"}
    return {voice: (Exchange("", "", why[voice]),) if why.get(voice) else exchanges for voice, exchanges in told.items()}


def _evidence(reading: Reading, voices: dict[str, Voice], words: Words) -> dict[str, list[Posts]]:
    """For each voice and measure the sentences that its figures permit, and the first of the posts behind them."""
    found: dict[str, list[Posts]] = {}
    for measure in all_measures().values():
        figures: dict[str, list[dict[str, Any]]] = {}
        for row in reading.measure(measure.name):
            if row["value"] is not None:
                figures.setdefault(str(row["voice"]), []).append(row)
        posts: dict[str, dict[str, Post]] = {}
        for part in _grounds(measure):
            for item in reading.evidence(measure.name, part, SHOWN_POSTS):
                mine = posts.setdefault(str(item["voice"]), {})
                if len(mine) < 2 * SHOWN_POSTS:
                    mine.setdefault(str(item["post_id"]), _post(item, voices, reading.facts.named, words))
        for voice, rows in figures.items():
            sentences = tuple((anchor(measure.name, str(row["part"]), voice), str(row["sentence"] or "")) for row in rows)
            shown = tuple(posts.get(voice, {}).values())
            found.setdefault(voice, []).append(Posts(words(measure.title), sentences, shown, _more(rows, len(shown), words)))
    return found


def _more(rows: list[dict[str, Any]], shown: int, words: Words) -> str:
    """How the posts that are not listed are had; nothing where all are listed."""
    most = max(int(row["n"] or 0) for row in rows)
    if most <= shown:
        return ""
    command = f"jasette evidence {rows[0]['measure']} --voice {rows[0]['voice']} --part {rows[0]['part']}"
    command += f" --topic {shlex.quote(rows[0]['topic'])}" if rows[0]["topic"] else ""
    all_of_them = words("Shown: {shown} of {n}. All of them: {command}", shown=shown, n=words.number(most), command=command)
    others = ", ".join(str(row["part"]) for row in rows[1:])
    return f"{all_of_them} ({words('other parts: {parts}', parts=others)})" if others else all_of_them


def _grounds(measure: Measure) -> Iterator[str]:
    """One part for each set of rows that figures rest on: shares of one whole have the same posts behind them."""
    seen: list[tuple[object, ...]] = []
    for part in measure.parts:
        ground = (part.table, part.view, part.rows, part.whose, part.needs, part.follow, part.lead, part.whole)
        if ground not in seen:
            seen.append(ground)
            yield part.name


def _post(item: dict[str, Any], voices: dict[str, Voice], named: frozenset[str], words: Words) -> Post:
    """A public voice's post as published; of a private person only when and what kind (no words, no address)."""
    author = item.get("author_voice")
    return Post(
        when=words.instant(item["at_us"]) if item.get("at_us") is not None else "",
        who=(voices[author].name if author in voices else author) if author else words("a member of the public"),
        kind=words(item.get("kind") or ""),
        words=quoted(item, named, LONGEST),
        url=address(item),
        mark=words(item.get("mark") or ""),
    )


page = Page(name="voices", title="One by one", order=3, blocks=blocks)
