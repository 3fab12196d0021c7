"""Figures on a topic: what counts, and of whom there are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from jasette import engine
from jasette.errors import QueryError
from jasette.measure import Ask, Measure, evidence, run
from jasette.measure.example import mount
from jasette.measures import find

KINDS = {
    "ville": ("organisation", "public body"),
    "roy": ("person", "elected"),
    "dion": ("person", "party"),
    "parti": ("organisation", "party"),
}
ROWS: dict[str, Any] = {
    "voices": tuple({"voice": voice, "name": voice.title(), "kind": kind, "group": group} for voice, (kind, group) in KINDS.items()),
    "requests": tuple(
        {
            "voice": voice,
            "person": f"p:{i:02}",
            "post_id": f"x:{voice}{i}",
            "kind": "question",
            "answered_us": "2024-03-02 01:00" if i % 4 == 0 else None,
        }
        for voice in KINDS
        for i in range(24)
    ),
    "posts": tuple(
        {"voice": voice, "person": voice, "post_id": f"x:{voice}-own{i}", "role": "post" if i else "reply", "text": "Bonjour"}
        for voice in KINDS
        for i in range(4)
    ),
}
RATE, MIX, SHARE = find("response_rate"), find("post_mix"), find("share_of_voice")


@pytest.fixture
def town() -> Iterator[duckdb.DuckDBPyConnection]:
    """On the topic is every second request, and every own post but the first."""
    with engine.connect() as connection:
        mount(connection, ROWS)
        connection.execute(
            "CREATE TEMP TABLE topic AS SELECT post_id FROM requests WHERE CAST(person[3:] AS INT) % 2 = 0 "
            "UNION ALL SELECT post_id FROM posts WHERE role = 'post'"
        )
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, measure: Measure, topic: str, part: str, **ask: Any) -> dict[str, dict[str, Any]]:
    return {row["voice"]: row for row in run(connection, measure, Ask(topic=topic, **ask)).to_pylist() if row["part"] == part}


def test_only_what_is_on_the_topic_counts(town):
    row = asked(town, RATE, "déneigement", "questions")["ville"]
    assert (row["n"], row["hits"], row["topic"]) == (12, 6, "déneigement")
    assert row["sentence"] == "On “déneigement”: Of 12 questions asked before 25 March 2024, 6 were answered within 7 days."
    listed = evidence(town, RATE, "questions", "ville", Ask(topic="déneigement"))
    assert listed["post_id"].to_pylist() == [f"x:ville{i}" for i in sorted(range(0, 24, 2), key=lambda i: f"x:ville{i}")]
    assert (listed.num_rows, sum(listed["hit"].to_pylist())) == (row["n"], row["hits"])


@pytest.mark.parametrize(("act", "on_topic", "value"), [("post_id", "x:a1", 1.0), ("object", "x:o1", 1.0), ("post_id", "x:o2", 0.0)])
def test_an_act_is_on_a_topic_where_its_post_is_or_what_it_acts_upon(act, on_topic, value):
    acts = [
        {
            "voice": None,
            "person": f"p:{i:02}",
            "to_voice": "ville",
            "to_person": "ville",
            "kind": "mention",
            "post_id": f"x:a{i}",
            "object": f"x:o{i}",
        }
        for i in (1, 3)
    ]
    with engine.connect() as connection:
        mount(connection, {"voices": ({"voice": "ville", "group": "town"},), "coverage": COVERED, "interactions": tuple(acts)})
        connection.execute(f"CREATE TEMP TABLE topic AS SELECT '{on_topic}' AS post_id")
        row = asked(connection, SHARE, "neige", "mentions", floor=10)["ville"]
    # one person alone is withheld: enough is known from whether there was anything
    assert (row["state"] == "suppressed") == bool(value)


COVERED = ({"voice": "ville", "stream": "mentions", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"},)


@pytest.mark.parametrize(
    ("topic", "without"), [("cancer", {"roy", "dion"}), ("neige OR cancer", {"roy", "dion"}), ("santé", {"dion"}), ("neige", set())]
)
def test_individuals_have_no_figure_on_a_sensitive_topic(town, topic, without):
    rows = asked(town, RATE, topic, "all")
    assert {voice for voice, row in rows.items() if row["state"] == "suppressed"} == without
    for voice in without:
        assert {rows[voice][name] for name in ("value", "low", "high", "n", "hits", "people", "sentence")} == {None}
        assert rows[voice]["why_not"].startswith("individuals have no figure on a topic that touches health")
    assert rows["ville"]["n"] == 12


def test_what_a_figure_of_an_individual_would_follow_from_is_hidden_too(town):
    rows = asked(town, SHARE, "cancer", "posts")
    assert {voice: row["state"] for voice, row in rows.items()} == {voice: "ok" if voice == "ville" else "suppressed" for voice in KINDS}


def test_on_a_sensitive_topic_no_posts_are_listed(town):
    listed = evidence(town, RATE, "all", "ville", Ask(topic="syndicat"))
    assert listed.num_rows == 0
    assert "only counts are shown" in listed.schema.metadata[b"withheld"].decode()


def test_a_query_that_cannot_be_read(town):
    with pytest.raises(QueryError, match="topic, character 9"):
        Ask(topic="neige OR")
