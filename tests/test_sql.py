import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette import sql


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
def test_a_literal_is_what_it_was(text: str) -> None:
    assert duckdb.connect().execute(f"SELECT {sql.literal(text)}").fetchone() == (text,)


@pytest.mark.parametrize("name", ["group", 'a"b', "é", "select"])
def test_an_identifier_is_what_it_was(name: str) -> None:
    assert duckdb.connect().execute(f"SELECT 1 AS {sql.identifier(name)}").description[0][0] == name
