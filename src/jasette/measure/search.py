"""What is said on a topic, by whom, when and where: counts over everybody, and the posts of public voices.

What private people say is counted and never listed; a count that few of them are behind is hidden, and so is what it would follow
from. On a sensitive topic individuals of the roster count as private people do, and nothing is listed (docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jasette.locale import Words
from jasette.measure import figures, sentence
from jasette.measure.calendar import calendar
from jasette.measure.contract import Ask
from jasette.measure.hide import hide, partitions
from jasette.measure.listing import counts_only
from jasette.measure.scene import untold
from jasette.sql import literal
from jasette.topic import parse

if TYPE_CHECKING:
    import duckdb

COUNTS = pa.schema(
    [
        ("topic", pa.string()),
        ("period", pa.string()),
        ("platform", pa.string()),
        ("group", pa.string()),
        ("posts", pa.int64()),
        ("reposts", pa.int64()),
        ("people", pa.int64()),
        ("state", pa.string()),
        ("why_not", pa.string()),
    ]
)
"""Rows of a search: `posts` are in own words, `people` are voices and private people together. Null where hidden."""
LISTED = ("at_us", "voice", "group", "platform", "kind", "post_id", "text", "url")
UNKNOWN = "'p:'"
"""All authors of whom nothing is known count as one."""


def counts(connection: duckdb.DuckDBPyConnection, ask: Ask, words: Words) -> pa.Table:
    """Rows (COUNTS) by period, platform and group, in order; those without a post are left out. Nothing on the topic: no rows.

    The connection has the derived tables and `topic(post_id)`. Raises QueryError on an unknown period.
    """
    parse(ask.topic)  # an empty one cannot be asked for
    voices = ", ".join(map(literal, sorted(untold(connection, ask)))) or "NULL"
    private = f"CASE WHEN voice IS NULL OR voice IN ({voices}) THEN COALESCE(person, {UNKNOWN}) END"
    first, last = connection.sql(f"SELECT min(at_us), max(at_us) FROM posts WHERE {_on_topic(ask)}").fetchall()[0]
    periods = calendar(ask.by, first, last + 1, ask.timezone) if ask.by and first is not None else []
    connection.register("calendar", pa.Table.from_pylist([asdict(period) for period in periods], figures.CALENDAR))
    try:
        found = connection.sql(
            f'SELECT {"label" if ask.by else "NULL"} AS period, platform, COALESCE("group", \'unknown\') AS "group", '
            "COUNT(CASE WHEN role <> 'repost' THEN 1 END) AS posts, COUNT(CASE WHEN role = 'repost' THEN 1 END) AS reposts, "
            f"COUNT(DISTINCT COALESCE(person, {UNKNOWN})) AS people, COUNT(DISTINCT {private}) AS private\n"
            f"FROM posts{' JOIN calendar ON at_us >= start_us AND at_us < end_us' if ask.by else ''}\n"
            f"WHERE {_on_topic(ask)}\nGROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        ).to_arrow_table()
    finally:
        connection.unregister("calendar")
    return pa.Table.from_pylist(_hidden(found.to_pylist(), ask, words), COUNTS)


def _hidden(rows: list[dict[str, Any]], ask: Ask, words: Words) -> list[dict[str, Any]]:
    """The rows, without what few people are behind."""
    # Without periods the same question gives their sum; sums over platforms or groups are not to be had.
    ways: list[list[Hashable]] = [[(row["platform"], row["group"]) for row in rows]]
    few = hide([row["private"] for row in rows], partitions(ways), ask.floor)
    topic, why = ask.subject.text if ask.subject else None, words(sentence.HIDDEN, floor=words.number(ask.floor))
    withheld = {"posts": None, "reposts": None, "people": None, "state": "suppressed", "why_not": why}
    return [
        {**row, "topic": topic, **(withheld if hide_it else {"state": "ok", "why_not": None})}
        for row, hide_it in zip(rows, few, strict=True)
    ]


def posts(connection: duckdb.DuckDBPyConnection, ask: Ask, words: Words, *, limit: int = 0) -> pa.Table:
    """The posts of public voices on the topic, newest first, at most `limit` (0: all); none on a sensitive one, and `withheld` says so."""
    parse(ask.topic)
    columns = ", ".join(f'"{name}"' for name in LISTED)
    own = f"voice IS NOT NULL AND role <> 'repost' AND {'FALSE' if ask.touched else _on_topic(ask)}"
    order = f"ORDER BY at_us DESC, post_id{f' LIMIT {int(limit)}' if limit else ''}"
    table: pa.Table = connection.sql(f"SELECT {columns} FROM posts WHERE {own} {order}").to_arrow_table()
    reason = counts_only(ask, words)
    return table.replace_schema_metadata({"withheld": reason}) if reason else table


def _on_topic(ask: Ask) -> str:
    """SQL predicate: posts that the question lets count."""
    limits = [f"{name} = {literal(value)}" for name, value in (("platform", ask.platform), ("lang", ask.lang)) if value]
    limits += [f"at_us < {int(end)}" for end in (ask.until_us, ask.as_of_us) if end is not None]
    limits += [f"at_us >= {int(ask.since_us)}"] if ask.since_us is not None else []
    limits += [f"voice IN ({', '.join(map(literal, ask.voices))})"] if ask.voices else []
    return " AND ".join(["post_id IN (SELECT post_id FROM topic)", "at_us IS NOT NULL", *limits])
