from __future__ import annotations

from jasette.measure import Ask
from jasette.measure.example import instant


def approached(count: int, back: str | None = None, start: int = 0, **more: object) -> list[dict[str, object]]:
    return [{"voice": "v", "person": f"p:{start + i}", "approached": True, "replied_back_us": back} | more for i in range(count)]


def test_approaches_and_replies_back(counted):
    rows = counted(
        "approach", exchanges=[*approached(10, "2024-03-05"), *approached(10, start=10), *approached(5, start=20, approached=False)]
    )
    assert (rows["approaches"]["value"], rows["replied_back"]["n"], rows["replied_back"]["value"]) == (20, 20, 0.5)


def test_a_reply_back_after_the_clock_is_not_known(counted):
    rows = counted("approach", Ask(as_of_us=instant("2024-03-04")), exchanges=approached(10, "2024-03-05"))
    assert (rows["approaches"]["value"], rows["replied_back"]["hits"]) == (10, 0)


def test_what_people_wrote_to_it_must_be_known(counted):
    own = [{"voice": "v", "stream": "own_posts", "from_us": 0, "to_us": 9, "how": "complete"}]
    assert counted("approach", exchanges=approached(10), coverage=own)["approaches"]["state"] == "not_observable"
