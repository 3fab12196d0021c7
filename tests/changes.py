"""Tells of each change of a file below a folder as it happens (Linux: inotify), for tests that kill a process right after one."""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

MODIFY, CLOSED, FROM, TO, CREATE, DELETE = 0x2, 0x8, 0x40, 0x80, 0x100, 0x200
FOLDER, NONBLOCK = 0x40000000, 0o4000
HEAD = struct.Struct("iIII")
SEEN = sys.platform == "linux"
"""Whether changes can be seen here at all; elsewhere there are none to wait for."""


class Changes:
    """A context manager; folders that appear meanwhile are watched too."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._paths = folder, dict[int, Path]()

    def __enter__(self) -> Changes:
        self._library = ctypes.CDLL(None)
        self._file = self._library.inotify_init1(NONBLOCK)
        self._watch(self._folder)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def wait(self, count: int, end: int) -> int:
        """Until so many changes were seen, or the file descriptor `end` can be read; how many were seen."""
        seen = 0
        while seen < count:
            ready, _, _ = select.select([self._file, end], [], [])
            seen += sum(1 for _ in self._events())
            if end in ready:
                break
        return seen

    def _watch(self, folder: Path) -> None:
        number = self._library.inotify_add_watch(self._file, os.fsencode(folder), MODIFY | CLOSED | FROM | TO | CREATE | DELETE)
        if number < 0:  # it went again
            return
        self._paths[number] = folder
        with contextlib.suppress(FileNotFoundError):
            for one in os.scandir(folder):
                if one.is_dir(follow_symlinks=False):
                    self._watch(Path(one.path))

    def _events(self) -> Iterator[None]:
        with contextlib.suppress(BlockingIOError):
            data, at = os.read(self._file, 1 << 16), 0
            while at < len(data):
                number, what, _, length = HEAD.unpack_from(data, at)
                name = data[at + HEAD.size : at + HEAD.size + length].rstrip(b"\0")
                at += HEAD.size + length
                if what & FOLDER and what & (CREATE | TO) and number in self._paths:
                    self._watch(self._paths[number] / os.fsdecode(name))
                yield


def rest(seconds: float) -> None:
    """A moment so short that the clock of `sleep` is too coarse for it."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
