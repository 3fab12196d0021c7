"""Archives are listed and unpacked in the process that can be ended (contained.py); this one takes plain bytes through a pipe.

    listed(path) -> {name: member}   of zip and tar archives; None where the file is neither
    Member.open()                    as of any file; nothing is unpacked onto the disk

A reader that works in such a process already unpacks there, and starts no other.
"""

from __future__ import annotations

import hashlib
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from jasette.errors import InputError
from jasette.source import Head, Recipe, Rejected
from jasette.source.contained import Contained, Limits, contained
from jasette.source.files import Damaged, InputFile, Progress, untold

Given = bytes | Rejected
"""A piece of what was asked for; a reject says why no more comes."""
UNPACKING = Limits(cpu_s=30)
"""A table of contents of 100,000 members takes a second, a block of a member some milliseconds."""
LOOKING = Limits(memory=4 << 30, cpu_s=30)
"""A member may be packed itself, and zstd ask for a window of 2 GiB."""
DAMAGE = (EOFError, OSError, UnicodeDecodeError, lzma.LZMAError, struct.error, tarfile.TarError, zipfile.BadZipFile, zlib.error)
"""What the standard library raises where an archive is not what it says."""
ITSELF = "unpack it yourself and add the file"
File = TypeVar("File", bound=InputFile)


class Member(InputFile):
    """One member of the archive at `path`; `inside` is its name there. Each kind of archive says how its `blocks` are read."""

    def __init__(self, path: Path, inside: str, *, spool: Path | None = None) -> None:
        super().__init__(f"{path}!{inside}", path=path, spool=spool)
        self.inside = inside

    @property
    def plain(self) -> tuple[Path, str] | None:
        return None

    def digest(self) -> str:
        """SHA-256 of the member's own bytes; of a damaged one, of those that can be unpacked."""
        return self._whole(_digest).decode()

    def head(self) -> Head:
        return Head(self.name, self._whole(_head))

    def blocks(self) -> Iterator[bytes]:
        """The member's bytes, unpacked in this process; tells `self.progress` how far it is. Raises DAMAGE."""
        raise NotImplementedError

    def _raw(self, progress: Progress) -> Iterator[bytes]:
        return taken(_blocks, self.watched(progress))

    def _whole(self, ask: Contained[Member, Given]) -> bytes:
        try:
            return b"".join(taken(ask, self.watched(untold)))
        except Damaged as error:
            raise InputError(f"this member cannot be unpacked: {error}", place=self.name, remedy=ITSELF) from error


def listed(path: Path, *, spool: Path | None = None) -> dict[str, InputFile] | None:
    """The members by their names, None where there is no archive. InputError where it is damaged, or made to hurt (members.py)."""
    from jasette.source import tar, zipped

    members = zipped.listed(path, spool=spool)
    return tar.listed(path, spool=spool) if members is None else members


def taken(ask: Contained[File, Given], file: File) -> Iterator[bytes]:
    """What comes from the other process; Damaged where it stops before its end. An InputError there is raised here."""
    for given in ask(file, Recipe()):
        if isinstance(given, Rejected):
            raise Damaged(given.reason)
        yield given


def _in_blocks(file: Member, recipe: Recipe) -> Iterator[Given]:
    try:
        yield from file.blocks()
    except DAMAGE as error:
        yield Rejected("", str(error) or type(error).__name__, b"")


def _digested(file: Member, recipe: Recipe) -> Iterator[Given]:
    running = hashlib.sha256()
    try:
        for block in file.blocks():
            running.update(block)
    except DAMAGE:
        pass
    yield running.hexdigest().encode()


def _looked_at(file: Member, recipe: Recipe) -> Iterator[Given]:
    yield InputFile.head(file).data


_blocks = contained(_in_blocks, limits=UNPACKING)
_digest = contained(_digested, limits=UNPACKING)
_head = contained(_looked_at, limits=LOOKING)
