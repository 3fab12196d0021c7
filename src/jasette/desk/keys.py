"""The desk's keys: random, never derived from one another, each for one purpose only.

    observatory   pseudonyms in derived tables; a published pseudonym says nothing about the list of erased accounts
    gate          opted-out and erased ids; it can never change, or what was erased would come back
    audience      members of audiences and nothing else; `seal` destroys it, after which no member can be recomputed

They live in the desk alone: a copy of the archive without it cannot be joined to anybody.
"""

from __future__ import annotations

import secrets
import sqlite3

from jasette.errors import ObservatoryError

NAMES = ("observatory", "gate", "audience")


def make(connection: sqlite3.Connection) -> None:
    """Write fresh keys (64 hex digits each) into a new desk."""
    connection.executemany("INSERT INTO keys VALUES (?, ?)", [(name, secrets.token_hex(32)) for name in NAMES])


def read(connection: sqlite3.Connection, name: str) -> str:
    """The key of that name; '' where it was destroyed. ObservatoryError where the desk has lost it."""
    row = connection.execute("SELECT value FROM keys WHERE name = ?", (name,)).fetchone()
    if row is None or (row[0] is None and name != "audience"):
        raise ObservatoryError(f"the desk has lost its key {name!r}", remedy="restore desk.sqlite from a copy")
    return row[0] or ""


def seal(connection: sqlite3.Connection) -> None:
    """Destroy the audience key: overlaps of audiences stay countable, nobody can be looked up or added any more."""
    connection.execute("UPDATE keys SET value = NULL WHERE name = 'audience'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
