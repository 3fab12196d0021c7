"""The values of a JSON document of any length, in bounded memory: elements of arrays, objects one after another, pages opened on the way.

    values(stream, pages, reopen)    chunks of records; of a page longer than `records.LONG`, the records in it

A page (`{"data": […], "includes": {…}}`) that is short is one value, and `records.unwrap` opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jasette.kernels.json_cut import BETWEEN, INSIDE, VALUE
from jasette.source import records
from jasette.source.files import Stream
from jasette.source.records import BLANK, BOM, Cutter, Pages, Record, elements, members_of, text_at, walk


def values(stream: Stream, pages: Pages | None = None, reopen: Callable[[], Stream] | None = None) -> Iterator[list[Record]]:
    """The values of a JSON document in chunks of about 16 MiB: elements of a top-level array, or whole top-level values.

    Of long `pages` their records, in the order of the file; `reopen` gives the stream once more, to see when a page says it
    was collected, which stands at its end. Of equal keys in a long page each counts.
    """
    return _Values(stream, pages or Pages({}), reopen).chunks()


class _Values:
    """One document on its way: what was cut, and where in a long page the cut is."""

    def __init__(self, stream: Stream, pages: Pages, reopen: Callable[[], Stream] | None = None, *, alone: bool = False) -> None:
        self.stream, self.pages, self.reopen = stream, pages, reopen
        self.alone = alone
        """The stream is in a page, and nothing after its end is looked at."""
        self.over = False
        self.cutter, self.base = Cutter(), 0
        if alone:
            self.cutter.enter_at(0)
        self.way: list[str] = []
        """Keys of the objects in the page that were entered."""
        self.key = ""
        self.seen: str | None = None

    def chunks(self) -> Iterator[list[Record]]:
        line, size, first, cutter = 1, 0, True, self.cutter
        pending: list[Record] = []
        while not self.over:
            block = self.stream.read(records.CHUNK)
            if first and block.startswith(BOM):
                block, self.base = block[len(BOM) :], len(BOM)
            first = False
            cutter.feed(block)
            counted = 0
            for start, end, whole, bits in cutter.cut(not block, self._opens):
                line += cutter.data.count(b"\n", counted, start)
                counted = start
                record = Record(cutter.data[start:end].rstrip(BLANK), self.base + start, line, whole=whole)
                found = self._in_page(record, bits, cutter.ends(start, end, bits)) if cutter.entered else [record]
                pending += found
                size += sum(len(one.data) for one in found)
                if size > records.CHUNK:
                    yield pending
                    pending, size = [], 0
                if self.over:
                    break
            done = int(cutter.state[0] if cutter.state[1] == BETWEEN else cutter.state[2])
            line += cutter.data.count(b"\n", counted, done)
            self.base += cutter.trim()
            if not block:
                break
        if (cutter.state[6] or cutter.entered) and not self.over:
            pending.append(Record(b"", self.base, line, seen=self.seen, whole=False))
        if pending:
            yield pending

    def _opens(self, start: int, bits: int) -> bool:
        """Whether the long object at `start` is a page, or an object of a page in which records lie; then the way leads into it."""
        if self.cutter.entered:
            way = (*self.way, self.key)
            if bits & INSIDE or not any(path[: len(way)] == way and path != way for path in self.pages.lists):
                return False
            self.way.append(self.key)
            return True
        data = self.cutter.data
        if not any(data.find(mark, start) >= 0 for mark in self.pages.marks):
            return False
        members = members_of(data, start, len(data))
        if not any(path[0] in members for path in self.pages.lists):
            return False
        self.seen = self._when(self.base + start + 1)
        return True

    def _in_page(self, record: Record, bits: int, ends: bool) -> list[Record]:
        """The records that a key, a value, an element or the end of what was entered gives."""
        if ends:
            self.over = self.alone and not self.way
            del self.way[-1:]
            return []
        if not record.whole:
            return [record]
        if not bits & (INSIDE | VALUE):
            self.key = record.data[1:-1].decode("utf-8", "replace")
            return []
        way = (*self.way, self.key)
        if way in self.pages.lists:
            return [record._replace(included=self.pages.lists[way], seen=self.seen, inner=True)]
        return [] if bits & INSIDE else list(self._within(record, way))

    def _within(self, record: Record, way: tuple[str, ...]) -> Iterator[Record]:
        """The records inside a value of a page that is no list of them itself."""
        data = record.data
        for path, included in self.pages.lists.items():
            if path[: len(way)] == way:
                span = walk(data, members_of(data, 0, len(data)), path[len(way) :])
                for start, end, whole in elements(data, *span) if span else ():
                    line = record.line + data.count(b"\n", 0, start)
                    yield Record(data[start:end].rstrip(BLANK), record.offset + start, line, included, self.seen, whole, inner=True)

    def _when(self, offset: int) -> str | None:
        """When the page whose bracket opens before that byte says it was collected."""
        if not self.pages.seen or self.reopen is None:
            return None
        stream, left = self.reopen(), offset
        while left and (block := stream.read(min(left, records.CHUNK))):
            left -= len(block)
        there = _Values(stream, Pages({self.pages.seen[:1]: False}), alone=True)
        return next((text_at(one.data, self.pages.seen[1:]) for chunk in there.chunks() for one in chunk if one.inner), None)
