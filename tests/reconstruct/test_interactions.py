"""Directed acts."""

from __future__ import annotations

import csv
import gzip

import pytest


@pytest.fixture
def town(world):
    world.voice("ville", "x:1", group="public body").account("x:1", "ville").account("x:7", "ann").account("x:8", "bob")
    return world


def acts(town):
    fields = ("post_id", "kind", "to_voice", "object")
    return [tuple(act[name] for name in fields) for act in town.rows("interactions")]


def test_replies_mentions_reposts_and_quotes(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, "no, @bob", reply_to="x:a", mentions=["x:1", "x:8"])
    town.post("x:c", "x:7", 3, kind="repost", repost_of="x:a", mentions=["x:1"]).post("x:d", "x:7", 4, kind="quote", quote_of="x:a")
    town.post("x:e", "x:7", 5, reply_to="x:b", quote_of="x:a").build()
    assert acts(town) == [
        ("x:b", "mention", None, None),
        ("x:b", "reply", "ville", "x:a"),
        ("x:c", "repost", "ville", "x:a"),
        ("x:d", "quote", "ville", "x:a"),
        ("x:e", "quote", "ville", "x:a"),
        ("x:e", "reply", None, "x:b"),
    ]
    reply = town.rows("interactions")[1]
    assert (reply["to_person"], reply["to_group"], reply["weight"], reply["group"]) == ("ville", "public body", 1.0, "public")


def test_the_author_of_a_missing_original_is_read_from_the_words_of_a_repost(town):
    town.post("x:c", "x:7", 3, "RT @Ville: words", kind="repost").post("x:d", "x:7", 4, "RT @nobody: words", kind="repost")
    town.post("x:e", "x:7", 5, "words", kind="repost", repost_of="x:gone").build()
    assert [(act["to_voice"], act["to_group"]) for act in town.rows("interactions")] == [
        ("ville", "public body"),
        (None, "public"),
        (None, None),
    ]


def test_lists_of_acts(town):
    town.archive["interactions"] += [
        {"account_id": "x:7", "target": "x:@ville", "kind": "follow", "platform": "x", "at_us": 5, "weight": 2.5},
        {"account_id": "x:1", "object": "https://a.example", "kind": "share", "platform": "x", "at_us": 6, "post_id": "x:a"},
    ]
    town.post("x:a", "x:1", 1).build()
    follow, share = town.rows("interactions")
    assert (follow["voice"], follow["to_voice"], follow["weight"], follow["thread"]) == (None, "ville", 2.5, None)
    assert (share["voice"], share["to_person"], share["weight"], share["object"], share["thread"]) == (
        "ville",
        None,
        1.0,
        "https://a.example",
        "x:a",
    )


def test_coortweet_keeps_every_share(world, real_data):
    """35,125 rows of shares come through, each with its actor and its object."""
    (file,) = sorted((real_data / "coortweet").glob("*.csv*"))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            world.archive["interactions"].append(
                {
                    "account_id": f"x:{row['account_id']}",
                    "object": row["object_id"],
                    "kind": "share",
                    "platform": "x",
                    "post_id": f"x:{row['content_id']}",
                }
            )
    world.build()
    made = world.sql("SELECT count(*), count(DISTINCT person), count(DISTINCT object) FROM {interactions}")[0]
    given = world.archive["interactions"]
    assert made == (35125, len({act["account_id"] for act in given}), len({act["object"] for act in given}))
