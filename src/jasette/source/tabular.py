"""Reads CSV and Parquet as columns of text, in relations called `good`; what cannot be read becomes a reject at its byte.

Fast: DuckDB's `read_csv` over the whole file, all columns text. If it sets one row aside, or a row's content is wrong,
the careful way reads the file again, record by record, and knows the byte and line of each.

Rows that are not for us (a plan's `left_out`) are counted and nothing else: not even a reject holds a word of them.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jasette.engine import connect, failure
from jasette.errors import InputError
from jasette.source import Filtered, Item, Rejected, Rows
from jasette.source.files import BLOCK, InputFile, Stream
from jasette.source.mapping import prepare
from jasette.source.records import BOM
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

DELIMITERS = ",;\t|"
ROWS = 50_000
PARQUET = b"PAR1"
CELLS, ROW = "cells", "row_"


PREAMBLE = 20
"""Lines that a tool may write above its header: a title, the days asked for."""
WITHHELD = "; what stood there is not kept: it may be private"

Known = Callable[[list[str]], bool]
"""Whether a ready map knows these columns."""


class Plan(NamedTuple):
    """What to do with the columns: the table meant, SQL of what is wrong with a row, and the items of good rows."""

    into: str
    reason: str
    items: Callable[[duckdb.DuckDBPyConnection, str], Iterator[Item]]
    left_out: str = "CAST(NULL AS VARCHAR)"
    """SQL of why a row is left out on purpose, null where it is kept."""
    private: bool = False
    """True where the file also holds what is not public: a row that cannot be read might be that."""

    @property
    def judged(self) -> str:
        """The columns `left_out_` and `reason_`; what is left out is not judged further."""
        return f"({self.left_out}) AS left_out_, CASE WHEN ({self.left_out}) IS NULL THEN ({self.reason}) END AS reason_"

    def rejected(self, reason: str, raw: bytes, offset: int | None, line: int | None) -> Rejected:
        return Rejected(self.into, reason + WITHHELD if self.private else reason, b"" if self.private else raw, offset, line)

    def results(self, connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        """Items of the good rows of `relation` (a view of its own), and how many were left out."""
        columns = "EXCLUDE (left_out_, reason_)"
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW good AS SELECT * {columns} FROM {relation} WHERE reason_ IS NULL AND left_out_ IS NULL"
        )
        yield from self.items(connection, "good")
        counts = f"SELECT left_out_, count(*) FROM {relation} WHERE left_out_ IS NOT NULL GROUP BY 1 ORDER BY 1"
        for reason, count in connection.execute(counts).fetchall():
            yield Filtered(self.into, count, reason)


class Header(NamedTuple):
    """Column names, the delimiter, and how many lines stand before; no names where a file does not look like a table."""

    names: list[str]
    delimiter: str
    skipped: int = 0


def header_of(head: bytes, known: Known | None = None) -> Header:
    """The header of a CSV file from its start: the first line that `known` knows, else the first line."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("utf-8", "replace")
    lines = text.split("\n", PREAMBLE)
    if known is not None:
        for number in range(min(len(lines), PREAMBLE)):
            for delimiter in DELIMITERS:
                names = _row("\n".join(lines[number:]), delimiter)
                if is_header(names) and known(names):
                    return Header(names, delimiter, number)
    best = max((Header(_row(text, delimiter), delimiter) for delimiter in DELIMITERS), key=lambda one: len(one.names))
    return best if is_header(best.names) else Header([], "")


def is_header(names: list[str]) -> bool:
    """Whether these can be the names of a table's columns: each once, and of letters."""
    odd = any(not name or "\0" in name or "\ufffd" in name for name in names)
    return len(names) > 1 and not odd and len({name.lower() for name in names}) == len(names)


def _row(text: str, delimiter: str) -> list[str]:
    """The first record; [] where it is none."""
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return []


def read_csv(file: InputFile, plan_for: Callable[[list[str]], Plan], known: Known | None = None) -> Iterator[Item]:
    """Items of a CSV file. Raises InputError for a file that is not UTF-8 or has no header."""
    header = header_of(file.head().data, known)
    if not header.names:
        _check_utf8(file)
        raise InputError(
            "the first line is no header of a table", place=file.name, remedy="put one name per column on the first line, each once"
        )
    plan = plan_for(header.names)
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder, closing(connect(Path(folder))) as connection:
        prepare(connection)
        path, damage = file.local(Path(folder))
        if not damage and _stage_csv(connection, path, Path(folder), header, plan):
            yield from plan.results(connection, "staged")
            return
        _check_utf8(file)
        yield from _careful(connection, file, header, plan)


def _stage_csv(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, header: Header, plan: Plan) -> bool:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header.names)
    staged = folder / "table.parquet"
    source = (
        f"read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true, skip = {header.skipped}, "
        f"delim = {literal(header.delimiter)}, quote = '\"', escape = '\"', nullstr = '', strict_mode = true, store_rejects = true, "
        "max_line_size = 16777216, encoding = 'utf-8')"
    )
    target = literal(str(staged))
    try:
        connection.execute(f"COPY (SELECT *, {plan.judged} FROM {source}) TO {target} (FORMAT parquet, COMPRESSION lz4)")
        wrong = f"SELECT count(*) FROM read_parquet({target}) WHERE reason_ IS NOT NULL"
        bad = connection.execute(f"SELECT (SELECT count(*) FROM reject_errors) + ({wrong})").fetchall()[0]
    except failure():
        return False
    if bad[0]:
        return False
    connection.execute(f"CREATE TEMP VIEW staged AS SELECT * FROM read_parquet({target})")
    return True


def _check_utf8(file: InputFile) -> None:
    """Raise InputError for a file in another encoding: bytes that are no UTF-8, and no letter beyond ASCII that is."""
    wrong: tuple[int, int] | None = None
    for line in _lines(file.open()):
        if line.data.isascii():
            continue
        try:
            text = line.data.decode()
        except UnicodeDecodeError as error:
            wrong = wrong or (error.object[error.start], line.offset + error.start)
        else:
            if text.strip("\ufeff\r\n").isascii():
                continue
            # a file in UTF-8: its few bad lines are set aside one by one
            return
    if wrong:
        raise InputError(
            f"byte 0x{wrong[0]:02x} at position {wrong[1]} is not UTF-8",
            place=file.name,
            remedy="save the table as UTF-8 (or: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW)",
        )


class _Line(NamedTuple):
    data: bytes
    offset: int
    number: int


def _lines(stream: Stream) -> Iterator[_Line]:
    rest, offset, number = b"", 0, 1
    while True:
        block = stream.read(BLOCK)
        data = rest + block
        pieces = data.split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            yield _Line(piece + b"\n", offset, number)
            offset, number = offset + len(piece) + 1, number + 1
        if not block:
            if rest:
                yield _Line(rest, offset, number)
            return


class _Feed:
    """Lines for `csv.reader`, which remembers those of the record being read so that they can be given back."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._lines, self._back = lines, list[_Line]()
        self.taken: list[_Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines)
        self.taken.append(line)
        # the csv module ends a record at a lone \r too, where the file would go out of step
        return line.data.decode("utf-8", "replace").removeprefix("\ufeff" if line.offset == 0 else "")

    def give_back(self) -> _Line:
        """All lines but the first of the broken record are read again; that first line."""
        first, *others = self.taken
        self._back += reversed(others)
        return first


def _careful(connection: duckdb.DuckDBPyConnection, file: InputFile, found: Header, plan: Plan) -> Iterator[Item]:
    stream, names = file.open(), found.names
    feed = _Feed(itertools.islice(_lines(stream), found.skipped, None))
    reader = csv.reader(feed, delimiter=found.delimiter, strict=True)
    header = b""
    batch: list[list[str | None]] = []
    places: list[_Line] = []
    while True:
        feed.taken = []
        reason, row = "", list[str]()
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            line = feed.give_back()
            reason = f"not CSV: {error}"
        else:
            line = _Line(b"".join(part.data for part in feed.taken), feed.taken[0].offset, feed.taken[0].number)
        if not header:
            header = line.data.removeprefix(BOM).rstrip(b"\r\n") + b"\n"
            continue
        if not reason and not row:
            continue
        reason = _not_utf8(line.data) or reason
        if not reason and len(row) != len(names):
            reason = f"{len(row)} values where the header has {len(names)} columns"
        if reason:
            # with the header, so that the record can be read again by itself
            yield plan.rejected(reason, header + line.data, line.offset, line.number)
            continue
        batch.append([value or None for value in row])
        places.append(line)
        if len(batch) == ROWS:
            yield from _good(connection, names, batch, places, header, plan)
            batch, places = [], []
    if batch:
        yield from _good(connection, names, batch, places, header, plan)
    if stream.damage:
        yield Rejected(plan.into, f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)


def _not_utf8(data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return f"byte 0x{error.object[error.start]:02x} at position {error.start} of the row is not UTF-8"
    return ""


def _good(
    connection: duckdb.DuckDBPyConnection, names: list[str], batch: list[list[str | None]], places: list[_Line], header: bytes, plan: Plan
) -> Iterator[Item]:
    import pyarrow as pa

    columns = zip(*batch, strict=True)
    _stage(connection, pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}), plan)
    for position, reason in connection.execute("SELECT rowid, reason_ FROM staged WHERE reason_ IS NOT NULL ORDER BY 1").fetchall():
        place = places[position]
        yield plan.rejected(reason, header + place.data, place.offset, place.number)
    yield from plan.results(connection, "staged")


def _stage(connection: duckdb.DuckDBPyConnection, table: pa.Table, plan: Plan) -> None:
    connection.register("arrived", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS SELECT *, {plan.judged} FROM arrived")
    connection.unregister("arrived")


def read_parquet(file: InputFile, plan_for: Callable[[list[str]], Plan]) -> Iterator[Item]:
    """Items of a Parquet file; a bad row is told by its number, and set aside as CSV with its header."""
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder, closing(connect(Path(folder))) as connection:
        prepare(connection)
        path, damage = file.local(Path(folder))
        source = f"read_parquet({literal(str(path))}, file_row_number = true)"
        try:
            names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()]
            plan = plan_for(names)
            texts = ", ".join(f"nullif(CAST({identifier(name)} AS VARCHAR), '') AS {identifier(name)}" for name in names)
            connection.execute(
                f"CREATE TEMP TABLE staged AS SELECT *, {plan.judged} FROM (SELECT {texts}, file_row_number + 1 AS {ROW} FROM {source})"
            )
        except failure() as error:
            what = damage or str(error).split("\n", 1)[0]
            raise InputError(f"this Parquet file cannot be read ({what})", place=file.name, remedy="fetch or export it again") from error
        yield from _numbered(connection, names, plan)


def peek_csv(head: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and first rows of a CSV file, from its start; ([], []) where there is no header."""
    header = header_of(head)
    # the last line may be cut, and lines that are no CSV are not the whole file
    lines = head.decode("utf-8-sig", "replace").rpartition("\n")[0] or head.decode("utf-8-sig", "replace")
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows += csv.reader(io.StringIO(lines, newline=""), delimiter=header.delimiter or ",", strict=True)
    return header.names, [row for row in rows[1:] if len(row) == len(header.names)]


def peek_parquet(file: InputFile, rows: int) -> tuple[list[str], list[tuple[str | None, ...]]]:
    """Column names and first rows of a Parquet file, as text; ([], []) where it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder, closing(connect(Path(folder))) as connection:
        source = f"read_parquet({literal(str(file.local(Path(folder))[0]))})"
        try:
            found = connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {source} LIMIT {rows}").fetchall()
            return [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()], found
        except failure():
            return [], []


def read_cells(file: InputFile, cells: Iterator[Item], plan_for: Callable[[list[str]], Plan]) -> Iterator[Item]:
    """Items of a spreadsheet, whose cells come as text in tables `CELLS` with the number of each row in column `ROW`."""
    plan: Plan | None = None
    with closing(connect(file.spool)) as connection:
        prepare(connection)
        for item in cells:
            if not isinstance(item, Rows) or item.into != CELLS:
                yield item
                continue
            names = [name for name in item.rows.column_names if name != ROW]
            plan = plan or plan_for(names)
            _stage(connection, item.rows, plan)
            yield from _numbered(connection, names, plan)


def _numbered(connection: duckdb.DuckDBPyConnection, names: list[str], plan: Plan) -> Iterator[Item]:
    """Items of the rows of `staged`, in which each row has its number."""
    shown = ", ".join(identifier(name) for name in (*names, ROW, "reason_"))
    for *values, row, reason in connection.execute(f"SELECT {shown} FROM staged WHERE reason_ IS NOT NULL ORDER BY {ROW}").fetchall():
        target = io.StringIO(newline="")
        csv.writer(target, lineterminator="\n").writerows([names, values])
        yield plan.rejected(f"row {row}: {reason}", target.getvalue().encode("utf-8", "replace"), None, None)
    yield from plan.results(connection, "staged")
