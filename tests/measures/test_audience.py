from __future__ import annotations

STREAMS = [
    {"voice": "v", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
    for stream in ("own_posts", "mentions", "replies", "reposts")
]


def profile(at: str, followers: int, account: str = "x:1") -> dict[str, object]:
    return {"voice": "v", "person": "v", "at_us": at, "account_id": account, "followers": followers}


def test_the_last_profile_counts_with_its_date_whenever_it_was_seen(counted):
    rows = counted(
        "audience", audiences=[profile("2024-05-20", 70), profile("2024-03-10", 50), profile("2024-01-01", 90)], coverage=STREAMS
    )
    assert (rows["followers"]["value"], rows["followers"]["interval"]) == (70, "exact")
    assert rows["followers"]["sentence"] == "The largest account of v had 70 followers on 20 May 2024."


def test_two_accounts_have_between_the_larger_and_the_sum(counted):
    rows = counted("audience", audiences=[profile("2024-03-10", 50), profile("2024-03-11", 80, "mastodon:1")], coverage=STREAMS)
    assert [rows["followers"][name] for name in ("value", "low", "high", "n", "interval")] == [80, 80, 130, 2, "bound"]


def test_no_profile_is_no_zero(counted):
    rows = counted("audience", coverage=STREAMS, voices=[{"voice": "v", "name": "v"}])
    assert (rows["followers"]["value"], rows["followers"]["rank"], rows["observed"]["value"]) == (None, None, 0)
