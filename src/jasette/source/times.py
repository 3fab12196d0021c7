"""Times as people's software writes them, to microseconds UTC.

All are claims of whoever wrote them. What is no time, zeros, and years that no calendar holds give None: unknown.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

NO_ZONE = "times without a time zone, taken as UTC"
NO_TIME = "times that are none, left unknown"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl")


def us(at: datetime) -> int:
    """Microseconds of a moment that knows its time zone; exact, also before 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def gmt_us(written: str | None) -> int | None:
    """Microseconds of `2012-01-05 14:30:46`, taken as GMT; None for zeros and for what is no time."""
    text = (written or "").strip()
    try:
        # strptime takes ten times as long, and a blog has a million times
        usual = len(text) == 19 and text[10] == " " and text[4] == text[7] == "-"
        at = datetime.fromisoformat(text) if usual else datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
        return us(at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def rfc_us(written: str) -> int | None:
    """Microseconds of `Mon, 04 May 2026 12:00:00 +0000`; None without a time zone."""
    if " -0001 " in written:
        # what WordPress makes of zeros, which a lenient reader takes for the year 2000
        return None
    try:
        at = parsedate_to_datetime(written)
        return us(at) if at.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def iso(written: str) -> datetime | None:
    """The moment of an ISO 8601 time; it has no time zone where the text has none. None for what is no time."""
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        return None


def iso_us(written: str | None, *, ahead_us: int | None = None) -> int | None:
    """Microseconds of an ISO 8601 time; one without a time zone is `ahead_us` before UTC, and None where that is None."""
    at = iso(written or "")
    if at is None:
        return None
    try:
        if at.tzinfo is not None:
            return us(at)
        return None if ahead_us is None else us(at.replace(tzinfo=UTC)) - ahead_us
    except OverflowError:
        return None


NUMERIC = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
DAY_FIRST = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4})\b")
EITHER_FIRST = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b")
MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
MONTH_AFTER = re.compile(r"\b(\d{1,2})(?:er|st|nd|rd|th|\.|º)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})\b")
CLOCK = re.compile(
    r"\b(\d{1,2})(?:\s?(?:[:.]|h)\s?(\d{2})(?:[:.]\d{2})?|\s?h\b|(?=\s?[ap]\.?m\b))(?:\s?min)?\s?([ap]\.?m\b)?", re.IGNORECASE
)


def shown(text: str) -> datetime | None:
    """The day and hour that a text for readers shows, in one of seven languages; without a time zone. None where it shows none.

    `5 mai 2008 à 14 h 03`, `May 12th, 2008 at 2:03 pm`, `2. April 2014 um 8:29 Uhr`, `11.09.2011 23:31`. A day like 03/04/2008
    is two days in two countries: None, unless only one of them exists.
    """
    found = shown_at(" ".join(text.split()))
    return found[0] if found else None


def shown_at(text: str) -> tuple[datetime, int] | None:
    """The same with the place where the day begins; `text` is one line."""
    found = _day(text)
    if found is None:
        return None
    (year, month, day), start, end = found
    clock = CLOCK.search(text, end)
    hour, minute = (int(clock[1]), int(clock[2] or 0)) if clock else (0, 0)
    if clock and clock[3]:
        hour = hour % 12 + (12 if clock[3][0] in "pP" else 0)
    try:
        return datetime(year, month, day, hour, minute), start
    except ValueError:
        return None


def _day(text: str) -> tuple[tuple[int, int, int], int, int] | None:
    """Year, month and day, and where they begin and end in the text."""
    for pattern, order in ((MONTH_AFTER, "dmy"), (MONTH_FIRST, "mdy")):
        for found in pattern.finditer(text):
            day, month, year = (found[order.index(part) + 1] for part in "dmy")
            if number := months().get(month.casefold()):
                return (int(year), number, int(day)), found.start(), found.end()
    if year_first := NUMERIC.search(text):
        return (int(year_first[1]), int(year_first[2]), int(year_first[3])), year_first.start(), year_first.end()
    if day_first := DAY_FIRST.search(text):
        return (int(day_first[3]), int(day_first[2]), int(day_first[1])), day_first.start(), day_first.end()
    if either := EITHER_FIRST.search(text):
        one, two, year = int(either[1]), int(either[2]), int(either[3])
        if one == two or one > 12:
            return (year, two, one), either.start(), either.end()
        if two > 12:
            return (year, one, two), either.start(), either.end()
    return None


@cache
def months() -> dict[str, int]:
    """`{name or abbreviation, casefolded: 1..12}` in seven languages, as Unicode's CLDR has them."""
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("abbreviated", "wide"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    names.setdefault(name.casefold().rstrip("."), number)
    return names
