"""The Delta tables themselves: create, list, append once, overwrite, purge. Nothing else in the package writes them.

All functions that write expect the caller to hold the archive's lock.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import unquote

import pyarrow as pa
from deltalake import (
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    PostCommitHookProperties,
    Transaction,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import DeltaError, TableNotFoundError

from jasette.errors import ObservatoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from jasette.schema import Table

T = TypeVar("T")
Newest = tuple[str, int, int]
"""The newest commit of a table: its file's name, number and time."""

FILE_BYTES = 64 << 20
COMPACT_BYTES = 16 << 20
"""Files of a compacted table: small enough that an erasure rewrites little, large enough to list in no time."""
LOG = "_delta_log"
ROW_GROUP = 1 << 15
"""Rows that the writer holds before they go to disk: bounds memory at some 50 MB of text, the files are as large as with twice as many."""
ATTEMPTS = 5
LAST = "batch"
"""The one name under which each table's log keeps a number: that of the last batch."""
HELD = 64
"""Tables that are kept open: to read the log of one anew takes longer than to append to it."""

_held: dict[Path, tuple[Newest, DeltaTable]] = {}


def writer(table: Table) -> WriterProperties:
    """How rows of the table are written: with a dictionary only where values repeat, with minima and maxima only where nothing is personal.

    Dictionaries of ids and texts grow to their limit and are then thrown away, which took 40 % of the writing, and made files larger.
    """
    few = {c.name: ColumnProperties(dictionary_enabled=True) for c in table.stored if c.kind == "text" and not c.personal}
    plain = {c.name: ColumnProperties(dictionary_enabled=False) for c in table.stored if c.name in table.statistics}
    return WriterProperties(
        compression="ZSTD",
        compression_level=1,
        max_row_group_size=ROW_GROUP,
        default_column_properties=ColumnProperties(dictionary_enabled=False, statistics_enabled="NONE"),
        column_properties={**few, **plain},
    )


def configuration(table: Table) -> dict[str, str | None]:
    """The log keeps min and max of columns: without the first line, of texts and names too, beyond any erasure."""
    return {
        "delta.dataSkippingStatsColumns": ",".join(table.statistics),
        "delta.logRetentionDuration": "interval 0 seconds",
        "delta.deletedFileRetentionDuration": "interval 0 seconds",
    }


def create(path: Path, table: Table) -> None:
    DeltaTable.create(path, schema=table.arrow_stored, name=table.name, description=table.sense, configuration=configuration(table))


def patiently(action: Callable[[], T]) -> T:
    """Try again (5 times): a reader may find the log in the instant in which a writer replaces it by a checkpoint."""
    for attempt in range(ATTEMPTS - 1):
        try:
            return action()
        except (DeltaError, OSError):
            time.sleep(0.02 * 2**attempt)
    return action()


def load(path: Path) -> DeltaTable:
    try:
        return patiently(lambda: DeltaTable(path))
    except TableNotFoundError as error:
        raise ObservatoryError(
            "this table of the archive is missing", place=str(path), remedy="restore the folder from a copy; nothing was changed"
        ) from error


def held(path: Path) -> DeltaTable:
    """As `load`, not read again while the newest commit is the same; for those who hold the lock: it is not to be shared by threads."""
    newest, known = _newest(path), _held.get(path)
    if known is not None and known[0] == newest:
        return known[1]
    table = load(path)
    _hold(path, table)
    return table


def _hold(path: Path, table: DeltaTable) -> None:
    newest = _newest(path)
    _held.pop(path, None)
    if newest is not None and newest[0] == f"{table.version():020}.json":
        while len(_held) >= HELD:
            _held.pop(next(iter(_held)), None)
        _held[path] = newest, table


def _newest(path: Path) -> Newest | None:
    try:
        with os.scandir(path / LOG) as entries:
            commit = max((entry for entry in entries if entry.name.endswith(".json")), key=lambda entry: entry.name, default=None)
            if commit is None:
                return None
            stat = commit.stat()
            return commit.name, stat.st_ino, stat.st_mtime_ns
    except OSError:
        return None


def exists(path: Path) -> bool:
    return DeltaTable.is_deltatable(str(path))


def local(uri: str) -> str:
    """The path of a file that Delta names: it quotes what is not plain in an address, `é` and blanks too."""
    return unquote(uri.removeprefix("file://"))


def files(path: Path) -> list[str]:
    """The Parquet files of the current version; a table without rows has none."""
    return _files(load(path))


def _files(table: DeltaTable) -> list[str]:
    return sorted(local(uri) for uri in table.file_uris())


@dataclass(frozen=True)
class Size:
    """What a table's current version holds."""

    rows: int
    files: int
    bytes: int
    version: int


def size(path: Path) -> Size:
    """From the log alone."""
    table = load(path)
    actions = pa.table(table.get_add_actions(flatten=True))
    rows, total = (sum(value or 0 for value in actions[column].to_pylist()) for column in ("num_records", "size_bytes"))
    return Size(rows, actions.num_rows, total, int(table.version()))


def small_files(path: Path) -> int:
    sizes = pa.table(held(path).get_add_actions(flatten=True))["size_bytes"].to_pylist()
    return sum(size < COMPACT_BYTES // 2 for size in sizes)


@dataclass(frozen=True)
class Standing:
    """How a table stands before a batch."""

    version: int
    files: list[str]


def standing(path: Path) -> Standing:
    table = held(path)
    return Standing(int(table.version()), _files(table))


@dataclass
class Pull:
    """The rows as Delta's writer pulls them, from its own threads.

    It remembers what stopped the rows (across Rust an exception loses its type), and it can be stopped from outside.
    """

    source: Iterable[pa.RecordBatch]
    error: BaseException | None = None
    stopped: bool = False

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self.source:
                if self.stopped:
                    raise InterruptedError("stopped from outside")
                yield batch
        except BaseException as error:
            self.error = error
            raise

    def into(self, path: Path, table: Table, *, mode: Literal["append", "overwrite"], commit: CommitProperties | None = None) -> None:
        """Write all rows in one commit. Raises what the rows raised, ObservatoryError, or KeyboardInterrupt at once.

        The write has a thread of its own: in the main one, Ctrl-C would be heard only after the commit.
        """
        failed: list[BaseException] = []

        def write() -> None:
            try:
                onto = held(path)
                write_deltalake(
                    onto,
                    pa.RecordBatchReader.from_batches(table.arrow_stored, self),
                    mode=mode,
                    schema_mode="overwrite" if mode == "overwrite" else None,
                    target_file_size=FILE_BYTES,
                    writer_properties=writer(table),
                    commit_properties=commit,
                )
                _hold(path, onto)
            except BaseException as error:
                _held.pop(path, None)
                failed.append(error)

        thread = threading.Thread(target=write, name=f"archive-{table.name}")
        thread.start()
        try:
            while thread.is_alive():
                thread.join(0.2)
        except BaseException:
            self.stopped = True
            thread.join()
            raise
        if failed:
            raise self.error or _damage(path, failed[0]) from failed[0]


def append_once(path: Path, table: Table, source: Iterable[pa.RecordBatch], batch: str) -> None:
    """Append the rows in one commit that says which batch they are.

    Whatever goes wrong, the log decides: where the batch is its last, the rows are in and nothing is raised.
    Raises what the source raised, or ObservatoryError.
    """
    pull = Pull(source)
    try:
        pull.into(path, table, mode="append", commit=CommitProperties(app_transactions=[Transaction(LAST, _number(batch))]))
    except ObservatoryError:
        if pull.error is not None or not committed(path, batch):
            raise


def overwrite(path: Path, table: Table, source: Iterable[pa.RecordBatch]) -> None:
    """Put these rows in the place of all rows, in one commit; `source` may read the files of the version before."""
    Pull(source).into(path, table, mode="overwrite")


def committed(path: Path, batch: str) -> bool:
    """Whether no other batch was appended after this one."""
    return bool(held(path).transaction_version(LAST) == _number(batch))


def _number(batch: str) -> int:
    """A number for a batch: the log keeps one for each name that it is given, for good, and so it is given one name."""
    return int.from_bytes(hashlib.sha256(batch.encode()).digest()[:8]) >> 1


def drop_strays(path: Path) -> None:
    """Delete data files that the current version does not name, left by a commit that failed: on a full disk nothing else can be done.

    Among them are those that a killed writer had not finished (`….parquet#1`, `….json#1`): Delta lists none of these, so no vacuum
    takes them away, and they hold rows.
    """
    named = set(files(path))
    for file in path.iterdir():
        if file.is_file() and str(file) not in named:
            file.unlink(missing_ok=True)
    for pattern in ("*#*", "*.tmp"):
        for file in (path / LOG).glob(pattern):
            file.unlink(missing_ok=True)


def purge(path: Path) -> None:
    """Only the bytes of the current version stay: of the log one checkpoint, of the data the files that it names.

    What a killed writer left is in no version, and goes too.
    """
    drop_strays(path)
    table = load(path)
    quiet = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
    table.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True, post_commithook_properties=quiet)
    table = load(path)
    table.create_checkpoint()
    table.cleanup_metadata()


def compact(path: Path, table: Table) -> None:
    load(path).optimize.compact(target_size=COMPACT_BYTES, writer_properties=writer(table))
    purge(path)


def _damage(path: Path, error: BaseException) -> BaseException:
    # a panic of the Rust code is no Exception: it would pass every `except Exception` above
    if not isinstance(error, (DeltaError, OSError)) and type(error).__name__ != "PanicException":
        return error
    return ObservatoryError(
        f"could not be written ({error})",
        place=str(path),
        remedy="see that the disk has room and is writable, then run the command again: what was not committed is not counted",
    )
