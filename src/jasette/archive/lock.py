"""One writer at a time: `flock` on `archive/.lock`.

Without it, beside a busy appender, appends raised although committed and a vacuum destroyed files that were just
committed (decision 0002). The system frees the lock when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jasette.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_S = 0.02


class Lock:
    """Re-entrant within a thread; other threads and other processes wait."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.RLock()
        self._depth = 0
        self._file = -1

    @contextmanager
    def hold(self, wait_s: float) -> Iterator[bool]:
        """Hold the lock; yields True where this call took it, False where an outer call has it already.

        Raises Busy, naming the holder, after `wait_s` seconds.
        """
        started = time.monotonic()
        if not self._threads.acquire(timeout=wait_s):
            raise self._busy(wait_s)
        try:
            if self._depth == 0:
                self._file = self._take(started + wait_s, wait_s)
            self._depth += 1
            try:
                yield self._depth == 1
            finally:
                self._depth -= 1
                if self._depth == 0:
                    os.close(self._file)
        finally:
            self._threads.release()

    def _take(self, until: float, wait_s: float) -> int:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(file)
                    raise self._busy(wait_s) from None
                time.sleep(PATIENCE_S)
            except BaseException:
                os.close(file)
                raise
            else:
                os.ftruncate(file, 0)
                os.write(file, f"{os.getpid()}\n".encode())
                return file

    def _busy(self, wait_s: float) -> Busy:
        try:
            holder = self.path.read_text().strip()
        except OSError:
            holder = ""
        return Busy(
            f"another writer{f' (process {holder})' if holder else ''} has held the archive for {wait_s:g} s",
            place=str(self.path),
            remedy="wait until it has ended, then run the command again: nothing was changed",
        )
