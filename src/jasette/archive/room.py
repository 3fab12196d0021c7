"""A full disk, said as such wherever it is met: by Delta, Arrow, DuckDB, SQLite, NumPy or Python, each in its own words."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jasette.errors import DiskFull

WORDS = re.compile(r"no space left on device|disk is full|not enough space|disk quota exceeded|os error 28|requested and \d+ written", re.I)
MB = 1_000_000
LEAST = 64 * MB
"""Asked for at least, also where less would do: what was being written is not known any more."""


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Raise DiskFull, with what is free and what is wanted, where what happens inside runs out of space in `folder`."""
    try:
        yield
    except DiskFull:
        raise
    except Exception as error:
        if not _full(error):
            raise
        raise full(folder) from error


def full(folder: Path) -> DiskFull:
    """The error. Wanted is room for the largest table once more: compaction and erasure write it anew before the old one goes."""
    free = shutil.disk_usage(folder).free
    sizes = [sum(file.stat().st_size for file in table.glob("*.parquet")) for table in folder.glob("archive/*") if table.is_dir()]
    wanted = max(LEAST, 2 * max(sizes, default=0))
    return DiskFull(
        f"the disk is full: {free / MB:,.0f} MB are free, some {max(wanted - free, LEAST) / MB:,.0f} MB are missing",
        place=str(folder),
        remedy="free some space there, then give the same command again: what was finished is kept, and nothing was lost",
    )


def _full(error: BaseException | None) -> bool:
    """Whether the error, or one that it comes from, is a full disk."""
    while error is not None:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or WORDS.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
