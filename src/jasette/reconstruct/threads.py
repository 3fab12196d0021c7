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
from jasette.reconstruct.step import Step, registered, run

if TYPE_CHECKING:
    import duckdb

UP = f"""
SELECT node, coalesce(reply, {NONE}) AS parent, coalesce(root, {NONE}) AS root
FROM w_facts WHERE coalesce(kind, '') <> 'repost' AND (is_reply OR reply IS NOT NULL OR root <> node)"""

# Of a post that was deleted before it was collected nothing is known: it is no better than a ghost.
BLANK = "SELECT node FROM w_facts WHERE kind IS NULL AND reply IS NULL AND root IS NULL"

GHOSTS = "SELECT (SELECT count(*) FROM w_facts) AS posts, coalesce(greatest(max(node), max(reply), max(root)) + 1, 0) AS nodes FROM w_facts"

# What is above a post: whether it is here, and for the first of its thread whether it is known to be the first.
PLACES = f"""
SELECT f.node, g.root AS root_node, nullif(g.depth, {NONE}) AS depth, f.reply AS parent, g.cut = 1 AS cut,
    CASE WHEN f.is_reply THEN coalesce(f.reply < (SELECT count(*) FROM w_facts), FALSE) END AS parent_present,
    CASE WHEN f.is_reply THEN g.root < (SELECT count(*) FROM w_facts) AND top.depth = 0 END AS root_present
FROM w_facts AS f
JOIN w_forest AS g ON g.node = f.node
JOIN w_forest AS top ON top.node = g.root"""


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
    if lent.any():
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
    """Make `w_forest` (every post and ghost) and `w_place` (every post) from `w_facts`."""
    posts, count = connection.execute(GHOSTS).fetchall()[0]
    columns = connection.execute(UP).fetchnumpy()
    ties = Ties(*(integers(columns[name]) for name in ("node", "parent", "root")))
    blank = np.concatenate([np.arange(posts, count, dtype=np.int64), integers(connection.execute(BLANK).fetchnumpy()["node"])])
    grown = grow(count, ties, blank)
    table = pa.table({"node": np.arange(count, dtype=np.int64), "root": grown.root, "depth": grown.depth, "cut": grown.cut})
    with registered(connection, {"w_grown": table}):
        run(connection, [Step("w_forest", "SELECT node, root, depth, cut FROM w_grown"), Step("w_place", PLACES)])
