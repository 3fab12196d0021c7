"""What the views of parts are written with: the columns of a derived table, some of them other than they are."""

from __future__ import annotations

from jasette.reconstruct.tables import DERIVED
from jasette.sql import identifier


def columns(table: str, of: str, **instead: str) -> str:
    """SQL: all columns of the derived `table`, taken from the alias `of`, save those that are something else `instead`."""
    return ", ".join(
        f"{instead[name]} AS {identifier(name)}" if name in instead else f"{of}.{identifier(name)}" for name in DERIVED[table].names
    )
