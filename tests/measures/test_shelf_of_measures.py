from __future__ import annotations

from pathlib import Path

import pytest

from jasette import measures
from jasette.errors import QueryError
from jasette.measures import all_measures, find


def test_every_file_is_found():
    files = {file.stem for file in Path(measures.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(all_measures()) == files >= {"post_mix", "response_rate", "time_to_answer"}


def test_an_unknown_name_shows_those_near():
    with pytest.raises(QueryError, match="response_rate"):
        find("respons_rate")
    with pytest.raises(QueryError, match="post_mix"):
        find("zzz")
