from __future__ import annotations

from dataclasses import replace

import pytest

from jasette.errors import DeclarationError, QueryError
from jasette.measure import Count, Example, Measure, Part
from jasette.measure.contract import duration, fill, stretch

PART = Part("all", "posts", "posts", Count(), "posts", ("own_posts",), "{voice} wrote {value} posts.")
MEASURE = Measure("m", "Posts", "posts", (PART,), ("Ours.",), "Nothing.", Example({}, ({"part": "all", "value": 0},)), {"window": "7d"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "title is empty"),
        ({"cannot_see": ""}, "cannot_see is empty"),
        ({"parts": ()}, "parts is empty"),
        ({"parts": (PART, PART)}, "'all' is declared twice"),
        ({"parts": (replace(PART, table="accounts"),)}, "'accounts' is no derived table of acts"),
        ({"parts": (replace(PART, table="voices"),)}, "'voices' is no derived table of acts"),
        ({"parts": (replace(PART, needs=("all_posts",)),)}, "'all_posts' is no stream"),
        ({"parts": (replace(PART, needs=()),)}, "names no stream"),
        ({"parts": (replace(PART, adds_to="most"),)}, "adds to 'most'"),
        ({"parts": (replace(PART, follow="span"),)}, "follows up for 'span'"),
        ({"parts": (replace(PART, follow="window span"),)}, "follows up for 'span'"),
        ({"parts": (replace(PART, lead="span"),)}, "looks back for 'span'"),
        ({"parts": (replace(PART, sentence="{posts} posts."),)}, "{posts}, which is no field"),
        ({"parts": (replace(PART, unit=""),)}, "unit and sentence"),
        ({"example": Example({}, ())}, "expects nothing"),
    ],
)
def test_a_contradiction_is_named_with_its_file(change, words):
    with pytest.raises(DeclarationError) as error:
        replace(MEASURE, **change)
    assert words in str(error.value) and "measures/m.py" in str(error.value)


def test_parts_by_name_and_the_first():
    assert MEASURE.part("all") is MEASURE.part() is PART
    with pytest.raises(QueryError, match="its parts: all"):
        MEASURE.part("none")


def test_settings_of_a_part_are_its_own():
    fixed = replace(PART, params={"window": "1h"})
    assert MEASURE.settings(PART, {"window": "2d"}) == {"window": "2d"}
    assert MEASURE.settings(fixed, {"window": "2d"}) == {"window": "1h"}


def test_durations():
    assert [duration(text) for text in ("90s", "15m", "24h", "7d", "2 w")] == [90e6, 900e6, 86_400e6, 604_800e6, 1_209_600e6]
    for text in ("", "7", "-1d", "0d", "1 month"):
        with pytest.raises(QueryError):
            duration(text)


def test_fill_puts_microseconds():
    assert fill("a - b <= {window}", {"window": "1s"}) == "a - b <= 1000000"


def test_stretches_of_several_parameters():
    settings = {"window": "7d", "again": "30d"}
    assert [stretch(names, settings) for names in ("", "window", "window again")] == [0, 7 * 86_400e6, 37 * 86_400e6]
