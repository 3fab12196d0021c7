"""Loops over arrays that SQL cannot say, compiled by Numba: the one door through which arrays enter them.

A kernel takes and gives writable, contiguous int64 and float64 arrays: one signature per kernel, so it is compiled once
and found again in the cache, by processes that never import Numba (`kept.py`). Kernels release the GIL and are never
parallel: OpenMP with fork ends the child, and a work queue with threads aborts the server.
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

from jasette.kernels import kept

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
    """A function that Numba compiles at its first call. Numba, which takes a second to import, is not needed for what it once compiled."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self._ways: list[Callable[..., Any]] = []
        self._loaded: set[str] = set()
        self._compiled = 0

    @functools.cached_property
    def compiled(self) -> Any:
        """Numba's dispatcher."""
        import numba

        return numba.njit(cache=True, nogil=True)(self.py_func)

    def __call__(self, *arguments: Any) -> Any:
        try:
            for way in self._ways:
                if (result := way(*arguments)) is not kept.STRANGE:
                    return result
        except kept.Raised as raised:
            raise kept.raised(raised) from None
        return self._first(arguments)

    def _first(self, arguments: tuple[Any, ...]) -> Any:
        """Called in a new form: by code that is kept, else by Numba, which is called from then on: it knows all forms."""
        known = self._place(arguments)
        if known and known[1] not in self._loaded and (found := kept.read(*known[:2])) and (call := kept.load(*found)):
            self._loaded.add(known[1])
            self._ways = [*self._ways, call]
            return self(*arguments)
        self._ways = [self._by_numba]
        return self._by_numba(*arguments)

    def _by_numba(self, *arguments: Any) -> Any:
        result = self.compiled(*arguments)
        if (compiled := len(getattr(self.compiled, "overloads", ()))) != self._compiled:
            self._compiled = compiled
            self._keep(arguments)
        return result

    def _place(self, arguments: tuple[Any, ...]) -> tuple[Path, str, tuple[str, ...]] | None:
        forms = tuple(map(kept.form, arguments))
        return None if None in forms or not kept.usable() else kept.place(self.py_func, cast("tuple[str, ...]", forms))

    def _keep(self, arguments: tuple[Any, ...]) -> None:
        """Keep the code for these arguments, or that it cannot be kept, unless that was done."""
        known = self._place(arguments)
        if known is None or kept.read(*known[:2]):
            return
        path, key, signature = known
        how: dict[str, Any] = {"key": key, "signature": signature}
        try:
            from jasette.kernels import made

            more, code = made.make(self.compiled, arguments, signature, f"{path.stem}.{key[:8]}")
        except Exception as why:  # it reaches into Numba, whose other versions may lack anything of it: Numba itself goes on
            more, code = {"unfit": str(why)}, b""
        kept.write(path, how | more, code)

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
