"""Three exchanges of each voice, chosen by a rule and told in full.

The longest shows the most that there was, the one with the median wait what was usual, and the middle one of those left
without an answer what else was usual. Nobody picks them by hand: the same archive gives the same three.

What private people wrote is neither quoted nor linked (decision 0004): of it an extract says when, and of what kind it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jasette.page.blocks import Exchange, Said
from jasette.page.quoting import quoted

if TYPE_CHECKING:
    from jasette.locale import Words
    from jasette.page import Reading
    from jasette.page.voices import Voice

RULES = {
    "longest": ("The longest", "the most turns of all exchanges"),
    "median": ("The usual answer", "of all requests that opened an exchange and were answered, the one with the middle wait"),
    "unanswered": ("The usual silence", "of all questions without an answer, the middle one in time"),
}
NONE = {
    "longest": "No exchange had an answer.",
    "median": "No other request was answered.",
    "unanswered": "No question of a week or more stayed without an answer.",
}
ACTS = {"question": "asks a question", "direct": "writes to the voice", "mention": "names the voice"}
AGAIN = "writes again"
STREAMS = ("mentions", "replies", "own_posts")
FAR = 2**62
PATIENCE_US = 7 * 86_400_000_000
"""A question is left without an answer when it is older than the week that the response rate allows."""

CHOSEN = """
WITH spans AS (
    SELECT voice, stream, min(from_us) AS from_us, least(max(to_us), {clock}) AS to_us
    FROM coverage WHERE how <> 'unknown' AND stream IN ({streams}) GROUP BY voice, stream
), seen AS (
    SELECT voice, max(from_us) AS from_us, min(to_us) AS to_us FROM spans GROUP BY voice HAVING count(*) = {count}
), longest AS (
    SELECT 'longest' AS rule, e.voice, e.person, e.thread,
        row_number() OVER (
            PARTITION BY e.voice ORDER BY e.turns DESC, e.posts_voice + e.posts_person DESC, e.at_us, e.post_id, e.person) AS place,
        1 AS wanted
    FROM {exchanges} AS e JOIN seen AS s ON s.voice = e.voice AND e.at_us >= s.from_us AND e.last_us < s.to_us
    WHERE e.answered AND e.platform <> 'hand'
), waited AS (
    SELECT 'median' AS rule, r.voice, r.person, r.thread,
        row_number() OVER (PARTITION BY r.voice ORDER BY r.answered_us - r.at_us, r.at_us, r.post_id) AS place,
        (count(*) OVER (PARTITION BY r.voice) + 1) // 2 AS wanted
    FROM {requests} AS r
    JOIN seen AS s ON s.voice = r.voice AND r.at_us >= s.from_us AND r.answered_us < s.to_us
    JOIN exchanges AS e ON e.voice = r.voice AND e.person = r.person AND e.thread = r.thread AND e.post_id = r.post_id
    ANTI JOIN (SELECT * FROM longest WHERE place = 1) AS l ON l.voice = r.voice AND l.person = r.person AND l.thread = r.thread
), waiting AS (
    SELECT 'unanswered' AS rule, r.voice, r.person, r.thread,
        row_number() OVER (PARTITION BY r.voice ORDER BY r.at_us, r.post_id) AS place,
        (count(*) OVER (PARTITION BY r.voice) + 1) // 2 AS wanted
    FROM {requests} AS r
    JOIN seen AS s ON s.voice = r.voice AND r.at_us >= s.from_us AND r.at_us < s.to_us - {patience}
    JOIN exchanges AS e ON e.voice = r.voice AND e.person = r.person AND e.thread = r.thread AND e.platform <> 'hand'
    WHERE r.kind = 'question' AND r.deleted_us IS NULL AND r.hand_us IS NULL AND NOT (e.answered AND e.answered_us < s.to_us)
), chosen AS (
    SELECT u.*, s.to_us FROM (
        SELECT * FROM longest UNION ALL SELECT * FROM waited UNION ALL SELECT * FROM waiting
    ) AS u JOIN seen AS s ON s.voice = u.voice WHERE u.place = u.wanted
), agents AS (
    SELECT DISTINCT r.voice, p.person FROM requests AS r JOIN posts AS p ON p.post_id = r.answer_id WHERE p.voice IS DISTINCT FROM r.voice
), sides AS (
    SELECT c.rule, c.voice, c.person, c.thread, c.to_us, c.voice AS author, 'voice' AS side FROM chosen AS c
    UNION ALL
    SELECT c.rule, c.voice, c.person, c.thread, c.to_us, a.person, 'voice' FROM chosen AS c JOIN agents AS a ON a.voice = c.voice
    UNION ALL
    SELECT c.rule, c.voice, c.person, c.thread, c.to_us, c.person, 'person' FROM chosen AS c
), said AS (
    SELECT s.rule, s.voice, s.person, s.side, p.post_id FROM sides AS s JOIN posts AS p ON p.thread = s.thread AND p.person = s.author
    WHERE p.at_us < s.to_us AND CASE
        WHEN s.side = 'person' THEN p.to_voice = s.voice OR list_contains(p.own_mention_voices, s.voice)
        ELSE p.to_person = s.person OR list_contains(p.own_mentions, s.person) END
    UNION
    SELECT s.rule, s.voice, s.person, s.side, p.post_id FROM sides AS s
    JOIN posts AS q ON q.thread = s.thread AND q.person = s.person JOIN posts AS p ON p.quote_of = q.post_id AND p.person = s.author
    WHERE s.side = 'voice' AND p.at_us < s.to_us AND coalesce(p.kind, '') <> 'repost'
    UNION
    SELECT c.rule, c.voice, c.person, 'before', p.post_id FROM chosen AS c JOIN posts AS p ON p.post_id = c.thread
    WHERE p.voice IS NOT NULL AND p.person <> c.person
)
SELECT s.rule, s.voice, s.person, coalesce(min(CASE WHEN s.side <> 'before' THEN s.side END), 'before') AS side, p.at_us,
    p.post_id, p.voice AS author_voice, p.role, p.deleted_us,
    CASE WHEN p.voice IS NOT NULL THEN p.text END AS text,
    CASE WHEN p.voice IS NOT NULL AND s.person NOT LIKE 'p:%' THEN p.url END AS url,
    max(r.kind) AS asked
FROM said AS s JOIN posts AS p ON p.post_id = s.post_id LEFT JOIN requests AS r ON r.post_id = p.post_id AND r.voice = s.voice
GROUP BY s.rule, s.voice, s.person, p.at_us, p.post_id, p.voice, p.role, p.deleted_us, p.text, p.url
ORDER BY s.voice, s.rule, p.at_us, p.post_id
"""
"""The posts of the chosen exchanges of all voices, in order. No permalink where it leads to a private person."""


def extracts(reading: Reading, roster: dict[str, Voice], words: Words) -> dict[str, tuple[Exchange, ...]]:
    """For each voice one exchange a rule, or why there is none; of those that begin on the report's topic, where it has one.

    What may not be shown of a voice is for the caller to leave out.
    """
    clock = reading.facts.as_of_us if reading.facts.as_of_us is not None else FAR
    streams = ", ".join(f"'{stream}'" for stream in STREAMS)
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    on = " WHERE post_id IN (SELECT post_id FROM topic)" if reading.facts.topic else ""
    begun = {table: f"(SELECT * FROM {table}{on})" for table in ("exchanges", "requests")}
    for row in reading.rows(CHOSEN.format(clock=clock, streams=streams, count=len(STREAMS), patience=PATIENCE_US, **begun)):
        found.setdefault((str(row["voice"]), str(row["rule"])), []).append(row)
    return {
        voice: tuple(
            Exchange(
                words(title), words(sense), *_told(found.get((voice, rule), []), words(NONE[rule]), roster, reading.facts.named, words)
            )
            for rule, (title, sense) in RULES.items()
        )
        for voice in roster
    }


def _told(
    rows: Sequence[dict[str, Any]], none: str, roster: dict[str, Voice], named: frozenset[str], words: Words
) -> tuple[str, tuple[Said, ...]]:
    """The facts of an exchange in a line, and what was said in it; `none` where there is nothing."""
    if not rows:
        return none, ()
    said: list[Said] = []
    turns, last = 0, ""
    at_us: int | None = None
    for row in rows:
        when = words.instant(row["at_us"]) if at_us is None else words("{time} later", time=words.duration((row["at_us"] - at_us) / 1e6))
        said.append(_said(row, when, roster, named, words, again=any(one.side == "person" for one in said)))
        at_us = row["at_us"]
        if row["side"] != "before":
            turns, last = turns + (row["side"] != last), row["side"]
    return _facts([row for row in rows if row["side"] != "before"], turns, words), tuple(said)


def _facts(rows: Sequence[dict[str, Any]], turns: int, words: Words) -> str:
    """How often they alternated, over what time, and how long the first answer took."""
    if turns < 2:
        return words("No answer.")
    lasted = words.duration((rows[-1]["at_us"] - rows[0]["at_us"]) / 1e6)
    if rows[0]["side"] == "voice":
        return words("Turns: {turns}, over {time}.", turns=words.number(turns), time=lasted)
    wait = words.duration((next(row["at_us"] for row in rows if row["side"] == "voice") - rows[0]["at_us"]) / 1e6)
    return words("Turns: {turns}, over {time}; first answer after {wait}.", turns=words.number(turns), time=lasted, wait=wait)


def _said(row: dict[str, Any], when: str, roster: dict[str, Voice], named: frozenset[str], words: Words, *, again: bool) -> Said:
    author = row["author_voice"]
    text = quoted(row, named)
    if author:
        act = words("post deleted since") if row["deleted_us"] is not None else "" if text else words("without words")
        return Said(row["side"], roster[author].name if author in roster else author, when, act, text, row["url"] or "")
    if row["side"] == "voice":
        name = roster[row["voice"]].name if row["voice"] in roster else row["voice"]
        return Said("voice", name, when, words("answers through somebody who speaks for it; words withheld"))
    act = words(ACTS[row["asked"]]) if row["asked"] in ACTS and not again else words(AGAIN)
    return Said("person", words("A member of the public"), when, act)
