"""What an erasure must reach beside the archive: the desk, and everything that was made from posts and can be made again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.engine import SPOOL
from jasette.reconstruct import builds

if TYPE_CHECKING:
    from jasette.desk import Desk
    from jasette.erase.find import Shut

DISPOSABLE = ("uploads", "jobs", "cache", "reports")
"""Folders of an observatory that hold copies only."""


def clear_desk(desk: Desk, shut: Shut) -> dict[str, int]:
    """Take those who stay out off the roster, the coverage, the entries and the reasons in the log; what was cleared.

    A voice that keeps no account goes with its last one. Decided by keyed hashes: doing it twice changes nothing.
    """
    counts = {"accounts": 0, "voices": 0, "coverage": 0, "entries": 0, "reasons": 0}
    with desk.transaction():
        for link in desk.roster.accounts():
            if shut.any([link.account_id]):
                counts["accounts"] += desk.roster.unlink(link.account_id)
                if not desk.roster.accounts(link.voice):
                    counts["voices"] += desk.roster.remove(link.voice)
                    counts["coverage"] += desk.coverage.unset(link.voice)
            elif shut.in_text(link.evidence):
                desk.roster.blank_evidence(link)
                counts["accounts"] += 1
        for row in desk.coverage.rows():
            if shut.any([row.subject]) or shut.in_file_name(row.source) or shut.in_text(row.source):
                counts["coverage"] += desk.coverage.unset(row.subject, row.stream)
        for entry in desk.entries.rows():
            if shut.any([entry.post_id]):
                counts["entries"] += desk.entries.remove(entry.post_id)
            elif shut.in_text(f"{entry.source}\n{entry.witness}"):
                desk.entries.blank(entry.post_id)
                counts["entries"] += 1
        counts["reasons"] = desk.audit.blank(shut.in_text)
    return {name: count for name, count in counts.items() if count}


def clear_folder(folder: Path) -> list[str]:
    """Delete derived tables, DuckDB's spilled rows, uploads, jobs and reports kept in the folder; what was there."""
    derived, gone = folder / "derived", []
    if derived.is_dir():
        with builds.building(derived):  # a build that was under way would put back what is being erased
            gone.append("derived")
            builds.remove(derived)
            for left in derived.iterdir():
                if left.name not in (".lock", "tmp"):
                    _delete(left)
            # folders into which a reader may be spilling stay: what is in them goes
            spools = list((derived / "tmp").glob(f"*-{SPOOL}"))
            for left in (*(derived / "tmp").glob("*"), *(one for spool in spools for one in spool.glob("*"))):
                if left not in spools:
                    _delete(left)
    for name in DISPOSABLE:
        if (folder / name).is_dir():
            gone.append(name)
            shutil.rmtree(folder / name)
    return gone


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
