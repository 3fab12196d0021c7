"""The door: where compiled kernels are kept, and which arrays come in."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jasette import kernels


def test_the_cache_is_the_users(monkeypatch, tmp_path):
    monkeypatch.setattr(kernels, "_user_cache", lambda: tmp_path / "cache")
    assert kernels.cache_folder() == tmp_path / "cache" / "jasette" / "numba"


@pytest.mark.parametrize("spoilt", ["missing", "file"])
def test_without_a_usable_home_it_is_temporary(monkeypatch, tmp_path, spoilt):
    def home() -> Path:
        if spoilt == "missing":
            raise RuntimeError("no home")
        (tmp_path / "cache").touch()
        return tmp_path / "cache"

    monkeypatch.setattr(kernels, "_user_cache", home)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    folder = kernels.cache_folder()
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_others_may_write_is_not_trusted(monkeypatch, tmp_path):
    """What lies in the cache is executed: a folder planted in a shared place must not be taken."""
    planted = tmp_path / "cache" / "jasette" / "numba"
    planted.mkdir(parents=True)
    planted.chmod(0o777)
    monkeypatch.setattr(kernels, "_user_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    assert kernels.cache_folder() != planted


def test_the_users_own_choice_stands(tmp_path):
    code = "import os, jasette.kernels; print(os.environ['NUMBA_CACHE_DIR'])"
    made = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == str(tmp_path)


@pytest.mark.parametrize(
    "given", [[1, 2], np.array([1, 2], np.int32), pa.array([1, 2]).to_numpy(), np.array([1, 9, 2, 9])[::2], np.array([1, 2], ">i8")]
)
def test_integers_and_reals_are_writable_contiguous_and_native(given):
    for array, dtype in ((kernels.integers(given), np.int64), (kernels.reals(given), np.float64)):
        assert array.dtype == dtype
        assert array.dtype.isnative
        assert array.flags.writeable
        assert array.flags.c_contiguous
        assert array.tolist() == [1, 2]
