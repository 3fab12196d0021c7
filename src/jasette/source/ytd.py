"""The scripts of an X account archive: `window.YTD.tweets.part0 = [ … ]`, one list a file, or several in one file.

What stands before a list is blanked, so that a reader of JSON finds the list, and every record keeps its byte and line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.errors import InputError
from jasette.source.bundle import Bundle
from jasette.source.files import InputFile

if TYPE_CHECKING:
    from jasette.source.files import Progress

HEADING = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.(?:YTD\.(\w+)\.part\d+|(__THAR_CONFIG))\s*=\s*")
MANIFEST = "__THAR_CONFIG"
AGAIN = "fetch the archive again, and add it as it is"


class Script(InputFile):
    """A file of the archive as the list that it holds: what stands before is blanked, so that every byte keeps its place."""

    def __init__(self, member: InputFile, heading: int) -> None:
        super().__init__(member.name, path=member.path, spool=member.spool)
        self.progress, self._of, self._heading = member.progress, member, heading

    @property
    def plain(self) -> None:
        return None

    @property
    def size(self) -> int:
        return self._of.size

    def _raw(self, progress: Progress) -> Iterator[bytes]:
        left = self._heading
        for block in self._of._raw(progress):
            yield re.sub(rb"[^\n]", b" ", block[:left]) + block[left:] if left else block
            left = max(0, left - len(block))


@dataclass(frozen=True)
class Part:
    """One list of the archive: what it is a list of, the list, and how its rejects name it."""

    kind: str
    script: Script
    label: str


def parts_of(file: InputFile, known: Collection[str], first: Sequence[str]) -> list[Part]:
    """The lists of an archive, those of kinds `first` before the others; of a single file, those that stand in it.

    Raises InputError for a file that is no such script, that holds a list of another kind than `known`, or that does not
    begin with its account.
    """
    parts = []
    if isinstance(file, Bundle):
        for name, member in file.members.items():
            heading = HEADING.match(member.head().data)
            if heading is None:
                raise InputError(f"{name} does not begin as a file of an archive does", place=file.name, remedy=AGAIN)
            parts.append(Part(kind_of(heading), Script(member, heading.end()), f"{name}: "))
    else:
        begin = HEADING.match(file.head().data)
        if begin is None or begin[1] != b"account":
            what, remedy = "this file does not say whose posts it holds", "add the whole archive, zip or folder: account.js in it does"
            raise InputError(what, place=file.name, remedy=remedy)
        data = whole(file)
        found = [begin, *(match for match in re.finditer(rb"(?m)^" + HEADING.pattern, data) if match.start() >= begin.end())]
        for heading, end in zip(found, [*(after.start() for after in found[1:]), len(data)], strict=True):
            parts.append(Part(kind_of(heading), Script(InputFile.of_bytes(file.name, data[:end]), heading.end()), ""))
    for part in parts:
        if part.kind not in known:
            raise InputError(f"{part.label}a list of {part.kind!r} is not read", place=file.name, remedy=AGAIN)
    return sorted(parts, key=lambda part: first.index(part.kind) if part.kind in first else len(first))


def kind_of(heading: re.Match[bytes]) -> str:
    """What the list is a list of: tweets, note_tweet, account…"""
    return (heading[1] or heading[2]).decode()


def whole(file: InputFile) -> bytes:
    """All bytes of a small file."""
    stream, blocks = file.open(), []
    while block := stream.read(1 << 20):
        blocks.append(block)
    return b"".join(blocks)


def about(parts: list[Part], kind: str, form: Any, place: str) -> Any:
    """What the part says, None if there is none. Its bytes go nowhere: they hold more than what is asked."""
    part = next((part for part in parts if part.kind == kind), None)
    if part is None:
        return None
    try:
        return msgspec.json.decode(whole(part.script).strip(), type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        name = part.label.removesuffix(": ") or kind
        raise InputError(f"{name} cannot be read ({error})", place=place, remedy=AGAIN) from error
