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
    whole: bool = True
    """It has every derived table; one that followed an addition has those that are maintained (`maintained.py`)."""


def current(derived: Path) -> Build | None:
    """The published build, or None where there is none (or where it was deleted: `derived` is disposable)."""
    try:
        folder = derived / "builds" / (derived / "current").read_text(encoding="utf-8").strip()
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Build(folder, manifest["made_from"], manifest["summary"], manifest.get("whole", True))  # those of before were whole


@contextmanager
def building(derived: Path) -> Iterator[None]:
    """One build at a time: a second one waits, and then finds the first one's result."""
    derived.mkdir(parents=True, exist_ok=True)
    with (derived / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fresh(
    derived: Path,
    made_from: Callable[[], dict[str, Any]],
    make: Callable[[Path], dict[str, Any]],
    *,
    force: bool = False,
    follow: Callable[[Build, dict[str, Any], Path], dict[str, Any] | None] | None = None,
) -> Build:
    """The current build if it was made from what is there now, else a new one that `make` writes into its folder.

    With `follow` a build of the maintained tables is enough: it writes them from the build before, or says None where it
    cannot. A new build is published whole, and the others are removed. If `make` fails nothing is published, and what it
    left is removed by the next build.
    """
    with building(derived):
        # Looked at before the rows are read: what arrives in between makes the build stale, never wrongly fresh.
        now, before = made_from(), current(derived)
        if before is not None and not force and before.made_from == now and (before.whole or follow):
            return before
        builds = derived / "builds"
        for leftover in builds.glob("*") if builds.is_dir() else ():
            if before is None or leftover != before.folder:
                shutil.rmtree(leftover, ignore_errors=True)
        folder = builds / str(int(before.folder.name) + 1 if before else 1)
        folder.mkdir(parents=True)
        followed = follow(before, now, folder) if follow and before and not force else None
        summary = make(folder) if followed is None else followed
        manifest = {"made_from": now, "summary": summary, "whole": followed is None}
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        pointer = derived / "current.new"
        pointer.write_text(folder.name, encoding="utf-8")
        pointer.replace(derived / "current")
        if before is not None:
            shutil.rmtree(before.folder, ignore_errors=True)
        return Build(folder, now, summary, followed is None)


def remove(derived: Path) -> None:
    """Delete every build; the pointer goes first, so that no reader starts on a half-deleted one."""
    for name in ("current", "current.new"):
        (derived / name).unlink(missing_ok=True)
    shutil.rmtree(derived / "builds", ignore_errors=True)
    os.sync()
