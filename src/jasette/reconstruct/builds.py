"""Where a build lies: `derived/builds/<number>/*.parquet` with a manifest, and `derived/current` that names the valid one.

A build is made aside and published by renaming one small file, so a reader sees the old build or the new one, whole.
The manifest holds what the build was made from; when that differs from what is there now, the build is stale.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Build:
    """One published build: its folder, what it was made from, and its summary in numbers."""

    folder: Path
    made_from: dict[str, Any]
    summary: dict[str, Any]


def current(derived: Path) -> Build | None:
    """The published build, or None where there is none (or where it was deleted: `derived` is disposable)."""
    try:
        folder = derived / "builds" / (derived / "current").read_text(encoding="utf-8").strip()
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Build(folder, manifest["made_from"], manifest["summary"])


@contextmanager
def building(derived: Path) -> Iterator[None]:
    """One build at a time: a second one waits, and then finds the first one's result."""
    derived.mkdir(parents=True, exist_ok=True)
    with (derived / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fresh(derived: Path, made_from: Callable[[], dict[str, Any]], make: Callable[[Path], dict[str, Any]], *, force: bool = False) -> Build:
    """The current build if it was made from what is there now, else a new one that `make` writes into its folder.

    A new build is published whole, and the others are removed. If `make` fails nothing is published, and what it left
    is removed by the next build.
    """
    with building(derived):
        # Looked at before the rows are read: what arrives in between makes the build stale, never wrongly fresh.
        now, before = made_from(), current(derived)
        if before is not None and not force and before.made_from == now:
            return before
        builds = derived / "builds"
        for leftover in builds.glob("*") if builds.is_dir() else ():
            if before is None or leftover != before.folder:
                shutil.rmtree(leftover, ignore_errors=True)
        folder = builds / str(int(before.folder.name) + 1 if before else 1)
        folder.mkdir(parents=True)
        summary = make(folder)
        (folder / "manifest.json").write_text(json.dumps({"made_from": now, "summary": summary}, indent=1), encoding="utf-8")
        pointer = derived / "current.new"
        pointer.write_text(folder.name, encoding="utf-8")
        pointer.replace(derived / "current")
        if before is not None:
            shutil.rmtree(before.folder, ignore_errors=True)
        return Build(folder, now, summary)


def remove(derived: Path) -> None:
    """Delete every build; the pointer goes first, so that no reader starts on a half-deleted one."""
    for name in ("current", "current.new"):
        (derived / name).unlink(missing_ok=True)
    shutil.rmtree(derived / "builds", ignore_errors=True)
    os.sync()
