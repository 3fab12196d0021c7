"""Words of the interface in English and French, through gettext catalogues (`fr.po`; English is the source).

A string is marked where it stands with `words("…")`; declarations of measures and pages are marked by being shown.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jasette.errors import QueryError

LANGUAGES = ("en", "fr")
DAY = 86_400
SMALL = 0.1
GIVEN = "given"
"""Context in the catalogue of what people gave and not the program: names and purposes of the bundled example."""
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""Instants are microseconds since then (`*_us`)."""


@cache
def _catalogue(lang: str, context: str = "") -> dict[str, str]:
    """`{English: translation}` of one context; empty for English."""
    if lang == "en":
        return {}
    from babel.messages.pofile import read_po

    with (Path(__file__).parent / f"{lang}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    mine = (message for message in catalogue if (message.context or "") == context)
    return {str(message.id): str(message.string) for message in mine if message.id and message.string}


@dataclass(frozen=True)
class Words:
    """Translates and formats for one language and time zone; `words("Coverage")` gives the word to show."""

    lang: str = "en"
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise QueryError(f"no catalogue for language {self.lang!r}", remedy=f"use one of {', '.join(LANGUAGES)}")

    def __call__(self, text: str, **fields: object) -> str:
        translated = _catalogue(self.lang).get(text, text)
        return translated.format(**fields) if fields else translated

    def given(self, text: str) -> str:
        """A name that people gave: translated where the bundled example has it in both languages, else as it stands.

        It has a context of its own, so that an organisation called Media keeps its name.
        """
        return _catalogue(self.lang, GIVEN).get(text, text)

    def number(self, value: float | int, digits: int = 0) -> str:
        """`value` with the language's separators and at most `digits` decimals."""
        from babel.numbers import format_decimal

        return format_decimal(value, format="#,##0." + "#" * digits if digits else "#,##0", locale=self.lang)

    def percent(self, share: float) -> str:
        from babel.numbers import format_percent

        # French sets a space before the sign, and it must not break.
        return format_percent(share, format="#,##0.#\u00a0%" if self.lang == "fr" else "#,##0.#%", locale=self.lang)

    def day(self, at_us: int) -> str:
        """The day of an instant in the observatory's time zone: 3 May 2026."""
        from babel.dates import format_date

        local = self._local(at_us).date()
        # CLDR has no ordinal, and French writes the first of a month with one.
        first = self.lang == "fr" and local.day == 1
        return format_date(local, format="'1er' MMMM y" if first else "d MMMM y", locale=self.lang)

    def instant(self, at_us: int) -> str:
        """Day and minute of an instant in the observatory's time zone."""
        from babel.dates import format_datetime

        return format_datetime(self._local(at_us), format="d MMM y HH:mm", locale=self.lang)

    def duration(self, seconds: float) -> str:
        """`seconds` in the largest unit that leaves a number of at least one: 45 min, 3.5 h, 2.1 days. It never breaks."""
        from babel.units import format_unit

        if seconds >= DAY:
            days = round(seconds / DAY, 1)
            long = format_unit(int(days) if days.is_integer() else days, "duration-day", length="long", locale=self.lang)
            return str(long).replace(" ", "\u00a0")
        for size, unit in ((3_600, "h"), (60, "min")):
            if seconds >= size:
                return f"{self.number(seconds / size, 1)}\u00a0{unit}"
        return f"{self.number(seconds)}\u00a0s"

    def quantity(self, value: float, unit: str) -> str:
        """`value` in the unit of a measure: share as per cent, seconds as a duration, anything else as a number."""
        if unit == "share":
            return self.percent(value)
        if unit == "seconds":
            return self.duration(value)
        if unit == "rank":
            return self.ordinal(round(value))
        # Two decimals, and more where nothing would be left of a small number.
        digits = 2 if abs(value) >= SMALL else 2 - math.floor(math.log10(abs(value))) if value else 0
        return self.number(value, 0 if float(value).is_integer() else digits)

    def ordinal(self, number: int) -> str:
        """1st, 2nd, 11th; in French 1re and 2e, of a place (feminine)."""
        if self.lang == "fr":
            return f"{self.number(number)}{'re' if number == 1 else 'e'}"
        last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
        return f"{self.number(number)}{last}"

    def rank(self, place: int, first: int | None, last: int | None) -> str:
        """A place and its range: 3rd (2–6); the place alone where no range is known."""
        return self.ordinal(place) + (f" ({self.number(first)}–{self.number(last)})" if first is not None and last is not None else "")

    def interval(self, low: float | None, high: float | None, unit: str) -> str:
        """`low – high`; an end that was not reached is `…`, and nothing stands where there is neither."""
        if low is None and high is None:
            return ""
        return " – ".join("…" if end is None else self.quantity(end, unit) for end in (low, high))

    def _local(self, at_us: int) -> datetime.datetime:
        return (EPOCH + datetime.timedelta(microseconds=at_us)).astimezone(ZoneInfo(self.timezone))
