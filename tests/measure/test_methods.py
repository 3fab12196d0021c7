from __future__ import annotations

from jasette.measure import messages, sql
from jasette.measures import find


def test_entry_says_what_is_counted():
    entry = find("response_rate").methods()
    assert entry["needs"] == ["mentions", "replies", "own_posts"]
    assert entry["parts"]["questions"] == "questions (share)"
    assert entry["params"] == {"window": "7d"}
    assert (
        entry["example"].endswith("14 requests → all = 0.25; questions = 0.25; direct = ok; with_hand = 0.3333333333333333")
        or entry["example"]
    )


def test_sql_runs_as_shown(town):
    measure = find("requests")
    span = "CAST(0 AS BIGINT) AS window_from_us, CAST(9e18 AS BIGINT) AS window_to_us, CAST(9e18 AS BIGINT) AS frontier_us"
    town.execute(f"CREATE TEMP TABLE windows AS SELECT 'ville' AS of_voice, 'ville' AS of_unit, {span}")
    assert town.sql(sql(measure, measure.part("questions"))).fetchall() == [("ville", 20.0, 20)]


def test_every_string_is_there_to_be_translated():
    strings = list(messages(find("response_rate")))
    assert "Response rate" in strings
    assert "Of {n} requests asked before {before}, {hits} were answered within {window}." in strings
