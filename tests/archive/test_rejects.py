from __future__ import annotations

import pytest

from jasette.errors import InputError
from jasette.source import Filtered, Recipe, Rejected, Repaired


@pytest.fixture
def filled(archive, made):
    recipe = Recipe(into="posts", platform="x", columns={"a": "b"})
    made.add(archive, *(Rejected("posts", f"bad {i}", f"raw {i}".encode(), i * 10, i) for i in range(1, 6)), recipe=recipe)
    made.add(archive, Rejected("posts", "bad", b"elsewhere", 0, 1), file="other.json", digest="2")
    return archive


def counts(receipts):
    return [(r.file, r.into, r.read, r.stored, r.duplicate, r.rejected, r.filtered, r.opted_out) for r in receipts]


def test_what_can_be_read_now_moves_and_the_rest_stays(filled, made):
    seen = []

    def again(reject):
        seen.append(reject)
        match reject.line:
            case 1:
                return [made.rows("posts", {"post_id": "x:1"}), made.rows("accounts", {"account_id": "x:9"})]
            case 2:
                return [Rejected("posts", "still bad", reject.raw, 0, 1)]
            case 3:
                raise InputError("cannot")
            case 4:
                return [Filtered("posts", 1, "private"), Repaired("surrogate", 1)]
        return [made.rows("posts", {"post_id": "x:5"}), Rejected("posts", "half", b"")]

    receipts = filled.retry_rejects(again, gate=made.gate(), file="file.json")
    assert [(r.source, r.file, r.byte_offset, r.line, r.raw, r.into) for r in seen] == [
        ("made_up", "file.json", i * 10, i, f"raw {i}".encode(), "posts") for i in range(1, 6)
    ]
    assert seen[0].recipe == Recipe(into="posts", platform="x", columns={"a": "b"})
    assert counts(receipts) == [("file.json", "posts", 5, 1, 0, 3, 1, 0), ("file.json", "accounts", 1, 1, 0, 0, 0, 0)]
    assert all(receipt.balanced for receipt in receipts)
    left = made.query(filled, "SELECT file, line, reason FROM raw_rejects ORDER BY file, line")
    assert left == [("file.json", 2, "bad 2"), ("file.json", 3, "bad 3"), ("file.json", 5, "bad 5"), ("other.json", 1, "bad")]
    assert made.query(filled, "SELECT post_id FROM raw_posts") == [("x:1",)]
    assert filled.unbalanced() == []


def test_all_files_and_none(filled, made):
    receipts = filled.retry_rejects(lambda reject: [made.rows("posts", {"post_id": reject.raw.decode()})], gate=made.gate())
    assert counts(receipts) == [("file.json", "posts", 5, 5, 0, 0, 0, 0), ("other.json", "posts", 1, 1, 0, 0, 0, 0)]
    assert filled.stats()["rejects"].rows == 0
    assert filled.retry_rejects(lambda reject: [], gate=made.gate()) == []


def test_a_retry_that_stops_before_the_rejects_are_cleared_is_taken_up(filled, made, monkeypatch):
    def again(reject):
        return [made.rows("posts", {"post_id": reject.raw.decode()})]

    with monkeypatch.context() as broken:
        broken.setattr(type(filled), "rewrite", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            filled.retry_rejects(again, gate=made.gate())
    receipts = filled.retry_rejects(again, gate=made.gate())
    assert sum(r.duplicate for r in receipts) == 6
    assert (filled.stats()["rejects"].rows, filled.stats()["posts"].rows) == (0, 6)
