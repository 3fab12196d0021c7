"""Records that were taken out of something else (a thread of posts, a repository), read as JSON lines would be.

    through(file, found, layout, emit) -> items             rejects bear the place that the record had in `file`
    passing(file, found, layout, project, source) -> items  the same for records that stand for themselves

`found` yields `Taken` records and any items that need no reading. They are set down as lines in a temporary file, so that
one reader decides for all of them, in the same way, what is a good record.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jasette.source import Item, Rejected
from jasette.source.files import InputFile
from jasette.source.ndjson import Emit, Finish, Layout, read, stream

if TYPE_CHECKING:
    from pathlib import Path

    from jasette.source.onepass import Project

UNKNOWN = -1


@dataclass(frozen=True)
class Taken:
    """One record as JSON, and where it stood in its file (None if unknown)."""

    data: bytes
    offset: int | None = None
    line: int | None = None


def through(file: InputFile, found: Iterator[Taken | Item], layout: Layout, emit: Emit, finish: Finish | None = None) -> Iterator[Item]:
    """The items among `found`, then those that `layout` and `emit` make of its records; nothing found: what `finish` gives."""
    yield from laid_down(file, found, lambda lines: read(lines, layout, emit, finish))


def passing(file: InputFile, found: Iterator[Taken | Item], layout: Layout, project: Project, source: str) -> Iterator[Item]:
    """The items among `found`, then those that `layout` and `project` make of its records, as `ndjson.stream` would."""
    yield from laid_down(file, found, lambda lines: stream(lines, layout, project, source))


def laid_down(file: InputFile, found: Iterator[Taken | Item], reader: Callable[[InputFile], Iterator[Item]]) -> Iterator[Item]:
    """The items among `found`, then those that `reader` makes of its records, one to a line of a temporary file."""
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="taken-", dir=file.spool) as folder:
        path = Path(folder) / "records.jsonl"
        places = _Places()
        yield from _set_down(found, path, places)
        lines = InputFile.of_path(path, spool=Path(folder))
        for item in reader(lines):
            yield places.of(item) if isinstance(item, Rejected) else item


class _Places:
    """Where each line of the temporary file comes from: 16 bytes a record."""

    def __init__(self) -> None:
        self.offsets, self.lines = array("q"), array("q")

    def add(self, taken: Taken) -> None:
        self.offsets.append(UNKNOWN if taken.offset is None else taken.offset)
        self.lines.append(UNKNOWN if taken.line is None else taken.line)

    def of(self, reject: Rejected) -> Rejected:
        at = -1 if reject.line is None else reject.line - 1
        if not 0 <= at < len(self.offsets):
            return replace(reject, byte_offset=None, line=None)
        offset, line = self.offsets[at], self.lines[at]
        return replace(reject, byte_offset=None if offset == UNKNOWN else offset, line=None if line == UNKNOWN else line)


def _set_down(found: Iterator[Taken | Item], path: Path, places: _Places) -> Iterator[Item]:
    with path.open("wb") as target:
        for one in found:
            if not isinstance(one, Taken):
                yield one
                continue
            # between tokens a line break is a blank; inside a string it is no JSON, and the reader says so
            data = one.data.replace(b"\n", b" ").strip()
            if not data:
                yield Rejected("posts", "an empty record", one.data, one.offset, one.line)
                continue
            places.add(one)
            target.write(data + b"\n")
