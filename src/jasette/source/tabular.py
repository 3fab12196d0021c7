"""Reads CSV and Parquet as columns of text, in relations called `good`; what cannot be read becomes a reject at its byte.

Fast: DuckDB's `read_csv` over the whole file, all columns text. If it sets one row aside, or a row's content is wrong,
the careful way reads the file again, record by record, and knows the byte and line of each.
"""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from jasette.engine import connect
from jasette.errors import InputError
from jasette.source import Item, Rejected
from jasette.source.files import BLOCK, InputFile, Stream
from jasette.source.records import BOM
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = ",;\t|"
ROWS = 50_000
PARQUET = b"PAR1"


class Plan(NamedTuple):
    """What to do with the columns: the table meant, SQL of what is wrong with a row, and the items of good rows."""

    into: str
    reason: str
    items: Callable[[duckdb.DuckDBPyConnection, str], Iterator[Item]]


def header_of(head: bytes) -> tuple[list[str], str]:
    """Column names and delimiter from the start of a CSV file; ([], "") if it does not look like one."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return [], ""
    best: tuple[list[str], str] = ([], "")
    for delimiter in DELIMITERS:
        try:
            row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(row) > max(len(best[0]), 1):
            best = ([name.strip() for name in row], delimiter)
    names = best[0]
    return best if names and all(names) and len({name.lower() for name in names}) == len(names) else ([], "")


def read_csv(file: InputFile, plan_for: Callable[[list[str]], Plan]) -> Iterator[Item]:
    """Items of a CSV file. Raises InputError for a file that is not UTF-8 or has no header."""
    head = file.head().data
    names, delimiter = header_of(head)
    if not names:
        _check_utf8(file)
        raise InputError(
            "the first line is no header of a table", place=file.name, remedy="put one name per column on the first line, each once"
        )
    plan = plan_for(names)
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder, closing(connect(Path(folder))) as connection:
        path, damage = file.local(Path(folder))
        if not damage and _stage_csv(connection, path, Path(folder), names, delimiter, plan):
            yield from plan.items(connection, "good")
            return
        _check_utf8(file)
        yield from _careful(connection, file, names, delimiter, plan)


def _stage_csv(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, names: list[str], delimiter: str, plan: Plan) -> bool:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    staged = folder / "table.parquet"
    source = (
        f"read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true, delim = {literal(delimiter)}, "
        "quote = '\"', escape = '\"', nullstr = '', strict_mode = true, store_rejects = true, max_line_size = 16777216, encoding = 'utf-8')"
    )
    target = literal(str(staged))
    try:
        connection.execute(f"COPY (SELECT *, ({plan.reason}) AS reason_ FROM {source}) TO {target} (FORMAT parquet, COMPRESSION lz4)")
        wrong = f"SELECT count(*) FROM read_parquet({target}) WHERE reason_ IS NOT NULL"
        bad = connection.execute(f"SELECT (SELECT count(*) FROM reject_errors) + ({wrong})").fetchall()[0]
    except duckdb.Error:
        return False
    if bad[0]:
        return False
    connection.execute(f"CREATE TEMP VIEW good AS SELECT * EXCLUDE (reason_) FROM read_parquet({literal(str(staged))})")
    return True


def _check_utf8(file: InputFile) -> None:
    machine, stream, done = codecs.getincrementaldecoder("utf-8")(), file.open(), 0
    while True:
        block = stream.read(BLOCK)
        held = len(machine.getstate()[0])
        try:
            machine.decode(block, final=not block and not stream.damage)
        except UnicodeDecodeError as error:
            at = done - held + error.start
            raise InputError(
                f"byte 0x{error.object[error.start]:02x} at position {at} is not UTF-8",
                place=file.name,
                remedy="save the table as UTF-8 (or: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW)",
            ) from error
        done += len(block)
        if not block:
            return


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


def _careful(connection: duckdb.DuckDBPyConnection, file: InputFile, names: list[str], delimiter: str, plan: Plan) -> Iterator[Item]:
    stream = file.open()
    feed = _Feed(_lines(stream))
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
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
        if not reason and len(row) != len(names):
            reason = f"{len(row)} values where the header has {len(names)} columns"
        if reason:
            # with the header, so that the record can be read again by itself
            yield Rejected(plan.into, reason, header + line.data, line.offset, line.number)
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


def _good(
    connection: duckdb.DuckDBPyConnection, names: list[str], batch: list[list[str | None]], places: list[_Line], header: bytes, plan: Plan
) -> Iterator[Item]:
    import pyarrow as pa

    columns = zip(*batch, strict=True)
    _stage(connection, pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}), plan)
    for position, reason in connection.execute("SELECT rowid, reason_ FROM staged WHERE reason_ IS NOT NULL ORDER BY 1").fetchall():
        place = places[position]
        yield Rejected(plan.into, reason, header + place.data, place.offset, place.number)
    yield from plan.items(connection, "good")


def _stage(connection: duckdb.DuckDBPyConnection, table: pa.Table, plan: Plan) -> None:
    connection.register("arrived", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS SELECT *, ({plan.reason}) AS reason_ FROM arrived")
    connection.unregister("arrived")
    connection.execute("CREATE OR REPLACE TEMP VIEW good AS SELECT * EXCLUDE (reason_) FROM staged WHERE reason_ IS NULL")


def read_parquet(file: InputFile, plan_for: Callable[[list[str]], Plan]) -> Iterator[Item]:
    """Items of a Parquet file; a bad row is told by its number, and set aside as CSV with its header."""
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder, closing(connect(Path(folder))) as connection:
        path, damage = file.local(Path(folder))
        source = f"read_parquet({literal(str(path))}, file_row_number = true)"
        try:
            names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()]
            plan = plan_for(names)
            texts = ", ".join(f"nullif(CAST({identifier(name)} AS VARCHAR), '') AS {identifier(name)}" for name in names)
            connection.execute(
                f"CREATE TEMP TABLE staged AS SELECT *, ({plan.reason}) AS reason_ FROM (SELECT {texts}, file_row_number FROM {source})"
            )
        except duckdb.Error as error:
            what = damage or str(error).split("\n", 1)[0]
            raise InputError(f"this Parquet file cannot be read ({what})", place=file.name, remedy="fetch or export it again") from error
        connection.execute("CREATE TEMP VIEW good AS SELECT * EXCLUDE (reason_, file_row_number) FROM staged WHERE reason_ IS NULL")
        wrong = connection.execute("SELECT * FROM staged WHERE reason_ IS NOT NULL ORDER BY file_row_number").fetchall()
        for *values, row, reason in wrong:
            target = io.StringIO(newline="")
            csv.writer(target, lineterminator="\n").writerows([names, values])
            yield Rejected(plan.into, f"row {row + 1}: {reason}", target.getvalue().encode(), None, None)
        yield from plan.items(connection, "good")
