"""A file gone through once: its digest and the marks in it, however the blocks fall."""

from __future__ import annotations

import hashlib
import os

import pytest

from jasette.source import through
from jasette.source.through import PROTECTED, begin, begun, holds
from jasette.source.through import through as known

OTHER = b'"another_mark"'


@pytest.mark.parametrize("block", [1, 7, 11, 64, 1 << 16])
def test_the_digest_and_the_marks_do_not_depend_on_the_blocks(tmp_path, monkeypatch, block):
    monkeypatch.setattr(through, "BLOCK", block)
    path = tmp_path / "f"
    for before in (0, 1, 5, 6, 7, 30):
        for inside in (b"", PROTECTED, OTHER, PROTECTED + OTHER, PROTECTED[:-1]):
            data = b"." * before + inside + b"-" * 9
            path.write_bytes(data)
            found = through._walk(path, (PROTECTED, OTHER))
            assert found.digest == known(path).digest == hashlib.sha256(data).hexdigest()
            assert found.marks == {mark for mark in (PROTECTED, OTHER) if mark in data}
            assert known(path).marks == found.marks - {OTHER}
            assert holds(path, b"-.") is (b"-." in data) and holds(path, b"--")


def test_a_mark_is_not_put_together_of_what_an_earlier_block_left(tmp_path, monkeypatch):
    monkeypatch.setattr(through, "BLOCK", 16)
    path = tmp_path / "f"
    path.write_bytes(b"." * 8 + PROTECTED[:8] + PROTECTED[:3])  # the rest of the first block is still in the buffer
    assert known(path).marks == frozenset()


def test_without_the_search_of_the_system(tmp_path, monkeypatch):
    monkeypatch.setattr(through, "_memmem", None)
    path = tmp_path / "f"
    path.write_bytes(b"..." + PROTECTED)
    assert known(path).marks == {PROTECTED}


def test_what_was_begun_is_taken_once_and_only_of_the_file_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(through, "WORTH_IT", 1)
    path, walked = tmp_path / "f", []
    whole = through._walk
    monkeypatch.setattr(through, "_walk", lambda *given, **how: walked.append(given) or whole(*given, **how))
    path.write_bytes(b"one")
    assert not begun(path)
    begin(path)
    assert begun(path)
    for _ in range(2):
        assert known(path).digest == hashlib.sha256(b"one").hexdigest() and len(walked) == 1
        begin(path)
    path.write_bytes(b"two")
    os.utime(path, ns=(1, 1))
    assert known(path).digest == hashlib.sha256(b"two").hexdigest() and len(walked) == 2
    begin(path)
    through._begun[path].join()
    assert known(path).digest == hashlib.sha256(b"two").hexdigest() and len(walked) == 3


def test_nothing_is_begun_for_folders_archives_small_files_and_what_is_not_there(tmp_path, monkeypatch):
    (tmp_path / "small").write_bytes(b"x")
    begin(tmp_path / "small")
    assert not begun(tmp_path / "small")
    monkeypatch.setattr(through, "WORTH_IT", 1)
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04....")
    for path in (tmp_path, tmp_path / "a.zip", tmp_path / "absent"):
        begin(path)
        assert not begun(path)
    with pytest.raises(FileNotFoundError):
        known(tmp_path / "absent")
