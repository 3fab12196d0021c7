from __future__ import annotations

from jasette.measure.windows import Covered, Window, plan

FULL = [Covered("a", "own_posts", 0, 100, "complete"), Covered("b", "own_posts", 30, 200, "complete")]


def test_comparison_is_clipped_to_what_all_share():
    found = plan(["a", "b"], FULL, ["own_posts"])
    assert found.windows == (Window(30, 100, 100),)
    assert [view.clipped for view in found.views.values()] == [True, True]
    assert plan(["a"], FULL, ["own_posts"]).windows == (Window(0, 100, 100),)


def test_a_voice_never_collected_does_not_shrink_the_others():
    found = plan(["a", "b", "c"], FULL, ["own_posts"])
    assert found.observable == ["a", "b"]
    assert found.views["c"].missing == ("own_posts",)
    assert found.windows == (Window(30, 100, 100),)


def test_all_needed_streams_count():
    found = plan(["a"], [*FULL, Covered("a", "replies", 50, 300, "complete")], ["own_posts", "replies"])
    assert found.windows == (Window(50, 100, 100),)
    assert plan(["a"], FULL, ["own_posts", "replies"]).views["a"].missing == ("replies",)


def test_unknown_is_not_collected():
    assert plan(["a"], [Covered("a", "own_posts", 0, 9, "unknown")], ["own_posts"]).observable == []


def test_follow_up_is_cut_from_each_covered_time():
    coverage = [Covered("a", "own_posts", 0, 10, "complete"), Covered("a", "own_posts", 50, 100, "complete")]
    assert plan(["a"], coverage, ["own_posts"], follow_us=20).windows == (Window(50, 80, 100),)
    young = plan(["a"], coverage, ["own_posts"], follow_us=70)
    assert (young.windows, young.reason, young.observable) == ((), "young", [])


def test_a_lead_is_cut_from_the_beginning():
    coverage = [Covered("a", "own_posts", 0, 10, "complete"), Covered("a", "own_posts", 50, 100, "complete")]
    assert plan(["a"], coverage, ["own_posts"], lead_us=20).windows == (Window(70, 100, 100),)
    assert plan(["a"], coverage, ["own_posts"], lead_us=20, follow_us=20).windows == (Window(70, 80, 100),)
    assert plan(["a"], coverage, ["own_posts"], lead_us=20, since_us=75).windows == (Window(75, 100, 100),)
    assert plan(["a"], coverage, ["own_posts"], lead_us=60).reason == "young"


def test_the_clock_ends_what_is_known_and_a_chosen_time_does_not():
    assert plan(["a"], FULL, ["own_posts"], as_of_us=40, follow_us=10).windows == (Window(0, 30, 40),)
    assert plan(["a"], FULL, ["own_posts"], since_us=10, until_us=20, follow_us=10).windows == (Window(10, 20, 100),)
    assert plan(["a"], FULL, ["own_posts"], as_of_us=-1).views["a"].missing == ("own_posts",)


def test_nothing_shared():
    found = plan(["a", "b"], [Covered("a", "own_posts", 0, 5, "complete"), Covered("b", "own_posts", 5, 9, "complete")], ["own_posts"])
    assert (found.reason, found.observable) == ("disjoint", [])


def test_whole_fills_gaps():
    coverage = [Covered("a", "own_posts", 0, 10, "complete"), Covered("a", "own_posts", 50, 100, "complete")]
    found = plan(["a"], coverage, ["own_posts"], whole=True)
    assert found.windows == (Window(0, 100, 100),)
    assert found.views["a"].how == "complete"


def test_the_weakest_way_that_is_needed():
    coverage = [
        Covered("a", "own_posts", 0, 100, "complete"),
        Covered("a", "replies", 0, 60, "complete"),
        Covered("a", "replies", 60, 100, "query"),
    ]
    assert plan(["a"], coverage, ["own_posts", "replies"]).views["a"].how == "query"
    assert plan(["a"], coverage, ["own_posts", "replies"], as_of_us=60).views["a"].how == "complete"
    sample = [Covered("a", "own_posts", 0, 100, "sample"), Covered("a", "own_posts", 20, 30, "complete")]
    assert plan(["a"], sample, ["own_posts"]).views["a"].how == "sample"
