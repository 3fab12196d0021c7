"""Archives that nobody makes in good faith, told by their table of contents alone: nothing is unpacked to find out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

RATIO, SLACK = 200, 256 << 20
"""What unpacks to more than so many times its size, and to more bytes than that, is taken for a bomb (text packs to a tenth)."""
MOST = 100_000
HEADER = 30
"""Bytes of a member's own header, its name not counted."""


def wrong_members(members: list[zipfile.ZipInfo], size: int) -> str:
    """What is wrong with an archive of `size` bytes, naming the member; "" where nothing is."""
    return next(_wrong(members, size), "")


def is_document(names: set[str]) -> bool:
    """Whether a zip archive is one document, a workbook or a text: nobody means its parts."""
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin"}) or {"mimetype", "content.xml"} <= names


def _wrong(members: list[zipfile.ZipInfo], size: int) -> Iterator[str]:
    if len(members) > MOST:
        yield f"it has more than {MOST:,} members"
    end, before = 0, ""
    names: set[str] = set()
    for info in sorted(members, key=lambda one: one.header_offset):
        name = info.filename
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            yield f"the name of {name!r} leads out of its folder"
        if name in names:
            yield f"{name!r} is in it twice"
        if info.header_offset < end:
            # Fifield 2019: ten megabytes that unpack to 281 terabytes
            yield f"{before!r} and {name!r} lie over one another"
        names.add(name)
        # in no encoding of names does a character take less than a byte
        end, before = info.header_offset + HEADER + len(name) + info.compress_size, name
        if end > size:
            yield f"{name!r} is said to be larger than the archive"
        if info.file_size > SLACK and info.file_size > RATIO * info.compress_size:
            yield f"{name!r} unpacks to more than {RATIO} times its size"
