"""Archives are opened in a process of their own: what comes out, how it ends, and that nothing of it happens here."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import tarfile
import zipfile

import pytest

from jasette.errors import InputError
from jasette.source import Recipe, Rows, archives, contained, tar
from jasette.source.contained import Limits
from jasette.source.files import expand
from jasette.sources import all_sources

DATA = b"".join(b'{"id": "%d"}\n' % n for n in range(400_000))


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path, members):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_this_process_opens_none(tmp_path, monkeypatch, pack):
    path = pack(tmp_path / "a", {"a.jsonl": DATA, "b.jsonl.gz": gzip.compress(DATA)})

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("an archive is opened in this process")

    for module, name in ((zipfile, "ZipFile"), (tarfile, "open")):
        monkeypatch.setattr(module, name, refused)
    plain, packed = expand([path])
    assert plain.head().data == packed.head().data == DATA[: 1 << 16]
    assert plain.digest() == hashlib.sha256(DATA).hexdigest()
    done: list[int] = []
    for file in (plain, packed):
        stream = file.watched(done.append).open()
        assert (stream.read(len(DATA) + 1), stream.damage) == (DATA, "")
    assert done[-1] == packed.size


def test_a_reader_in_such_a_process_unpacks_there(tmp_path):
    item = "<rss version='2.0'><channel><item><title>t</title><link>https://a.example/1</link></item></channel></rss>"
    (file,) = expand([zipped(tmp_path / "a.zip", {"feed.xml": item.encode()})])
    contained.dismiss()
    items = list(all_sources()["feed"].read(file, Recipe()))
    assert any(isinstance(item, Rows) and item.into == "posts" for item in items)
    assert len(contained._idle) == 1


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_member_whose_process_ends_breaks_off_and_the_next_is_read(tmp_path, monkeypatch, pack):
    noise = b"".join(hashlib.sha512(b"%d" % n).digest() for n in range(1 << 17))
    (file,) = expand([pack(tmp_path / "a", {"a.bin": noise})])
    asked = []
    monkeypatch.setattr(contained, "_take", lambda take=contained._take: asked.append(take()) or asked[-1])
    stream = file.open()
    stream.read(1 << 18)
    os.kill(asked[0].process.pid, signal.SIGKILL)
    while stream.read(1 << 20):
        pass
    assert "ended by SIGKILL" in stream.damage and stream.position < len(noise)
    assert file.open().read(len(noise) + 1) == noise


def test_limits_hold_for_a_member_and_for_a_table_of_contents(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {f"{n}.json": b"{}" for n in range(20_000)})
    little = Limits(memory=1 << 20)
    file = next(iter(expand([path])))
    with monkeypatch.context() as patched:
        patched.setattr(archives._blocks, "limits", little)
        stream = file.open()
        assert (stream.read(10), "more than 1 MiB of memory" in stream.damage) == (b"", True)
        patched.setattr(archives._digest, "limits", little)
        with pytest.raises(InputError, match=r"cannot be unpacked: .*more than 1 MiB"):
            file.digest()
    from jasette.source import zipped as module

    monkeypatch.setattr(module._contents, "limits", little)
    with pytest.raises(InputError, match=r"not read: .*more than 1 MiB of memory"):
        list(expand([path]))


def test_a_damaged_member_has_a_digest_all_the_same(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", DATA)
    whole = bytearray(path.read_bytes())
    whole[5000] ^= 1
    path.write_bytes(whole)
    one, two = (next(iter(expand([path]))) for _ in range(2))
    assert one.digest() == two.digest() != hashlib.sha256(DATA).hexdigest()


def test_an_encrypted_member_is_refused_with_a_remedy(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.json": b"{}"})
    whole = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + flags] |= 1
    path.write_bytes(whole)
    (file,) = expand([path])
    for ask in (file.digest, file.head, lambda: file.open().read(1)):
        with pytest.raises(InputError, match=r"cannot be unpacked: .*encrypted") as caught:
            ask()
        assert caught.value.remedy == "unpack it yourself and add the file"


def test_an_archive_of_folders_alone_holds_nothing(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.mkdir("empty")
    assert list(expand([tmp_path / "a.zip"])) == []


def test_a_tar_of_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(tar, "MOST", 3)
    with pytest.raises(InputError, match="more than 3 members"):
        list(expand([tarred(tmp_path / "a.tar.gz", {str(n): b"" for n in range(4)})]))
