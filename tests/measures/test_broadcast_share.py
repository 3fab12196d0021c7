from __future__ import annotations


def test_a_voice_that_only_broadcasts(counted):
    rows = counted("broadcast_share", posts=[{"voice": "v", "role": role} for role in ("post", "repost", "self_reply")])
    assert (rows["broadcast"]["value"], rows["quotes"]["value"]) == (1, 0)
    assert rows["broadcast"]["low"] < 1


def test_a_reply_to_an_unknown_author_is_no_broadcast(counted):
    rows = counted("broadcast_share", posts=[{"voice": "v", "role": role} for role in ("post", "reply_unknown", "reply", "quote")])
    assert (rows["broadcast"]["hits"], rows["quotes"]["hits"], rows["quotes"]["n"]) == (1, 1, 4)
