"""Dates as people write them in a roster, in the observatory's time zone, and back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jasette.errors import InputError
from jasette.locale import EPOCH

MICROSECOND = timedelta(microseconds=1)


def now_us() -> int:
    """The clock, for decisions of people only: what stands in the archive never comes from it."""
    return time.time_ns() // 1000


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name; InputError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"unknown time zone {name!r}", remedy="use an IANA name such as America/Toronto or Europe/Paris") from error


def parse(text: str, zone: ZoneInfo | str) -> int:
    """Microseconds UTC of `2022-04-10` (midnight in `zone`) or `2022-04-10T08:30[:00][±hh:mm|Z]`.

    InputError for anything else: a date that is guessed would move a figure.
    """
    zone = zone_of(zone) if isinstance(zone, str) else zone
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return (moment.astimezone(UTC) - EPOCH) // MICROSECOND
    except (ValueError, OverflowError) as error:
        raise InputError(f"{text!r} is not a date", remedy="write 2022-04-10 or 2022-04-10T08:30:00+02:00") from error


def parse_or_none(text: str, zone: ZoneInfo) -> int | None:
    """As `parse`; blank is None."""
    return parse(text, zone) if text.strip() else None


def show(us: int | None, zone: ZoneInfo) -> str:
    """The shortest text that `parse` reads back to the same instant; None is blank."""
    if us is None:
        return ""
    moment = (EPOCH + us * MICROSECOND).astimezone(zone)
    day = moment.date().isoformat()
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0) and parse(day, zone) == us:
        return day
    return moment.isoformat()


def overlap(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    """Whether two half-open periods [from, to) share an instant; None is open on that side."""
    (from_a, to_a), (from_b, to_b) = one, other
    return (from_a is None or to_b is None or from_a < to_b) and (from_b is None or to_a is None or from_b < to_a)
