"""The Delta tables themselves: create, list, append once, overwrite, purge. Nothing else in the package writes them.

All functions that write expect the caller to hold the archive's lock.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Transaction
from deltalake.exceptions import DeltaError, TableNotFoundError

from jasette.archive import parts
from jasette.errors import ObservatoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from deltalake.transaction import AddAction, RemoveAction

    from jasette.schema import Table

T = TypeVar("T")
Newest = tuple[str, int, int]
"""The newest commit of a table: its file's name, number and time."""

COMPACT_BYTES = 16 << 20
"""Files of a compacted table: small enough that an erasure rewrites little, large enough to list in no time."""
LOG = "_delta_log"
ATTEMPTS = 5
LAST = "batch"
"""The one name under which each table's log keeps a number: that of the last batch."""
HELD = 64
"""Tables that are kept open: to read the log of one anew takes longer than to append to it."""

_held: dict[Path, tuple[Newest, DeltaTable]] = {}


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


def append_once(path: Path, table: Table, source: Iterable[pa.RecordBatch], batch: str) -> None:
    """Append the rows in one commit that says which batch they are.

    Whatever goes wrong with the commit, the log decides: where the batch is its last, the rows are in and nothing is raised.
    Raises what the source raised, or ObservatoryError.
    """
    added = parts.write(path, table, source)
    try:
        _commit(path, table, added, "append", CommitProperties(app_transactions=[Transaction(LAST, _number(batch))]))
    except ObservatoryError:
        if not committed(path, batch):
            raise


def overwrite(path: Path, table: Table, source: Iterable[pa.RecordBatch]) -> None:
    """Put these rows in the place of all rows, in one commit; `source` may read the files of the version before.

    Raises what the source raised, or ObservatoryError.
    """
    _commit(path, table, parts.write(path, table, source), "overwrite")


def _commit(
    path: Path,
    table: Table,
    added: list[AddAction | RemoveAction],
    mode: Literal["append", "overwrite"],
    said: CommitProperties | None = None,
) -> None:
    onto = held(path)
    _held.pop(path, None)
    with parts.writing(path):
        onto.create_write_transaction(added, mode, table.arrow_stored, commit_properties=said)
        onto.update_incremental()
    _hold(path, onto)


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
    load(path).optimize.compact(target_size=COMPACT_BYTES, writer_properties=parts.properties(table))
    purge(path)
