from __future__ import annotations


def shared(post: str, count: int) -> list[dict[str, object]]:
    return [{"person": f"p:{i:02}", "kind": "repost", "to_voice": "v", "to_person": "v", "object": post} for i in range(count)]


STREAMS = [{"voice": "v", "stream": "reposts", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}]
VOICES = [{"voice": "v", "name": "v"}]


def test_one_post_that_all_share_is_one_and_many_make_more(counted):
    one = counted("h_index", interactions=shared("x:a", 30), coverage=STREAMS, voices=VOICES)
    assert (one["reposts"]["value"], one["reposts"]["n"]) == (1, 1)
    many = [row for post, count in enumerate((12, 9, 7, 5, 4, 3)) for row in shared(f"x:{post}", count)]
    rows = counted("h_index", interactions=many, coverage=STREAMS, voices=VOICES)
    assert (rows["reposts"]["value"], rows["reposts"]["n"]) == (4, 6)
    assert rows["reposts"]["low"] <= 4 <= rows["reposts"]["high"]


def test_nothing_shared_is_zero_of_nothing(counted):
    rows = counted("h_index", interactions=[], coverage=STREAMS, voices=VOICES)
    assert (rows["reposts"]["value"], rows["reposts"]["n"], rows["reposts"]["state"]) == (None, 0, "ok")
