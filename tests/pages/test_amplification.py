from __future__ import annotations

from jasette.locale import Words
from jasette.page import Fold, Grid, Posts
from jasette.pages.amplification import page

SECOND = 1_000_000
START = 1_709_251_200_000_000


def shared(person: str, thing: int, at_us: int, voice: str) -> dict[str, object]:
    post = {
        "kind": "repost",
        "to_voice": voice,
        "to_person": voice,
        "object": f"x:{voice}-{thing}",
        "post_id": f"x:{person}-{voice}-{thing}",
    }
    return {"person": person, "group": "public", "at_us": at_us, **post}


# Twelve people repost the same ten posts of the party within seconds of each other; forty others repost them as they see them.
RING = tuple(shared(f"p:r{i:02}", thing, START + thing * 3_600 * SECOND + i * SECOND, "verts") for thing in range(10) for i in range(12))
OTHERS = tuple(
    shared(f"p:o{i:02}", thing, START + (i * 7_919 + thing * 14_729) % 80_000 * SECOND, "verts") for thing in range(10) for i in range(40)
)
ROWS = {
    "voices": (
        {"voice": "verts", "name": "Les Verts", "kind": "organisation", "group": "party"},
        {"voice": "ville", "name": "Ville", "kind": "organisation", "group": "public body"},
    ),
    "coverage": tuple(
        {"voice": voice, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
        for voice in ("verts", "ville")
        for stream in ("own_posts", "mentions", "replies", "threads", "reposts")
    ),
    "interactions": (*RING, *OTHERS),
    "posts": tuple({"post_id": act["post_id"], "person": act["person"], "group": "public", "role": "repost", "text": "RT"} for act in RING),
}


def test_the_ring_is_found_told_as_a_group_and_shown_by_its_posts(read):
    blocks = list(page.blocks(read(ROWS), Words()))
    levels, groups = [block for block in blocks if isinstance(block, Grid)][:2]
    # Those who coincide by chance at the level below are too few more to tell both numbers.
    assert len(levels.rows) == 12 and all(len(row) == len(levels.columns) for row in levels.rows)
    assert [(row[1], row[2]) for row in groups.rows] == [("12", "66")]
    (evidence,) = [block for fold in blocks if isinstance(fold, Fold) for block in fold.blocks if isinstance(block, Posts)]
    assert evidence.posts and all(post.words == "" and post.who == "a member of the public" for post in evidence.posts)
    assert "p:r" not in repr(blocks)


def test_few_people_are_left_out(read):
    few = tuple(act for act in RING if str(act["person"]) < "p:r05")
    blocks = list(page.blocks(read(ROWS | {"interactions": (*few, *OTHERS)}), Words()))
    texts = " ".join(block.text for block in blocks if hasattr(block, "text"))
    assert "No group of enough people coincides beyond chance." in texts
