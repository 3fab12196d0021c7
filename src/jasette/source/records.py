"""Cuts a stream of bytes into records, each with the byte and line on which it starts.

    lines(stream)     one record per line (NDJSON)
    values(stream)    the elements of arrays, and objects one after another, however they are laid out
    unwrap(record)    the records inside a page such as `{"data": […], "includes": {…}}`

Cutting only looks at quotes and brackets. Whether a record is good JSON is decided later, so that a bad record costs
no other: where quotes or brackets do not close, the cut is found again at the next place that starts like a record.
"""

from __future__ import annotations

# ruff: noqa: PLR0912, PLR0915, PLR1714 - the kernel is one loop over bytes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from jasette.kernels import kernel
from jasette.source.files import Stream

CHUNK = 16 << 20
LONGEST = 128 << 20
"""A record that has not ended after so many bytes is taken for a broken one."""
BLANK = b" \t\r\n\x0b\x0c"
"""What DuckDB skips between records: both must find the same ones, since they are told by their number."""
BOM = b"\xef\xbb\xbf"


class Record(NamedTuple):
    """One record as it stood; `included` beside others in a page, `seen` when the page says it was collected (as written)."""

    data: bytes
    offset: int
    line: int
    included: bool = False
    seen: str | None = None
    whole: bool = True
    """False where the file ended, or brackets did not close, before the record did."""


@dataclass(frozen=True)
class Pages:
    """Where the records of a page lie: `{path of a list or object: included?}`, and where the page says when it was collected."""

    lists: Mapping[tuple[str, ...], bool]
    seen: tuple[str, ...] = ()

    @cached_property
    def marks(self) -> list[bytes]:
        """Without one of these a record is no page: a quick look saves the slow one."""
        return sorted({f'"{path[0]}"'.encode() for path in self.lists})


def lines(stream: Stream) -> Iterator[list[Record]]:
    """The lines that are not blank, in chunks of about 16 MiB. Only a line feed ends a line: U+2028 may stand inside a text."""
    offset, line, rest, first = 0, 1, b"", True
    while True:
        block = stream.read(CHUNK)
        data = rest + block
        if first and data.startswith(BOM):
            data, offset = data[len(BOM) :], len(BOM)
        first = False
        cut = data.rfind(b"\n") + 1 if block else len(data)
        found = []
        for piece in data[:cut].split(b"\n"):
            if stripped := piece.strip(BLANK):
                found.append(Record(stripped, offset + piece.index(stripped[:1]), line))
            offset += len(piece) + 1
            line += 1
        # what follows the last \n is the start of the next chunk's first line
        offset, line, rest = offset - 1, line - 1, data[cut:]
        if found:
            yield found
        if not block:
            return


_BETWEEN, _CONTAINER, _STRING, _BARE = 0, 1, 2, 3


@kernel
def _cut(data: npt.NDArray[np.uint8], state: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> int:
    """Go on at state[0] until `found` is full or the data ends; the number of (start, end) pairs written.

    state: 0 position, 1 mode, 2 start of the record, 3 depth inside it, 4 in a string, 5 after a backslash, 6 inside a
    top-level array, 7 whether a top-level array is entered.
    """
    position, mode, start, depth, string, escaped, inside, enter = state
    count = 0
    while position < data.size and count < found.shape[0]:
        byte = data[position]
        if string:
            if escaped:
                escaped = 0
            elif byte == 92:
                escaped = 1
            elif byte == 34 or byte == 10:
                # a raw newline is not allowed in a string: a quote is missing, and the line is where to find back
                string = 0
                if mode == 2:
                    found[count, 0], found[count, 1] = start, position + 1
                    count += 1
                    mode = 0
        elif byte == 34:
            if mode == 0:
                mode, start = 2, position
            string = 1
        elif byte == 123 or byte == 91:
            if mode == 0 and byte == 91 and enter and not inside:
                inside = 1
            elif mode == 0:
                mode, start, depth = 1, position, 1
            elif mode == 1:
                depth += 1
        elif byte == 125 or byte == 93:
            if mode == 1:
                depth -= 1
                if depth == 0:
                    found[count, 0], found[count, 1] = start, position + 1
                    count += 1
                    mode = 0
            else:
                if mode == 3:
                    found[count, 0], found[count, 1] = start, position
                    count += 1
                    mode = 0
                    continue
                if byte == 93 and inside:
                    inside = 0
                else:
                    found[count, 0], found[count, 1] = position, position + 1
                    count += 1
        elif byte == 32 or byte == 9 or byte == 10 or byte == 13 or byte == 44 or byte == 58:
            if mode == 3:
                found[count, 0], found[count, 1] = start, position
                count += 1
                mode = 0
        elif mode == 0:
            mode, start = 3, position
        position += 1
    state[0], state[1], state[2], state[3] = position, mode, start, depth
    state[4], state[5], state[6] = string, escaped, inside
    return count


def _fresh(enter: bool, position: int = 0, inside: int = 0) -> npt.NDArray[np.int64]:
    return np.array([position, _BETWEEN, 0, 0, 0, 0, inside, int(enter)], dtype=np.int64)


class _Cutter:
    """Cuts what is fed to it. Offsets are within `data`; `trim` forgets what is done."""

    def __init__(self, enter: bool = True) -> None:
        self.data = b""
        self.state = _fresh(enter)
        self.enter = enter
        self._found = np.empty((4096, 2), dtype=np.int64)
        self._again: re.Pattern[bytes] | None = None

    def feed(self, more: bytes) -> None:
        self.data += more

    def cut(self, final: bool) -> Iterator[tuple[int, int, bool]]:
        """(start, end, whole) of each record that is complete; with `final` also of those that never end."""
        while True:
            view = np.frombuffer(self.data, dtype=np.uint8)
            while count := _cut(view, self.state, self._found):
                for start, end in self._found[:count].tolist():
                    if self._again is None:
                        self._again = _beginning(self.data[start : start + 200])
                    yield start, end, True
            mode, start = int(self.state[1]), int(self.state[2])
            if mode == _BETWEEN or not (final or len(self.data) - start > LONGEST):
                return
            if mode == _BARE and final:
                self.state[:2] = len(self.data), _BETWEEN
                yield start, len(self.data), True
                return
            yield start, self._resume(start), False

    def _resume(self, start: int) -> int:
        """Find the cut again after a record that never ends; where the broken one is taken to end."""
        again = self._again or _beginning(self.data[start : start + 200])
        # a member of a page that never ends is all that is left of the page
        match = again.search(self.data, start + 1) if self.enter else None
        end = match.start("next") if match else len(self.data)
        self.state = _fresh(self.enter, end, int(self.state[6]))
        return end

    def trim(self) -> int:
        """Drop the bytes before the record that is open; how many."""
        done = int(self.state[0] if self.state[1] == _BETWEEN else self.state[2])
        self.data = self.data[done:]
        self.state[0] -= done
        self.state[2] -= done
        return done


_SCALAR = rb'(?:"(?:[^"\\]|\\.)*"|[^\s,:"{}\[\]]+)'
_KEYS = re.compile(rb'\{\s*("[^"\\]{1,60}")\s*:(?:\s*' + _SCALAR + rb'\s*,\s*("[^"\\]{1,60}")\s*:)?')


def _beginning(record: bytes) -> re.Pattern[bytes]:
    """What the start of a record looks like after another: records of one file begin with the same one or two keys."""
    keys = _KEYS.match(record)
    first = re.escape(keys[1]) if keys else b'"'
    second = rb"\s*:\s*" + _SCALAR + rb"\s*,\s*" + re.escape(keys[2]) if keys and keys[2] else b""
    return re.compile(rb"[,\n]\s*(?P<next>\{\s*" + first + second + b")")


def values(stream: Stream) -> Iterator[list[Record]]:
    """The values of a JSON document in chunks of about 16 MiB: elements of a top-level array, or whole top-level values."""
    cutter, base, line = _Cutter(), 0, 1
    pending: list[Record] = []
    size, first = 0, True
    while True:
        block = stream.read(CHUNK)
        if first and block.startswith(BOM):
            block, base = block[len(BOM) :], len(BOM)
        first = False
        cutter.feed(block)
        counted = 0
        for start, end, whole in cutter.cut(final=not block):
            line += cutter.data.count(b"\n", counted, start)
            counted = start
            pending.append(Record(cutter.data[start:end].rstrip(BLANK), base + start, line, whole=whole))
            size += end - start
            if size > CHUNK:
                yield pending
                pending, size = [], 0
        done = int(cutter.state[0] if cutter.state[1] == _BETWEEN else cutter.state[2])
        line += cutter.data.count(b"\n", counted, done)
        base += cutter.trim()
        if not block:
            break
    if cutter.state[6]:
        pending.append(Record(b"", base, line, whole=False))
    if pending:
        yield pending


def unwrap(record: Record, pages: Pages) -> list[Record] | None:
    """The records inside a page; None if `record` is no page. An empty page gives []."""
    if not any(mark in record.data for mark in pages.marks):
        return None
    members = _members(record.data, 0, len(record.data))
    if not any(path[0] in members for path in pages.lists):
        return None
    seen = text_at(record.data, pages.seen) if pages.seen else None
    found: list[Record] = []
    for path, included in pages.lists.items():
        span = _walk(record.data, members, path)
        if span is None:
            continue
        for start, end, whole in _elements(record.data, *span):
            data = record.data[start:end].rstrip(BLANK)
            found.append(Record(data, record.offset + start, record.line + record.data.count(b"\n", 0, start), included, seen, whole))
    if not record.whole and all(one.whole for one in found):
        # cut off between two records: nothing of them is lost, but somebody should know
        found.append(Record(b"", record.offset + len(record.data), record.line + record.data.count(b"\n"), whole=False))
    return found


def _walk(data: bytes, members: dict[str, tuple[int, int]], path: tuple[str, ...]) -> tuple[int, int] | None:
    span = members.get(path[0])
    for key in path[1:]:
        if span is None:
            return None
        span = _members(data, *span).get(key)
    return span


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Elements of the list (or the object itself) that stands at start:end."""
    cutter = _Cutter()
    cutter.feed(data[start:end])
    for first, last, whole in cutter.cut(final=True):
        yield start + first, start + last, whole


def _members(data: bytes, start: int, end: int) -> dict[str, tuple[int, int]]:
    """Where the value of each key of the object at start:end stands; {} if it is none. The first of equal keys wins."""
    if data[start : start + 1] != b"{":
        return {}
    cutter = _Cutter(enter=False)
    cutter.feed(data[start + 1 : end - 1] if data[end - 1 : end] == b"}" else data[start + 1 : end])
    found: dict[str, tuple[int, int]] = {}
    key: str | None = None
    for begin, stop, _ in cutter.cut(final=True):
        first, last = begin + start + 1, stop + start + 1
        if key is None:
            if data[first : first + 1] == b'"':
                key = data[first + 1 : last - 1].decode("utf-8", "replace")
        else:
            found.setdefault(key, (first, last))
            key = None
    return found


def text_at(data: bytes, path: tuple[str, ...]) -> str | None:
    """The text at `path` inside the object; None where there is none."""
    span: tuple[int, int] | None = (0, len(data))
    for key in path:
        if span is None:
            return None
        span = _members(data, *span).get(key)
    if span is None:
        return None
    try:
        value: Any = msgspec.json.decode(data[span[0] : span[1]])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, str) else None
