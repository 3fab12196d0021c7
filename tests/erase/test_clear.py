"""SQL that clears: a row that names nobody stays as it is, whatever stands in it; nothing found, nothing changed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jasette import engine
from jasette.erase.clear import ORDER, clearings, lay_out
from jasette.erase.find import Found
from jasette.schema import TABLES

KEY = "a" * 64


def lay(connection, found: Found, table: str, rows: list[dict], kept=()) -> None:
    for name, shape in TABLES.items():
        empty = dict.fromkeys(column.name for column in shape.stored)
        there = pa.Table.from_pylist([empty | row for row in rows if name == table], schema=shape.arrow_stored)
        connection.register(f"rows_{name}", there)
        connection.execute(f"CREATE OR REPLACE VIEW stored_{name} AS SELECT * FROM rows_{name}")
    lay_out(connection, found, [], kept)


def run(found: Found, table: str, rows: list[dict]):
    with engine.connect() as connection:
        lay(connection, found, table, rows)
        clearing = clearings(found, KEY)[table]
        return connection.execute(clearing.counts()).fetchall()[0], connection.sql(clearing.remaining()).to_arrow_table()


def test_each_table_has_its_clearing() -> None:
    assert set(ORDER) == set(TABLES) == set(clearings(Found(), KEY))


@pytest.mark.parametrize("table", ORDER)
def test_nothing_found_nothing_changed(table: str) -> None:
    shape = TABLES[table]
    value = {"text": "x'y", "int": 7, "float": 0.5, "bytes": b"\xff", "texts": ["a", None]}
    rows = [{column.name: value[column.kind] for column in shape.stored}, {}]
    counts, remaining = run(Found(), table, rows)
    assert counts == (0, 0)
    assert remaining.cast(shape.arrow_stored).to_pylist() == [rows[0], dict.fromkeys(column.name for column in shape.stored)]


FOUND = Found(
    accounts=frozenset({"x:1", "x:@a.b*c"}),
    posts=frozenset({"x:9", "it's"}),
    handles=frozenset({("x", "marie"), ("x", "marie_2")}),
    addresses=frozenset({"https://x.com/marie?a=(1)", "https://x.com/marie?a=(1)."}),
)


@pytest.mark.parametrize(
    ("platform", "text", "cleared"),
    [
        ("x", "@marie hello", "@… hello"),
        ("x", "@MARIE_2!", "@…!"),
        ("x", "@marie_22 @mariette", "@marie_22 @mariette"),
        ("x", "marie", "marie"),
        ("x", "see https://x.com/marie?a=(1) or https://x.com/marie?a=(1).", "see (link) or (link)"),
        ("x", "@marie’s", "@…’s"),
        ("mastodon", "@marie hello", "@marie hello"),
        ("hand", "told @marie", "told @…"),
        ("x", None, None),
    ],
)
def test_texts(platform: str, text: str | None, cleared: str | None) -> None:
    counts, remaining = run(FOUND, "posts", [{"post_id": "x:5", "platform": platform, "text": text, "content_key": 1}])
    assert remaining["text"].to_pylist() == [cleared]
    assert counts == (0, int(text != cleared))


def test_a_stub_needs_a_deletion_and_a_voice() -> None:
    rows = [
        {"post_id": "x:9", "account_id": "x:7", "kind": "post", "text": "words", "likes": 3, "content_key": 1, "batch": "b"},
        {"post_id": "x:9", "deleted_us": 4, "content_key": 2, "batch": "c"},
    ]
    with engine.connect() as connection:
        for voices, without_deletion, stubs in (["x:7"], False, 1), (["x:8"], False, 0), (["x:7"], True, 0):
            lay(connection, FOUND, "posts", rows[:1] if without_deletion else rows, voices)
            remaining = connection.sql(clearings(FOUND, KEY)["posts"].remaining()).to_arrow_table().to_pylist()
            assert len(remaining) == stubs
            for stub in remaining:
                assert {name for name, value in stub.items() if value is not None} == {
                    "post_id", "account_id", "kind", "deleted_us", "content_key", "batch",
                }  # fmt: skip


pieces = st.sampled_from(["@", "a", "M", "_", " ", ".", "é", "'", "marie", "https://x.com/marie?a=(1)", "x:1"])
words = st.lists(pieces, max_size=6).map("".join)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.none() | words, min_size=1, max_size=6))
def test_clearing_twice_is_clearing_once(texts: list[str | None]) -> None:
    rows = [{"post_id": f"x:5{n}", "platform": "x", "kind": "post", "text": text, "content_key": n} for n, text in enumerate(texts)]
    _, once = run(FOUND, "posts", rows)
    counts, twice = run(FOUND, "posts", once.to_pylist())
    assert counts == (0, 0)
    assert twice.sort_by("content_key").equals(once.sort_by("content_key"))
