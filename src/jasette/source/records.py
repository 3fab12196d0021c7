"""Cuts a stream of bytes into records, each with the byte and line on which it starts.

    lines(stream)     one record per line (NDJSON)
    unwrap(record)    the records inside a page such as `{"data": […], "includes": {…}}`

A page that is longer than `LONG` is not held: `long_pages.values` gives its records themselves, each as it comes.

Cutting only looks at quotes and brackets. Whether a record is good JSON is decided later, so that a bad record costs
no other: where quotes or brackets do not close, the cut is found again at the next place that starts like a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import numpy as np

from jasette.kernels.json_cut import BARE, BETWEEN, CONTAINER, INSIDE, VALUE, cut, fresh, room
from jasette.source.files import Stream

CHUNK = 16 << 20
LONGEST = 128 << 20
"""A record that has not ended after so many bytes is taken for a broken one."""
LONG = 32 << 20
"""A page that has not ended after so many bytes is read as it comes."""
BLANK = b" \t\r\n\x0b\x0c"
"""What DuckDB skips between records: both must find the same ones, since they are told by their number."""
BOM = b"\xef\xbb\xbf"
OPEN, CLOSE = b"{}"


class Record(NamedTuple):
    """One record as it stood; `included` beside others in a page, `seen` when the page says it was collected (as written)."""

    data: bytes
    offset: int
    line: int
    included: bool = False
    seen: str | None = None
    whole: bool = True
    """False where the file ended, or brackets did not close, before the record did."""
    inner: bool = False
    """True where it was taken out of a page already."""


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
        if first and block and len(data) < len(BOM):  # a pipe may give single bytes
            rest = data
            continue
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


class Cutter:
    """Cuts what is fed to it. Offsets are within `data`; `trim` forgets what is done."""

    def __init__(self, enter: bool = True) -> None:
        self.data = b""
        self.state = fresh(enter=enter)
        self.enter = enter
        self.entered: list[int] = []
        """For each object that was entered and has not ended: whether it stands in a top-level array."""
        self._found = room(4096)
        self._again: re.Pattern[bytes] | None = None

    def feed(self, more: bytes) -> None:
        self.data += more

    def cut(self, final: bool, opens: Callable[[int, int], bool] | None = None) -> Iterator[tuple[int, int, bool, int]]:
        """(start, end, whole, bits of `json_cut`) of each record that is complete; with `final` also of those that never end.

        An object longer than `LONG` to which `opens(start, bits)` says yes is entered: what follows are its keys, its values, the
        elements of its arrays, and the bracket that ends it.
        """
        while True:
            view = np.frombuffer(self.data, dtype=np.uint8)
            while count := cut(view, self.state, self._found):
                for start, end, bits in self._found[:count].tolist():
                    if self._again is None and (not self.entered or (bits & INSIDE and self.data[start] == OPEN)):
                        self._again = _beginning(self.data[start : start + 200])
                    yield start, end, True, bits
                if self.entered and self.ends(start, end, bits):
                    inside = self.entered.pop()
                    self.state = fresh(enter=self.enter or bool(self.entered), position=end, inside=inside, within=bool(self.entered))
            mode, start = int(self.state[1]), int(self.state[2])
            bits = int(self.state[6]) * INSIDE + int(self.state[9]) * VALUE
            length = len(self.data) - start
            if opens is not None and mode == CONTAINER and length > LONG and self.data[start] == OPEN and opens(start, bits):
                self.enter_at(start + 1)
                continue
            if mode == BETWEEN or not (final or length > LONGEST):
                return
            if mode == BARE and final:
                self.state[:2] = len(self.data), BETWEEN
                yield start, len(self.data), True, bits
                return
            yield start, self._resume(start), False, bits

    def enter_at(self, position: int) -> None:
        """Go on inside the object that begins before `position`."""
        self.entered.append(int(self.state[6]))
        self._again = None  # its records begin otherwise than it does
        self.state = fresh(enter=True, position=position, within=True)

    def ends(self, start: int, end: int, bits: int) -> bool:
        """Whether what was cut is the bracket that ends the object that was entered last."""
        return end - start == 1 and self.data[start] == CLOSE and not bits & INSIDE

    def _resume(self, start: int) -> int:
        """Find the cut again after a record that never ends; where the broken one is taken to end."""
        again = self._again or _beginning(self.data[start : start + 200])
        # a member of a page that never ends is all that is left of the page
        match = again.search(self.data, start + 1) if self.enter else None
        end = match.start("next") if match else len(self.data)
        self.state = fresh(enter=self.enter, position=end, inside=int(self.state[6]), within=bool(self.entered))
        return end

    def trim(self) -> int:
        """Drop the bytes before the record that is open; how many."""
        done = int(self.state[0] if self.state[1] == BETWEEN else self.state[2])
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


def unwrap(record: Record, pages: Pages) -> list[Record] | None:
    """The records inside a page; None if `record` is no page. An empty page gives []."""
    if record.inner or not any(mark in record.data for mark in pages.marks):
        return None
    members = members_of(record.data, 0, len(record.data))
    if not any(path[0] in members for path in pages.lists):
        return None
    seen = text_at(record.data, pages.seen) if pages.seen else None
    found: list[Record] = []
    for path, included in pages.lists.items():
        span = walk(record.data, members, path)
        if span is None:
            continue
        for start, end, whole in elements(record.data, *span):
            data = record.data[start:end].rstrip(BLANK)
            found.append(Record(data, record.offset + start, record.line + record.data.count(b"\n", 0, start), included, seen, whole))
    if not record.whole and all(one.whole for one in found):
        # cut off between two records: nothing of them is lost, but somebody should know
        found.append(Record(b"", record.offset + len(record.data), record.line + record.data.count(b"\n"), whole=False))
    return found


def walk(data: bytes, members: dict[str, tuple[int, int]], path: tuple[str, ...]) -> tuple[int, int] | None:
    span = members.get(path[0])
    for key in path[1:]:
        if span is None:
            return None
        span = members_of(data, *span).get(key)
    return span


def elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Elements of the list (or the object itself) that stands at start:end."""
    cutter = Cutter()
    cutter.feed(data[start:end])
    for first, last, whole, _ in cutter.cut(final=True):
        yield start + first, start + last, whole


def members_of(data: bytes, start: int, end: int) -> dict[str, tuple[int, int]]:
    """Where the value of each key of the object at start:end stands; {} if it is none. The first of equal keys wins."""
    if data[start : start + 1] != b"{":
        return {}
    cutter = Cutter(enter=False)
    cutter.feed(data[start + 1 : end - 1] if data[end - 1 : end] == b"}" else data[start + 1 : end])
    found: dict[str, tuple[int, int]] = {}
    key: str | None = None
    for begin, stop, *_ in cutter.cut(final=True):
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
        span = members_of(data, *span).get(key)
    if span is None:
        return None
    try:
        value: Any = msgspec.json.decode(data[span[0] : span[1]])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return value if isinstance(value, str) else None
