"""Reads JSON records: in one pass over the whole file as long as it is good, chunk by chunk from where it is not.

Fast (`stream`): DuckDB's strict `read_json` over the whole file, its rows taken as they come. Where it stops, at an error or at
a record that needs a second look, the careful way goes on with the record after the last one taken. Careful (also for
pages, arrays, members of archives): chunks of 16 MiB, each tried strictly; of a failing chunk each record goes through
msgspec, which names the path of what is wrong, then to DuckDB by position. Both ways end in the same SQL, so that a
record's fate does not depend on its neighbours. `ignore_errors` is never used: it turns wrong types into nulls.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.engine import Ahead, connect, failure, telling
from jasette.source import Item, Rejected, Repaired
from jasette.source.files import HEAD, InputFile
from jasette.source.long_pages import values
from jasette.source.onepass import Passing
from jasette.source.records import BLANK, BOM, CHUNK, Pages, Record, lines, unwrap
from jasette.source.repair import REPEATED, SURROGATE, repeated_keys, vet
from jasette.source.rows import BATCH
from jasette.source.shape import ANY, Shape, columns_argument, decoder, doubtful
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.source import Head
    from jasette.source.onepass import Project, Projection

Emit = Callable[["duckdb.DuckDBPyConnection", str], Iterator[Item]]
Finish = Callable[["duckdb.DuckDBPyConnection"], Iterator[Item]]


BUFFER = "64MB"
"""Of rows that are parsed and not yet taken: with DuckDB's 1 MB its threads stand still most of the time."""


def _never(_: pa.RecordBatch) -> bool:
    return False


@dataclass(frozen=True)
class Layout:
    """What a source of JSON records declares.

    `emit(connection, relation)` yields the items of good records; the relation has the shape's columns, `included`
    (beside others in a page) and `seen` (when the page says it was collected, as written).
    """

    shape: Shape
    reason: str
    """SQL over the shape's columns: what is wrong with the record, null if nothing."""
    pages: Pages
    into: str = "posts"
    """The table that a bad record was meant for."""
    looks_for: bytes = b""
    """A file without these bytes holds nothing that a record says about others; empty: no file does."""
    trusting: str = ""
    """As `reason`, over the projection's steps too, without what `trusted` sees at less cost. Only where nothing is looked for."""
    trusted: Callable[[pa.RecordBatch], bool] = _never
    """False where a batch of the projection's rows may hide what `trusting` leaves out: `reason` then goes on, from the file's start."""

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[Any]:
        return decoder(self.shape)

    @cached_property
    def doubtful(self) -> str:
        """SQL: the record needs the careful way, be it only to find that it is good."""
        pages = [f'"{path[0]}" IS NOT NULL' for path in self.pages.lists]
        return f"({doubtful(self.shape)} OR {' OR '.join(dict.fromkeys(pages))})" if pages else doubtful(self.shape)

    @cached_property
    def columns(self) -> str:
        # the keys of pages are read as text, to see that a line is a page
        return columns_argument({**self.shape, **{path[0]: ANY for path in self.pages.lists}})


def read(file: InputFile, layout: Layout, emit: Emit, finish: Finish | None = None) -> Iterator[Item]:
    """The items of a file. Temporary files and the connection are gone when the iterator ends or is closed.

    `finish` is for sources whose records speak of one another: it is called once, after the last `emit`.
    """
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as name, closing(connect(Path(name))) as connection:
        reading = _Reading(file, layout, emit, connection, Path(name))
        by_line = is_by_line(file)
        if by_line and (plain := file.plain) is not None and (bad := reading.whole(*plain)) is not None:
            yield from bad
            yield from emit(connection, "good")
        else:
            yield from reading.careful(by_line)
        if finish is not None:
            yield from finish(connection)


def stream(file: InputFile, layout: Layout, project: Project, source: str) -> Iterator[Item]:
    """The items of a file whose records stand for themselves, each read once; `source` is who says what is covered."""
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as name, closing(connect(Path(name))) as connection:
        passing = Passing(connection, project, source)
        reading = _Reading(file, layout, passing.emit, connection, Path(name))
        by_line = is_by_line(file)
        if by_line and (plain := file.plain) is not None:
            yield from reading.at_once(*plain, passing)
        else:
            yield from reading.careful(by_line)
        yield from passing.rest()


def is_by_line(file: InputFile) -> bool:
    """True if the file holds one JSON object per line; False for arrays, pretty-printed and other documents."""
    head = file.head().data
    if len(head) >= HEAD and b"\n" not in head.lstrip(BLANK):
        # a page per line can be megabytes long
        head = file.open().read(CHUNK)
    return head_is_by_line(head)


def head_is_by_line(head: bytes) -> bool:
    """The same, from the first bytes: some of the first lines are whole objects at the start of a line."""
    head = head.removeprefix(BOM)
    if head.lstrip(BLANK)[:1] != b"{":
        return False
    found = head.split(b"\n")[:20]
    return any(line.startswith(b"{") and _is_object(line) for line in found)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def sample(head: Head, pages: Pages) -> list[dict[str, Any]]:
    """Up to 20 records from the start of a file, as dicts, for sniffing; [] if it is no JSON. Cut-off records are left out."""
    from jasette.source.files import Stream

    if head.data.removeprefix(BOM).lstrip(BLANK)[:1] not in (b"{", b"["):
        return []  # XML, HTML, tables: cutting them into values costs half a second, and each source that reads JSON asks
    stream = Stream(iter([head.data]))
    chunks = lines(stream) if head_is_by_line(head.data) else values(stream)
    found: list[dict[str, Any]] = []
    for record in (record for chunk in chunks for record in chunk):
        for inner in unwrap(record, pages) or [record]:
            try:
                value = msgspec.json.decode(inner.data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
            if isinstance(value, dict):
                found.append(value)
            if len(found) == 20:
                return found
    return found


class _Stopped(Exception):
    """The strict reader cannot go on: an error, or a record that it cannot decide on."""


class _Reading:
    """One file on its way: connection, temporary folder, counts of repairs."""

    def __init__(self, file: InputFile, layout: Layout, emit: Emit, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.file, self.layout, self.emit, self.connection, self.folder = file, layout, emit, connection, folder
        self.repairs: Counter[str] = Counter()
        self.taken = 0
        """Records of which the items were given."""

    def whole(self, path: Path, compression: str) -> list[Rejected] | None:
        """Stage the whole file strictly as relation `good`, and the records that are no good; None if it takes the careful way."""
        staged = self.folder / "whole.parquet"
        source = self._json(path, compression=compression)
        tests = f"({self.layout.reason}) AS reason_, {self.layout.doubtful} AS doubtful_"
        form = "FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 65536"
        try:
            with telling(self.connection, self.file.progress, self.file.size):
                self.connection.execute(f"COPY (SELECT *, {tests} FROM {source}) TO {literal(str(staged))} ({form})")
        except failure():
            return None
        relation = f"read_parquet({literal(str(staged))}, file_row_number = true)"
        if self._scalar(f"SELECT count(*) FROM {relation} WHERE doubtful_"):
            return None
        wrong = dict(self.connection.execute(f"SELECT file_row_number, reason_ FROM {relation} WHERE reason_ IS NOT NULL").fetchall())
        bad: list[Rejected] = []
        if wrong:
            total, found = self._scalar(f"SELECT count(*) FROM {relation}"), 0
            for chunk in lines(self.file.open()):
                bad += [self._rejected(chunk[at - found], wrong[at]) for at in range(found, found + len(chunk)) if at in wrong]
                found += len(chunk)
            if found != total:
                return None
        self.connection.execute(
            f"CREATE VIEW good AS SELECT * EXCLUDE (reason_, doubtful_, file_row_number), false AS included, NULL::VARCHAR AS seen "
            f"FROM {relation} WHERE reason_ IS NULL"
        )
        return bad

    def at_once(self, path: Path, compression: str, passing: Passing) -> Iterator[Item]:
        """Record after record as the parser gives them; from where it stops, the careful way."""
        self.taken, wrong, whole = 0, dict[int, str](), False
        try:
            # while others still go through it, what it holds is not known: it is read meanwhile as if it held nothing
            if self.layout.trusting and (self.file.gone_through or not self._looks):
                whole = yield from self._pass(path, compression, passing, self.layout.trusting, wrong)
            if not whole:
                whole = yield from self._pass(path, compression, passing, self.layout.reason, wrong, exact=True, looks=self._looks)
        except _Stopped:
            pass
        if wrong:
            yield from self._located(wrong)
        if not whole:
            yield from self.careful(True, self.taken)

    @cached_property
    def _looks(self) -> bool:
        """Whether records of the file tell something about others: to find out may take a walk through the whole file."""
        return bool(self.layout.looks_for) and self.file.may_hold(self.layout.looks_for)

    def _pass(
        self,
        path: Path,
        compression: str,
        passing: Passing,
        reason: str,
        wrong: dict[int, str],
        *,
        exact: bool = False,
        looks: bool = False,
    ) -> Generator[Item, None, bool]:
        """The items of the records after those that were taken; False as soon as some of them cannot be trusted."""
        import pyarrow as pa

        relation = f"(SELECT *, false AS included, NULL::VARCHAR AS seen FROM {self._json(path, compression=compression)})"
        projection, skipped = self._projection(passing, relation if looks else None), self.taken
        query = projection.over(relation, {"reason_": f"({reason})", "doubtful_": self.layout.doubtful})
        with telling(self.connection, self.file.progress, self.file.size), closing(Ahead(self._batches(query))) as batches:
            for whole in batches:
                if not exact and self._looks:
                    return False
                over = min(skipped, len(whole))
                skipped -= over
                # copied, not sliced: nothing below has to think of offsets
                batch = whole.filter(pa.array([False] * over + [True] * (len(whole) - over))) if over else whole
                reasons, doubts = batch.column("reason_"), batch.column("doubtful_")
                if doubts.true_count:
                    raise _Stopped
                good = batch.filter(reasons.is_null()) if reasons.null_count < len(reasons) else batch
                if not (exact or self.layout.trusted(good)):
                    return False
                if reasons.null_count < len(reasons):
                    wrong |= {self.taken + at: reason for at, reason in enumerate(reasons.to_pylist()) if reason is not None}
                yield from passing.items(projection, good)
                self.taken += len(reasons)
        return True

    def _projection(self, passing: Passing, relation: str | None) -> Projection:
        try:
            return passing.project(self.connection, relation)
        except failure() as error:
            raise _Stopped from error

    def _batches(self, query: str) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        try:
            self.connection.execute(f"SET streaming_buffer_size = '{BUFFER}'")
            yield from self.connection.sql(query).to_arrow_reader(BATCH)
        except (failure(), pa.ArrowException, OSError) as error:
            raise _Stopped from error

    def _located(self, wrong: Mapping[int, str]) -> Iterator[Rejected]:
        """The records that have these numbers (from 0), with what is wrong."""
        number = 0
        for chunk in lines(self.file.open()):
            yield from (self._rejected(record, wrong[at]) for at, record in enumerate(chunk, number) if at in wrong)
            number += len(chunk)
            if number > max(wrong):
                return

    def careful(self, by_line: bool, taken: int = 0) -> Iterator[Item]:
        """Chunk by chunk, without the first `taken` records; at the end the damage that ended the file early, and the repairs."""
        stream = self.file.open()
        for chunk in lines(stream) if by_line else values(stream, self.layout.pages, self.file.open):
            records: list[Record] = []
            left = chunk[taken:]
            taken -= len(chunk) - len(left)
            for record in left:
                inside = unwrap(record, self.layout.pages)
                records += [record] if inside is None else inside
            if records:
                yield from self._chunk(records)
        if stream.damage:
            yield Rejected(self.layout.into, f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)
        for reason, count in sorted((+self.repairs).items()):
            yield Repaired(reason, count)

    def _chunk(self, records: list[Record]) -> Iterator[Item]:
        kept, bad = list(range(len(records))), list[Rejected]()
        good = all(record.whole for record in records) and self._stage([record.data for record in records])
        if not good or self._scalar("SELECT count(*) FROM staged WHERE doubtful_"):
            kept, bad = self._one_by_one(records)
        if kept:
            wrong = self.connection.execute("SELECT rowid, reason_ FROM staged WHERE reason_ IS NOT NULL").fetchall()
            bad += [self._rejected(records[kept[position]], reason) for position, reason in wrong]
        yield from sorted(bad, key=lambda reject: reject.byte_offset or 0)
        if len(bad) < len(records):
            self._context([records[index] for index in kept])
            yield from self.emit(self.connection, "good")

    def _one_by_one(self, records: list[Record]) -> tuple[list[int], list[Rejected]]:
        """Stage the records that can be read; their positions, and the others."""
        kept, bodies, bad = [], [], []
        for index, record in enumerate(records):
            body, reason = vet(record.data, self.layout.decoder)
            if not record.whole:
                reason = "the record does not end: a quote or a bracket is missing, or the file was cut off"
            if reason:
                bad.append(self._rejected(record, reason))
                continue
            self.repairs[SURROGATE] += body is not record.data
            kept.append(index)
            bodies.append(body)
        if not bodies or self._stage(bodies):
            return kept, bad
        # msgspec takes the last of equal keys without a word, DuckDB refuses them
        for at, body in enumerate(bodies):
            if (single := repeated_keys(body, self.layout.shape)) is not None:
                bodies[at] = single
                self.repairs[REPEATED] += 1
        for judging in (False, True):  # to read them takes a tenth of what it takes to judge them too
            fates = self._halves(bodies, judging)
            bad += [self._rejected(records[kept[at]], reason) for at, reason in fates.items()]
            kept = [index for at, index in enumerate(kept) if at not in fates]
            bodies = [body for at, body in enumerate(bodies) if at not in fates]
            if not bodies or self._stage(bodies):
                return kept, bad
        raise AssertionError("records that were read one by one cannot be read together")  # pragma: no cover - each half was staged before

    def _halves(self, bodies: list[bytes], judging: bool, base: int = 0) -> dict[int, str]:
        """Positions that DuckDB still refuses, with its words, found by halving."""
        if not bodies or self._stage(bodies, judging):
            return {}
        if len(bodies) == 1:
            return {base: self._error}
        middle = len(bodies) // 2
        return {**self._halves(bodies[:middle], judging, base), **self._halves(bodies[middle:], judging, base + middle)}

    def _stage(self, bodies: list[bytes], judging: bool = True) -> bool:
        """Read the records strictly into table `staged`, its rowid their position; False if DuckDB refuses one.

        Without `judging` nothing is said of what is wrong with them: only whether they can be read.
        """
        path = self.folder / "chunk.json"
        with path.open("wb") as target:
            for body in bodies:
                # between tokens a line break is a blank; inside a string it is no JSON, and msgspec has said so
                target.write(body.replace(b"\n", b" ").replace(b"\r", b" ") if b"\n" in body else body)
                target.write(b"\n")
        # a buffer holds two of the largest object: small ones let both cores work
        longest = max(4 << 20, *(len(body) + 2 for body in bodies)) if bodies else 4 << 20
        source = self._json(path, longest=longest)
        tests = f", ({self.layout.reason}) AS reason_, {self.layout.doubtful} AS doubtful_" if judging else ""
        try:
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS SELECT *{tests} FROM {source}")
        except failure() as error:
            self._error = _plain_words(str(error))
            return False
        if self._scalar("SELECT count(*) FROM staged") != len(bodies):
            self._error = "not one JSON object"
            return False
        return True

    def _context(self, records: list[Record]) -> None:
        import pyarrow as pa

        context = pa.table({"included": [r.included for r in records], "seen": pa.array([r.seen for r in records], pa.string())})
        self.connection.register("context_arrow", context)
        self.connection.execute("CREATE OR REPLACE TEMP TABLE context AS SELECT * FROM context_arrow")
        self.connection.unregister("context_arrow")
        self.connection.execute(
            "CREATE OR REPLACE TEMP VIEW good AS SELECT staged.* EXCLUDE (reason_, doubtful_), included, seen "
            "FROM staged POSITIONAL JOIN context WHERE reason_ IS NULL"
        )

    def _json(self, path: Path, *, compression: str = "none", longest: int = 16 << 20) -> str:
        return (
            f"read_json({literal(str(path))}, format = 'newline_delimited', columns = {self.layout.columns}, "
            f"compression = '{compression}', maximum_object_size = {longest})"
        )

    def _scalar(self, query: str) -> int:
        return int(self.connection.execute(query).fetchall()[0][0])

    def _rejected(self, record: Record, reason: str) -> Rejected:
        return Rejected(self.layout.into, reason, record.data, record.offset, record.line)


def _plain_words(message: str) -> str:
    """DuckDB's message without its file name and advice."""
    first = message.split("\n", 1)[0]
    return first.partition(": ")[2].split(", in line ")[-1].partition(": ")[2] or first
