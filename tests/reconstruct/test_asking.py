"""What a person's SQL may read: the masked tables, and no way round them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from jasette.errors import QueryError
from jasette.reconstruct import asking
from jasette.reconstruct.tables import DERIVED


@pytest.fixture
def masked(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, table in DERIVED.items():
            connection.execute(f"COPY ({table.empty()}) TO '{tmp_path / name}.parquet'")
        said = "SELECT * REPLACE ('p:1' AS person, 'words to @somebody' AS text, ['https://a.example/1'] AS links)"
        said = f"{said} FROM ({DERIVED['posts'].empty().replace('WHERE FALSE', '')})"
        connection.execute(f"COPY ({said}) TO '{tmp_path}/posts.parquet'")
        asking.mount_masked(connection, tmp_path)
        yield connection


@pytest.mark.parametrize(
    "query",
    [
        "SELECT text FROM posts",
        "WITH mine AS (SELECT * FROM posts) SELECT text FROM mine WHERE text IN (SELECT text FROM posts)",
        "SELECT text, link FROM posts, unnest(links) AS u(link), range(1)",
        "FROM posts SELECT text",
        "(SELECT text FROM posts) UNION ALL (SELECT text FROM posts)",
    ],
)
def test_the_tables_are_read_as_they_are_masked(masked, query):
    rows = asking.select(masked, query).to_pylist()
    assert rows and {row["text"] for row in rows} == {"words to @…"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT text FROM whole.posts",
        "SELECT text FROM memory.whole.posts",
        "SELECT * FROM read_parquet('FOLDER/posts.parquet')",
        "SELECT * FROM 'FOLDER/posts.parquet'",
        "SELECT (SELECT max(text) FROM whole.posts) FROM posts",
        "WITH a AS (SELECT * FROM query('SELECT text FROM whole.posts')) SELECT * FROM a",
        "SELECT * FROM query_table('whole.posts')",
        "SELECT * FROM posts WHERE text IN (SELECT text FROM parquet_scan('FOLDER/posts.parquet'))",
        "SELECT * FROM duckdb_views()",
        "DESCRIBE whole.posts",
    ],
)
def test_nothing_goes_round_the_masks(masked, tmp_path, query):
    with pytest.raises(QueryError):
        asking.select(masked, query.replace("FOLDER", str(tmp_path)))


@pytest.mark.parametrize(
    "query", ["DROP TABLE posts", "SELECT 1; SELECT 2", "SELEC 1", "SET memory_limit = '1GB'", "SELECT nothing FROM posts"]
)
def test_only_one_select_is_answered(masked, query):
    with pytest.raises(QueryError):
        asking.select(masked, query)
