from __future__ import annotations

from jasette.desk.optouts import ShutId
from jasette.erase.find import Shut
from jasette.erase.leavings import clear_desk, clear_folder


def test_the_folder_keeps_archive_desk_and_receipts(marked) -> None:
    (marked.folder / "receipts").mkdir()
    (marked.folder / "derived" / "stray").symlink_to(marked.folder / "archive")
    assert clear_folder(marked.folder) == ["derived", "uploads"]
    assert sorted(path.name for path in marked.folder.iterdir() if not path.name.startswith("desk")) == ["archive", "derived", "receipts"]
    assert sorted(path.name for path in (marked.folder / "derived").rglob("*")) == [".lock", "tmp"]
    assert (marked.folder / "archive" / "posts").is_dir()
    assert clear_folder(marked.folder / "receipts") == []


def test_the_desk_is_cleared_once(marked, kit) -> None:
    gate = marked.desk.gate()
    marked.desk.optouts.shut(ShutId(gate.hash(name), "account", "x") for name in (kit.MARIE, "x:@marie_mark"))
    shut = Shut(marked.desk.gate(), marked.desk.optouts.platforms())
    assert clear_desk(marked.desk, shut) == {"accounts": 2, "voices": 1, "coverage": 2, "entries": 1, "reasons": 1}
    assert clear_desk(marked.desk, shut) == {}
    assert [voice.voice for voice in marked.desk.roster.voices()] == ["ville"]


def test_a_voice_with_another_account_stays(house, kit) -> None:
    house.desk.roster.add("daily", name="The Daily", accounts=["x:1001", "x:1002"])
    house.desk.optouts.shut([ShutId(house.desk.gate().hash("x:1001"), "account", "x")])
    clear_desk(house.desk, Shut(house.desk.gate(), ["x"]))
    assert [link.account_id for link in house.desk.roster.accounts("daily")] == ["x:1002"]
