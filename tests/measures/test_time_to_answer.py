from __future__ import annotations

HOUR = 3600


def waited(answered: str | None, deleted: str | None = None, count: int = 1, start: int = 0) -> list[dict[str, str | None]]:
    return [{"voice": "v", "person": f"p:{start + i}", "answered_us": answered, "deleted_us": deleted} for i in range(count)]


def test_open_requests_count_as_waiting(counted):
    """Six of ten answered after an hour: the median is an hour, not that of the answered alone; p90 is not reached."""
    rows = counted("time_to_answer", requests=[*waited("2024-03-02 01:00", count=6), *waited(None, count=4, start=6)])
    assert (rows["median"]["value"], rows["median"]["n"], rows["median"]["hits"]) == (HOUR, 10, 6)
    assert (rows["p90"]["state"], rows["p90"]["value"]) == ("not_reached", None)
    assert "not reached by 31 March 2024" in rows["p90"]["sentence"]


def test_withdrawal_competes(counted):
    """Of ten, five withdraw before the five answers come: half are answered, and no more can be."""
    rows = counted("time_to_answer", requests=[*waited(None, "2024-03-02 00:30", 5), *waited("2024-03-02 02:00", count=5, start=5)])
    assert rows["median"]["value"] == 2 * HOUR
    assert rows["p90"]["state"] == "not_reached"
    # Taken for censoring, the five withdrawn would have been answered like the others: all after two hours.
    censored = counted("time_to_answer", requests=waited("2024-03-02 02:00", count=10))
    assert censored["p90"]["value"] == 2 * HOUR


def test_an_answer_after_the_deletion_answers_nobody(counted):
    rows = counted("time_to_answer", requests=waited("2024-03-02 02:00", "2024-03-02 01:00", 10))
    assert (rows["median"]["hits"], rows["median"]["state"]) == (0, "not_reached")


def test_shares_have_their_own_follow_up(counted):
    requests = [*waited("2024-03-02 00:30", count=10), *({**row, "at_us": "2024-03-31 12:00"} for row in waited(None, count=10, start=10))]
    rows = counted("time_to_answer", requests=requests)
    assert (rows["within_1h"]["n"], rows["within_24h"]["n"], rows["within_7d"]["n"]) == (20, 10, 10)
