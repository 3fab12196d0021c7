"""What all records of Twitter and X share."""

import html

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.source.x import unescaped

ASK = f"SELECT {unescaped('$1')}"


@pytest.mark.parametrize(
    ("given_text", "typed"),
    [
        ("Toutes &amp; tous", "Toutes & tous"),
        ("a &lt;3 b &gt; c", "a <3 b > c"),
        ("&amp;lt; as typed", "&lt; as typed"),
        ("&eacute;", "&eacute;"),
    ],
)
def test_the_three_escaped_signs(given_text: str, typed: str) -> None:
    assert duckdb.execute(ASK, [given_text]).fetchall() == [(typed,)]


@given(st.text(alphabet="&<>;amplgt é", max_size=30))
def test_undoes_the_escaping_of_these_signs(text: str) -> None:
    assert duckdb.execute(ASK, [html.escape(text, quote=False)]).fetchall() == [(text,)]
