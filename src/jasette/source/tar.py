"""Members of tar archives (`.tar`, `.tar.gz`, `.tar.zst`), read in their place: nothing is unpacked onto the disk.

    listed(path) -> {name: TarMember}, None where the file is no tar

A tar can only be read from its start: each opening of a member passes over those before it, of which nothing is kept.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jasette.errors import InputError
from jasette.source import Recipe, Rejected
from jasette.source.archives import DAMAGE, ITSELF, UNPACKING, Given, Member, taken
from jasette.source.contained import contained
from jasette.source.files import BLOCK, Damaged, InputFile, Stream
from jasette.source.members import MOST

MAGIC, AT = b"ustar", 257
HEADER = 1 << 20
"""Bytes that may stand between two members: headers that claim more are not believed."""


class TarMember(Member):
    """One member; `size` is that of the whole archive, which is what has to be read for it."""

    def blocks(self) -> Iterator[bytes]:
        for info, archive in _members(InputFile.of_path(self.path).watched(self.progress).open()):
            if info.name == self.inside and (handle := archive.extractfile(info)) is not None:
                while block := handle.read(BLOCK):
                    yield block
                return


def listed(path: Path, *, spool: Path | None = None) -> dict[str, InputFile] | None:
    """The files in it by name, None where the file is no tar. InputError where it breaks off before the first, or has too many."""
    file = InputFile.of_path(path)
    if file.head().data[AT : AT + len(MAGIC)] != MAGIC:
        return None
    names: set[str] = set()
    damage = ""
    try:
        for name in taken(_contents, file):
            names.add(name.decode(errors="surrogateescape"))
            if len(names) > MOST:
                raise InputError(f"this tar archive is not read: it has more than {MOST:,} members", place=str(path), remedy=ITSELF)
    except Damaged as error:
        damage = str(error)
    if damage and not names:
        raise InputError(f"this tar archive is damaged ({damage})", place=str(path), remedy="fetch or export it again")
    return {name: TarMember(path, name, spool=spool) for name in sorted(names)}


def _names(file: InputFile, recipe: Recipe) -> Iterator[Given]:
    try:
        for info, _ in _members(file.open()):
            if info.isreg():
                yield info.name.encode(errors="surrogateescape")
    except DAMAGE as error:
        yield Rejected("", str(error) or type(error).__name__, b"")


def _members(stream: Stream) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
    meter: Any = _Meter(stream)
    with tarfile.open(fileobj=meter, mode="r|", bufsize=512 * 40) as archive:
        while (info := archive.next()) is not None:
            # what follows the member's own bytes is the header of the next
            meter.left = info.size + HEADER
            yield info, archive


class _Meter:
    """Hands out the stream's bytes, and no more between two members than their sizes allow."""

    def __init__(self, stream: Stream) -> None:
        self.stream, self.left = stream, HEADER

    def read(self, size: int) -> bytes:
        self.left -= size
        if self.left < 0:
            raise tarfile.ReadError("a header is longer than any is")
        data = self.stream.read(size)
        if self.stream.damage:
            raise EOFError(self.stream.damage)
        return data


_contents = contained(_names, limits=UNPACKING)
