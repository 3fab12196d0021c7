from __future__ import annotations

from jasette.measure import Ask

STREAMS = [
    {"voice": "v", "stream": stream, "from_us": "2024-01-01", "to_us": "2024-06-01", "how": "complete"}
    for stream in ("own_posts", "mentions", "replies")
]


def asked(at: str, answered: str | None = "2024-05-20", last: str = "", count: int = 12) -> list[dict[str, str | None]]:
    return [{"voice": "v", "person": f"p:{i}", "at_us": at, "last_us": last or at, "answered_us": answered} for i in range(count)]


def reached(counted, *requests, exchanges=(), ask: Ask | None = None):
    return counted("reach_across", ask, requests=[row for some in requests for row in some], exchanges=exchanges, coverage=STREAMS)


def test_any_contact_in_the_time_before_counts(counted):
    april = asked("2024-04-10")
    assert reached(counted, april)["new_people"]["hits"] == 12
    for earlier in (asked("2024-03-12", None), asked("2024-02-01", None, last="2024-03-12"), asked("2024-02-01", "2024-03-12")):
        row = reached(counted, april, earlier[:5])["new_people"]
        # The earlier turns that were answered count too, as turns without contact before them.
        assert row["hits"] - (row["n"] - 12) == 7
    approached = [{"voice": "v", "person": f"p:{i}", "at_us": "2024-03-12", "opened_by": "voice"} for i in range(3)]
    assert reached(counted, april, exchanges=approached)["new_people"]["hits"] == 9


def test_contact_before_the_time_looked_back_does_not(counted):
    old = asked("2024-02-20", "2024-02-21")
    row = reached(counted, asked("2024-04-10"), old)["new_people"]
    assert (row["n"], row["hits"]) == (24, 24)
    assert reached(counted, asked("2024-04-10"), old, ask=Ask(settings=["lookback=60d"]))["new_people"]["hits"] == 0


def test_the_time_looked_back_must_be_covered(counted):
    row = reached(counted, asked("2024-01-20"), asked("2024-02-10"))["new_people"]
    assert row["n"] == 12
    row = reached(counted, asked("2024-04-10"), ask=Ask(settings=["lookback=200d"]))["new_people"]
    assert row["why_not"] == "the covered time is too short: before what is counted, 200 days must be covered"
