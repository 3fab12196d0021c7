"""The chain as a whole: what it writes, what it leaves behind, and that its SQL is not DuckDB's alone."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
import sqlglot

from jasette import reconstruct
from jasette.errors import DeclarationError
from jasette.reconstruct import tables

TYPES = {"VARCHAR": "string", "BIGINT": "int64", "DOUBLE": "double", "BOOLEAN": "bool", "VARCHAR[]": "list<element: string>"}


def test_an_empty_archive_gives_every_table_with_its_columns(world):
    world.build()
    assert sorted(path.name for path in world.folder.iterdir()) == sorted(f"{name}.parquet" for name in tables.DERIVED)
    for name, table in tables.DERIVED.items():
        schema = pq.read_schema(world.folder / f"{name}.parquet")
        assert schema.names == list(table.names)
        assert [str(field.type) for field in schema] == [TYPES[column.type] for column in table.columns]
    assert set(world.summary.rows.values()) == {0}


def test_every_column_has_a_sense_and_tables_of_acts_the_spine():
    for table in tables.DERIVED.values():
        assert table.sense
        assert all(column.sense for column in table.columns)
        assert len(set(table.names)) == len(table.names)
        if table.name not in ("coverage", "voices"):
            assert table.names[:8] == tables.SPINE


def test_empty_says_the_same_columns(world):
    for table in tables.DERIVED.values():
        assert world.connection.execute(table.empty()).fetchall() == []
        assert [column[0] for column in world.connection.description] == list(table.names)


def test_a_build_leaves_nothing_in_the_connection_and_can_be_repeated(world):
    before = world.connection.execute("SELECT current_setting('preserve_insertion_order')").fetchall()
    world.voice("ville", "x:1").post("x:a", "x:1", 1).post("x:b", "x:7", 2, reply_to="x:a").build()
    first = {name: world.rows(name) for name in tables.DERIVED}
    assert world.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == []
    assert world.connection.execute("SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'in_%'").fetchall() == []
    assert world.connection.execute("SELECT current_setting('preserve_insertion_order')").fetchall() == before
    world.build()
    assert {name: world.rows(name) for name in tables.DERIVED} == first


def test_the_order_of_rows_in_the_archive_does_not_matter(world, rumours, tweets_into):
    for tweet in rumours["dev"][0]:
        tweets_into(world, tweet)
    world.voice("bbc", "x:@bbcbreaking", group="media").build()
    first = {name: world.rows(name) for name in tables.DERIVED}
    assert len(first["requests"]) > 10
    world.archive["posts"].reverse()
    world.archive["accounts"].reverse()
    world.build()
    assert {name: world.rows(name) for name in tables.DERIVED} == first


def test_the_summary_is_told_in_lines_and_kept_as_json(world):
    world.post("x:a", "x:1", 1, reply_to="x:b").post("x:c", "x:1", 2, reply_to="x:c").build()
    summary = reconstruct.BuildSummary.from_dict(world.summary.as_dict())
    assert summary == world.summary
    first, ghosts, rings = summary.lines()
    assert first.startswith("2 posts, 0 requests, 0 exchanges, 2 interactions, 0 citations, in 2 threads")
    assert (ghosts[:2], rings[:2]) == ("1 ", "1 ")


def test_a_roster_that_lacks_a_table_is_refused(world):
    with pytest.raises(DeclarationError, match="in_voices"):
        reconstruct.build(world.connection, world.folder, roster={}, coverage=None, key="0" * 64)


def test_progress_is_told(world):
    told: list[str] = []
    world.build(told.append)
    assert told[:5] == ["identity", "writing voices", "writing audiences", "facts", "numbers"]
    assert told[-1] == "writing posts"


def test_each_table_is_written_once():
    assert sorted(name for part in reconstruct.chain("0" * 64) for name in part.writes) == sorted(tables.DERIVED)


def _texts() -> dict[str, str]:
    parts = [part.make for part in reconstruct.chain("0" * 64) if not callable(part.make)]
    steps = {step.name: step.sql for part in parts for step in part}
    return steps | reconstruct.queries("0" * 64)


@pytest.mark.parametrize("name", sorted(_texts()))
def test_every_text_has_a_form_for_spark(name):
    """The SQL is read as DuckDB's and written as Spark's without a construct that Spark lacks."""
    (text,) = sqlglot.transpile(_texts()[name], read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse_one(text, read="spark")
