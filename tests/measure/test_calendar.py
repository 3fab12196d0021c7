from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.errors import QueryError
from jasette.measure.calendar import STEPS, calendar, micros, moment, zone


def us(text: str) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_weeks_are_iso_weeks():
    labels = [period.label for period in calendar("week", us("2020-12-30"), us("2021-01-12"))]
    assert labels == ["2020-W53", "2021-W01", "2021-W02"]


def test_months_are_whole():
    months = calendar("month", us("2024-01-31"), us("2024-03-01"))
    assert [(month.label, month.start_us) for month in months] == [("2024-01", us("2024-01-01")), ("2024-02", us("2024-02-01"))]
    assert months[-1].end_us == us("2024-03-01")


def test_days_where_the_clock_changes():
    days = calendar("day", us("2024-03-09 12:00"), us("2024-03-11 12:00"), "America/Toronto")
    assert [day.label for day in days] == ["2024-03-09", "2024-03-10", "2024-03-11"]
    assert [(day.end_us - day.start_us) // 3_600_000_000 for day in days] == [24, 23, 24]
    assert days[0].start_us == us("2024-03-09 05:00")


def test_empty_span_unknown_step_unknown_zone():
    assert calendar("day", 5, 5) == []
    with pytest.raises(QueryError, match="day, week, month"):
        calendar("fortnight", 0, 1)
    with pytest.raises(QueryError, match="America/Toronto"):
        zone("Valmont/Centre")


@given(
    st.sampled_from(STEPS),
    st.integers(0, 2_000_000_000),
    st.integers(1, 40_000_000),
    st.sampled_from(["UTC", "America/Toronto", "Europe/Paris"]),
)
def test_periods_tile_the_span(step: str, start_s: int, seconds: int, timezone: str):
    start, end = start_s * 1_000_000, (start_s + seconds) * 1_000_000
    periods = calendar(step, start, end, timezone)
    assert periods[0].start_us <= start < periods[0].end_us
    assert periods[-1].start_us < end <= periods[-1].end_us
    assert all(one.end_us == following.start_us for one, following in pairwise(periods))
    assert [period.label for period in periods] == sorted({period.label for period in periods})
    assert all(moment(period.start_us, timezone).hour in (0, 1) for period in periods)
