"""Runs SQL text on an embedded DuckDB, in memory, over Parquet files and Arrow tables.

Only extensions inside the wheel (json, parquet, icu) are used; nothing is fetched. What does not fit in memory
spills to `spill`, which belongs to the observatory and is emptied when it is opened.
"""

from __future__ import annotations

import itertools
import os
import queue
import shutil
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")

MEMORY_LIMIT = "1GB"
"""Of DuckDB's buffers; with Python, Arrow and the writer the process stays below 1.5 GB."""
TOLD_EVERY_S = 0.2
SPOOL = "spool"

_number = itertools.count()


def connect(spill: Path | None = None, *, memory: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory connection, clock at UTC, extensions never fetched; close it before exit."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": True,
        "memory_limit": os.environ.get("JASETTE_MEMORY", memory),
        "threads": os.cpu_count() or 2,
    }
    if spill is not None:
        # DuckDB names its files alike in every process: two of them must not spill into one folder.
        config["temp_directory"] = str(spill / f"{os.getpid()}-{next(_number)}")
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def failure() -> type[duckdb.Error]:
    """What a connection raises: for those who import no DuckDB where they do not connect."""
    import duckdb

    return duckdb.Error


@contextmanager
def telling(connection: duckdb.DuckDBPyConnection, progress: Callable[[int], None], size: int) -> Iterator[None]:
    """Tell `progress` how far of `size` the query inside has come, a few times a second: DuckDB reads files by itself."""
    done = threading.Event()

    def tell() -> None:
        while not done.wait(TOLD_EVERY_S):
            percent = connection.query_progress()
            if percent > 0:
                progress(int(size * percent / 100))

    # Printing stays off: the share is measured only where a bar is enabled.
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
    progress(size)


class Ahead(Iterator[T]):
    """The same, made by a thread that is up to `size` ahead: whoever takes them need not wait for the engine, nor it for them.

    The thread begins at once. Raises what `batches` raises. Closing it ends the thread, and closes `batches`.
    """

    def __init__(self, batches: Iterator[T], size: int = 2) -> None:
        self._batches = batches
        self._ready: queue.Queue[tuple[bool, T | BaseException | None]] = queue.Queue(size)
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
        self._thread.start()

    def __next__(self) -> T:
        if self._left.is_set():
            raise StopIteration
        going_on, what = self._ready.get()
        if going_on:
            return cast("T", what)
        self.close()
        if isinstance(what, BaseException):
            raise what
        raise StopIteration

    def close(self) -> None:
        self._left.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            for batch in self._batches:
                self._put(True, batch)
                if self._left.is_set():
                    break
            else:
                self._put(False, None)
        except BaseException as error:
            self._put(False, error)
        finally:
            if isinstance(self._batches, Generator):
                self._batches.close()

    def _put(self, going_on: bool, what: T | BaseException | None) -> None:
        while not self._left.is_set():
            try:
                return self._ready.put((going_on, what), timeout=TOLD_EVERY_S)
            except queue.Full:
                continue


def spool_name() -> str:
    """The folder in `spill` in which this process sets down what it reads."""
    return f"{os.getpid()}-{SPOOL}"


def clear_spilled(spill: Path) -> None:
    """Remove what processes that are gone have left in `spill`; rows of posts must not outlive the question."""
    for folder in spill.glob("*-*"):
        pid = folder.name.partition("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
