"""What may be told of who shares the same things at the same moment: sums by level, groups, and the posts that show it.

Sums over private people need ten of them, and so do groups; the posts behind a group are masked as all evidence is, and name
nobody private. People who are in no group of ten are in no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jasette.errors import QueryError, Refused
from jasette.kernels.components import weak
from jasette.kernels.coordination import WINDOW_US
from jasette.kernels.graph import build
from jasette.people import FLOOR, mask_sql
from jasette.reconstruct.asking import PROFILES
from jasette.reconstruct.coordination import KINDS, Coordination, shares
from jasette.reconstruct.step import HIGH, registered
from jasette.sql import literal
from jasette.topic import touched

if TYPE_CHECKING:
    import duckdb

    from jasette.topic import Topic

SHOWN = ("levels", "groups", "posts")
LEVELS_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("level", pa.string()),
        ("least", pa.int64()),
        ("shares", pa.int64()),
        ("pairs", pa.int64()),
        ("events", pa.int64()),
        ("people", pa.int64()),
        ("by_chance", pa.float64()),
        ("state", pa.string()),
    ]
)
"""`shares`: all of the kind; of pairs of weight `least` or more: pairs, events, people in them, and pairs that chance would make."""
GROUPS_SCHEMA = pa.schema(
    [
        ("group", pa.int64()),
        ("people", pa.int64()),
        ("voices", pa.list_(pa.string())),
        ("pairs", pa.int64()),
        ("heaviest", pa.int64()),
        ("objects", pa.int64()),
        ("shares", pa.int64()),
        ("from_us", pa.int64()),
        ("to_us", pa.int64()),
    ]
)
"""`people` includes the `voices`; `shares` are those that are events of a pair, of so many different `objects`."""

POSTS = f"""
SELECT s."group", s.at_us, s.kind,
    CASE WHEN s.kind = 'link' AND NOT regexp_matches(concat('https://', s.object), {literal(PROFILES)}) THEN s.object
        WHEN o.voice IS NOT NULL THEN s.object END AS object,
    o.voice AS object_voice, p.voice AS author_voice, CASE WHEN p.voice IS NULL THEN {mask_sql("p.text")} ELSE p.text END AS text
FROM coinciding AS s LEFT JOIN posts AS p ON p.post_id = s.post_id LEFT JOIN posts AS o ON o.post_id = s.object
ORDER BY s."group", s.kind, s.object, s.at_us, s.post_id"""


def levels(shares: pa.Table, window_us: int, participation: int, floor: int = FLOOR) -> pa.Table:
    """Rows (LEVELS_SCHEMA) for each kind of share, and all together, at each level; `suppressed` where few private people are behind."""
    rows: list[dict[str, Any]] = []
    for kind in ("all", *KINDS):
        some = shares if kind == "all" else shares.filter(pc.equal(shares["kind"], kind))
        found = Coordination(some, window_us, participation)
        private = _private(found)
        strongest = found.found.strongest
        behind = [int((private & (strongest >= least)).sum()) for least in found.levels.values()]
        for (level, least), hidden in zip(found.levels.items(), _hidden(behind, floor), strict=True):
            row = {"kind": kind, "level": level, "least": least, "shares": some.num_rows, "state": "suppressed" if hidden else "ok"}
            if not hidden:
                row["pairs"], row["events"] = int(found.found.pairs[least:].sum()), int(found.found.events[least:].sum())
                row["people"], row["by_chance"] = found.found.accounts(least), found.null.expected(least)
            rows.append(row)
    return pa.Table.from_pylist(rows, LEVELS_SCHEMA)


def _hidden(behind: Sequence[int], floor: int) -> list[bool]:
    """Which of nested numbers of private people to hide: small ones, and those that differ from a larger one by few."""
    floor, before, hidden = max(floor, FLOOR), 0, []
    for count in behind:
        hidden.append(0 < count < floor or 0 < before - count < floor)
        before = before if hidden[-1] else count
    return hidden


def groups(connection: duckdb.DuckDBPyConnection, found: Coordination, level: str, floor: int = FLOOR) -> tuple[pa.Table, pa.Table]:
    """Groups (GROUPS_SCHEMA), largest first, and the posts that show each: whoever hangs together by pairs of that level.

    A group with private people in it, but fewer than the floor, is left out of both; metadata `withheld` of the first says
    how many. Needs the table `posts`.
    """
    least = found.levels[level]
    blocks = list(found.pairs.pairs(least))
    one, other, weight = (
        np.concatenate([np.empty(0, np.int64), *(getattr(b, name) for b in blocks)]) for name in ("one", "other", "weight")
    )
    member = weak(build(one, other, nodes=len(found.people)))
    private = _private(found)
    names = np.array(found.people.to_pylist(), object)
    coincides = np.flatnonzero(found.pairs.weights() >= least)
    of_share = member[found.people_of_shares[coincides]]
    shown, rows = np.full(len(found.people), -1), []
    pairs = np.bincount(member[one], minlength=len(found.people))
    size = np.bincount(member, minlength=len(found.people))
    number = withheld = 0
    for group in sorted(np.flatnonzero(pairs).tolist(), key=lambda group: (-size[group], group)):
        inside = member == group
        few = int((inside & private).sum())
        if 0 < few < max(floor, FLOOR):
            withheld += 1
            continue
        number += 1
        shown[group] = number
        of_group = found.shares.take(pa.array(coincides[of_share == group]))
        rows.append(
            {
                "group": number, "people": int(size[group]), "voices": sorted(names[inside & ~private]), "pairs": int(pairs[group]),
                "heaviest": int(weight[member[one] == group].max()), "objects": len(pc.unique(_objects(of_group))),
                "shares": of_group.num_rows, "from_us": pc.min(of_group["at_us"]).as_py(), "to_us": pc.max(of_group["at_us"]).as_py(),
            }
        )  # fmt: skip
    schema = GROUPS_SCHEMA.with_metadata({"withheld": str(withheld)} if withheld else {})
    told = shown[of_share] > 0
    evidence = found.shares.take(pa.array(coincides[told])).append_column("group", pa.array(shown[of_share][told]))
    with registered(connection, {"coinciding": evidence}):
        posts = connection.sql(POSTS).to_arrow_table()
    return pa.Table.from_pylist(rows, schema), posts


def _objects(shares: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(shares["kind"], shares["object"], " ")


def _private(found: Coordination) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(pc.starts_with(found.people, "p:").to_numpy(zero_copy_only=False), np.bool_)


def answer(
    connection: duckdb.DuckDBPyConnection,
    show: str,
    *,
    window_us: int = WINDOW_US,
    participation: int = 1,
    level: str = "beyond_chance",
    floor: int = FLOOR,
    to_us: int = HIGH,
    topic: Topic | None = None,
) -> pa.Table:
    """Rows of `levels`, `groups` or `posts`, from the derived tables, up to `to_us`. QueryError on any other, and on an unknown level.

    Of a `topic`, the connection has `topic(post_id)`. Refused for groups and their posts where it is a sensitive one.
    """
    if topic is not None and touched(topic) and show != "levels":
        raise Refused("who coincides on a sensitive topic is not told", remedy="ask for levels, or for another topic")
    some = shares(connection, to_us=to_us, topic=topic is not None)
    if show == "levels":
        return levels(some, window_us, participation, floor)
    found = Coordination(some, window_us, participation)
    if show not in SHOWN or level not in found.levels:
        wrong, known = (show, SHOWN) if show not in SHOWN else (level, tuple(found.levels))
        raise QueryError(f"coordination does not know {wrong!r}", remedy=f"use one of: {', '.join(known)}")
    return groups(connection, found, level, floor)[show == "posts"]
