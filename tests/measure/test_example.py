from __future__ import annotations

import pytest

from jasette import engine
from jasette.errors import DeclarationError
from jasette.measure.example import mount


def test_unknown_table_and_column_are_named():
    with engine.connect() as connection:
        with pytest.raises(DeclarationError, match="pots"):
            mount(connection, {"pots": ()})
        with pytest.raises(DeclarationError, match="posts has no column 'roll'"):
            mount(connection, {"posts": ({"roll": "post"},)})


def test_defaults():
    with engine.connect() as connection:
        mount(connection, {"posts": ({"voice": "v"}, {"voice": "v", "at_us": 5})})
        assert connection.sql("SELECT post_id, thread, at_us FROM posts").fetchall() == [
            ("x:1", "x:1", 1_709_337_600_000_000),
            ("x:2", "x:2", 5),
        ]
        assert connection.sql("SELECT voice, name FROM voices").fetchall() == [("v", "v")]
        assert connection.sql("SELECT count(DISTINCT stream), min(how) FROM coverage").fetchall() == [(6, "complete")]
