"""What a cell of a table says, as SQL over its text: whole numbers, moments, and ids that a spreadsheet has ruined.

A cell is read as its writer meant it or not at all: null is what it does not say, and the map's reasons say so.
"""

from __future__ import annotations

from dataclasses import dataclass

from jasette.source.expressions import ZONE
from jasette.sql import literal

ROUNDED = r"^-?[0-9]([.,][0-9]+)?[eE]\+?[0-9]+$|^[0-9]{16,}\.0+$"
"""A long number as a spreadsheet or a data frame writes it once its last digits are gone: `1.4E+18`, `1,4E+18`."""
NOTHING = ("nan", "none", "null", "undefined")
"""What programs write for nothing."""
SERIAL = r"[2-7][0-9]{4}(\.[0-9]+)?"
"""Days since 1899-12-30, from 1954 to 2119: nobody posts in the first day of 1970, counted in seconds."""
FIRST_US, LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999: no calendar that reads the archive holds more."""
GROUPED = r"-?[0-9]{1,3}([, \x{00A0}\x{202F}][0-9]{3})+"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def whole(value: str) -> str:
    """A whole number, perhaps in groups of three digits; null where it is none (a cast would round 3.7 in silence)."""
    return (
        f"CASE WHEN regexp_full_match({value}, '-?[0-9]+(\\.0*)?') THEN TRY_CAST({value} AS BIGINT) "
        f"WHEN regexp_full_match({value}, '{GROUPED}') THEN TRY_CAST(regexp_replace({value}, '[^0-9-]', '', 'g') AS BIGINT) END"
    )


# a million rows have three million ids: what most are not is asked first, by comparisons that cost little


def ident(value: str) -> str:
    """An id; a column with gaps is a column of decimals to some programs, and `12.0` is the id 12."""
    return f"CASE WHEN ends_with({value}, '.0') THEN regexp_replace({value}, '^([0-9]{{1,15}})\\.0$', '\\1') ELSE {value} END"


def rounded(value: str) -> str:
    """True for an id that has lost its last digits."""
    return f"(contains({value}, 'E') OR contains({value}, 'e') OR ends_with({value}, '.0')) AND regexp_matches({value}, '{ROUNDED}')"


def no_id(value: str) -> str:
    """True for what a program writes where there is no id."""
    return f"length({value}) < 10 AND lower({value}) IN ({', '.join(literal(word) for word in NOTHING)})"


@dataclass(frozen=True)
class Times:
    """How a table writes times: ISO 8601 with zone, seconds, milliseconds or microseconds since 1970, Twitter's way; and `dates`."""

    dates: tuple[str, ...] = ()
    zone: str = ""

    def moment(self, value: str) -> str:
        """Microseconds UTC; null for what is no time, for years that no calendar holds, and without a zone."""
        number = f"TRY_CAST({value} AS DOUBLE)"
        usual = "" if self.dates else f"WHEN ends_with({value}, 'Z') THEN epoch_us(TRY_CAST({value} AS TIMESTAMPTZ)) "
        written = (
            f"CASE {usual}WHEN regexp_full_match({value}, '{SERIAL}') THEN {self._zoned(value)} "
            f"WHEN regexp_full_match({value}, '[0-9]{{1,11}}(\\.[0-9]*)?') THEN CAST(round({number} * 1000000) AS BIGINT) "
            f"WHEN regexp_full_match({value}, '[0-9]{{12,14}}(\\.0*)?') THEN CAST({number} * 1000 AS BIGINT) "
            f"WHEN regexp_full_match({value}, '[0-9]{{15,17}}') THEN TRY_CAST({value} AS BIGINT) "
            f"WHEN regexp_matches({value}, '^[A-Z][a-z]{{2}} [A-Z]') THEN epoch_us(try_strptime({value}, '%a %b %d %H:%M:%S %z %Y')) "
            f"WHEN {self.naive(value)} IS NOT NULL THEN {self._zoned(value)} "
            f"ELSE epoch_us(TRY_CAST({value} AS TIMESTAMPTZ)) END"
        )
        # greatest and least pass over nulls, so that null ends outside too
        return f"nullif(nullif(greatest({FIRST_US - 1}, least({LAST_US + 1}, {written})), {FIRST_US - 1}), {LAST_US + 1})"

    def naive(self, value: str) -> str:
        """The time by a clock on the wall, as SQL timestamp; null where there is none, and where the text says its zone."""
        serial = f"make_timestamp(CAST(round((TRY_CAST({value} AS DOUBLE) - 25569) * 86400) AS BIGINT) * 1000000)"
        # the end of a bare day looks like a zone
        unzoned = f"(regexp_full_match({value}, '{DAY}') OR NOT regexp_matches({value}, '{ZONE}'))"
        iso = f"CASE WHEN regexp_matches({value}, '[0-9]-[0-9]') AND {unzoned} THEN TRY_CAST({value} AS TIMESTAMP) END"
        given = [f"CASE WHEN regexp_full_match({value}, '{SERIAL}') THEN {serial} END"]
        if self.dates:
            given.append(f"try_strptime({value}, [{', '.join(literal(one) for one in self.dates)}])")
        return f"coalesce({', '.join([*given, iso])})"

    def unzoned(self, value: str) -> str:
        """True for a time that says no zone; a day is one everywhere."""
        told = "" if self.dates else f"NOT ends_with({value}, 'Z') AND "
        return f"{told}{self.naive(value)} IS NOT NULL AND NOT regexp_full_match({value}, '{DAY}')"

    def day_only(self, value: str) -> str:
        """True where the text is a day and no hour."""
        days = [literal(one) for one in self.dates if "%H" not in one and "%I" not in one]
        given = [f"try_strptime({value}, [{', '.join(days)}]) IS NOT NULL"] if days else []
        return " OR ".join([*given, f"regexp_full_match({value}, '{DAY}')"])

    def _zoned(self, value: str) -> str:
        return f"epoch_us(timezone({literal(self.zone)}, {self.naive(value)}))" if self.zone else "NULL"
