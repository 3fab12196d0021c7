from __future__ import annotations

from jasette.measure import Ask
from jasette.measure.example import instant


def exchange(person: int, turns: int, last: str = "2024-03-04", **more: object) -> dict[str, object]:
    return {"voice": "v", "person": f"p:{person}", "turns": turns, "posts_voice": 1, "posts_person": 1, "last_us": last} | more


def test_only_where_both_spoke(counted):
    rows = counted(
        "turns", exchanges=[*(exchange(i, 2) for i in range(10)), exchange(10, 1, posts_voice=0), exchange(11, 1, posts_person=0)]
    )
    assert (rows["median"]["n"], rows["median"]["value"], rows["p90"]["value"]) == (10, 2, 2)


def test_as_of_leaves_out_what_was_not_over(counted):
    exchanges = [*(exchange(i, 2) for i in range(10)), *(exchange(i, 9, "2024-03-20") for i in range(10, 20))]
    rows = counted("turns", Ask(as_of_us=instant("2024-03-10")), exchanges=exchanges)
    assert (rows["p90"]["n"], rows["p90"]["value"]) == (10, 2)
