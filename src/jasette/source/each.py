"""JSON records one by one, for sources whose work SQL cannot do: HTML to text, for instance.

Slower than `source.ndjson`, which hands whole files to the database; as careful: a record's fate depends on it alone, and a
bad one is set aside with its byte and line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.source import Item, Rejected, Repaired
from jasette.source.long_pages import values
from jasette.source.ndjson import is_by_line
from jasette.source.records import Pages, Record, lines, unwrap
from jasette.source.repair import SURROGATE, vet
from jasette.source.shape import Shape, decoder

if TYPE_CHECKING:
    from jasette.source.files import InputFile

UNENDED = "the record does not end: a quote or a bracket is missing, or the file was cut off"


def each(file: InputFile, shape: Shape, pages: Pages, into: str = "posts") -> Iterator[tuple[Record, dict[str, Any]] | Item]:
    """Every record with its values as they stand, those of the shape's keys vetted; else the Rejected that it is."""
    vetting, repairs = decoder(shape), Counter[str]()
    stream = file.open()
    for chunk in lines(stream) if is_by_line(file) else values(stream, pages, file.open):
        for outer in chunk:
            inside = unwrap(outer, pages)
            for record in [outer] if inside is None else inside:
                body, reason = vet(record.data, vetting)
                if reason or not record.whole:
                    yield reject(record, reason if record.whole else UNENDED, into)
                    continue
                try:
                    value = msgspec.json.decode(body)
                except (msgspec.DecodeError, RecursionError) as error:  # in what `shape` does not look at, as a number without end
                    yield reject(record, f"not JSON: {error}", into)
                    continue
                repairs[SURROGATE] += body is not record.data
                yield record, value
    if stream.damage:
        yield Rejected(into, f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)
    for reason, count in sorted((+repairs).items()):
        yield Repaired(reason, count)


def reject(record: Record, reason: str, into: str = "posts") -> Rejected:
    """The record, set aside."""
    return Rejected(into, reason, record.data, record.offset, record.line)
