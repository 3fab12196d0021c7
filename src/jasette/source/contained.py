"""Readers of hostile formats (XML, HTML, archives) in a process that can be ended, with limits.

    read = contained(_read)          read(file, recipe) -> items, as `_read` gives them
    read.inside(file, recipe)        the same in this process, for tests and profilers

A worker is a fresh interpreter, never a fork: this process holds threads and locks. It is kept for the next file, since to
start one takes as long as to read fifty pages. It may use so much memory, so much processor time between two signs of life,
and be silent for so long; then it is ended, what it gave stands, and the rest of the file is one reject that says so.
What a worker sends is data only (Arrow, MessagePack, plain bytes): if a parser is taken over, it cannot make this process run anything.

A reader starts to work when `read` is called, not when its first item is asked for: whoever calls it for the next file
before the first is done has two files read at once.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import importlib
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
import pyarrow as pa

from jasette import errors
from jasette.errors import InputError, JasetteError
from jasette.source import Filtered, Item, Recipe, Rejected, Repaired, Rows
from jasette.source.frames import Frame, receive, send

if TYPE_CHECKING:
    from jasette.source.files import InputFile

F = TypeVar("F", bound="InputFile")
T = TypeVar("T", bound=Item | bytes)
PARTS = {b"X": Rejected, b"F": Filtered, b"R": Repaired}
READY, DONE, ROWS, BYTES, AT, FAILED, BROKE, FULL = b"S", b"D", b"T", b"C", b"A", b"E", b"B", b"M"
PIPE = 1 << 20
"""Bytes that a worker may be ahead of whoever takes its items."""
MMAP_THRESHOLD, LARGE = -3, 1 << 19
"""glibc's name for it, and the least size in bytes of what has pages of its own: smaller than nearly every table that a worker sends."""
REPORT_EVERY = 1 << 20
PATIENCE_S = 2.0
STAYS_S = 30.0
START_S = 120.0
"""On a busy machine an interpreter and its libraries take their time."""


@dataclass(frozen=True)
class Limits:
    """What a worker may use."""

    memory: int = 1 << 30
    """Bytes of address space above what the worker has when it begins a file."""
    cpu_s: int = 4
    """Seconds of processor time between two signs of life (an item, a further MiB read)."""
    silent_s: float = 120.0
    """Seconds by the clock between two signs of life."""


class Contained(Generic[F, T]):
    """A reader that works in a process of its own; called as the reader is."""

    def __init__(self, inside: Callable[[F, Recipe], Iterator[T]], limits: Limits, into: str) -> None:
        self.inside, self.limits, self.into = inside, limits, into

    def __call__(self, file: F, recipe: Recipe) -> Iterator[T]:
        """Start to read; the items are taken when the caller asks for them. Raises what the reader raises on purpose."""
        if _serving:  # a worker starts no other: it is contained already
            return self.inside(file, recipe)
        worker = _take()
        worker.begin(self, file, recipe)
        return _Reading(worker, self._items(worker, file))

    def _items(self, worker: _Worker, file: F) -> Iterator[Any]:
        done, kept = 0, False
        try:
            frame = worker.next(self.limits, START_S)
            while True:
                if frame.kind in KINDS:
                    yield KINDS[frame.kind](frame)
                elif frame.kind == AT:
                    (done,) = struct.unpack("<q", frame.body)
                    file.progress(done)
                elif frame.kind != READY:
                    break
                frame = worker.next(self.limits, self.limits.silent_s)
            kept = frame.kind == DONE
            if frame.kind in (FAILED, BROKE):
                _raise(frame, file.name)
        except _Ended as ended:
            reason = str(ended)
        else:
            reason = f"reading took more than {self.limits.memory >> 20:,} MiB of memory and was ended" if frame.kind == FULL else ""
        finally:
            if kept:
                _give(worker)
            else:
                worker.end()
        if reason:
            yield Rejected(self.into, f"{reason}; the rest of the file was not read (about byte {done:,} of it as it lies there)", b"")


def contained(read: Callable[[F, Recipe], Iterator[T]], *, limits: Limits = Limits(), into: str = "posts") -> Contained[F, T]:
    """The same reader in a worker. `read` stands at the top of a module; the rest of a file that ends it is a reject for `into`."""
    return Contained(read, limits, into)


class _Reading(Iterator[T]):
    """Items on their way. One that is thrown away before its first item was asked for still ends its worker."""

    def __init__(self, worker: _Worker, items: Iterator[T]) -> None:
        self._worker, self._items, self._begun = worker, items, False

    def __next__(self) -> T:
        self._begun = True
        return next(self._items)

    def __del__(self) -> None:
        if not self._begun:
            self._worker.end()


@functools.cache
def _give_back_large() -> None:
    """What is taken from workers goes back to the system when it is freed.

    Left alone, glibc learns to keep pieces as large as those that it has seen freed, among what stays: holes of twenty megabytes and more.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)


class _Ended(Exception):
    """The worker is gone, and why."""


class _Worker:
    """One process, and the two pipes to it."""

    def __init__(self) -> None:
        mine, theirs = os.pipe(), os.pipe()
        # what is run is this module, by the path that this process found it on; it outlives the folder that this process is in now
        path = os.pathsep.join(str(Path(path).absolute()) for path in sys.path if path)
        # Arrow's own pool reserves addresses by the gigabyte: where that just fits under the limit, nothing is left to work with
        environment = {**os.environ, "PYTHONPATH": path, "ARROW_DEFAULT_MEMORY_POOL": "system"}
        code = f"from jasette.source.contained import serve; serve({theirs[0]}, {mine[1]})"
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [sys.executable, "-c", code],
                pass_fds=(theirs[0], mine[1]),
                env=environment,
                stdin=subprocess.DEVNULL,
                cwd=os.sep,
                stdout=subprocess.DEVNULL,
            )
        except OSError as error:
            for end in (*mine, *theirs):
                os.close(end)
            raise InputError(f"no process can be started to read in ({error.strerror})", remedy="end other programs") from error
        os.close(theirs[0])
        os.close(mine[1])
        self.results = io.FileIO(mine[0])
        self.orders = Connection(theirs[1], readable=False)
        _widen(mine[0])

    def begin(self, reader: Contained[F, T], file: InputFile, recipe: Recipe) -> None:
        name = f"{reader.inside.__module__}:{reader.inside.__name__}"
        with suppress(BrokenPipeError):  # who takes the items is told that the worker is gone
            self.orders.send_bytes(pickle.dumps((name, file, recipe, reader.limits)))

    def next(self, limits: Limits, silent_s: float) -> Frame:
        """The next message. Raises _Ended."""
        try:
            if not wait([self.results.fileno()], silent_s):
                raise _Ended(f"reading gave nothing for {silent_s:g} seconds and was ended")
            return receive(self.results, limits.memory)
        except (EOFError, OSError):
            self.results.close()  # one that says more than it may still runs, and would wait for us
            raise _Ended(_cause(self._code())) from None

    def _code(self) -> int:
        """How the process ended; one that stays although nobody listens is ended."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(STAYS_S)
        self.process.kill()
        return self.process.wait()

    def end(self) -> None:
        with suppress(OSError):
            self.orders.close()
            self.results.close()
        self.process.kill()
        self.process.wait()


_idle: list[_Worker] = []
_lock = threading.Lock()
_serving = False
"""Whether this process is such a worker."""


def _take() -> _Worker:
    _give_back_large()
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.end()
    return _Worker()


def _give(worker: _Worker) -> None:
    with _lock:
        _idle.append(worker)


def dismiss() -> None:
    """End the workers that wait for a file."""
    with _lock:
        while _idle:
            _idle.pop().end()


atexit.register(dismiss)
if hasattr(os, "register_at_fork"):  # pragma: no branch
    # a child that somebody forks must not speak to our workers
    os.register_at_fork(after_in_child=_idle.clear)


def _widen(end: int) -> None:
    import fcntl

    with suppress(OSError, AttributeError):  # only Linux can; a narrow pipe is only slower
        fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, PIPE)


def _cause(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "reading took too much processor time and was ended"
    if code in (-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS):
        return f"the process that read it was ended by {signal.Signals(-code).name}"
    return f"the process that read it ended with code {code}"


def _raise(frame: Frame, name: str) -> None:
    what, place, remedy, trace = msgspec.msgpack.decode(frame.body, type=tuple[str, str, str, str])
    if frame.kind == BROKE:
        raise RuntimeError(f"the reader of {name} failed in its process:\n{trace}")
    error: type[JasetteError] = getattr(errors, trace)
    raise error(what, place=place, remedy=remedy)


def _part(sort: type[T], frame: Frame) -> T:
    return msgspec.msgpack.decode(frame.body, type=sort)


KINDS: dict[bytes, Callable[[Frame], Item | bytes]] = {
    ROWS: lambda frame: Rows(frame.name.decode(), pa.ipc.open_stream(frame.body).read_all()),
    BYTES: lambda frame: bytes(frame.body),
    **{kind: partial(_part, sort) for kind, sort in PARTS.items()},
}
"""What a worker gives, by the letter that its message begins with."""


# ---- in the worker


def serve(orders: int, results: int) -> None:
    """Read files until nobody asks for more."""
    global _serving  # noqa: PLW0603 - what a process is, it is as a whole
    _serving = True
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    source, sink = Connection(orders, writable=False), io.FileIO(results, "w")
    while True:
        try:
            name, file, recipe, limits = pickle.loads(source.recv_bytes())  # noqa: S301 - our own parent wrote it
        except (EOFError, OSError):
            os._exit(0)
        try:
            if not _one(sink, name, file, recipe, limits):
                os._exit(0)
        except OSError:  # nobody takes what we give
            os._exit(0)


def _end_with(parent: int) -> None:
    """End when the parent has: asleep or waiting, this process would not notice."""
    import time

    while os.getppid() == parent:
        time.sleep(PATIENCE_S)
    os._exit(0)


def _one(sink: io.FileIO, name: str, file: InputFile, recipe: Recipe, limits: Limits) -> bool:
    """One file; False where this process should not read another."""
    module, _, function = name.partition(":")
    read = getattr(importlib.import_module(module), function)
    _limit_memory(limits)
    send(sink, READY)
    reported, last = -REPORT_EVERY, 0

    def progress(done: int) -> None:
        nonlocal reported, last
        last = done
        if done - reported >= REPORT_EVERY:
            reported = done
            _limit_time(limits)
            send(sink, AT, body=struct.pack("<q", done))

    try:
        _limit_time(limits)
        for item in read(file.watched(progress), recipe):
            _limit_time(limits)
            _give_out(sink, item)
    except MemoryError:
        send(sink, FULL)
        return False
    except JasetteError as error:
        send(sink, FAILED, body=msgspec.msgpack.encode((error.what, error.place, error.remedy, type(error).__name__)))
        return False
    except Exception as error:
        import traceback

        send(sink, BROKE, body=msgspec.msgpack.encode((str(error), "", "", traceback.format_exc())))
        return False
    if last > reported:
        send(sink, AT, body=struct.pack("<q", last))
    send(sink, DONE)
    return True


def _give_out(sink: io.FileIO, item: Item | bytes) -> None:
    if isinstance(item, bytes):
        send(sink, BYTES, body=item)
    elif isinstance(item, Rows):
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, item.rows.schema) as writer:
            writer.write_table(item.rows)
        send(sink, ROWS, item.into.encode(), stream.getvalue())
    else:
        kind = next(kind for kind, sort in PARTS.items() if isinstance(item, sort))
        send(sink, kind, body=msgspec.msgpack.encode(item))


def _limit_memory(limits: Limits) -> None:
    """More than the process has as this file begins; where the system cannot count it, the other limits hold.

    Anew for each file: what libraries reserve while a first one is read must not be missing for the next.
    """
    try:
        import resource

        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + limits.memory, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def _limit_time(limits: Limits) -> None:
    """From now on so many seconds; the system ends us."""
    with suppress(ImportError, OSError, ValueError):
        import resource
        import time

        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + limits.cpu_s, resource.RLIM_INFINITY))
