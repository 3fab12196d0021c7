"""Times as software and readers write them; the expected moments were worked out by hand and with `date -u -d`."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.source.times import gmt_us, iso_us, months, rfc_us, shown

SHOWN = {
    "5 mai 2008 à 14 h 03 min": datetime(2008, 5, 5, 14, 3),
    "le 1er février 2010, 9 h": datetime(2010, 2, 1, 9, 0),
    "12 mai 2008 à 14:03": datetime(2008, 5, 12, 14, 3),
    "May 12th, 2008 at 2:03 pm": datetime(2008, 5, 12, 14, 3),
    "Dec 1, 2011 at 12:30 am": datetime(2011, 12, 1, 0, 30),
    "2. April 2014 um 8:29 Uhr": datetime(2014, 4, 2, 8, 29),
    "11.09.2011 23:31": datetime(2011, 9, 11, 23, 31),
    "2011-09-11 23:31:05": datetime(2011, 9, 11, 23, 31),
    "8 de abril de 2019": datetime(2019, 4, 8),
    "31/12/2008 10:00": datetime(2008, 12, 31, 10, 0),
    "12/31/2008": datetime(2008, 12, 31),
    "05/05/2008": datetime(2008, 5, 5),
    "8. April 2019 @ 11:38": datetime(2019, 4, 8, 11, 38),
}


@pytest.mark.parametrize("text", SHOWN)
def test_what_readers_are_shown(text):
    assert shown(text) == SHOWN[text]


@pytest.mark.parametrize(
    "text", ["", "03/04/2008", "Jun 20th at 2:41 am", "32 mai 2008", "0000-00-00", "hier", "12 pommes 2008", "5 mai 30000"]
)
def test_what_shows_no_day(text):
    assert shown(text) is None


@given(st.text(max_size=80))
def test_no_text_raises(text):
    shown(text)
    assert iso_us(text) is None or isinstance(iso_us(text), int)
    assert rfc_us(text) is None or isinstance(rfc_us(text), int)


def test_machines():
    assert gmt_us("1970-01-01 00:00:01") == 1_000_000 == rfc_us("Thu, 01 Jan 1970 00:00:01 GMT") == iso_us("1970-01-01T00:00:01Z")
    assert rfc_us("Mon, 04 May 2026 08:00:00 -0400") == iso_us("2026-05-04T12:00:00+00:00") == 1_777_896_000_000_000
    assert iso_us("2026-05-04T08:00:00") is None
    assert iso_us("2026-05-04T08:00:00", ahead_us=-4 * 3_600_000_000) == 1_777_896_000_000_000
    assert iso_us("2026-05-04T08:00:00.25Z") % 1_000_000 == 250_000
    for nothing in (
        "0000-00-00 00:00:00",
        "",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "Mon, 04 May 30000 12:00:00 GMT",
        "-0001-11-30T00:00:00",
    ):
        assert gmt_us(nothing) is None and rfc_us(nothing) is None and iso_us(nothing) is None


def test_months_are_those_of_seven_languages():
    known = months()
    assert [known[name] for name in ("août", "août", "august", "agosto", "maart", "märz", "déc", "sept")] == [8, 8, 8, 8, 3, 3, 12, 9]
