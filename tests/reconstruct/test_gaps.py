"""Every gap says in words what is missing."""

from __future__ import annotations

from jasette.reconstruct.gaps import WHY
from jasette.reconstruct.tables import GAPS


def test_a_gap_names_the_voice_whose_post_is_missing(world):
    world.voice("ville", "x:1", group="public body").post("x:b", "x:7", 2, reply_to="x:gone", reply_to_account="x:1").build()
    gap = world.row("gaps", kind="missing_parent")
    assert (gap["voice"], gap["group"], gap["object"], gap["post_id"]) == ("ville", "public body", "x:gone", "x:b")


def test_a_whole_archive_has_no_gaps(world):
    world.post("x:a", "x:1", 1).post("x:b", "x:7", 2, reply_to="x:a").build()
    assert world.rows("gaps") == []


def test_every_kind_is_said_in_words_and_documented(world):
    world.post("x:a", "x:1", 1, reply_to="x:gone").post("x:b", "x:7", None, reply_to_account="x:1").post("x:c", "x:7", 3, reply_to="x:c")
    world.build()
    assert {gap["kind"]: gap["why"] for gap in world.rows("gaps")} == {kind: why for kind, why in WHY.items() if kind != "uncollected"}
    sense = next(column.sense for column in GAPS.columns if column.name == "kind")
    assert all(kind in sense for kind in WHY)
