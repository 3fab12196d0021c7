from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from jasette import engine
from jasette.errors import QueryError
from jasette.locale import Words
from jasette.measure import Ask, search
from jasette.measure.example import mount

VOICES = {"ville": ("organisation", "town"), "roy": ("person", "elected"), "dion": ("person", "party")}
WORDS = Words("en")


def said(number: int, person: str, **more: Any) -> dict[str, Any]:
    voice = person if person in VOICES else None
    group = VOICES[person][1] if voice else "public"
    return {
        "post_id": f"x:{number}",
        "voice": voice,
        "person": person,
        "group": group,
        "role": "post",
        "text": "neige",
        "at_us": "2024-03-05",
        **more,
    }


POSTS = (
    *(said(number, f"p:{number % 12:02}") for number in range(20)),
    *(said(100 + number, f"p:{number:02}", platform="mastodon") for number in range(4)),
    *(said(200 + number, "ville", at_us=f"2024-04-{number + 1:02}", url="https://x.com/ville") for number in range(3)),
    said(300, "p:00", role="repost"),
    said(400, "roy"),
    said(401, "dion"),
    said(500, "p:00", text="autre chose", at_us="2024-03-06"),
)


@pytest.fixture
def town() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        mount(
            connection, {"voices": tuple({"voice": v, "kind": kind, "group": group} for v, (kind, group) in VOICES.items()), "posts": POSTS}
        )
        connection.execute("CREATE TEMP TABLE topic AS SELECT post_id FROM posts WHERE text = 'neige'")
        yield connection


def cells(connection: duckdb.DuckDBPyConnection, ask: Ask) -> dict[tuple[str | None, str, str], tuple[Any, ...]]:
    table = search.counts(connection, ask, WORDS)
    assert table.schema == search.COUNTS
    return {
        (row["period"], row["platform"], row["group"]): (row["posts"], row["reposts"], row["people"], row["state"])
        for row in table.to_pylist()
    }


def test_counts_by_platform_and_group(town):
    found = cells(town, Ask(topic="neige", platform="x"))
    assert found == {
        (None, "x", "elected"): (1, 0, 1, "ok"),
        (None, "x", "party"): (1, 0, 1, "ok"),
        (None, "x", "public"): (20, 1, 12, "ok"),
        (None, "x", "town"): (3, 0, 1, "ok"),
    }


def test_by_period(town):
    found = cells(town, Ask(topic="neige", platform="x", by="month"))
    assert {key: cell[:2] for key, cell in found.items()} == {
        ("2024-03", "x", "elected"): (1, 0),
        ("2024-03", "x", "party"): (1, 0),
        ("2024-03", "x", "public"): (20, 1),
        ("2024-04", "x", "town"): (3, 0),
    }


def test_few_private_people_are_hidden_and_what_they_would_follow_from(town):
    found = cells(town, Ask(topic="neige"))
    assert found[None, "mastodon", "public"] == (None, None, None, "suppressed")
    assert found[None, "x", "public"] == (20, 1, 12, "ok")
    town.execute("INSERT INTO topic SELECT 'x:500'")
    apart = cells(town, Ask(topic="neige", by="day"))
    # on the second day one person says another thing, and both days together would be had without --by
    assert {key[0]: cell[3] for key, cell in apart.items() if key[1:] == ("x", "public")} == {
        "2024-03-05": "suppressed",
        "2024-03-06": "suppressed",
    }


def test_on_a_sensitive_topic_individuals_are_few_people_too_and_nothing_is_listed(town):
    found = cells(town, Ask(topic="cancer", platform="x"))
    assert {key[2]: cell[3] for key, cell in found.items()} == {
        "elected": "suppressed",
        "party": "suppressed",
        "public": "ok",
        "town": "ok",
    }
    assert cells(town, Ask(topic="santé", platform="x"))[None, "x", "elected"][3] == "ok"
    listed = search.posts(town, Ask(topic="santé"), WORDS)
    assert listed.num_rows == 0
    assert b"only counts are shown" in listed.schema.metadata[b"withheld"]


def test_only_posts_of_public_voices_are_listed_the_newest_first(town):
    listed = search.posts(town, Ask(topic="neige"), WORDS)
    assert listed["post_id"].to_pylist() == ["x:202", "x:201", "x:200", "x:400", "x:401"]
    assert listed.column_names == list(search.LISTED)
    assert search.posts(town, Ask(topic="neige", voices=["ville"]), WORDS, limit=1)["post_id"].to_pylist() == ["x:202"]


def test_filters_and_clock(town):
    assert cells(town, Ask(topic="neige", voices=["roy"])) == {(None, "x", "elected"): (1, 0, 1, "ok")}
    assert cells(town, Ask(topic="neige", as_of_us=0)) == {}
    assert cells(town, Ask(topic="neige", as_of_us=0, by="month")) == {}
    assert cells(town, Ask(topic="neige", lang="xx")) == {}


def test_an_empty_topic(town):
    for asked in (search.counts, search.posts):
        with pytest.raises(QueryError, match="empty"):
            asked(town, Ask(), WORDS)
