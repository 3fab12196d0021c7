"""Batches that were begun and have no line in the ledger yet: which tables hold their part already.

`unfinished/<batch>` is there while a batch is on its way in. A writer that ends half-way leaves it; whoever writes next
looks, before anything else is appended, at which tables the batch was the last to reach, and keeps that in
`unfinished/<batch>.kept` until the batch is repeated. So each table's log has to name its last batch only, however many
there were, and what is erased in between changes nothing. Of a finished batch the ledger alone speaks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jasette.archive import tables
from jasette.archive.views import stored_sql
from jasette.schema import SOURCE_TABLES, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

FOLDER = "unfinished"
KEPT = ".kept"
TAKEN = (*SOURCE_TABLES, "rejects")
"""Tables that a batch may reach before the ledger."""


def begin(root: Path, batch: str) -> frozenset[str]:
    """Write down that the batch is on its way, and return the tables that hold it from a run that did not end. Under the lock."""
    settle(root)
    file = root / FOLDER / batch
    kept = file.with_name(batch + KEPT)
    if not kept.exists():
        file.write_text("[]", encoding="utf-8")
        return frozenset()
    done = _read(kept)
    kept.replace(file)
    return done


def finish(root: Path, batch: str) -> None:
    """The batch stands in the ledger."""
    (root / FOLDER / batch).unlink(missing_ok=True)


def settle(root: Path) -> None:
    """Find out what became of a batch whose writer did not come to its end; to be called before anything is appended."""
    for file in [one for one in (root / FOLDER).iterdir() if one.suffix not in (KEPT, ".draft")]:
        batch, kept = file.name, file.with_name(file.name + KEPT)
        done = _read(file) | (_read(kept) if kept.exists() else set())
        done |= {name for name in TAKEN if tables.committed(root / name, batch)}
        if done and not tables.committed(root / "ledger", batch):
            keep(root, batch, done)
        file.unlink()


def keep(root: Path, batch: str, done: frozenset[str] | set[str]) -> None:
    """These tables hold the batch, which is not finished."""
    draft = root / FOLDER / f"{batch}.draft"
    draft.write_text(json.dumps(sorted(done)), encoding="utf-8")
    draft.replace(root / FOLDER / (batch + KEPT))


def adopt(root: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the folder for an archive that has none: there each table's log named all its batches."""
    folder = root / FOLDER
    if folder.is_dir():
        return
    ledger = stored_sql(TABLES["ledger"], tables.files(root / "ledger"))
    done: dict[str, set[str]] = {}
    for name in TAKEN:
        rows = stored_sql(TABLES[name], tables.files(root / name))
        found = f"SELECT DISTINCT batch FROM ({rows}) WHERE batch NOT IN (SELECT batch FROM ({ledger}) WHERE batch IS NOT NULL)"
        for (batch,) in connection.execute(found).fetchall():
            done.setdefault(batch, set()).add(name)
    making = root / f"{FOLDER}.new"
    making.mkdir(exist_ok=True)
    for batch, names in done.items():
        (making / (batch + KEPT)).write_text(json.dumps(sorted(names)), encoding="utf-8")
    making.replace(folder)


def _read(file: Path) -> frozenset[str]:
    """What a writer wrote that may have been killed while it did: then nothing was in any table."""
    text = file.read_text(encoding="utf-8")
    return frozenset(json.loads(text)) if text else frozenset()
