"""Spreadsheets (xlsx, xlsb, xls, ods) as rows of text, for a process that can be ended: anybody may have made these files.

Of a workbook one sheet is read: the one with a header that a map knows, else the first that looks like a table. A
tool may write a title and the days asked for above the header. What a cell shows is not what it holds: a number beyond 2^53
is ruined and becomes text that says so (`1.40000000000000E+18`), a date becomes ISO 8601 without zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from jasette.errors import InputError
from jasette.source import Item, Repaired, Rows
from jasette.source.tabular import CELLS, PREAMBLE, ROW, is_header

if TYPE_CHECKING:
    from jasette.source.files import InputFile

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
EXACT = 2**53
"""From here on a cell cannot hold each whole number any more."""
BATCH = 20_000
UNREAD = "sheets of the workbook that were not read"


def is_sheets(head: bytes) -> bool:
    """Whether a file that begins like this may be a workbook."""
    return head.startswith(OLE) or (head.startswith(ZIP) and (b"xl/" in head or b"opendocument.spreadsheet" in head))


def cells(file: InputFile, known: Callable[[list[str]], bool]) -> Iterator[Item]:
    """Tables `cells` of text with the header's names, and the number of each row. Raises InputError for what is no workbook."""
    import io

    import python_calamine

    stream = file.open()
    data = b"".join(iter(lambda: stream.read(1 << 20), b""))
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        found = _sheet(book, known)
    except python_calamine.PasswordError as error:
        raise InputError("this workbook is locked with a password", place=file.name, remedy="save it without one") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        what = stream.damage or str(error) or type(error).__name__
        raise InputError(f"this workbook cannot be read ({what})", place=file.name, remedy="save it as CSV (UTF-8)") from error
    if found is None:
        raise InputError("no sheet of this workbook has a header", place=file.name, remedy="put one name per column above the rows")
    names, first, rows = found
    yield from _tables(names, first, rows)
    if len(book.sheet_names) > 1:
        yield Repaired(UNREAD, len(book.sheet_names) - 1)


Found = tuple[list[str], int, list[list[Any]]]
"""The header's names, the number of the first row below it, and these rows."""


def _sheet(book: Any, known: Callable[[list[str]], bool]) -> Found | None:
    plausible: Found | None = None
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for number, row in enumerate(rows[:PREAMBLE]):
            names = [(text(cell) or "").strip() for cell in row]
            while names and not names[-1]:
                names.pop()
            if not is_header(names):
                continue
            found = names, number + 2, rows[number + 1 :]
            if known(names):
                return found
            plausible = plausible or found
    return plausible


def _tables(names: list[str], first: int, rows: list[list[Any]]) -> Iterator[Rows]:
    import pyarrow as pa

    schema = pa.schema([*((name, pa.string()) for name in names), (ROW, pa.int64())])
    for start in range(0, len(rows), BATCH):
        part = [
            ([text(cell) for cell in row[: len(names)]] + [None] * (len(names) - len(row)), first + start + number)
            for number, row in enumerate(rows[start : start + BATCH])
        ]
        there = [(values, number) for values, number in part if any(value is not None for value in values)]
        if there:
            columns = [[values[index] for values, _ in there] for index in range(len(names))]
            yield Rows(CELLS, pa.table([*columns, [number for _, number in there]], schema=schema))


def text(cell: Any) -> str | None:
    """A cell as text; None for an empty one."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case int() | float():
            if abs(cell) >= EXACT:
                return f"{cell:.14E}"
            return str(int(cell)) if float(cell).is_integer() else repr(cell)
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell.total_seconds())
    return str(cell) or None
