"""Members of zip archives, whose table of contents is looked at before any is opened (members.py)."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from jasette.errors import InputError
from jasette.source import Recipe
from jasette.source.archives import ITSELF, UNPACKING, Given, Member, taken
from jasette.source.contained import contained
from jasette.source.files import BLOCK, Damaged, InputFile, untold
from jasette.source.members import is_document, wrong_members

MAGIC = b"PK\x03\x04"
Entry = tuple[str, int, int]
"""A member's name, its bytes in the archive, and unpacked."""


class ZipMember(Member):
    """One member; `size` its bytes in the archive."""

    def __init__(self, path: Path, entry: Entry, *, spool: Path | None = None) -> None:
        inside, self.packed, self.unpacked = entry
        super().__init__(path, inside, spool=spool)

    @property
    def size(self) -> int:
        return self.packed

    def blocks(self) -> Iterator[bytes]:
        done = 0
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.inside) as inside:
                while block := inside.read(BLOCK):
                    done += len(block)
                    self.progress(done * self.packed // max(self.unpacked, 1))
                    yield block
        except (RuntimeError, NotImplementedError) as error:
            raise InputError(f"this member cannot be unpacked: {error}", place=self.name, remedy=ITSELF) from error


def listed(path: Path, *, spool: Path | None = None) -> dict[str, InputFile] | None:
    """The members by name, None where the file is no zip. A workbook is one file, whose name there is ""."""
    with path.open("rb") as handle:
        if handle.read(len(MAGIC)) != MAGIC:
            return None
    try:
        entries = msgspec.msgpack.decode(b"".join(taken(_contents, InputFile.of_path(path))), type=list[Entry])
    except Damaged as error:
        raise InputError(f"this zip archive is not read: {error}", place=str(path), remedy=ITSELF) from error
    if is_document({name for name, *_ in entries}):
        return {"": InputFile.of_path(path, spool=spool)}
    return {entry[0]: ZipMember(path, entry, spool=spool) for entry in sorted(entries)}


def unpack(path: Path, folder: Path) -> bool:
    """Set the members down in an empty folder, as they are; False where the file is no zip archive. InputError where it is damaged."""
    members = listed(path)
    for name, member in (members or {}).items():
        target = folder / (name or path.name)  # no name leads out: that was looked at first
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("wb") as out:
                out.writelines(member._raw(untold))
        except Damaged as error:
            raise InputError(f"this zip archive is damaged ({error})", place=member.name, remedy="fetch it again") from error
    return members is not None


def _entries(file: InputFile, recipe: Recipe) -> Iterator[Given]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, struct.error) as error:
        raise InputError(f"this zip archive is damaged ({error})", place=file.name, remedy="fetch or export it again") from error
    if wrong := wrong_members(inside, file.size):
        raise InputError(f"this zip archive is not read: {wrong}", place=file.name, remedy="unpack it yourself and look at it")
    yield msgspec.msgpack.encode([(info.filename, info.compress_size, info.file_size) for info in inside])


_contents = contained(_entries, limits=UNPACKING)
