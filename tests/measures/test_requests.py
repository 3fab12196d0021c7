from __future__ import annotations


def test_kinds_add_up_to_all(counted):
    asked = [
        {"voice": "v", "person": f"p:{kind}{i}", "kind": kind}
        for kind, count in (("question", 12), ("direct", 11), ("mention", 14))
        for i in range(count)
    ]
    rows = counted("requests", requests=asked)
    assert {part: row["value"] for part, row in rows.items()} == {"all": 37, "questions": 12, "direct": 11, "mentions": 14, "people": 37}


def test_own_posts_are_needed_too(counted):
    streams = [{"voice": "v", "stream": stream, "from_us": 0, "to_us": 9, "how": "complete"} for stream in ("mentions", "replies")]
    row = counted("requests", requests=[{"voice": "v"}], coverage=streams)["all"]
    assert row["state"] == "not_observable" and "own_posts" in row["why_not"]
