"""Threads against known trees: by hand, by brute force, and RumourEval's true structure."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.reconstruct.threads import Ties, grow


def ties(*rows: tuple[int, int, int]) -> Ties:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Ties(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def test_grow_without_ties_gives_a_thread_per_post():
    grown = grow(3, ties(), np.array([], np.int64))
    assert grown.root.tolist() == [0, 1, 2]
    assert grown.depth.tolist() == [0, 0, 0]


def test_a_plain_thread(world):
    world.post("x:1", "x:a", 1).post("x:2", "x:b", 2, reply_to="x:1").post("x:3", "x:a", 3, reply_to="x:2").build()
    assert [(p["thread"], p["depth"], p["parent_present"], p["root_present"]) for p in world.rows("posts")] == [
        ("x:1", 0, None, None),
        ("x:1", 1, True, True),
        ("x:1", 2, True, True),
    ]


def test_children_of_a_missing_parent_stay_together(world):
    world.post("x:2", "x:b", 2, reply_to="x:1").post("x:3", "x:c", 3, reply_to="x:1").post("x:4", "x:d", 4, reply_to="x:3").build()
    assert {p["thread"] for p in world.rows("posts")} == {"x:1"}
    assert [p["depth"] for p in world.rows("posts")] == [None, None, None]  # the missing parent may itself be a reply
    assert [p["parent_present"] for p in world.rows("posts")] == [False, False, True]
    assert [p["root_present"] for p in world.rows("posts")] == [False, False, False]
    assert world.summary.ghosts == 1
    gap = world.row("gaps", kind="missing_parent")
    assert (gap["object"], gap["posts"], gap["post_id"]) == ("x:1", 2, "x:2")
    assert world.row("gaps", kind="missing_root")["posts"] == 3


def test_the_platforms_root_gives_the_depth_back(world):
    """Where the platform says that the missing parent is the first post, its replies are of depth 1."""
    world.post("x:2", "x:b", 2, reply_to="x:1", root="x:1").post("x:3", "x:c", 3, reply_to="x:2", root="x:1").build()
    assert [(p["thread"], p["depth"]) for p in world.rows("posts")] == [("x:1", 1), ("x:1", 2)]
    assert not world.rows("posts")[0]["root_present"]


def test_the_platforms_root_joins_what_missing_parents_part(world):
    world.post("x:1", "x:a", 1, root="x:1")
    world.post("x:4", "x:b", 4, reply_to="x:2", root="x:1").post("x:5", "x:c", 5, reply_to="x:3", root="x:1").build()
    assert [(p["thread"], p["depth"]) for p in world.rows("posts")] == [("x:1", 0), ("x:1", None), ("x:1", None)]
    assert [p["root_present"] for p in world.rows("posts")] == [None, True, True]


def test_a_reply_whose_parent_is_known_only_by_account_is_no_orphan(world):
    """X API v2 files without referenced_tweets: an account and a conversation, no parent."""
    world.post("x:1", "x:a", 1, root="x:1").post("x:2", "x:b", 2, reply_to_account="x:a", root="x:1").build()
    world_post = world.row("posts", post_id="x:2")
    assert (world_post["thread"], world_post["depth"], world_post["parent_present"], world_post["root_present"]) == (
        "x:1",
        None,
        False,
        True,
    )
    assert world.rows("gaps", kind="missing_parent") == []
    assert world.row("gaps", kind="unknown_parent")["post_id"] == "x:2"


def test_a_post_that_opens_a_conversation_by_a_name_is_its_first(world):
    world.post("x:1", "x:a", 1, reply_to_account="x:b", root="x:1").build()
    assert (world.row("posts")["depth"], world.row("posts")["root_present"]) == (0, True)


def test_a_reply_of_which_nothing_is_known(world):
    world.post("x:1", "x:a", 1, kind="reply").build()
    post = world.row("posts")
    assert (post["thread"], post["depth"], post["role"], post["root_present"]) == ("x:1", None, "reply_unknown", False)


def test_a_deleted_post_of_which_nothing_else_is_known_is_a_ghost(world):
    world.post("x:2", at=None, text=None, kind=None, platform="x", deleted_us=9, visibility=None)
    world.post("x:1", "x:a", 1, root="x:1").post("x:3", "x:b", 3, reply_to="x:2", root="x:1").build()
    assert {p["thread"] for p in world.rows("posts")} == {"x:1"}
    assert world.row("posts", post_id="x:2")["role"] is None


def test_rings_of_replies_are_cut_at_the_oldest_and_counted(world):
    world.post("x:1", "x:a", 1, reply_to="x:3").post("x:2", "x:b", 2, reply_to="x:1").post("x:3", "x:c", 3, reply_to="x:2")
    world.post("x:4", "x:d", 4, reply_to="x:3").build()
    assert {p["thread"] for p in world.rows("posts")} == {"x:1"}
    assert world.summary.cycles == 1
    assert world.row("gaps", kind="cycle")["post_id"] == "x:1"


def test_reposts_and_quotes_are_threads_of_their_own(world):
    world.post("x:1", "x:a", 1).post("x:2", "x:b", 2, kind="repost", repost_of="x:1", root="x:1")
    world.post("x:3", "x:c", 3, kind="quote", quote_of="x:1").build()
    assert [p["thread"] for p in world.rows("posts")] == ["x:1", "x:2", "x:3"]


@settings(max_examples=60)
@given(st.data())
def test_threads_do_not_depend_on_what_is_missing(data):
    """Take posts out of a full tree: with the platform's root on each, every thread stays whole and known depths stay right."""
    size = data.draw(st.integers(1, 25))
    parent = [-1, *(data.draw(st.integers(-1, node - 1)) for node in range(1, size))]
    root, depth = list(range(size)), [0] * size
    for node in range(size):
        if parent[node] >= 0:
            root[node], depth[node] = root[parent[node]], depth[parent[node]] + 1
    gone = {node for node in range(size) if data.draw(st.booleans())}
    known = [node for node in range(size) if node not in gone]
    rows = [(node, parent[node], root[node]) for node in known if parent[node] >= 0]
    named = {node for row in rows for node in row[1:]} & gone
    grown = grow(size, ties(*rows), np.array(sorted(gone), np.int64))
    for node in known:
        assert grown.root[node] == root[node]
        assert grown.depth[node] in (-1, depth[node])
        if not named:
            assert grown.depth[node] == depth[node]


def _nodes(tree: Any) -> list[str]:
    return [] if isinstance(tree, list) else [name for child, below in tree.items() for name in (child, *_nodes(below))]


@pytest.mark.parametrize(("part", "tweets", "threads", "named"), [("train", 4238, 272, 4559), ("dev", 281, 25, 301)])
def test_rumoureval_threads_equal_the_true_structure(world, rumours, tweets_into, part, tweets, threads, named):
    given, structure = rumours[part]
    for tweet in given:
        tweets_into(world, tweet)
    world.build()
    rows = world.rows("posts")
    present = {tweet["id_str"] for tweet in given}
    assert (len(rows), len(structure), sum(len(_nodes(thread["structure"])) for thread in structure)) == (tweets, threads, named)

    parents: dict[str, str | None] = {}
    depths: dict[str, int] = {}

    def walk(tree: Any, parent: str | None, depth: int) -> None:
        for child, below in {} if isinstance(tree, list) else tree.items():
            parents[child], depths[child] = parent, depth
            walk(below, child, depth + 1)

    # A tweet that answers an account but no tweet may be the first of its thread or not: its depths stay unknown.
    vague = {tweet["id_str"] for tweet in given if tweet["in_reply_to_user_id_str"] and not tweet["in_reply_to_status_id_str"]}
    truth = set()
    for thread in structure:
        walk(thread["structure"], None, 0)
        truth.add(frozenset(f"x:{name}" for name in _nodes(thread["structure"]) if name in present))
    made = defaultdict(set)
    for row in rows:
        made[row["thread"]].add(row["post_id"])
        native = row["post_id"].removeprefix("x:")
        assert row["reply_to"] == (parents[native] and f"x:{parents[native]}")
        assert row["depth"] == (None if row["thread"].removeprefix("x:") in vague else depths[native])
    assert {frozenset(members) for members in made.values()} == truth
    # The tweets that only `structure` names hang below others that are missing: no reply that is present is an orphan.
    assert world.summary.ghosts == 0
    assert {row["post_id"].removeprefix("x:") for row in rows if row["parent_present"] is False} == vague


def test_rumoureval_without_its_first_posts_keeps_siblings_together(world, rumours, tweets_into):
    """Take away the 272 first tweets: the replies to each are orphans, and still one thread."""
    given, structure = rumours["train"]
    first = {thread["thread"] for thread in structure}
    for tweet in given:
        if tweet["id_str"] not in first:
            tweets_into(world, tweet)
    world.build()
    assert world.summary.ghosts == 272
    present = {tweet["id_str"] for tweet in given} - first
    made = defaultdict(set)
    for row in world.rows("posts"):
        made[row["thread"]].add(row["post_id"].removeprefix("x:"))
    truth = {frozenset(set(_nodes(thread["structure"])) & present) for thread in structure}
    assert {frozenset(members) for members in made.values()} == truth
    orphans = sum(tweet["in_reply_to_status_id_str"] in first for tweet in given)
    assert sum(gap["posts"] for gap in world.rows("gaps", kind="missing_parent")) == orphans
