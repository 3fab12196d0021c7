"""Posts and accounts that Jasette exported (`jasette export csv`, `ndjson`), added again as they were. Parquet: `table`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from jasette.errors import InputError
from jasette.schema import TABLES, Table
from jasette.source import Head, Item, Recipe, Source
from jasette.source.own import OWN, from_csv, from_lines, recognise
from jasette.source.records import BOM
from jasette.source.tabular import header_of

if TYPE_CHECKING:
    from jasette.source.files import InputFile

BEGINNING = {
    name: re.compile(",".join(rf'"{column}":(?:null|"[^"]*")' for column in TABLES[name].names[:3]).join(("\\{", ",")).encode())
    for name in OWN
}
"""How the first line of a table begins, as `jasette export ndjson` writes it."""


def _of(head: bytes) -> tuple[Table | None, bool]:
    """The table that these first bytes belong to, and whether they are lines of JSON."""
    data = head.removeprefix(BOM)
    if not data.startswith(b"{"):
        return recognise(header_of(head).names), False
    try:
        first = msgspec.json.decode(data.split(b"\n", 1)[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # an article may be longer than what is looked at
        cut = b"\n" not in data
        return next((TABLES[name] for name in OWN if cut and BEGINNING[name].match(data)), None), True
    return recognise(list(first)) if isinstance(first, dict) else None, True


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    table, by_line = _of(file.head().data)
    if by_line:
        yield from from_lines(file, table or TABLES["posts"])  # a broken line that is tried again: it will be set aside again
        return
    if table is None:
        raise InputError("its columns are not those of an export", place=file.name, remedy="read it as a table: --map COLUMN=FIELD")
    yield from from_csv(file, table)


def _sniff(head: Head) -> float:
    return 0.97 if _of(head.data)[0] is not None else 0.0


source = Source(
    name="exported",
    title="Posts and accounts that Jasette exported",
    tables=OWN,
    sniff=_sniff,
    read=_read,
    obtain="`jasette export csv` or `ndjson` (`parquet` is read as a table), of posts or accounts",
    cannot_tell="who the private people are, and where their posts can be opened: that did not leave; what was collected",
)
