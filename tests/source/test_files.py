"""Files, folders, archives and standard input, and what is said when they are damaged."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard

from jasette.errors import InputError
from jasette.source import through
from jasette.source.files import InputFile, expand

DATA = b'{"id": "1"}\n' * 50_000


def everything(file: InputFile) -> bytes:
    stream, parts = file.open(), []
    while block := stream.read(10_007):
        parts.append(block)
    assert stream.damage == ""
    assert stream.position == sum(map(len, parts))
    return b"".join(parts)


PACKED = {
    "plain.json": DATA,
    "one.json.gz": gzip.compress(DATA),
    "two.json.gz": gzip.compress(DATA[:1200]) + gzip.compress(DATA[1200:]),
    "padded.json.gz": gzip.compress(DATA) + b"\0" * 512,
    "one.json.zst": zstandard.compress(DATA),
    "two.json.zst": zstandard.compress(DATA[:1200]) + zstandard.compress(DATA[1200:]),
    "no suffix": gzip.compress(DATA),
    "lying.gz": DATA,
}


@pytest.mark.parametrize("name", PACKED)
def test_compression_is_told_by_the_bytes(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PACKED[name])
    (file,) = expand([path])
    assert everything(file) == DATA
    assert file.head().data == DATA[: 1 << 16]
    assert file.size == len(PACKED[name])
    assert file.digest() == hashlib.sha256(PACKED[name]).hexdigest()
    local, damage = file.local(tmp_path)
    assert (local.read_bytes(), damage) == (DATA, "")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("cut", [5, 100, 700, -1])
def test_a_file_cut_short_is_read_as_far_as_it_goes(tmp_path, pack, cut):
    data = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(2000))
    stream = InputFile.of_bytes("x", pack(data)[:cut]).open()
    got = stream.read(1 << 20)
    assert data.startswith(got)
    assert "early" in stream.damage
    assert stream.read(5) == b""


def test_members_of_a_zip_archive_have_names_after_the_mark(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/tweets.json.gz", gzip.compress(DATA))
        archive.writestr("a.json", DATA)
        archive.writestr("__MACOSX/a.json", b"x")
        archive.mkdir("empty")
    files = list(expand([path]))
    assert [file.name for file in files] == [f"{path}!a.json", f"{path}!b/tweets.json.gz"]
    assert [everything(file) for file in files] == [DATA, DATA]
    assert files[0].digest() == hashlib.sha256(DATA).hexdigest()
    assert files[0].plain is None
    assert 0 < files[0].size < len(DATA)


def test_a_damaged_zip(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", DATA)
    whole = bytearray(path.read_bytes())
    whole[5000] ^= 1
    path.write_bytes(whole)
    (file,) = expand([path])
    stream = file.open()
    stream.read(1 << 30)
    assert "CRC" in stream.damage
    path.write_bytes(whole[:3000])
    with pytest.raises(InputError, match="damaged"):
        list(expand([path]))


def test_folders_are_read_in_order_without_hidden_files(tmp_path):
    for name in ("b/2.json", "a.json", ".hidden", "b/.git/x", "b/1.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(DATA)
    assert [Path(file.name).relative_to(tmp_path).as_posix() for file in expand([tmp_path])] == ["a.json", "b/1.json", "b/2.json"]


def test_a_file_stays_where_it_was_when_the_folder_changes(tmp_path, monkeypatch):
    (tmp_path / "here.json").write_bytes(DATA)
    monkeypatch.chdir(tmp_path)
    (file,) = expand(["here.json"], spool=Path("spool"))
    monkeypatch.chdir("/")
    assert (file.name, everything(file), file.spool) == ("here.json", DATA, tmp_path / "spool")


def test_standard_input_is_spooled(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(DATA))))
    (file,) = expand(["-"], spool=tmp_path)
    assert (file.name, everything(file), file.head().data[:5]) == ("-", DATA, DATA[:5])
    assert len(list(tmp_path.iterdir())) == 1
    del file
    assert not list(tmp_path.iterdir())


def test_nothing_there(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        list(expand([tmp_path / "absent"]))
    assert list(expand([])) == []
    assert InputFile.of_bytes("empty", b"").head().data == b""


def test_progress_counts_the_bytes_as_they_lie_there(tmp_path):
    path = tmp_path / "f.gz"
    path.write_bytes(gzip.compress(DATA))
    done: list[int] = []
    watched = InputFile.of_path(path).watched(done.append)
    everything(watched)
    assert done[-1] == watched.size


def test_a_mark_is_found_wherever_it_stands_also_across_a_seam(tmp_path, monkeypatch):
    monkeypatch.setattr(through, "BLOCK", 8)
    path = tmp_path / "f"
    for before in range(12):
        path.write_bytes(b"." * before + b"mark" + b"." * 5)
        assert InputFile.of_path(path).may_hold(b"mark")
        assert not InputFile.of_path(path).may_hold(b"mask")
    path.write_bytes(b"")
    assert not InputFile.of_path(path).may_hold(b"mark")
    # what would have to be unpacked first is not looked at
    path.write_bytes(gzip.compress(b"nothing"))
    assert InputFile.of_path(path).may_hold(b"mark")
