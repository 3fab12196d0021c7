"""The way from older archives to the schema of this program.

`archive.json` says which schema the tables have. Most changes add a table or a column: `align` does that. A change that
is more than that gets a step of its own in `STEPS`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jasette import schema
from jasette.archive import tables
from jasette.archive.parts import ROW_GROUP
from jasette.archive.views import parquet_sql
from jasette.engine import connect
from jasette.errors import ObservatoryError
from jasette.sql import identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

STEPS: dict[int, Callable[[Path], None]] = {}
"""`{version: step}`: brings an archive of that version to the next one, before the tables are aligned."""

FORM = "archive.json"


def read_form(root: Path) -> dict[str, Any]:
    """What `archive.json` says. Raises ObservatoryError where there is no archive, or it is newer than this program."""
    path = root / FORM
    try:
        form = json.loads(path.read_bytes())
        version = int(form["schema"])
    except FileNotFoundError:
        raise ObservatoryError("here is no archive", place=str(root), remedy="create an observatory with `jasette init`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ObservatoryError(f"cannot be read ({error})", place=str(path), remedy="restore this file from a copy") from error
    if version > schema.VERSION:
        raise ObservatoryError(
            f"the archive has schema {version}, this program knows up to {schema.VERSION}",
            place=str(path),
            remedy="use a newer version of jasette; nothing was changed",
        )
    return {**form, "schema": version}


def write_form(root: Path, form: Mapping[str, Any]) -> None:
    """Replace `archive.json` in one movement: a reader sees the old or the new one."""
    draft = root / f"{FORM}.new"
    draft.write_text(json.dumps(dict(form), indent=1) + "\n")
    draft.replace(root / FORM)


def migrate(root: Path, form: Mapping[str, Any]) -> None:
    """Bring the archive to the present schema; the caller holds the lock. A run that is killed is taken up at its step."""
    for version in range(int(form["schema"]), schema.VERSION):
        if version in STEPS:
            STEPS[version](root)
        if version + 1 == schema.VERSION:
            align(root)
        write_form(root, {**form, "schema": version + 1})


def align(root: Path) -> None:
    """Give the archive the tables and columns that it lacks, null in old rows; columns no longer known are left out.

    Files are rewritten once, so that no reader has to know.
    """
    for name, table in schema.TABLES.items():
        path = root / name
        if not tables.exists(path):
            tables.create(path, table)
            continue
        present = [column.name for column in tables.load(path).schema().fields]
        if present == list(table.arrow_stored.names):
            continue
        _rewrite_with(path, table, set(present))
        tables.purge(path)


def _rewrite_with(path: Path, table: schema.Table, present: set[str]) -> None:
    files = tables.files(path)
    columns = ", ".join(
        identifier(c.name) if c.name in present else f"CAST(NULL AS {schema.SQL_TYPES[c.kind]}) AS {identifier(c.name)}"
        for c in table.stored
    )
    connection = connect()
    try:
        if files:
            reader = connection.sql(f"SELECT {columns} FROM {parquet_sql(files)}").to_arrow_reader(ROW_GROUP)
            tables.overwrite(path, table, (batch.cast(table.arrow_stored) for batch in reader))
        else:
            tables.overwrite(path, table, [])
    finally:
        connection.close()
