"""The archive: what was observed, in Delta tables that many can read and one process at a time writes.

- `archive/<table>/`: one Delta table per entry of schema.TABLES
- `archive/.lock`: held while anything is written
- `archive/.tmp/`: rows on their way in; what is found here was left by a writer that was killed
- `archive/archive.json`: the schema's version
- `archive/rewritten`: how often rows were removed or changed
- `archive/unfinished/`: batches that were begun and did not reach the ledger
- `archive/.again/`: what came of the files that were read; disposable
"""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from jasette import schema
from jasette.archive import again, columns, ledger, migrate, rejects, tables, unfinished, views
from jasette.archive.intake import Intake, Known, Origin, Sent, Tell
from jasette.archive.ledger import Reading, Receipt
from jasette.archive.lock import Lock
from jasette.archive.parts import ROW_GROUP
from jasette.archive.rejects import Reject
from jasette.archive.room import room
from jasette.engine import connect
from jasette.errors import Busy, DiskFull, ObservatoryError
from jasette.sql import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import duckdb

    from jasette.archive.gate import Engine
    from jasette.people import Gate
    from jasette.source import Item, Recipe

__all__ = ["Archive", "Reading", "Receipt", "Reject"]

T = TypeVar("T")

WAIT_S = 600.0
"""A writer waits for another one about as long as ten gigabytes take."""
COMPACT_AT = 50
"""Small files of one table after which `add` compacts it: each is opened by every later `add`, which costs more than to merge them."""
ATTEMPTS = 5
REWRITTEN = "rewritten"
UNUSABLE = re.compile(r"[\[\]|\\^\x00-\x1f]")
"""delta-rs panics on these in a path."""


class Archive:
    """One archive folder. Readers need no lock; writers queue up. Not to be carried over a fork."""

    def __init__(self, root: Path, wait_s: float = WAIT_S) -> None:
        """Use `create` or `open`."""
        self.root = root.absolute()
        if unusable := UNUSABLE.search(str(self.root)):
            raise ObservatoryError(
                f"the table format cannot live in a folder with {unusable[0]!r} in its name",
                place=str(self.root),
                remedy="choose another folder, or rename it",
            )
        self.wait_s = wait_s
        self._lock = Lock(self.root / ".lock")
        self._aside = self.root / ".tmp"
        self._known: Known = {}
        self._runs: tuple[int, ledger.Runs] = (-1, {})

    @classmethod
    def create(cls, root: Path, *, wait_s: float = WAIT_S) -> Archive:
        """Make an empty archive in `root` (`<observatory>/archive`). Raises ObservatoryError if one is there."""
        archive = cls(root, wait_s)
        root = archive.root
        root.mkdir(parents=True, exist_ok=True)
        with archive.lock():
            if (root / migrate.FORM).exists():
                raise ObservatoryError("here is an archive already", place=str(root), remedy="open it, or choose another folder")
            migrate.align(root)
            (root / unfinished.FOLDER).mkdir()
            migrate.write_form(root, {"schema": schema.VERSION, "created": datetime.now(UTC).isoformat(timespec="seconds")})
        return archive

    @classmethod
    def open(cls, root: Path, *, wait_s: float = WAIT_S) -> Archive:
        """Open the archive in `root`; an older schema is migrated, and what a killed writer left is removed.

        Raises ObservatoryError if it is missing, damaged or newer.
        """
        archive = cls(root, wait_s)
        if migrate.read_form(root)["schema"] < schema.VERSION:
            with archive.lock():
                migrate.migrate(root, migrate.read_form(root))  # read again: another process may have done it meanwhile
        if archive._aside.exists():
            # where a writer is at work, these are its own; where the disk is full, the next writer sees to them
            with suppress(Busy, DiskFull), archive.lock(0), room(archive.root.parent):
                archive._clean_up()
        return archive

    def lock(self, wait_s: float | None = None) -> AbstractContextManager[bool]:
        """Hold the archive against other writers (re-entrant); raises Busy after `wait_s` seconds."""
        return self._lock.hold(self.wait_s if wait_s is None else wait_s)

    # -- reading

    def files(self, table: str) -> list[str]:
        """Parquet files of the table's current version."""
        return tables.files(self.root / table)

    def version(self, table: str) -> int:
        return int(tables.load(self.root / table).version())

    def versions(self) -> dict[str, int]:
        return {name: self.version(name) for name in schema.TABLES}

    def rewritten(self) -> int:
        """How often rows were removed or changed: while it is the same, rows were added only."""
        try:
            return int((self.root / REWRITTEN).read_text(encoding="utf-8") or 0)
        except FileNotFoundError:
            return 0

    def stats(self) -> dict[str, tables.Size]:
        """`{table: Size(rows, files, bytes, version)}` of the current version, from the log alone."""
        return {name: tables.size(self.root / name) for name in schema.TABLES}

    def unbalanced(self) -> list[str]:
        """Lines of the ledger of which the sum does not hold, as text; there must be none."""
        connection = connect()
        try:
            return self.reading(connection, None, lambda mounted: [row[0] for row in mounted.execute(ledger.UNBALANCED).fetchall()])
        finally:
            connection.close()

    def mount(self, connection: duckdb.DuckDBPyConnection, gate: Gate | None) -> None:
        """Make the views of `views.mount` over the current version. Without a gate nobody is left out (for erasure only)."""
        views.mount(connection, {name: self.files(name) for name in schema.TABLES}, gate)

    def reading(
        self,
        connection: duckdb.DuckDBPyConnection,
        gate: Gate | None,
        query: Callable[[duckdb.DuckDBPyConnection], T],
        *,
        settled: bool = False,
    ) -> T:
        """Mount and run `query`; again (5 times in all) if a file was compacted or erased away while it ran.

        `settled`: for a query that reads all current posts more than once (`views.settle`).
        """
        from duckdb import IOException

        def once() -> T:
            self.mount(connection, gate)
            if settled:
                views.settle(connection)
            return query(connection)

        for _ in range(ATTEMPTS - 1):
            with suppress(IOException):
                return once()
        return once()

    def deleted(self, connection: duckdb.DuckDBPyConnection) -> pa.Table:
        """post_id, account_id, deleted_us, holds_words of posts that the platform calls deleted; needs `mount`."""
        return connection.sql(views.deleted_sql()).to_arrow_table()

    def any_deleted(self) -> bool:
        """Whether any observation calls a post or an account deleted; needs no database."""
        return any(columns.any_value(self.files(table), "deleted_us") for table in ("posts", "accounts"))

    # -- writing

    def add(
        self, items: Iterable[Item], *, file: str, digest: str, source: str, recipe: Recipe, gate: Gate, tell: Tell | None = None
    ) -> list[Receipt]:
        """Store what is new of a file's items, exactly once, and account for each record: one receipt per table.

        `digest` is the SHA-256 of the file's bytes. Memory does not grow with the file. The same file again is all
        duplicates. A file without any record gets one receipt of zeros. `tell` is told posts and handles of people who
        stay out, as they are met. Raises what `items` raises (nothing of the
        file is then counted), Busy, or ObservatoryError (disk full…).
        """
        return self._add([Reading(file, digest, source, recipe)], lambda: [items], gate, tell)

    def add_together(
        self,
        readings: Sequence[Reading],
        read: Callable[[], Iterable[Iterable[Item]]],
        *,
        gate: Gate,
        tell: Tell | None = None,
    ) -> list[Receipt]:
        """As `add` for each of several files, no two of one name, in one commit a table; receipts in the order of the files.

        `read` gives the items of each. Where one raises, those before it are counted, and it is raised. The same files again are
        all duplicates; after a run that was killed, they are the same batch.
        """
        try:
            return self._again(readings, gate) or self._add(readings, read, gate, tell)
        except _Stopped as stopped:
            if stopped.number:
                self.add_together(readings[: stopped.number], read, gate=gate, tell=tell)
            raise stopped.error from None

    def _add(
        self, readings: Sequence[Reading], read: Callable[[], Iterable[Iterable[Item]]], gate: Gate, tell: Tell | None
    ) -> list[Receipt]:
        origins = {Origin(one.file, one.digest, one.source, ledger.recipe_text(one.recipe)): one.recipe.into or "posts" for one in readings}
        with self._writing() as (folder, engine):
            batch = self._next_batch(engine, ledger.prefix_of(readings))
            intake = Intake(self.root, folder, batch, gate, engine, self._known)
            receipts = intake.run(_sent(list(origins), read), origins, tell)
            self._finished(batch)
            again.remember(self.root, readings, gate, receipts)
            self._compact_if_many((*intake.lanes, "ledger"))
        return receipts

    def add_again(self, *, file: str, digest: str, source: str, recipe: Recipe, gate: Gate) -> list[Receipt]:
        """As `add` of the same bytes, without reading them, where it is known what comes of it; [] where it is not.

        The receipts are written to the ledger: each of their stored records is a duplicate now.
        """
        return self._again([Reading(file, digest, source, recipe)], gate)

    def note_size(self, size: int) -> None:
        """Remember that a file of so many bytes was added."""
        again.note_size(self.root, size)

    def size_noted(self, size: int) -> bool:
        """Whether a file of so many bytes was added: then it pays to look first whether it is this one."""
        return again.size_noted(self.root, size)

    def _again(self, readings: Sequence[Reading], gate: Gate) -> list[Receipt]:
        if not again.recall(self.root, readings, gate):
            return []
        with self._writing() as (_, engine):
            # an erasure may have come before us
            if receipts := again.recall(self.root, readings, gate):
                batch = self._next_batch(engine, ledger.prefix_of(readings))
                unfinished.settle(self.root)
                tables.append_once(self.root / "ledger", schema.TABLES["ledger"], [ledger.rows(receipts, batch)], batch)
                self._finished(batch)
                self._compact_if_many(("ledger",))
            return receipts

    def retry_rejects(
        self, read: Callable[[Reject], Iterable[Item]], *, gate: Gate, file: str | None = None, tell: Tell | None = None
    ) -> list[Receipt]:
        """Hand every reject (of `file`) to `read`, store what can be read now, and take those out of the rejects.

        `read` reads `reject.raw` with the source and recipe named there. One receipt per file, source and table.
        No rejects: [].
        """
        where = "true" if file is None else f"file = {literal(file)}"
        with self._writing() as (folder, engine):
            connection = engine()
            wanted = f"SELECT * FROM ({views.stored_sql(schema.REJECTS, self.files('rejects'))}) WHERE {where}"
            digest = rejects.digest_of(connection, wanted)
            if not digest:
                return []
            batch = self._next_batch(engine, ledger.prefix(digest, "retry", where))
            resolved: list[int] = []
            intake = Intake(self.root, folder, batch, gate, engine, self._known)
            receipts = intake.run(rejects.send(rejects.read(connection, wanted), read, digest, resolved), tell=tell)
            self._finished(batch)
            if resolved:
                # after the ledger: a kill before this line costs a second try, which finds duplicates only
                connection.register("resolved_rejects", pa.table({"key": pa.array(resolved, pa.int64())}))
                kept = "SELECT * FROM stored_rejects WHERE content_key NOT IN (SELECT key FROM resolved_rejects)"
                self.rewrite("rejects", connection, kept)
        return receipts

    def rewrite(self, table: str, connection: duckdb.DuckDBPyConnection, sql: str, gate: Gate | None = None) -> None:
        """Put the rows of `sql` in the place of the whole table, in one commit, and purge what was there before.

        The views of `connection` are mounted anew under the lock, so that `sql` sees every row committed until now, and
        once more afterwards (without a gate: nobody is left out of them). It should read `stored_<table>`, and keep
        `content_key`, so that the same record is a duplicate when it comes again.
        """
        shape = schema.TABLES[table]
        columns = ", ".join(f'"{name}"' for name in shape.arrow_stored.names)
        with self._marked():
            again.forget(self.root)
            draft = self.root / f"{REWRITTEN}.new"
            draft.write_text(f"{self.rewritten() + 1}\n", encoding="utf-8")
            draft.replace(self.root / REWRITTEN)
            self.mount(connection, gate)
            reader = connection.sql(f"SELECT {columns} FROM ({sql})").to_arrow_reader(ROW_GROUP)
            tables.overwrite(self.root / table, shape, (batch.cast(shape.arrow_stored) for batch in reader))
            self._known.pop(table, None)
            tables.purge(self.root / table)
            self.mount(connection, gate)  # the views named files that are gone now

    def purge(self, table: str | None = None) -> None:
        """Remove every byte that the current version of the table (of all tables) does not name; readers try again."""
        with self.lock():
            for name in [table] if table else list(schema.TABLES):
                tables.purge(self.root / name)

    def compact(self, table: str | None = None) -> None:
        """Merge small files, and purge the old ones."""
        with self._marked():
            for name in [table] if table else list(schema.TABLES):
                tables.compact(self.root / name, schema.TABLES[name])

    def _compact_if_many(self, names: Iterable[str]) -> None:
        for name in names:
            path = self.root / name
            if tables.small_files(path) < COMPACT_AT:
                continue
            before = tables.standing(path).version
            tables.compact(path, schema.TABLES[name])
            # the same rows in other files: what is known of them still holds
            after, (version, keys) = tables.standing(path).version, self._known.get(name, (-1, None))
            if keys is not None and version == before:
                self._known[name] = (after, keys)
            if name == "ledger" and self._runs[0] == before:
                self._runs = (after, self._runs[1])

    def _next_batch(self, engine: Engine, start: str) -> str:
        """The batch to write now: the run after the last one that stands in the ledger. All runs are read once, and then kept."""
        standing = tables.standing(self.root / "ledger")
        if standing.version != self._runs[0]:
            rows = f"SELECT DISTINCT batch FROM ({views.stored_sql(schema.LEDGER, standing.files)})"
            batches = engine().execute(rows).fetchall() if standing.files else []
            self._runs = (standing.version, ledger.runs(row[0] for row in batches))
        return f"{start}{1 + self._runs[1].get(start, 0)}"

    def _finished(self, batch: str) -> None:
        """The ledger was as `_next_batch` found it but for this batch."""
        known = self._runs[1]
        self._runs = (-1, {})
        if tables.committed(self.root / "ledger", batch):  # not where there was nothing to account for
            start, dash, run = batch.rpartition("-")
            known[start + dash] = int(run)
            self._runs = (tables.standing(self.root / "ledger").version, known)

    def _clean_up(self) -> None:
        """After a writer that was killed or failed: its rows aside, and its files that no version names."""
        if self._aside.exists():
            self._drop_strays()
            self.purge()
            shutil.rmtree(self._aside)

    def _drop_strays(self) -> None:
        with suppress(ObservatoryError):  # a table that cannot be opened is somebody else's to report
            for name in schema.TABLES:
                tables.drop_strays(self.root / name)

    @contextmanager
    def _marked(self) -> Iterator[Path]:
        """Hold the lock and `.tmp`, which goes only if all goes well: the next writer that finds it cleans up."""
        folder = self._aside
        with self.lock() as outermost:
            if not outermost:
                yield folder
                return
            with room(self.root.parent):
                self._clean_up()
                folder.mkdir()
                try:
                    yield folder
                except BaseException:
                    for left in folder.iterdir():
                        left.unlink(missing_ok=True)
                    self._drop_strays()
                    raise
                shutil.rmtree(folder)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Path, Engine]]:
        """The folder for rows on their way in, and the connection, made at the first call."""
        with self._marked() as folder, ExitStack() as open_ones:
            made: list[Any] = []

            def engine() -> Any:
                if not made:
                    open_ones.callback(shutil.rmtree, folder / "spill", ignore_errors=True)
                    made.append(connect(folder / "spill"))
                    open_ones.callback(made[0].close)
                return made[0]

            if not (self.root / unfinished.FOLDER).is_dir():
                unfinished.adopt(self.root, engine())
            yield folder, engine


class _Stopped(Exception):
    """Reading the file of that number raised `error`."""

    def __init__(self, number: int, error: Exception) -> None:
        super().__init__(number)
        self.number, self.error = number, error


def _sent(origins: Sequence[Origin], read: Callable[[], Iterable[Iterable[Item]]]) -> Iterator[Sent]:
    """The items of the files. Raises _Stopped with the number of one that cannot be read among several."""
    for number, (origin, items) in enumerate(zip(origins, read(), strict=False)):
        try:
            for item in items:
                yield origin, item
        except Exception as error:
            if len(origins) == 1:
                raise
            raise _Stopped(number, error) from error
