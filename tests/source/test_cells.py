"""What a cell says, against Python's own calendar and numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.engine import connect
from jasette.source.cells import Times, ident, no_id, rounded, whole
from jasette.source.times import us
from jasette.sql import literal


@pytest.fixture(scope="module")
def says():
    with connect() as connection:
        yield lambda expression: connection.execute(f"SELECT {expression}").fetchall()[0][0]


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(microsecond=0))


@settings(max_examples=40)
@given(at=MOMENTS, zone=st.sampled_from(["UTC", "America/Toronto", "Europe/Paris"]))
def test_one_moment_in_each_spelling(says, at, zone):
    written = at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if written != at or at.replace(tzinfo=ZoneInfo(zone), fold=1).utcoffset() != at.replace(tzinfo=ZoneInfo(zone)).utcoffset():
        return  # an hour that a change of clocks leaves out or repeats
    expected = us(at.replace(tzinfo=ZoneInfo(zone)))
    times = Times(("%d/%m/%Y %H:%M:%S",), zone)
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    aware = datetime.fromtimestamp(expected / 1e6, UTC)
    local = [f"{at:%d/%m/%Y %H:%M:%S}", f"{at:%Y-%m-%d %H:%M:%S}", at.isoformat(), repr(serial)]
    texts = [*local, aware.isoformat(), f"{aware:%Y-%m-%dT%H:%M:%SZ}"]
    # one query, since the text of the expression takes longer than its work
    listed = (
        f"SELECT list([{times.moment('t')}, CAST({times.unzoned('t')} AS BIGINT)]) FROM unnest([{', '.join(map(literal, texts))}]) AS x(t)"
    )
    assert says(f"({listed})") == [*([expected, 1] for _ in local), [expected, 0], [expected, 0]]


@pytest.mark.parametrize(
    "text", ["", "x", "0000-00-00", "2022-13-01", "30000-01-01T00:00:00Z", "10000-01-01 00:00:00+00", "99/99/2022 10:00"]
)
def test_what_is_no_time(says, text):
    for times in (Times(), Times(("%d/%m/%Y %H:%M",), "UTC")):
        assert says(times.moment(literal(text))) is None


def test_a_clock_on_the_wall_is_no_moment_without_a_zone(says):
    for text in ("2022-01-01T10:00:00", "44562.5", "2022-01-01 10:00"):
        assert says(Times().unzoned(literal(text)))
    assert not says(Times().unzoned(literal("2022-01-01")))
    assert says(Times().day_only(literal("2022-01-01"))) and not says(Times().day_only(literal("2022-01-01T00:00:00")))


@settings(max_examples=40)
@given(number=st.integers(-(10**15), 10**15))
def test_whole_numbers_however_they_are_grouped(says, number):
    for text in (str(number), f"{number}.0", f"{number:,}", f"{number:,}".replace(",", "\u202f"), f"{number:,}".replace(",", "\u00a0")):
        assert says(whole(literal(text))) == number
    for text in (f"{number}.5", f"{number}x", f"{number},5", f"{number:,},5"):
        assert says(whole(literal(text))) is None


@settings(max_examples=40)
@given(number=st.integers(10**16, 10**19))
def test_an_id_that_was_rounded_is_told_in_each_spelling(says, number):
    for text in (f"{float(number):.2E}", f"{float(number)!r}", f"{number}.0", f"{float(number):.5e}".replace(".", ",")):
        assert says(rounded(literal(text))), text
    assert not says(rounded(literal(str(number)))) and says(ident(literal(str(number)))) == str(number)


def test_ids_that_only_look_odd(says):
    for text in ("0e1f2a3b", "E12", "at://did:plc:e/1.0x", "1e5", "12.0"):
        assert bool(says(rounded(literal(text)))) == (text == "1e5")
    assert (says(ident("'12.0'")), says(ident("'v2.0'"))) == ("12", "v2.0")
    assert [says(no_id(literal(text))) for text in ("NaN", "null", "nancy", "none of them")] == [True, True, False, False]
