from __future__ import annotations

ROLES = {"posts": 5, "replies": 4, "self_replies": 3, "replies_unknown": 1, "reposts": 6, "quotes": 2}
NAMES = {
    "posts": "post",
    "replies": "reply",
    "self_replies": "self_reply",
    "replies_unknown": "reply_unknown",
    "reposts": "repost",
    "quotes": "quote",
}


def test_shares_are_a_whole(counted):
    posts = [{"voice": "v", "person": "v", "role": NAMES[part]} for part, count in ROLES.items() for _ in range(count)]
    rows = counted("post_mix", posts=posts)
    assert {part: row["hits"] for part, row in rows.items()} == ROLES
    assert sum(row["value"] for row in rows.values()) == 1


def test_citations_and_posts_of_which_nothing_is_known_are_left_out(counted):
    rows = counted("post_mix", posts=[{"voice": "v", "role": "post"}, {"voice": "v", "role": "citation"}, {"voice": "v", "role": None}])
    assert rows["posts"]["n"] == 1
