"""The SQL text of a part: which rows of which cell count. A researcher can read it and run it, on DuckDB or Spark.

It reads the derived table (or the part's view), `windows(of_voice, of_unit, window_from_us, window_to_us, frontier_us)` and, by
period, `calendar(start_us, end_us, label)`; of a topic, `topic(post_id)`; where people are left out, `left_out(of_person)`. A view
may also read `peers(of_peer)`: all voices that are compared. A unit is what the figure is of: the voice, its group, or all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jasette.measure.contract import Ask, Part, fill
from jasette.people import mask_sql
from jasette.reconstruct.tables import DERIVED
from jasette.sql import identifier, literal

CLUSTERS = {"person": "person", "thread": "COALESCE(thread, post_id)"}
"""What rows come in, and resemble each other in."""
KEPT_BACK = frozenset({"account_id", "reply_to_account", "mentions", "links", "tags", "batch", "text", "url"})
"""Columns of derived tables that evidence does not hand out as they are: they may name private people."""
TIES = ("at_us", "post_id", "kind", "person", "to_person", "object", "to_post", "answer_id")
"""What evidence stands in the order of: a post may be several acts, and the same report has the same posts."""


def keys(ask: Ask) -> list[str]:
    """What tells the cells of one part apart."""
    return ["voice", *(["period"] if ask.by else []), *(["slice"] if ask.across else [])]


def state(part: Part, settings: Mapping[str, str], ask: Ask) -> str:
    """The sufficient statistics of all cells of a part, from the derived table alone."""
    columns = [f"{value} AS {name}" for name, value in part.kind.columns().items()]
    clusters = [f"{expression} AS {name}" for name, expression in CLUSTERS.items()]
    rows = f"SELECT {', '.join([*cell_columns(ask), *clusters, *columns])}\n{counted(part, ask, part.rows)}"
    stats = part.kind.acts if part.kind.joint else part.kind.state
    return f"WITH evidence AS (\n{fill(rows, settings)}\n)\n{stats(', '.join(keys(ask)))}"


def posts(part: Part, settings: Mapping[str, str], ask: Ask, cells: Sequence[tuple[str, str | None, str | None]], limit: int) -> str:
    """The rows behind the figures in those cells (voice, period, slice), by voice, oldest first, `limit` of each, with the post's words.

    Words of a private author are masked and have no address (decision 0004). No cells, no rows.
    """
    own = [name for name in DERIVED[part.table].names if name not in (*KEPT_BACK, "voice")]
    hit = f"CASE WHEN {part.kind.wanted} THEN TRUE ELSE FALSE END"
    chosen = " OR ".join(f"({_is('voice', v)} AND {_is('period', p)} AND {_is('slice', s)})" for v, p, s in cells) or "FALSE"
    order = ", ".join(identifier(name) for name in TIES if name in own)
    listed = ", ".join(f"listed.{identifier(name)}" for name in own if name not in ("at_us", "kind"))
    kind = "listed.kind, " if "kind" in own else ""
    # Rows that only stand beside the figure's own could tell of a cell that is hidden.
    mine = f"({part.rows}) AND ({part.whose})" if part.whose else part.rows
    yes, no = (literal(mark) for mark in part.marks)
    cell = [*cell_columns(ask), *(f"CAST(NULL AS VARCHAR) AS {name}" for name in ("period", "slice") if name not in keys(ask))]
    rows = f"SELECT {', '.join([identifier(name) for name in own] + cell)}, {hit} AS hit\n{counted(part, ask, mine)}"
    return (
        f"WITH counted AS (\n{fill(rows, settings)}\n),\n"
        f"numbered AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY voice ORDER BY {order}) AS number FROM counted WHERE {chosen}),\n"
        f"listed AS (SELECT * FROM numbered{f' WHERE number <= {int(limit)}' if limit else ''})\n"
        f"SELECT listed.voice, listed.period, listed.at_us, listed.hit, CASE WHEN listed.hit THEN {yes} ELSE {no} END AS mark, "
        f"{kind}post.voice AS author_voice, "
        f"CASE WHEN post.voice IS NULL THEN {mask_sql('post.text')} ELSE post.text END AS text, "
        f"CASE WHEN post.voice IS NULL THEN NULL ELSE post.url END AS url, {listed}\n"
        f"FROM listed LEFT JOIN posts AS post ON post.post_id = listed.post_id\n"
        f"ORDER BY listed.voice, listed.number"
    )


def source(part: Part) -> str:
    """What a part counts from: its derived table, or its view."""
    return f"(\n{part.view.strip()}\n) AS seen" if part.view else identifier(part.table)


def counted(part: Part, ask: Ask, rows: str = "TRUE") -> str:
    """FROM and WHERE: rows inside a window and a period that the question lets count, and of these `rows`."""
    windows = "windows ON voice = of_voice AND"
    if part.network:
        # All compared voices have the same windows; what is upon nobody of them has no unit.
        windows = "(SELECT DISTINCT window_from_us, window_to_us, frontier_us FROM windows) AS stretches ON"
    lines = [
        f"FROM {source(part)} JOIN {windows} at_us >= window_from_us AND at_us < window_to_us",
        *(["LEFT JOIN (SELECT DISTINCT of_voice, of_unit FROM windows) AS units ON voice = of_voice"] if part.network else []),
        *(["JOIN calendar ON at_us >= start_us AND at_us < end_us"] if ask.by else []),
        f"WHERE ({rows})",
    ]
    filters = [f"{column} = {literal(value)}" for column, value in (("platform", ask.platform), ("lang", ask.lang)) if value]
    if ask.topic:
        filters.append(DERIVED[part.table].of_topic())
    lines += [f"AND ({f'({part.always}) OR ' if part.always else ''}{chosen})" for chosen in filters]
    if ask.without:
        lines.append("AND NOT EXISTS (SELECT 1 FROM left_out WHERE of_person = person)")
    return "\n".join(lines)


def cell_columns(ask: Ask) -> list[str]:
    """The columns of `keys`."""
    across = f"COALESCE({identifier(ask.across)}, 'unknown') AS slice"
    return ["of_unit AS voice", *(["label AS period"] if ask.by else []), *([across] if ask.across else [])]


def _is(column: str, value: str | None) -> str:
    return f"{column} IS NULL" if value is None else f"{column} = {literal(value)}"
