from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.desk.dates import overlap, parse, parse_or_none, show, zone_of
from jasette.errors import InputError

PARIS = ZoneInfo("Europe/Paris")


def test_a_day_is_midnight_where_the_observatory_is() -> None:
    assert parse("2022-04-10", PARIS) == 1_649_541_600_000_000  # date -d '2022-04-10 00:00 +0200' +%s
    assert parse("2022-04-10T00:00:00Z", PARIS) == 1_649_548_800_000_000
    assert parse("2022-04-10T02:00", PARIS) == 1_649_548_800_000_000
    assert parse("2022-04-10 02:00", "Europe/Paris") == 1_649_548_800_000_000
    assert parse_or_none(" ", PARIS) is None


@pytest.mark.parametrize("text", ["10/04/2022", "2022-13-01", "yesterday", "", "0001-01-01T00:00:00+14:00"])
def test_a_date_is_never_guessed(text: str) -> None:
    with pytest.raises(InputError, match="not a date"):
        parse(text, PARIS)


@given(st.integers(-62_000_000_000_000_000, 253_000_000_000_000_000), st.sampled_from(["Europe/Paris", "America/Toronto", "Africa/Cairo"]))
def test_what_is_shown_reads_back(us: int, zone: str) -> None:
    assert parse(show(us, zone_of(zone)), zone_of(zone)) == us


def test_days_are_shown_as_days() -> None:
    assert show(1_649_541_600_000_000, PARIS) == "2022-04-10"
    assert show(None, PARIS) == ""


period = st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)).filter(lambda p: None in p or p[0] < p[1])


@given(period, period)
def test_overlap_is_a_shared_instant(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> None:
    def holds(period: tuple[int | None, int | None], t: int) -> bool:
        return (period[0] is None or period[0] <= t) and (period[1] is None or t < period[1])

    assert overlap(one, other) == any(holds(one, t) and holds(other, t) for t in range(-1, 11))
