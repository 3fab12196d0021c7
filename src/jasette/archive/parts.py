"""The Parquet files of a commit: rows go to disk a group at a time, and the table's log is told of the files afterwards.

Arrow writes them, which every process has anyway: Delta's own writer takes some sixty megabytes more for the same rows (decision 0021).
Files that a killed process leaves behind are in no log: `tables.drop_strays` deletes them.
"""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import ColumnProperties, WriterProperties
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction

from jasette.errors import ObservatoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jasette.schema import Table

FILE_BYTES = 64 << 20
ROW_GROUP = 1 << 15
GROUP_BYTES = 4 << 20
"""Rows go to disk together that are as many as the one or as large as the other: two such groups are held at a time."""
COMPRESSION: Literal["ZSTD"] = "ZSTD"
LEVEL = 1


def properties(table: Table) -> WriterProperties:
    """What Delta's writer, which merges small files, is told: the same as `write` does."""
    few = {name: ColumnProperties(dictionary_enabled=True) for name in _repeating(table)}
    plain = {name: ColumnProperties(dictionary_enabled=False, statistics_enabled="CHUNK") for name in table.statistics}
    return WriterProperties(
        compression=COMPRESSION,
        compression_level=LEVEL,
        max_row_group_size=ROW_GROUP,
        default_column_properties=ColumnProperties(dictionary_enabled=False, statistics_enabled="NONE"),
        column_properties={**few, **plain},
    )


def write(folder: Path, table: Table, batches: Iterable[pa.RecordBatch]) -> list[AddAction | RemoveAction]:
    """Write all rows, and tell what files they are in; none for no rows. While a group is written the next one is made.

    Raises what `batches` raises, or ObservatoryError; no file is left then.
    """
    files = _Files(folder, table)
    written: Future[None] | None = None
    try:
        with ThreadPoolExecutor(1, thread_name_prefix=f"archive-{table.name}") as beside:
            for group in _groups(batches):
                if written is not None:
                    written.result()
                written = beside.submit(files.write, group)
        if written is not None:
            written.result()
        return files.finish()
    except BaseException:
        files.discard()
        raise


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What goes wrong inside is told as an error of this table: ObservatoryError, with its place and a remedy."""
    try:
        yield
    except BaseException as error:
        # a panic of Rust's code is no Exception: it would pass every `except Exception`
        if not isinstance(error, (DeltaError, OSError)) and type(error).__name__ != "PanicException":
            raise
        raise ObservatoryError(
            f"could not be written ({error})",
            place=str(folder),
            remedy="see that the disk has room and is writable, then run the command again: what was not committed is not counted",
        ) from error


def _repeating(table: Table) -> list[str]:
    """Columns whose values repeat, and are written with a dictionary.

    Dictionaries of ids and texts grow to their limit and are then thrown away, which took 40 % of the writing, and made files larger.
    """
    return [column.name for column in table.stored if column.kind == "text" and not column.personal]


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        for start in range(0, batch.num_rows, ROW_GROUP):
            piece = batch.slice(start, ROW_GROUP)
            waiting.append(piece)
            rows, size = rows + piece.num_rows, size + piece.nbytes
            if rows >= ROW_GROUP or size >= GROUP_BYTES:
                yield pa.Table.from_batches(waiting)
                waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.Table.from_batches(waiting)


class _Files:
    """The files of one commit: where one has grown large, the next is begun."""

    def __init__(self, folder: Path, table: Table) -> None:
        self._folder, self._table = folder, table
        self._paths: list[Path] = []
        self._told: list[pq.FileMetaData] = []
        self._open: tuple[pa.NativeFile, pq.ParquetWriter] | None = None

    def write(self, group: pa.Table) -> None:
        with writing(self._folder):
            file, writer = self._open = self._open or self._begin()
            writer.write_table(group, row_group_size=group.num_rows)
            if file.tell() >= FILE_BYTES:
                self._close()

    def finish(self) -> list[AddAction | RemoveAction]:
        with writing(self._folder):
            self._close()
            return [self._action(path, told) for path, told in zip(self._paths, self._told, strict=True)]

    def discard(self) -> None:
        with suppress(OSError):
            self._close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def _begin(self) -> tuple[pa.NativeFile, pq.ParquetWriter]:
        path = self._folder / f"part-{len(self._paths):05}-{uuid4()}-c000.zstd.parquet"
        file = pa.OSFile(str(path), "wb")
        self._paths.append(path)
        how: dict[str, Any] = {"compression": COMPRESSION, "compression_level": LEVEL, "use_dictionary": _repeating(self._table)}
        how |= {"write_statistics": list(self._table.statistics), "metadata_collector": self._told}
        return file, pq.ParquetWriter(file, self._table.arrow_stored, **how)

    def _close(self) -> None:
        if self._open is not None:
            (file, writer), self._open = self._open, None
            with file:
                writer.close()

    def _action(self, path: Path, told: pq.FileMetaData) -> AddAction:
        stat = path.stat()
        return AddAction(path.name, stat.st_size, {}, int(stat.st_mtime * 1000), True, json.dumps(_statistics(told)))


def _statistics(told: pq.FileMetaData) -> dict[str, Any]:
    """What the log says of a file: how many rows, and of the columns that have them how many are missing, the least and the most."""
    log: dict[str, Any] = {"numRecords": told.num_rows, "minValues": {}, "maxValues": {}, "nullCount": {}}
    for number in range(told.num_columns):
        chunks = [told.row_group(group).column(number) for group in range(told.num_row_groups)]
        name, parts = told.schema.column(number).path, [chunk.statistics for chunk in chunks]
        if not parts or any(part is None or not part.has_null_count for part in parts):
            continue
        log["nullCount"][name] = sum(part.null_count for part in parts)
        known = [part for part in parts if part.has_min_max]
        if known:
            log["minValues"][name] = min(part.min for part in known)
            log["maxValues"][name] = max(part.max for part in known)
    return log
