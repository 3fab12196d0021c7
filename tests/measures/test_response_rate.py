from __future__ import annotations

from jasette.measure import Ask


def asked(day: int, answered: str | None = None, count: int = 10, **more: str) -> list[dict[str, str | None]]:
    return [
        {"voice": "v", "person": f"p:{day}-{i}", "at_us": f"2024-03-{day:02}", "answered_us": answered, "kind": "question"} | more
        for i in range(count)
    ]


def test_younger_requests_are_left_out_whether_answered_or_not(counted):
    rows = counted("response_rate", requests=[*asked(2), *asked(2, "2024-03-03"), *asked(26, "2024-03-26 01:00"), *asked(27)])
    assert (rows["all"]["n"], rows["all"]["value"]) == (20, 0.5)


def test_exactly_in_time_is_in_time(counted):
    rows = counted("response_rate", requests=[*asked(2, "2024-03-09"), *asked(3, "2024-03-10 00:00:00.000001")])
    assert (rows["all"]["n"], rows["all"]["hits"]) == (20, 10)


def test_window_can_be_changed(counted):
    requests = [*asked(2, "2024-03-03 00:00"), *asked(28)]
    assert counted("response_rate", Ask(settings=["window=1d"]), requests=requests)["all"]["n"] == 20
    assert counted("response_rate", Ask(settings=["window=23h"]), requests=requests)["all"]["hits"] == 0


def test_a_call_counts_beside_not_within(counted):
    rows = counted("response_rate", requests=[*asked(2, "2024-03-20", hand_us="2024-03-04"), *asked(2, None, hand_us="2024-03-12")])
    assert (rows["all"]["hits"], rows["with_hand"]["hits"]) == (0, 10)


def test_many_requests_of_few_people_have_a_wide_interval(counted):
    """Ten people asked ten times each, five are always answered: that is ten people, not a hundred requests."""
    requests = [
        {"voice": "v", "person": f"p:{i}", "kind": "question", "answered_us": "2024-03-03" if i < 5 else None}
        for i in range(10)
        for _ in range(10)
    ]
    row = counted("response_rate", requests=requests)["all"]
    assert (row["n"], row["people"], row["value"]) == (100, 10, 0.5)
    assert row["low"] < 0.25 and row["high"] > 0.75
