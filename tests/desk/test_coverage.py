from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette import schema
from jasette.desk import Desk
from jasette.desk.coverage import Covered, _without
from jasette.errors import InputError


def test_what_is_said_later_replaces_what_was_said_of_that_time(desk: Desk) -> None:
    desk.coverage.say(Covered("a", "mentions", 0, 100, "complete", "archive"))
    desk.coverage.say(Covered("a", "mentions", 40, 60, "unknown", "the collector was down"))
    desk.coverage.say(Covered("a", "replies", 0, 100, "query", "search"))
    assert desk.coverage.rows() == [
        Covered("a", "mentions", 0, 40, "complete", "archive"),
        Covered("a", "mentions", 40, 60, "unknown", "the collector was down"),
        Covered("a", "mentions", 60, 100, "complete", "archive"),
        Covered("a", "replies", 0, 100, "query", "search"),
    ]
    assert desk.coverage_table().schema == schema.COVERAGE.arrow
    assert desk.coverage_table().num_rows == 4


def test_it_can_be_taken_back(desk: Desk) -> None:
    desk.coverage.say(Covered("a", "mentions", 0, 100))
    desk.coverage.say(Covered("a", "replies", 0, 100))
    assert desk.coverage.unset("a", "mentions") == 1
    assert desk.coverage.unset("a") == 1
    assert desk.coverage_table().num_rows == 0


@pytest.mark.parametrize(
    "row",
    [Covered("a", "gossip", 0, 1), Covered("a", "replies", 0, 1, "mostly"), Covered("a", "replies", 1, 1)],
    ids=["stream", "how", "time"],
)
def test_what_makes_no_sense_is_refused(desk: Desk, row: Covered) -> None:
    with pytest.raises(InputError, match="→"):
        desk.coverage.say(row)


span = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda s: s[0] < s[1])


@given(span, span)
def test_what_stays_is_the_difference(old: tuple[int, int], new: tuple[int, int]) -> None:
    kept = _without(Covered("a", "replies", *old), Covered("a", "replies", *new))
    instants = sorted(t for piece in kept for t in range(piece.from_us, piece.to_us))
    assert instants == sorted(set(range(*old)) - set(range(*new)))


def test_it_is_said_in_dates_subjects_and_streams(desk: Desk) -> None:
    desk.coverage.set(subjects=["*", "x:@Ville"], streams=["all"], start="2022-01-01", end="2022-02-01", how="query")
    rows = desk.coverage.rows()
    assert {row.subject for row in rows} == {"*", "x:@ville"}
    assert len(rows) == 2 * len(schema.STREAMS)
    assert rows[0].to_us - rows[0].from_us == 31 * 86_400_000_000
    with pytest.raises(InputError):
        desk.coverage.set(subjects=["*"], streams=["replies"], start="", end="2022-02-01")
