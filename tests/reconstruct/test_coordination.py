from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import sqlglot

from jasette import engine
from jasette.errors import Refused
from jasette.measure.example import instant, mount
from jasette.reconstruct import coordination, groups
from jasette.reconstruct.coordination import SCHEMA, Coordination, flagged_persons, shares
from jasette.topic import parse

SAME = "the works on main street end on friday and the bus runs again"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        yield connection


def post(number: int, person: str, second: int, **more: Any) -> dict[str, Any]:
    at = instant("2024-03-02 12:00")
    assert at is not None
    return {"post_id": f"x:{number}", "person": person, "at_us": at + second * 1_000_000, "role": "post", **more}


def rows(table: pa.Table) -> list[tuple[str, str, str]]:
    return [(row["person"], row["kind"], row["object"]) for row in table.to_pylist()]


def test_what_is_shared(connection: duckdb.DuckDBPyConnection):
    mount(
        connection,
        {
            "posts": (
                post(1, "p:1", 0, links=["https://www.paper.example/a?utm_source=x#top", "https://other.example/"], text=SAME),
                post(2, "p:2", 1, links=["http://m.paper.example/a"]),
                post(3, "p:3", 2, text=SAME + "!"),
                post(4, "p:4", 3, text=f"@somebody {SAME.upper()} https://paper.example"),
                post(5, "p:5", 4, text="thanks for that"),
                post(6, "p:6", 5, text="a text of its own that nobody else would write"),
                post(7, "p:7", 6, role="quote", links=["https://x.com/a/status/1"], text="look at this"),
                post(8, "p:8", 7, role="repost", links=["https://paper.example/a"], text=SAME),
                post(9, None, 8, links=["https://paper.example/a"]),
            ),
            "interactions": (
                {"person": "p:8", "kind": "repost", "object": "x:1", "post_id": "x:8"},
                {"person": "p:9", "kind": "share", "object": "https://paper.example", "post_id": None},
                {"person": "p:9", "kind": "mention", "post_id": "x:2"},
            ),
        },
    )
    found = shares(connection)
    assert found.schema == SCHEMA
    assert rows(found) == [
        ("p:1", "link", "other.example"),
        ("p:1", "link", "paper.example/a"),
        ("p:2", "link", "paper.example/a"),
        ("p:8", "repost", "x:1"),
        ("p:9", "repost", "https://paper.example"),
        ("p:3", "text", "x:3"),
        ("p:4", "text", "x:3"),
    ]
    assert {row["kind"] for row in shares(connection, kinds=("link",)).to_pylist()} == {"link"}


def test_only_what_lies_in_the_time(connection: duckdb.DuckDBPyConnection):
    mount(connection, {"posts": tuple(post(n, f"p:{n}", n, links=["https://paper.example/a"]) for n in range(5))})
    start = post(0, "", 0)["at_us"]
    assert [row["person"] for row in shares(connection, from_us=start + 1_000_000, to_us=start + 3_000_000).to_pylist()] == ["p:1", "p:2"]
    assert flagged_persons(connection, level="weight_1", from_us=start + 4_000_000) == frozenset()


def test_one_object_in_common_is_never_beyond_chance(connection: duckdb.DuckDBPyConnection):
    """Two in common are, where chance makes nothing of the kind."""
    once = [post(n, f"p:{n}", n, links=["https://paper.example/a"]) for n in range(2)]
    mount(connection, {"posts": tuple(once)})
    found = Coordination(shares(connection))
    assert (found.levels, found.flagged("weight_1"), found.flagged()) == (
        {"weight_1": 1, "weight_2": 2, "beyond_chance": 2},
        {"p:0", "p:1"},
        frozenset(),
    )


def test_a_repost_and_a_link_are_two_objects_and_several_accounts_of_a_voice_are_one_person(connection: duckdb.DuckDBPyConnection):
    mount(
        connection,
        {
            "posts": tuple(post(n, p, n, links=["https://paper.example/a"]) for n, p in enumerate(("p:1", "p:2", "ville", "ville"))),
            "interactions": tuple(
                {"person": person, "kind": "repost", "object": "paper.example/a", "post_id": f"x:1{person}"} for person in ("p:1", "p:2")
            ),
        },
    )
    found = Coordination(shares(connection))
    assert found.flagged("weight_2") == {"p:1", "p:2"} and found.flagged("weight_1") == {"p:1", "p:2", "ville"}
    assert found.found.alone.sum() == 1
    assert Coordination(shares(connection), participation=2).flagged("weight_1") == {"p:1", "p:2", "ville"}
    assert Coordination(shares(connection), participation=3).flagged("weight_1") == frozenset()
    assert Coordination(shares(connection), window_us=0).found.pairs.sum() == 1


@pytest.mark.parametrize("kind", coordination.KINDS)
def test_its_sql_can_be_said_to_spark(kind: str):
    text = coordination.QUERIES[kind].replace("FROM_US", "0").replace("TO_US", "1")
    spark = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
    sqlglot.parse_one(spark, read="spark")


def test_nothing_shared(connection: duckdb.DuckDBPyConnection):
    mount(connection, {})
    found = Coordination(shares(connection))
    assert found.flagged("weight_1") == frozenset() == flagged_persons(connection) and found.null.above() == 1


def test_on_a_topic_only_what_is_on_it_is_shared(connection: duckdb.DuckDBPyConnection):
    """A repost is on the topic of what it reposts; a link and words are on that of the post that holds them."""
    tables = {
        "posts": (
            post(1, "p:1", 0, links=["https://paper.example/a"]),
            post(2, "p:2", 1, links=["https://paper.example/a"]),
            post(3, "p:3", 2, text=SAME),
            post(4, "p:4", 3, text=SAME),
            post(5, "p:5", 4, text=SAME),
        ),
        "interactions": (
            {"person": "p:8", "kind": "repost", "object": "x:1", "post_id": "x:8"},
            {"person": "p:9", "kind": "repost", "object": "x:3", "post_id": "x:9"},
        ),
    }
    mount(connection, tables)
    connection.execute("CREATE TEMP TABLE topic AS SELECT unnest(['x:1', 'x:4', 'x:5']) AS post_id")
    assert {who for who, _, _ in rows(shares(connection))} == {"p:1", "p:2", "p:3", "p:4", "p:5", "p:8", "p:9"}
    assert rows(shares(connection, topic=True)) == [
        ("p:1", "link", "paper.example/a"),
        ("p:8", "repost", "x:1"),
        ("p:4", "text", "x:4"),
        ("p:5", "text", "x:4"),
    ]


def test_who_coincides_on_a_sensitive_topic_is_not_told(connection: duckdb.DuckDBPyConnection):
    mount(connection, {})
    connection.execute("CREATE TEMP TABLE topic AS SELECT 'x:1' AS post_id")
    assert groups.answer(connection, "levels", topic=parse("religion")).num_rows
    for show in ("groups", "posts"):
        with pytest.raises(Refused, match="sensitive topic"):
            groups.answer(connection, show, topic=parse("religion"))
