from __future__ import annotations


def reply(**to: str) -> dict[str, str]:
    return {"voice": "v", "person": "v", "role": "reply", "camp": "blue"} | to


def test_every_reply_has_one_addressee(counted):
    posts = [
        reply(to_group="public"),
        reply(to_voice="a", to_group="party", to_camp="blue"),
        reply(to_voice="b", to_group="party", to_camp="red"),
        reply(to_voice="c", to_group="media"),
        # A party's paper is a medium, whatever camp the roster gives it.
        reply(to_voice="d", to_group="media", to_camp="blue"),
        reply(to_voice="e", to_group="public body"),
        reply(role="self_reply", to_voice="v", to_group="party", to_camp="blue"),
        reply(role="reply_unknown"),
        {"voice": "v", "role": "post"},
    ]
    rows = counted("addressee_mix", posts=posts, voices=[{"voice": "v", "name": "V"}])
    hits = {"public": 1, "own_camp": 1, "other_camps": 1, "media": 2, "other_voices": 1, "self": 1, "unknown": 1}
    assert {part: row["hits"] for part, row in rows.items()} == hits
    assert {row["n"] for row in rows.values()} == {8}


def test_a_voice_without_camp_has_no_own_camp(counted):
    rows = counted("addressee_mix", posts=[reply(to_voice="a", to_camp="red") | {"camp": None}], voices=[{"voice": "v", "name": "V"}])
    assert (rows["other_voices"]["value"], rows["other_camps"]["value"]) == (1, 0)
