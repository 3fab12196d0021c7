"""What all records of Twitter and X share."""

import html
import re

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.source.x import HANDLE, NATIVE, accounts, are_native, unescaped

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


NATIVES = st.one_of(st.none(), st.text(alphabet="0123456789", min_size=1, max_size=21), st.text(alphabet="0129:/x +.é", max_size=4))


@given(st.lists(NATIVES, max_size=8), st.integers(0, 3))
def test_ids_are_whole_numbers_where_the_pattern_says_so_of_each(natives: list[str | None], skipped: int) -> None:
    ids = pa.array(natives, pa.string())[skipped:]
    assert are_native(ids) is all(native is None or re.fullmatch(NATIVE, native) is not None for native in natives[skipped:])


HANDLES = st.one_of(st.none(), st.text(alphabet="aZ_9", min_size=1, max_size=4), st.text(alphabet="é @", max_size=2))


@given(st.lists(st.tuples(NATIVES, HANDLES), max_size=8))
def test_accounts_have_their_id_or_else_their_handle(named: list[tuple[str | None, str | None]]) -> None:
    natives, handles = (pa.array([pair[at] for pair in named], pa.string()) for at in (0, 1))

    def expected(native: str | None, handle: str | None) -> str | None:
        if native is not None and re.fullmatch(NATIVE, native):
            return f"x:{native}"
        return f"x:@{handle.lower()}" if handle is not None and re.fullmatch(HANDLE, handle) else None

    assert accounts(natives, handles).to_pylist() == [expected(*pair) for pair in named]
