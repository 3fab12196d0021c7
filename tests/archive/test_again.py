"""The same bytes, read the same way, are not read again; wherever that could be wrong, they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jasette import engine
from jasette.archive import Archive
from jasette.archive import again as memory
from jasette.source import Filtered, Recipe, Rejected


def counts(receipts: Any) -> dict[str, tuple[int, ...]]:
    return {r.into: (r.read, r.stored, r.duplicate, r.rejected, r.filtered, r.opted_out) for r in receipts}


def add_again(archive: Archive, made: Any, digest: str = "1", recipe: Recipe | None = None, **people: Any) -> Any:
    return archive.add_again(file="f", digest=digest * 64, source="made_up", recipe=recipe or Recipe(), gate=made.gate(**people))


@pytest.fixture(autouse=True)
def of_any_size(monkeypatch):
    monkeypatch.setattr(memory, "LEAST", 0)


@pytest.fixture
def items(made):
    posts = made.rows("posts", *({"post_id": f"x:{i}", "account_id": f"x:{i}", "text": "words"} for i in (1, 2, 2, 3)))
    members = made.rows("audience", {"account_id": "x:1", "member": "x:2"})
    return [posts, Rejected("posts", "bad", b"x", 1, 1), members, Filtered("posts", 4, "private message")]


def test_it_gives_what_reading_again_gives(archive, made, items):
    made.add(archive, *items, accounts=["x:3"])
    read = made.add(archive, *items, accounts=["x:3"])
    known = add_again(archive, made, accounts=["x:3"])
    assert counts(known) == counts(read) and [r.notes for r in known] == [r.notes for r in read]
    assert all(receipt.balanced and receipt.file == "f" for receipt in known) and archive.unbalanced() == []
    assert counts(add_again(Archive.open(archive.root), made, accounts=["x:3"])) == counts(read)  # also in another process
    assert made.query(archive, "SELECT count(DISTINCT batch), count(*) FROM raw_ledger") == [(4, 8)]


def test_what_was_never_read_or_read_otherwise_is_not_known(archive, made, items):
    assert add_again(archive, made) == []
    made.add(archive, *items)
    assert add_again(archive, made, digest="2") == [] and add_again(archive, made, recipe=Recipe(platform="x")) == []


def test_other_opt_outs_ask_for_another_reading(archive, made, items):
    made.add(archive, *items)
    assert add_again(archive, made) and add_again(archive, made, accounts=["x:1"]) == []
    assert add_again(archive, made, audience_key="") == []


def test_a_size_is_noted_where_readings_are_remembered_and_goes_with_them(archive, made, items):
    archive.note_size(7)
    assert not archive.size_noted(7)
    made.add(archive, *items)
    archive.note_size(7)
    assert archive.size_noted(7) and not archive.size_noted(8)
    assert {path.stat().st_size for path in (archive.root / memory.FOLDER).glob("7*")} == {0}
    archive.compact()
    assert archive.size_noted(7)
    memory.forget(archive.root)
    assert not archive.size_noted(7)


def test_after_anything_was_rewritten_it_is_read_again(archive, made, items):
    made.add(archive, *items)
    archive.compact()
    assert add_again(archive, made)  # the same rows in other files
    with engine.connect() as connection:
        archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE post_id <> 'x:1'")
    assert add_again(archive, made) == []


def test_another_program_reads_again(archive, made, items, monkeypatch):
    made.add(archive, *items)
    monkeypatch.setattr(memory, "_program", lambda: "mended")
    assert add_again(archive, made) == []


def test_a_small_reading_leaves_no_file(archive, made, items, monkeypatch):
    monkeypatch.setattr(memory, "LEAST", 12)
    made.add(archive, *items)  # 11 records
    assert add_again(archive, made) == [] and not (archive.root / memory.FOLDER).exists()
    assert counts(made.add(archive, *items))["posts"] == (9, 0, 4, 1, 4, 0)


def test_a_memory_that_cannot_be_read_is_none(archive, made, items):
    made.add(archive, *items)
    (file,) = (archive.root / memory.FOLDER).glob("*.json")
    kept = json.loads(file.read_bytes())
    assert "file.json" not in file.read_text() and "words" not in file.read_text()
    file.write_bytes(file.read_bytes()[:-1])
    assert add_again(archive, made) == []
    file.write_text(json.dumps(kept | {"mark": ""}))
    assert add_again(archive, made) == []
