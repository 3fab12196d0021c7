"""Periods as rows `(start_us, end_us, label)`, made here so that no SQL needs a date dialect or a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jasette.errors import QueryError
from jasette.locale import EPOCH

STEPS = ("day", "week", "month")


@dataclass(frozen=True)
class Period:
    start_us: int
    end_us: int
    label: str


def zone(name: str) -> tzinfo:
    """The time zone called `name` (`America/Toronto`). Raises QueryError where the system does not know it."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        remedy = "use a name such as America/Toronto; where the system has no time zones, install the package tzdata"
        raise QueryError(f"unknown time zone {name!r}", remedy=remedy) from error


def micros(moment: datetime) -> int:
    """Microseconds UTC of an aware moment, exactly (a float of seconds would lose the last digits)."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(us: int, timezone: str) -> datetime:
    return (EPOCH + timedelta(microseconds=us)).astimezone(zone(timezone))


def calendar(step: str, from_us: int, to_us: int, timezone: str = "UTC") -> list[Period]:
    """All periods that touch `from_us ≤ t < to_us`, whole, in order; weeks begin on Monday (ISO 8601).

    Labels sort as time does: 2024-03-01, 2024-W09, 2024-03. Empty where the span is. Raises QueryError on an unknown step.
    """
    if step not in STEPS:
        raise QueryError(f"cannot count by {step!r}", remedy=f"use one of: {', '.join(STEPS)}")
    periods: list[Period] = []
    if to_us <= from_us:
        return periods
    where = zone(timezone)
    day = _first(step, moment(from_us, timezone).date())
    start = _midnight(day, where)
    while start < to_us:
        following = _next(step, day)
        end = _midnight(following, where)
        periods.append(Period(start, end, _label(step, day)))
        day, start = following, end
    return periods


def _midnight(day: date, where: tzinfo) -> int:
    # Midnight may not exist on the day the clock changes; the zone then gives the same instant as an hour later.
    return micros(datetime.combine(day, time(), tzinfo=where))


def _first(step: str, day: date) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def _next(step: str, day: date) -> date:
    if step == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if step == "week" else 1)


def _label(step: str, day: date) -> str:
    if step == "month":
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}" if step == "week" else day.isoformat()
