from __future__ import annotations

import duckdb

from jasette.measure import columns
from jasette.reconstruct.tables import DERIVED


def test_all_columns_some_of_them_other_than_they_are():
    text = columns("voices", "v", voice="'x'", name="upper(v.name)")
    assert text == '\'x\' AS "voice", upper(v.name) AS "name", v."kind", v."group", v."camp"'


def test_a_view_has_the_columns_of_its_table():
    with duckdb.connect() as connection:
        for name, table in DERIVED.items():
            connection.execute(f"CREATE VIEW {name} AS {table.empty()}")
            assert connection.sql(f"SELECT {columns(name, 't', voice='1')} FROM {name} AS t").columns == list(table.names)
