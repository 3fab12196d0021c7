"""The desk as a whole: created, opened, keyed, and known by its fingerprint."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from jasette.desk import Desk, store
from jasette.desk.coverage import Covered
from jasette.desk.entries import Entry
from jasette.desk.optouts import ShutId
from jasette.desk.voices import PERSON_LAPSES_US, Voice
from jasette.errors import InputError, ObservatoryError, Refused
from jasette.people import keyed_hash


def facts(desk: Desk) -> tuple[object, ...]:
    texts = (desk.facts[name] for name in ("purpose", "responsible", "name", "language"))
    return (*texts, desk.retention_days, desk.zone.key, desk.floor)


def test_what_is_created_is_what_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with Desk.create(path, " purpose ", "someone", 30, "Europe/Paris", name="Élysée", language="fr", floor=12) as desk:
        made, key, gate = facts(desk), desk.key, desk.gate()
    with Desk.open(path) as desk:
        assert facts(desk) == made == ("purpose", "someone", "Élysée", "fr", 30, "Europe/Paris", 12)
        assert (desk.key, desk.gate()) == (key, gate)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"purpose": " "}, Refused),
        ({"responsible": ""}, Refused),
        ({"floor": 9}, Refused),
        ({"retention_days": 0}, InputError),
        ({"timezone": "Mars/Olympus"}, InputError),
    ],
)
def test_a_desk_that_cannot_be_is_not_begun(tmp_path: Path, arguments: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error, match="→"):
        Desk.create(tmp_path / "desk.sqlite", **{"purpose": "p", "responsible": "r", **arguments})  # type: ignore[arg-type]
    assert not (tmp_path / "desk.sqlite").exists()


def test_the_floor_can_only_be_raised(desk: Desk) -> None:
    desk.raise_floor(25)
    assert desk.floor == 25
    with pytest.raises(Refused, match="only be raised"):
        desk.raise_floor(10)


def test_files_that_are_no_desk_say_so(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with pytest.raises(ObservatoryError, match="jasette init"):
        Desk.open(path)
    path.write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(ObservatoryError, match="not a desk"):
        Desk.open(path)
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE somebody_else (x)")
    with pytest.raises(ObservatoryError, match="not a desk"):
        Desk.open(path)


def test_a_newer_desk_is_refused_and_an_existing_one_not_overwritten(desk: Desk) -> None:
    with pytest.raises(ObservatoryError, match="already"):
        Desk.create(desk.path, "p", "r")
    sqlite3.connect(desk.path).execute(f"PRAGMA user_version = {len(store.MIGRATIONS) + 1}")
    with pytest.raises(ObservatoryError, match="newer jasette"):
        Desk.open(desk.path)


def test_an_older_desk_is_migrated_whole_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, "CREATE TABLE later (x TEXT) STRICT;\nCREATE TABLE broken ("))
    with pytest.raises(ObservatoryError):
        Desk.open(desk.path)
    tables = {row[0] for row in sqlite3.connect(desk.path).execute("SELECT name FROM sqlite_master")}
    assert "later" not in tables
    monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS[:-1], "CREATE TABLE later (x TEXT) STRICT;"))
    Desk.open(desk.path).close()
    tables = {row[0] for row in sqlite3.connect(desk.path).execute("SELECT name FROM sqlite_master")}
    assert "later" in tables


def test_keys_are_apart_and_a_sealed_one_is_gone_from_the_bytes(desk: Desk) -> None:
    gate = desk.gate()
    assert len({desk.key, gate.key, gate.audience_key}) == 3
    assert all(len(key) == 64 for key in (desk.key, gate.key, gate.audience_key))
    desk.seal()
    assert desk.gate().audience_key == ""
    for file in desk.path.parent.glob("desk.sqlite*"):
        assert gate.audience_key.encode() not in file.read_bytes()


def test_a_lost_key_is_an_error_not_a_new_one(desk: Desk) -> None:
    sqlite3.connect(desk.path, isolation_level=None).execute("DELETE FROM keys WHERE name = 'gate'")
    with pytest.raises(ObservatoryError, match="lost its key"):
        desk.gate()


def test_what_is_deleted_leaves_no_bytes(desk: Desk) -> None:
    desk.roster.put(Voice("marked", "Unmistakable Name", "organisation"))
    desk.roster.remove("marked")
    assert desk.truncate_log()
    for file in desk.path.parent.glob("desk.sqlite*"):
        assert b"Unmistakable" not in file.read_bytes()


def test_the_fingerprint_changes_with_all_that_a_build_takes_and_nothing_else(desk: Desk) -> None:
    seen = [desk.fingerprint()]
    desk.roster.put(Voice("a", "A", "organisation"))
    seen.append(desk.fingerprint())
    desk.coverage.say(Covered("a", "own_posts", 0, 10))
    seen.append(desk.fingerprint())
    desk.entries.add(Entry("hand:1", "telephone", "note of 3 May", "B. Roy"))
    seen.append(desk.fingerprint())
    desk.optouts.shut([ShutId(keyed_hash(desk.gate().key, "x:1"), "account", "x")])
    seen.append(desk.fingerprint())
    assert len(set(seen)) == len(seen)
    desk.roster.put(Voice("a", "A", "organisation", reason="says why, changes no figure"))
    desk.audit.log("opened", "x:1", "why")
    assert desk.fingerprint() == seen[-1]


def test_a_build_is_stale_once_an_entry_has_lapsed(desk: Desk) -> None:
    desk.roster.put(Voice("p", "P", "person", reason="candidate"))
    later = 4_102_444_800_000_000
    assert desk.roster.lapsed(later)[0].voice == "p"
    assert desk.fingerprint() != desk.fingerprint(later)
    assert PERSON_LAPSES_US == 2 * 365 * 24 * 3600 * 10**6


def test_a_transaction_is_all_or_nothing(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.transaction():
        desk.roster.put(Voice("a", "A", "organisation"))
        raise RuntimeError
    assert desk.roster.voices() == []
