"""A folder that appears whole or not at all; as one zip archive where its path ends in .zip."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jasette.errors import InputError

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same files give the same archive."""


@contextmanager
def making(path: Path) -> Iterator[Path]:
    """An empty folder to write into, put in place at the end. Raises InputError where something is there already."""
    if path.exists():
        raise InputError("there is something already", place=str(path), remedy="name another path, or remove it")
    with tempfile.TemporaryDirectory(prefix=".making-", dir=path.absolute().parent) as made:
        inside = Path(made) / "whole"
        inside.mkdir()
        yield inside
        if path.suffix == ".zip":
            _pack(inside, Path(made) / "packed")
            inside = Path(made) / "packed"
        inside.rename(path)


def _pack(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with file.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target)


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder at `path`, unpacked aside where it is a zip archive. Raises InputError where it is neither, or is damaged."""
    if path.is_dir():
        yield path
        return
    from jasette.source.zipped import unpack

    with tempfile.TemporaryDirectory(prefix="opened-") as made:
        if not path.is_file() or not unpack(path, Path(made)):
            raise InputError("this is neither a folder nor a zip archive", place=str(path), remedy="name what jasette export wrote")
        yield Path(made)
