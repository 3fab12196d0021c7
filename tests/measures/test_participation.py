from __future__ import annotations

import pytest

STREAMS = [
    {"voice": "v", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
    for stream in ("own_posts", "threads")
]
OWN = {"voice": "v", "person": "v", "role": "reply", "thread": "x:t"}


def posts(person: int, count: int, **more: object) -> list[dict[str, object]]:
    return [{"person": f"p:{person}", "role": "reply", "thread": "x:t"} | more for _ in range(count)]


def test_an_equal_crowd_and_one_who_writes_it_all(counted):
    equal = counted("participation", posts=[OWN, *(row for i in range(20) for row in posts(i, 3))], coverage=STREAMS)
    assert (equal["gini"]["value"], equal["gini"]["n"]) == (pytest.approx(0), 60)
    uneven = [OWN, *(row for i in range(20) for row in posts(i, 1)), *posts(0, 380)]
    # 19 have 1 of 400 each, one has 381: Σ over sorted people, (2 · (190 + 20 · 381) / (20 · 400)) − 21 / 20.
    row = counted("participation", posts=uneven, coverage=STREAMS)["gini"]
    assert row["value"] == pytest.approx(2 * (190 + 20 * 381) / 8000 - 21 / 20)


def test_only_the_public_in_threads_where_the_voice_wrote(counted):
    given = [
        OWN,
        *(row for i in range(10) for row in posts(i, 1)),
        *posts(0, 5, thread="x:elsewhere"),
        *posts(0, 5, role="repost"),
        *posts(0, 5, voice="w"),
        {**OWN, "role": "repost", "thread": "x:elsewhere"},
    ]
    voices = [{"voice": "v", "name": "v"}]
    assert counted("participation", posts=given, coverage=STREAMS, voices=voices)["gini"]["n"] == 10


def test_the_top_of_few_people_is_hidden_and_what_it_follows_from(counted):
    shown = {}
    for people in (50, 300, 1000):
        rows = counted("participation", posts=[OWN, *(row for i in range(people) for row in posts(i, 1))], coverage=STREAMS)
        shown[people] = [rows[part]["state"] for part in ("gini", "top_1", "next_9", "others")]
    assert shown[50] == ["ok", "suppressed", "suppressed", "suppressed"]
    assert shown[300] == ["ok", "suppressed", "suppressed", "ok"]
    assert shown[1000] == ["ok"] * 4


def test_threads_must_have_been_collected(counted):
    rows = counted("participation", posts=[OWN, *posts(1, 5)], coverage=STREAMS[:1])
    assert "jasette coverage set --voice v --stream threads" in rows["gini"]["why_not"]
