"""Members of tar archives (`.tar`, `.tar.gz`, `.tar.zst`), read in their place: nothing is unpacked onto the disk.

    listed(path) -> names in order, [] where the file is no tar
    TarMember(path, name)      one of them as a file of its own

A tar can only be read from its start: each opening of a member passes over those before it, of which nothing is kept.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jasette.errors import InputError
from jasette.source.files import BLOCK, InputFile, Progress, Stream

MAGIC, AT = b"ustar", 257
HEADER = 1 << 20
"""Bytes that may stand between two members: headers that claim more are not believed."""


class TarMember(InputFile):
    """One member; `name` is what people see."""

    def __init__(self, path: Path, member: str, *, spool: Path | None = None) -> None:
        super().__init__(f"{path}!{member}", path=path, spool=spool)
        self.tar, self.inside = path, member

    @property
    def plain(self) -> tuple[Path, str] | None:
        return None

    @property
    def size(self) -> int:
        return self.tar.stat().st_size

    def _raw(self, progress: Progress) -> Iterator[bytes]:
        whole = InputFile.of_path(self.tar)
        whole.progress = progress
        for info, archive in _members(whole.open()):
            if info.name == self.inside and (handle := archive.extractfile(info)) is not None:
                while block := handle.read(BLOCK):
                    yield block
                return


def listed(path: Path) -> list[str]:
    """Names of the files in it, in their order, each once. Raises InputError where it breaks off before the first."""
    file = InputFile.of_path(path)
    if file.head().data[AT : AT + len(MAGIC)] != MAGIC:
        return []
    names: dict[str, None] = {}
    try:
        for info, _ in _members(file.open()):
            if info.isreg():
                names[info.name] = None
    except (tarfile.TarError, OSError, EOFError) as error:
        if not names:
            raise InputError(f"this tar archive is damaged ({error})", place=str(path), remedy="fetch or export it again") from error
    return list(names)


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
