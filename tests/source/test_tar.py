"""Tar archives: members in their place, damage, and headers that lie."""

from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from jasette.errors import InputError
from jasette.source.files import expand
from jasette.source.tar import listed


def packed(members, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_members_are_files_of_their_own(tmp_path, mode):
    path = tmp_path / "a.tar"
    long = "x" * 300_000
    path.write_bytes(packed({"b.txt": b"second", "a/long.txt": long.encode(), "../up": b"no harm"}, mode))
    files = {file.name.partition("!")[2]: file for file in expand([path])}
    assert files["b.txt"].open().read(100) == b"second"
    assert files["a/long.txt"].head().data == long[: 1 << 16].encode()
    assert files["a/long.txt"].open().read(1 << 20) == long.encode()
    assert not (tmp_path.parent / "up").exists()


def test_what_is_no_tar_is_left_to_others(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n'))
    assert listed(path) is None
    assert [file.name for file in expand([path])] == [str(path)]


def test_an_archive_that_breaks_off_gives_what_came_before(tmp_path):
    path = tmp_path / "a.tar.gz"
    whole = packed({"a": b"a" * 2000, "b": bytes(range(256)) * 4000}, "w:gz")
    path.write_bytes(whole[: len(whole) // 2])
    names = [file.name.partition("!")[2] for file in expand([path])]
    assert names[:1] == ["a"]


def test_a_header_that_claims_gigabytes_costs_nothing(tmp_path):
    info = tarfile.TarInfo("bomb")
    info.type, info.size = tarfile.XHDTYPE, 4 << 30
    path = tmp_path / "a.tar"
    path.write_bytes(info.tobuf(tarfile.USTAR_FORMAT) + b"\0" * (8 << 20))
    with pytest.raises(InputError, match="damaged"):
        listed(path)
