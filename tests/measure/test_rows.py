from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jasette import engine
from jasette.errors import QueryError
from jasette.locale import Words
from jasette.measure import SCHEMA, Ask, run
from jasette.measure.calendar import micros
from jasette.measure.example import mount
from jasette.measures import find

RATE, REQUESTS, MIX = find("response_rate"), find("requests"), find("post_mix")


def us(text: str) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def rows(connection, measure, ask: Ask | None = None, **wanted: Any) -> list[dict[str, Any]]:
    table = run(connection, measure, ask)
    assert table.schema == SCHEMA
    return [row for row in table.to_pylist() if wanted.items() <= row.items()]


def one(connection, measure, ask: Ask | None = None, **wanted: Any) -> dict[str, Any]:
    (row,) = rows(connection, measure, ask, **wanted)
    return row


def test_comparison_says_which_time_it_holds_for(town):
    row = one(town, RATE, part="all", voice="ville")
    # Shared: 15 March to 1 May; seven days earlier is the last request that could be followed up.
    assert (row["window_from"], row["window_to"]) == (us("2024-03-15"), us("2024-04-24"))
    assert row["note"].startswith("2 voices compared over the time that all of them cover")
    assert (row["n"], row["hits"]) == (15 + 12, 8)
    alone = one(town, RATE, Ask(voices=["ville"]), part="all")
    assert (alone["window_from"], alone["n"], alone["hits"], alone["note"]) == (us("2024-03-01"), 32, 10, None)


def test_a_voice_of_which_nothing_was_collected(town):
    row = one(town, RATE, part="all", voice="parc")
    assert (row["observable"], row["state"], row["value"], row["n"], row["sentence"]) == (False, "not_observable", None, None, None)
    assert row["why_not"].startswith("nobody says that mentions, replies of this voice were collected")
    assert "jasette coverage set --voice parc --stream mentions" in row["why_not"]


def test_sentence(town):
    row = one(town, RATE, Ask(voices=["ville"]), part="questions")
    assert row["sentence"] == "Of 20 questions asked before 24 April 2024, 10 were answered within 7 days."
    longer = one(town, RATE, Ask(voices=["ville"], settings=["window=2w"]), part="all")
    assert longer["sentence"] == "Of 32 requests asked before 17 April 2024, 22 were answered within 2 weeks."


def test_sentence_in_french_days(town):
    table = run(town, RATE, Ask(voices=["ville"]), Words("fr"))
    assert "24 avril 2024" in table.to_pylist()[0]["sentence"]


def test_as_of_turns_the_clock_back(town):
    """On 20 March at noon, later questions were not asked and later answers were not given."""
    ask = Ask(voices=["ville"], as_of_us=us("2024-03-20 12:00"))
    row = one(town, REQUESTS, ask, part="all")
    assert (row["value"], row["window_to"]) == (11, us("2024-03-20 12:00"))
    median = one(town, find("time_to_answer"), ask, part="median")
    # Asked on 11, 13, 15 and 17 March and answered two days later; the one asked on the 19th was not yet.
    assert median["hits"] == 4


def test_by_month_with_a_month_too_young(town):
    ask = Ask(voices=["ville"], by="month", settings=["window=3w"])
    months = {row["period"]: row for row in rows(town, RATE, ask, part="all")}
    assert list(months) == ["2024-03", "2024-04"]
    assert (months["2024-03"]["n"], months["2024-03"]["hits"], months["2024-03"]["note"]) == (20, 10, None)
    assert (months["2024-04"]["n"], months["2024-04"]["window_to"]) == (12, us("2024-04-10"))
    assert months["2024-04"]["note"] == "Only a part of this period was covered."


def test_by_day_every_covered_day_has_a_row(town):
    days = rows(town, REQUESTS, Ask(voices=["ville"], by="day"), part="all")
    assert len(days) == 61
    asked = [day for day in days if day["period"] == "2024-03-11"]
    # One person asked on that day: hidden. On a day without requests zero is a result.
    assert asked[0]["state"] == "suppressed"
    assert [(day["value"], day["state"]) for day in days if day["period"] == "2024-03-05"] == [(0, "ok")]


def test_platform_and_language_are_filters(town):
    assert one(town, REQUESTS, Ask(voices=["ville"], platform="mastodon"), part="all")["value"] == 12
    assert one(town, REQUESTS, Ask(voices=["ville"], lang="fr"), part="all") | {"sentence": ""} == one(
        town, REQUESTS, Ask(voices=["ville"], lang="fr", platform="x"), part="all"
    ) | {"platform": None, "sentence": ""}


def test_platforms_beside_each_other(town):
    found = rows(town, REQUESTS, Ask(voices=["ville"], across="platform"), part="all")
    assert [(row["platform"], row["value"]) for row in found] == [("mastodon", 12), ("x", 20)]


def test_gap_in_the_middle_is_left_out_and_said(town):
    with engine.connect() as connection:
        coverage = [
            {"voice": "v", "stream": "own_posts", "from_us": start, "to_us": end, "how": how}
            for start, end, how in (("2024-03-01", "2024-03-10", "complete"), ("2024-04-10", "2024-05-01", "query"))
        ]
        posts = [{"voice": "v", "role": "post", "at_us": f"2024-{month}-05"} for month in ("03", "04")]
        mount(connection, {"posts": posts, "coverage": coverage})
        row = one(connection, MIX, part="posts")
        assert row["n"] == 1
        assert row["note"] == "own_posts: collected by query, so that counts are the least there was. " + (
            "Gaps in this time, which were not collected, are left out."
        )
        weeks = rows(connection, MIX, Ask(by="week"), part="posts")
        dark = [week["period"] for week in weeks if not week["observable"]]
        assert dark == ["2024-W11", "2024-W12", "2024-W13", "2024-W14"]
        assert all(week["why_not"] == "this period was not covered" for week in weeks if not week["observable"])


def test_counts_of_a_search_are_lower_bounds():
    with engine.connect() as connection:
        streams = [
            {"voice": "v", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": how}
            for stream, how in (("own_posts", "complete"), ("mentions", "query"), ("replies", "query"))
        ]
        mount(connection, {"requests": [{"voice": "v", "person": f"p:{i}", "kind": "direct"} for i in range(10)], "coverage": streams})
        row = one(connection, REQUESTS, part="all")
        assert (row["value"], row["low"], row["high"], row["interval"]) == (10, 10, None, "bound")


def test_small_cells_keep_nothing(town):
    row = one(town, REQUESTS, Ask(voices=["ville"], until_us=us("2024-03-18")), part="all")
    assert (row["state"], row["observable"]) == ("suppressed", True)
    assert [row[name] for name in ("value", "low", "high", "n", "hits", "people", "sentence")] == [None] * 7
    assert row["why_not"].startswith("fewer than 10 people of the public")
    assert one(town, REQUESTS, Ask(voices=["ville"], floor=40), part="all")["state"] == "suppressed"
    assert one(town, REQUESTS, Ask(voices=["ville"], floor=2, until_us=us("2024-03-18")), part="all")["state"] == "suppressed"


def test_public_voices_may_be_counted_by_one():
    with engine.connect() as connection:
        mount(connection, {"requests": [{"voice": "v", "person": "gazette", "kind": "question"}]})
        assert one(connection, REQUESTS, part="questions")["value"] == 1


def test_too_young_and_disjoint_say_so(town):
    young = one(town, RATE, Ask(voices=["ville"], settings=["window=9w"]), part="all")
    assert young["why_not"] == "the covered time is too short: what is counted must be followed up for 9 weeks"
    with engine.connect() as connection:
        apart = [
            {"voice": voice, "stream": "own_posts", "from_us": start, "to_us": end, "how": "complete"}
            for voice, start, end in (("a", "2024-01-01", "2024-02-01"), ("b", "2024-03-01", "2024-04-01"))
        ]
        voices = [{"voice": voice, "name": voice} for voice in "ab"]
        mount(connection, {"coverage": apart, "voices": voices})
        assert [row["why_not"] for row in rows(connection, MIX, part="posts")] == [
            f"the voices compared share no covered time; ask for one of them: --voice {voice}" for voice in "ab"
        ]


def test_no_voices_no_rows():
    with engine.connect() as connection:
        mount(connection, {})
        assert run(connection, MIX).num_rows == 0


def test_questions_that_cannot_be_asked(town):
    with pytest.raises(QueryError, match="ville"):
        run(town, RATE, Ask(voices=["vile"]))
    with pytest.raises(QueryError, match="its parameters: window"):
        run(town, RATE, Ask(settings=["windows=2d"]))
    with pytest.raises(QueryError, match="window=24h"):
        run(town, RATE, Ask(settings=["window"]))
    with pytest.raises(QueryError, match="not a length of time"):
        run(town, RATE, Ask(settings=["window=soon"]))
    with pytest.raises(QueryError, match="day, week, month"):
        run(town, RATE, Ask(by="year"))
    with pytest.raises(QueryError, match="platform, lang or group"):
        Ask(across="voice")


def test_same_question_same_figures(town):
    assert run(town, RATE).equals(run(town, RATE))


def test_a_quote_in_a_filter_is_a_value(town):
    assert one(town, REQUESTS, Ask(voices=["ville"], platform="x' OR 'a'='a"), part="all")["value"] == 0
