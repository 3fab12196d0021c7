"""Cuts an XML file of many like elements (exports, feeds) into those, each with the byte and line it starts on.

    pieces(stream, "item") -> Piece…   what stands before the first item, then each item
    again(piece)                       a piece that holds two, as two
    utf8(data, encoding), mended(data) its bytes as a parser takes them

Each element is parsed by itself, so that a bad one costs no other and memory holds one at a time. Cutting only looks for
the names of elements outside CDATA and comments; whether a piece is good XML is decided by who reads it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from jasette.source.files import BLOCK, Stream

LONGEST = 64 << 20
"""An element that has not ended after so many bytes is taken for a broken one."""
CLOSES = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}


@cache
def _beginning(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\n[ \t]*(<%b[\s>])" % name)


@dataclass(frozen=True)
class Piece:
    """A stretch of the file: what stands before the items, one item, one that does not end, or a DOCTYPE."""

    kind: Literal["head", "item", "broken", "doctype"]
    data: bytes
    offset: int
    line: int


class Broken(Exception):
    """XML that cannot be read: why, and at which byte and line of the piece."""

    def __init__(self, reason: str, offset: int = 0, line: int = 0) -> None:
        super().__init__(reason)
        self.offset, self.line = offset, line


def pieces(stream: Stream, name: str = "item", longest: int = 0) -> Iterator[Piece]:
    """The file's pieces in their order, those elements that are called `name`; what stands between and after them is left out."""
    yield from _Cutter(stream, name.encode("ascii"), longest or LONGEST).cut()


class _Cutter:
    """Looks for the ends of items outside CDATA and comments; holds one item and a block."""

    def __init__(self, stream: Stream, name: bytes, longest: int) -> None:
        self.stream, self.longest = stream, longest
        self.begins, self.closes = b"<" + name, b"</" + name
        self.token = re.compile(rb"<!\[CDATA\[|<!--|<!DOCTYPE|<%b(?=[\s>])|</%b\s{0,40}>" % (name, name))
        self.again = _beginning(name)
        self.data = b""
        self.offset, self.line = 0, 1
        self.at = 0
        self.opened = -1
        """Where a CDATA section or comment starts in `data`, -1 outside."""
        self.start = -1
        """Where the open item starts in `data`, -1 outside."""
        self.headed = False
        self.looked = (0, -1)
        """How many bytes there were, and where the item starts, for which a look at its plain end was taken already."""

    def cut(self) -> Iterator[Piece]:
        more = True
        while more:
            block = self.stream.read(BLOCK)
            self.data += block
            more = bool(block)
            yield from self._tokens()
            if not more or len(self.data) > self.longest:
                yield from self._unclosed(more)
            elif self.start < 0 and self.opened < 0 and self.headed:
                self._drop(self.at)
        if not self.headed:
            yield self._piece("head", 0, len(self.data))

    def _tokens(self) -> Iterator[Piece]:
        while True:
            if self.opened >= 0:
                close = CLOSES[b"<!--" if self.data.startswith(b"<!--", self.opened) else b"<![CDATA["]
                end = self.data.find(close, self.at)
                if end < 0:
                    self.at = max(self.at, len(self.data) - len(close) + 1)
                    return
                self.at, self.opened = end + len(close), -1
                continue
            if self.start >= 0 and self.looked != (len(self.data), self.start):
                self.looked = (len(self.data), self.start)
                if end := self._plain_end():
                    yield self._piece("item", self.start, end)
                    self.at = end
                    self._drop(end)
                    continue
            found = self.token.search(self.data, self.at)
            if found is None:
                # a token may be cut in two
                self.at = max(self.at, len(self.data) - 48)
                return
            self.at = found.end()
            token = found[0]
            if token in CLOSES:
                self.opened = found.start()
            elif token == b"<!DOCTYPE":
                if not self.headed:
                    yield self._piece("doctype", found.start(), found.end())
            elif token == self.begins:
                yield from self._begin(found.start())
            elif self.start >= 0:
                yield self._piece("item", self.start, self.at)
                self._drop(self.at)

    def _plain_end(self) -> int:
        """Where the open item ends, 0 where only a look at every section and comment can tell; a tenth of the time of that."""
        end = self.data.find(self.closes, self.at)
        stop = end + len(self.closes)
        if end < 0 or self.data[stop : stop + 1] != b">" or self.data.find(self.begins, self.at, end) >= 0:
            return 0
        # nothing can be open here if even the last that looks like an opening was closed
        for opening, close in CLOSES.items():
            last = self.data.rfind(opening, self.at, end)
            if last >= 0 and self.data.find(close, last + len(opening), end) < 0:
                return 0
        return stop + 1

    def _begin(self, start: int) -> Iterator[Piece]:
        if self.start >= 0:
            yield self._piece("broken", self.start, start)
        elif not self.headed:
            yield self._piece("head", 0, start)
        self.headed = True
        self._drop(start)
        self.start, self.at = 0, len(self.begins)

    def _unclosed(self, more: bool) -> Iterator[Piece]:
        """An item, or a section, that does not end: go on at the next line that starts an item."""
        while self.start >= 0 or self.opened >= 0:
            begin = self.start if self.start >= 0 else self.opened
            found = self.again.search(self.data, max(begin, self.opened) + 1)
            end = found.start(1) if found else len(self.data)
            if self.start >= 0:
                yield self._piece("broken", begin, end)
            elif not self.headed:
                yield self._piece("head", 0, end)
                self.headed = True
            self._drop(end)
            self.start = self.opened = -1
            yield from self._tokens()
            if more and len(self.data) <= self.longest:
                return
        if more and self.headed:
            self._drop(self.at)

    def _piece(self, kind: Literal["head", "item", "broken", "doctype"], start: int, end: int) -> Piece:
        line = self.line + self.data.count(b"\n", 0, start)
        return Piece(kind, self.data[start:end], self.offset + start, line)

    def _drop(self, end: int) -> None:
        self.line += self.data.count(b"\n", 0, end)
        self.offset += end
        self.data = self.data[end:]
        self.at, self.start = max(self.at - end, 0), -1


def again(piece: Piece, name: str = "item") -> tuple[Piece, Piece] | None:
    """A piece that holds two items where an end was missing or a section not closed, as two; None where it holds one."""
    found = _beginning(name.encode("ascii")).search(piece.data, 1)
    if found is None:
        return None
    cut = found.start(1)
    line = piece.line + piece.data.count(b"\n", 0, cut)
    return Piece("broken", piece.data[:cut], piece.offset, piece.line), Piece("item", piece.data[cut:], piece.offset + cut, line)


def encoding_of(head: bytes) -> str:
    found = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", head)
    try:
        return codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except (LookupError, UnicodeDecodeError):
        return "utf-8"


def utf8(data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        raise Broken(f"byte 0x{data[error.start]:02x} is not {encoding.upper()}", error.start, line) from None
    except (LookupError, UnicodeError):
        raise Broken(f"the encoding {encoding} cannot be read") from None
    return data if encoding == "utf-8" else text.encode("utf-8", "replace")


SECTION = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
CONTROLS = bytes(number for number in range(32) if number not in (9, 10, 13))
NUMBERED = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,9}));")


def allowed(data: bytes) -> bool:
    """True where no character stands in the bytes (UTF-8) that XML does not allow."""
    # a search for `CONTROL` takes twenty times as long, and nearly nobody has one
    return len(data.translate(None, CONTROLS)) == len(data) and not (b"\xef\xbf" in data and CONTROL.search(data))


def mended(data: bytes) -> bytes:
    """With the two mistakes that exports are known for made good: control characters, and `]]>` in the open."""
    parts = SECTION.split(CONTROL.sub("\ufffd".encode(), data))
    parts[::2] = [NUMBERED.sub(_allowed, part).replace(b"]]>", b"]]&gt;") for part in parts[::2]]
    return b"".join(parts)


def _allowed(found: re.Match[bytes]) -> bytes:
    number = int(found[1], 16) if found[1] else int(found[2])
    fine = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return found[0] if fine else "\ufffd".encode()
