from __future__ import annotations

STREAMS = [{"voice": "v", "stream": "mentions", "from_us": "2024-03-04", "to_us": "2024-04-01", "how": "complete"}]
VOICES = [{"voice": "v", "name": "v"}]


def pick(who: str, at: str, to: str = "blog", group: str = "media", **more: object) -> dict[str, object]:
    return {"voice": who, "person": who, "group": group, "to_voice": "v", "to_person": "v", "to_group": to, "at_us": at} | more


def test_media_upon_media_is_no_pickup_and_so_is_who_is_no_media(counted):
    given = [pick("a", "2024-03-05"), pick("a", "2024-03-05", to="media"), pick("b", "2024-03-05", group="party")]
    rows = counted("pickup", citations=given, coverage=STREAMS, voices=VOICES)
    assert (rows["times"]["value"], rows["media"]["value"]) == (1, 1)


def test_weeks_begin_on_monday_and_count_where_anything_was_collected(counted):
    posts = [{"person": "p:1", "role": "post", "at_us": f"2024-03-{day:02}"} for day in (4, 11, 18, 25)]
    given = [pick("a", "2024-03-10 23:00"), pick("b", "2024-03-11 01:00"), pick("b", "2024-03-12")]
    rows = counted("pickup", citations=given, posts=posts, coverage=STREAMS, voices=VOICES)
    assert (rows["weeks"]["n"], rows["weeks"]["hits"]) == (4, 2)
    assert rows["lag"]["value"] is None


def test_a_pickup_before_the_post_has_no_lag(counted):
    posts = [{"voice": "v", "person": "v", "role": "post", "post_id": "b:1", "at_us": "2024-03-06"}]
    given = [pick("a", "2024-03-05", to_post="b:1"), pick("a", "2024-03-07", to_post="b:1")]
    rows = counted("pickup", citations=given, posts=posts, coverage=STREAMS, voices=VOICES)
    assert (rows["lag"]["value"], rows["lag"]["n"], rows["times"]["value"]) == (86400, 1, 2)
