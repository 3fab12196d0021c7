"""A full disk is said as such, whoever met it; everything else stays what it was."""

from __future__ import annotations

import errno

import pytest

from jasette.archive.room import room
from jasette.errors import DiskFull, ObservatoryError


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("IO Error: Could not write file: No space left on device"),
        ValueError("database or disk is full"),
        OSError("1320 requested and 0 written"),
    ],
)
def test_every_spelling(tmp_path, error) -> None:
    with pytest.raises(DiskFull, match=r"(?s)MB are free, some [\d,-]+ MB are missing.*free some space there"), room(tmp_path):
        raise ObservatoryError("could not be written") from error


def test_other_errors_pass(tmp_path) -> None:
    with pytest.raises(KeyError), room(tmp_path):
        raise KeyError("x")


def test_what_is_missing_grows_with_the_largest_table(tmp_path) -> None:
    (tmp_path / "archive" / "posts").mkdir(parents=True)
    with (tmp_path / "archive" / "posts" / "a.parquet").open("wb") as file:
        file.truncate(1 << 42)  # no bytes are taken
    with pytest.raises(DiskFull, match=r"some 8,\d{3},\d{3} MB"), room(tmp_path):
        raise OSError(errno.ENOSPC, "full")
