"""Loops over arrays that SQL cannot say, compiled by Numba: the one door through which arrays enter them.

A kernel takes and gives writable, contiguous int64 and float64 arrays: one signature per kernel, so it is compiled once
and found again in the cache. Kernels release the GIL and are never parallel: OpenMP with fork ends the child, and a
work queue with threads aborts the server.
"""

from __future__ import annotations

import functools
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
P = ParamSpec("P")
R = TypeVar("R")


def _user_cache() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _usable(folder: Path) -> bool:
    """True if `folder` can be made and written, and belongs to this user: what lies in it is executed."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        status = folder.stat()
    except (OSError, RuntimeError):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, else the temporary folder, else a fresh folder of its own.

    Numba wants a folder beside the source otherwise, and fails at import where the installation and the home are read-only.
    """
    candidates: list[Callable[[], Path]] = [
        lambda: _user_cache() / "jasette" / "numba",
        lambda: Path(tempfile.gettempdir()) / f"jasette-numba-{os.getuid() if hasattr(os, 'getuid') else 'user'}",
    ]
    for candidate in candidates:
        try:
            folder = candidate()
        except (OSError, RuntimeError):  # no home is known
            continue
        if _usable(folder):
            return folder
    return Path(tempfile.mkdtemp(prefix="jasette-numba-"))


# Numba reads this once, when it is first imported; a choice of the user's stands.
os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))


class Kernel:
    """A function that Numba compiles at its first call; until then Numba, which takes half a second to import, is not needed."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function

    @functools.cached_property
    def compiled(self) -> Any:
        """Numba's dispatcher."""
        import numba

        return numba.njit(cache=True, nogil=True)(self.py_func)

    def __call__(self, *arguments: Any) -> Any:
        return self.compiled(*arguments)

    @property
    def _numba_type_(self) -> Any:
        # Numba asks a global for its type in this way: so one kernel may call another.
        return self.compiled._numba_type_


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` at its first call, keep the result on disk, release the GIL."""
    return cast("Callable[P, R]", Kernel(function))


def integers(values: npt.ArrayLike) -> Integers:
    """`values` as a writable contiguous int64 array; copied only where they are not (Arrow's arrays are read-only)."""
    if type(values) is np.ndarray and values.dtype == np.int64 and values.flags.carray:
        return values  # as `require` does, in a fifth of the time
    return np.require(np.asarray(values), dtype=np.int64, requirements=["C", "W"])


def reals(values: npt.ArrayLike) -> Reals:
    """`values` as a writable contiguous float64 array; copied only where they are not."""
    return np.require(np.asarray(values), dtype=np.float64, requirements=["C", "W"])
