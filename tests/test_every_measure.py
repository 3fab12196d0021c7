"""What holds for each measure on the shelf: its worked example, its rows, its text, its SQL on two engines' dialects."""

from __future__ import annotations

import math
from collections.abc import Iterator

import duckdb
import pytest
import sqlglot

from jasette import engine
from jasette.measure import SCHEMA, Ask, Measure, Portion, evidence, messages, not_shown, run, sql
from jasette.measure.example import mount
from jasette.measures import all_measures
from jasette.reconstruct.tables import DERIVED
from jasette.sql import identifier

EVERY = pytest.mark.parametrize("measure", all_measures().values(), ids=all_measures())


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        yield connection


@EVERY
def test_worked_example(measure: Measure, connection: duckdb.DuckDBPyConnection):
    mount(connection, measure.example.rows)
    table = run(connection, measure)
    assert table.schema == SCHEMA
    rows = table.to_pylist()
    for expected in measure.example.expect:
        asked = {name: expected[name] for name in ("voice", "part", "period") if name in expected}
        found = [row for row in rows if asked.items() <= row.items()]
        assert len(found) == 1, asked
        for name, value in expected.items():
            assert found[0][name] == (pytest.approx(value) if isinstance(value, float) else value), (expected, found[0])


@EVERY
def test_example_works_every_part(measure: Measure):
    assert {expected["part"] for expected in measure.example.expect} == {part.name for part in measure.parts}


@EVERY
def test_rows_do_not_contradict_themselves(measure: Measure, connection: duckdb.DuckDBPyConnection):
    mount(connection, measure.example.rows)
    for by in ("", "week", "month"):
        for row in run(connection, measure, Ask(by=by)).to_pylist():
            assert row["observable"] == (row["state"] != "not_observable")
            assert (row["why_not"] is not None) == (row["state"] in ("not_observable", "suppressed"))
            if row["value"] is None:
                assert not_shown(row["state"])
                continue
            assert row["sentence"] and "{" not in row["sentence"]
            assert row["interval"] in ("confidence", "bound", "exact", "none")
            if row["low"] is not None:
                assert row["low"] <= row["value"] + 1e-9
            if row["high"] is not None:
                assert row["value"] <= row["high"] + 1e-9
            if row["unit"] == "share":
                assert 0 <= row["value"] <= 1 and math.isclose(row["value"], row["hits"] / row["n"])


@EVERY
def test_nothing_collected_is_not_observable_never_zero(measure: Measure, connection: duckdb.DuckDBPyConnection):
    mount(connection, {**measure.example.rows, "coverage": ()})
    rows = run(connection, measure).to_pylist()
    assert len(rows) == len(measure.parts) * len({row["voice"] for row in rows})
    for row in rows:
        assert (row["value"], row["n"], row["people"], row["observable"], row["state"]) == (None, None, None, False, "not_observable")
        assert "jasette coverage set" in row["why_not"]


@EVERY
def test_by_topic_as_without_where_all_is_on_it_and_nothing_where_nothing_is(measure: Measure, connection: duckdb.DuckDBPyConnection):
    mount(connection, measure.example.rows)
    tables = [f"SELECT post_id FROM {identifier(name)}" for name, table in DERIVED.items() if table.on_topic]
    plain = run(connection, measure).to_pylist()
    connection.execute(f"CREATE TEMP TABLE topic AS {' UNION '.join(tables)}")
    for before, row in zip(plain, run(connection, measure, Ask(topic="Neige")).to_pylist(), strict=True):
        assert row["topic"] == "Neige"
        if not DERIVED[measure.part(row["part"]).table].on_topic:
            assert (row["value"], row["state"]) == (None, "not_observable")
            assert row["why_not"].startswith("what is missing has no words")
            continue
        assert row["sentence"] is None or row["sentence"] == f"On “Neige”: {before['sentence']}"
        assert row | {"topic": None, "sentence": None} == before | {"sentence": None}
    connection.execute("DELETE FROM topic")
    for row in run(connection, measure, Ask(topic="Neige")).to_pylist():
        assert row["n"] in (0, None) or (measure.part(row["part"]).always and row["hits"] == 0)


@EVERY
def test_evidence_adds_up_to_the_figure(measure: Measure, connection: duckdb.DuckDBPyConnection):
    mount(connection, measure.example.rows)
    for row in run(connection, measure).to_pylist():
        table = evidence(connection, measure, row["part"], row["voice"])
        if row["value"] is None and row["state"] != "not_reached":
            assert table.num_rows == 0
            continue
        part = measure.part(row["part"])
        if isinstance(part.kind, Portion):
            assert table.num_rows == row["hits"]
        elif row["unit"] == "share" and not part.kind.grain and not part.whose:
            assert (table.num_rows, sum(table["hit"].to_pylist())) == (row["n"], row["hits"])
        assert {"voice", "at_us", "hit", "mark", "author_voice", "text", "url", "post_id", "thread"} <= set(table.column_names)
        assert not {"account_id", "mentions", "reply_to_account"} & set(table.column_names)


@EVERY
def test_methods_entry_is_complete(measure: Measure):
    entry = measure.methods()
    for name in ("name", "title", "formula", "parts", "needs", "sources", "cannot_see", "example", "sentences"):
        assert entry[name], name
    assert all(isinstance(text, str) and text for text in messages(measure))


@EVERY
def test_state_is_sql_that_spark_reads(measure: Measure):
    for part in measure.parts:
        for ask in (Ask(), Ask(by="month", platform="x", lang="fr"), Ask(across="platform"), Ask(topic="neige")):
            text = sql(measure, part, ask)
            assert "::" not in text and "QUALIFY" not in text.upper()
            spark = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
            sqlglot.parse_one(spark, read="spark")
