from __future__ import annotations

from jasette.desk import Desk
from jasette.desk.optouts import ShutId


def test_what_is_shut_is_at_the_gate_and_stays(desk: Desk) -> None:
    gate = desk.gate()
    desk.optouts.shut([ShutId(gate.hash("x:1"), "account", "x"), ShutId(gate.hash("x:9"), "post", "x")])
    desk.optouts.shut([ShutId(gate.hash("x:1"), "account", "x")])
    with Desk.open(desk.path) as again:
        assert again.gate().shut_accounts == {gate.hash("x:1")}
        assert again.gate().shut_posts == {gate.hash("x:9")}
        assert again.optouts.platforms() == ["x"]


def test_the_journal_is_whole_before_anything_is_erased(desk: Desk) -> None:
    gate = desk.gate()
    erasure = desk.optouts.begin("account", gate.hash("x:1"), "asked", [ShutId(gate.hash("x:1"), "account", "x")], ["m1", "m2"])
    with Desk.open(desk.path) as again:
        assert again.optouts.pending() == [erasure]
        assert again.optouts.members() == {"m1", "m2"}
        again.optouts.done(erasure)
    assert desk.optouts.pending() == []
    assert desk.optouts.members() == frozenset()
    assert desk.gate().shut_accounts == {gate.hash("x:1")}


def test_no_id_stands_in_the_file(desk: Desk) -> None:
    desk.optouts.begin("account", desk.gate().hash("x:unmistakable"), "", [ShutId(desk.gate().hash("x:unmistakable"), "account", "x")])
    for file in desk.path.parent.glob("desk.sqlite*"):
        assert b"unmistakable" not in file.read_bytes()
