from __future__ import annotations

from jasette.measure import Ask
from jasette.measure.example import instant

COVERAGE = [
    {"voice": "v", "stream": "own_posts", "from_us": start, "to_us": end, "how": "complete"}
    for start, end in (("2024-03-01", "2024-03-05"), ("2024-03-08", "2024-03-10"), ("2024-03-20", "2024-04-01"))
]
GAPS = [
    {"voice": "v", "kind": "uncollected", "stream": "own_posts", "at_us": start, "from_us": start, "to_us": end}
    for start, end in (("2024-03-05", "2024-03-08"), ("2024-03-10", "2024-03-20"))
]


def test_days_without_collection(counted):
    rows = counted(
        "completeness", gaps=[*GAPS, {"voice": "v", "kind": "uncollected", "stream": "replies", "at_us": "2024-03-05"}], coverage=COVERAGE
    )
    assert rows["days_without_collection"]["value"] == 13
    assert (rows["parent_known"]["value"], rows["parent_known"]["n"]) == (None, 0)


def test_none_missing_is_a_result(counted):
    rows = counted("completeness", coverage=COVERAGE[:1], voices=[{"voice": "v", "name": "V"}])
    assert (rows["days_without_collection"]["value"], rows["days_without_collection"]["interval"]) == (0, "exact")


def test_the_clock_inside_a_gap(counted):
    rows = counted("completeness", Ask(as_of_us=instant("2024-03-15")), gaps=GAPS, coverage=COVERAGE)
    # On the 15th nobody knew yet when collection would go on: the covered time ended on the 10th.
    assert rows["days_without_collection"]["value"] == 3


def test_a_thread_counts_once(counted):
    replies = [{"voice": "v", "thread": thread, "root_present": present} for thread, present in (("a", True), ("a", True), ("b", False))]
    assert counted("completeness", posts=replies)["root_known"]["value"] == 0.5
