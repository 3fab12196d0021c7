"""Threads: the reply forest over posts that are here, and over those that are only named.

A parent that was not collected is a *ghost*: a node without a post, so that its children stay siblings. Where the platform
names the conversation's first post, ghosts and replies of unknown parent hang below it, at a depth that is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from jasette.kernels import Integers, integers
from jasette.kernels.forest import NONE, Forest, forest
from jasette.reconstruct.step import Step, run

if TYPE_CHECKING:
    import duckdb

# A repost hangs below nothing: it is a thread of its own, whatever the platform copies into it.
IDS = """
WITH named AS (
    SELECT reply_to AS post_id FROM w_facts WHERE reply_to IS NOT NULL AND coalesce(kind, '') <> 'repost'
    UNION
    SELECT root AS post_id FROM w_facts WHERE root IS NOT NULL AND root <> post_id AND coalesce(kind, '') <> 'repost'
), missing AS (
    SELECT n.post_id FROM named AS n LEFT JOIN w_facts AS f ON f.post_id = n.post_id WHERE f.post_id IS NULL
)
SELECT post_id, node FROM w_facts
UNION ALL
SELECT post_id, (SELECT count(*) FROM w_facts) + row_number() OVER (ORDER BY post_id) - 1 AS node FROM missing"""

UP = f"""
SELECT f.node, coalesce(p.node, {NONE}) AS parent, coalesce(r.node, {NONE}) AS root
FROM w_facts AS f
LEFT JOIN w_ids AS p ON p.post_id = f.reply_to
LEFT JOIN w_ids AS r ON r.post_id = f.root
WHERE coalesce(f.kind, '') <> 'repost' AND (f.is_reply OR f.reply_to IS NOT NULL OR f.root <> f.post_id)"""

# Of a post that was deleted before it was collected nothing is known: it is no better than a ghost.
BLANK = "SELECT node FROM w_facts WHERE kind IS NULL AND reply_to IS NULL AND root IS NULL"

PLACES = f"""
SELECT f.node, t.post_id AS thread, g.root AS root_node,
    nullif(g.depth, {NONE}) AS depth, nullif(u.parent, {NONE}) AS parent, g.cut = 1 AS cut,
    CASE WHEN f.is_reply THEN coalesce(u.parent, {NONE}) BETWEEN 0 AND (SELECT count(*) FROM w_facts) - 1 END AS parent_present,
    CASE WHEN f.is_reply THEN g.root < (SELECT count(*) FROM w_facts) AND top.depth = 0 END AS root_present
FROM w_facts AS f
JOIN w_forest AS g ON g.node = f.node
JOIN w_forest AS top ON top.node = g.root
JOIN w_ids AS t ON t.node = g.root
LEFT JOIN w_up AS u ON u.node = f.node"""


@dataclass(frozen=True)
class Ties:
    """What posts say of what is above them: for `node`, the number of its `parent` and of the conversation's `root` (-1 not known)."""

    node: Integers
    parent: Integers
    root: Integers


def grow(count: int, ties: Ties, blank: Integers) -> Forest:
    """The forest over `count` nodes; `blank` are those of which nothing is known (ghosts).

    A node with a parent hangs below it. One without, but with a root, hangs below the root, unsure of how far. A blank
    node hangs below the root that its children name (the smallest number, should they differ), unless they name it
    itself, or any post does: then it is the first of its thread. All else above an unknown parent is unsure.
    """
    above = np.full(count, NONE, np.int64)
    unsure = np.zeros(count, np.int64)
    unsure[blank] = 1
    unsure[ties.node] = ties.parent == NONE
    child = ties.parent >= 0
    above[ties.node[child]] = ties.parent[child]
    attached = ~child & (ties.root >= 0) & (ties.root != ties.node)
    above[ties.node[attached]] = ties.root[attached]

    nameless = np.zeros(count, bool)
    nameless[blank] = True
    first = np.zeros(count, bool)
    first[ties.root[ties.root >= 0]] = True
    lent = child & (ties.root >= 0) & nameless[ties.parent]
    lent[lent] = ~first[ties.parent[lent]]
    smallest = np.full(count, count, np.int64)
    np.minimum.at(smallest, ties.parent[lent], ties.root[lent])
    taken = smallest < count
    above[taken] = smallest[taken]
    unsure[nameless & first] = 0
    # A post that calls itself the first of its conversation is believed, where no parent says otherwise.
    own = ~child & (ties.root == ties.node)
    unsure[ties.node[own]] = 0
    return forest(above, unsure)


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `w_ids`, `w_up`, `w_forest` (every node, ghosts too) and `w_place` (every post) from `w_facts`."""
    run(connection, [Step("w_ids", IDS), Step("w_up", UP)])
    posts, count = (connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in ("w_facts", "w_ids"))
    columns = connection.execute("SELECT node, parent, root FROM w_up").fetchnumpy()
    ties = Ties(*(integers(columns[name]) for name in ("node", "parent", "root")))
    blank = np.concatenate([np.arange(posts, count, dtype=np.int64), integers(connection.execute(BLANK).fetchnumpy()["node"])])
    grown = grow(count, ties, blank)
    table = pa.table({"node": np.arange(count, dtype=np.int64), "root": grown.root, "depth": grown.depth, "cut": grown.cut})
    connection.register("w_grown", table)
    try:
        run(connection, [Step("w_forest", "SELECT node, root, depth, cut FROM w_grown"), Step("w_place", PLACES)])
    finally:
        connection.unregister("w_grown")
