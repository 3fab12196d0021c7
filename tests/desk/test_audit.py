from __future__ import annotations

import sqlite3

import pytest

from jasette.desk import Desk
from jasette.desk.audit import Chain


def write(desk: Desk) -> None:
    desk.audit.log("opened", "x:1", "to answer @someone", who="ann")
    desk.audit.log("exported", "x:2", "study", who="bob")
    desk.audit.log("sealed")


def test_lines_are_chained_and_subjects_hashed(desk: Desk) -> None:
    assert desk.audit.verify() == Chain(0, whole=True)
    write(desk)
    assert desk.audit.verify() == Chain(3, whole=True)
    assert [line.who for line in desk.audit.lines("x:1")] == ["ann"]
    assert desk.audit.lines()[-1].who
    assert all("x:" not in line.subject for line in desk.audit.lines())
    assert desk.audit.head() == desk.audit.lines()[-1].line


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET who = 'eve' WHERE id = 2",
        "UPDATE audit SET why = 'other' WHERE id = 2",
        "UPDATE audit SET subject = '' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit WHERE id = 1",
        "UPDATE audit SET id = id + 10 WHERE id = 2",
    ],
)
def test_tampering_is_seen(desk: Desk, tampering: str) -> None:
    write(desk)
    sqlite3.connect(desk.path, isolation_level=None).execute(tampering)
    assert not desk.audit.verify().whole


def test_a_reason_can_be_blanked_without_breaking_the_chain(desk: Desk) -> None:
    write(desk)
    assert desk.audit.blank(lambda why: "@someone" in why) == 1
    assert desk.audit.lines()[0].why is None
    assert desk.audit.verify() == Chain(3, whole=True)
