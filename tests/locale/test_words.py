import pytest

from jasette.errors import QueryError
from jasette.locale import Words

INSTANT = 1_777_780_800_000_000  # 2026-05-03 04:00 UTC


@pytest.mark.parametrize(
    ("lang", "day", "percent", "number"),
    [("en", "3 May 2026", "12.3%", "1,234.5"), ("fr", "3 mai 2026", "12,3 %", "1 234,5")],
)
def test_days_and_numbers_are_written_as_the_language_writes_them(lang: str, day: str, percent: str, number: str) -> None:
    words = Words(lang, "America/Toronto")
    assert words.day(INSTANT) == day
    assert words.percent(0.1234).replace("\xa0", " ").replace("\u202f", " ") == percent
    assert words.number(1234.5, 1).replace("\xa0", " ").replace("\u202f", " ") == number


def test_the_day_is_that_of_the_time_zone() -> None:
    assert Words("en", "America/Vancouver").day(INSTANT) == "2 May 2026"


@pytest.mark.parametrize(("seconds", "text"), [(30, "30 s"), (90, "1.5 min"), (7200, "2 h"), (86_400, "1 day"), (172_800, "2 days")])
def test_durations_take_the_largest_unit(seconds: float, text: str) -> None:
    assert Words().duration(seconds) == text.replace(" ", "\u00a0")  # a number does not part from its unit
    assert Words().quantity(seconds, "seconds") == Words().duration(seconds)


def test_french_ordinals_and_plurals() -> None:
    french = Words("fr", "America/Toronto")
    assert french.day(1_772_380_800_000_000) == "1er mars 2026"
    assert french.duration(1.5 * 86_400).replace("\xa0", " ") == "1,5 jour"


def test_fields_are_filled_after_translation() -> None:
    assert Words()("Counted from {start} to {end}.", start="a", end="b") == "Counted from a to b."


def test_an_unknown_language_is_named_with_the_known_ones() -> None:
    with pytest.raises(QueryError, match="en, fr"):
        Words("tlh")
