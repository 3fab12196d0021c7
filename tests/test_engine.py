from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette import engine


def test_the_clock_is_utc_and_nothing_is_fetched(tmp_path: Path) -> None:
    with engine.connect(tmp_path) as connection:
        assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        assert connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone() == (False,)


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
def test_a_literal_is_what_it_was(text: str) -> None:
    with engine.connect() as connection:
        assert connection.execute(f"SELECT {engine.literal(text)}").fetchone() == (text,)


@pytest.mark.parametrize("name", ["group", 'a"b', "é", "select"])
def test_an_identifier_is_what_it_was(name: str) -> None:
    with engine.connect() as connection:
        assert connection.execute(f"SELECT 1 AS {engine.identifier(name)}").description[0][0] == name
