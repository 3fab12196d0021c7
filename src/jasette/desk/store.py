"""The desk's file: opened, secured and brought to the present schema.

`secure_delete` overwrites what is deleted; `synchronous=FULL` because a decision that was acknowledged (an opt-out,
an erasure that has begun) must survive a power cut.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jasette.archive.room import full
from jasette.errors import ObservatoryError

NOTHING = 1 << 20
"""Bytes below which a disk is full."""
APPLICATION = 0x4A415345
"""SQLite's application_id of a desk ("JASE"): another program's file is told apart from ours."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    -- a null value: the key was destroyed
    CREATE TABLE keys (name TEXT PRIMARY KEY, value TEXT) STRICT;
    CREATE TABLE voices (
        voice TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
        reason TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', confirmed_us INTEGER NOT NULL, lapses_us INTEGER) STRICT;
    CREATE TABLE memberships (
        voice TEXT NOT NULL REFERENCES voices ON DELETE CASCADE, "group" TEXT NOT NULL, camp TEXT NOT NULL DEFAULT '',
        from_us INTEGER, to_us INTEGER) STRICT;
    CREATE INDEX memberships_voice ON memberships (voice);
    CREATE TABLE accounts (
        account_id TEXT NOT NULL, voice TEXT NOT NULL REFERENCES voices ON DELETE CASCADE,
        how TEXT NOT NULL CHECK (how IN ('owns', 'speaks_for')), from_us INTEGER, to_us INTEGER, evidence TEXT NOT NULL DEFAULT '') STRICT;
    CREATE INDEX accounts_account ON accounts (account_id);
    CREATE INDEX accounts_voice ON accounts (voice);
    CREATE TABLE coverage (
        subject TEXT NOT NULL, stream TEXT NOT NULL, from_us INTEGER, to_us INTEGER, how TEXT NOT NULL, source TEXT NOT NULL) STRICT;
    CREATE TABLE shut (
        hash TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('account', 'post')), platform TEXT NOT NULL, since_us INTEGER NOT NULL,
        PRIMARY KEY (kind, hash)) STRICT, WITHOUT ROWID;
    CREATE TABLE erasures (
        id INTEGER PRIMARY KEY, what TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done')), began_us INTEGER NOT NULL, done_us INTEGER) STRICT;
    CREATE TABLE erasure_members (
        erasure INTEGER NOT NULL REFERENCES erasures ON DELETE CASCADE, hash TEXT NOT NULL,
        PRIMARY KEY (erasure, hash)) STRICT, WITHOUT ROWID;
    CREATE TABLE entries (
        post_id TEXT PRIMARY KEY, medium TEXT NOT NULL, source TEXT NOT NULL, witness TEXT NOT NULL, entered_us INTEGER NOT NULL) STRICT;
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL,
        why TEXT, why_hash TEXT NOT NULL, line TEXT NOT NULL) STRICT;
    """,
    """
    -- accounts that somebody said are not the voice's: as keyed hashes, for they may be a private person's
    CREATE TABLE refused_links (
        voice TEXT NOT NULL REFERENCES voices ON DELETE CASCADE, hash TEXT NOT NULL, PRIMARY KEY (voice, hash)) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE arrivals (file TEXT PRIMARY KEY, at_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    -- handles that stay out of accounts that nothing was ever read of
    CREATE TABLE awaited (hash TEXT PRIMARY KEY, platform TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """,
)
"""One script per version; a desk of version n needs the scripts from n on."""


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open (or create) the file and bring it to the present version; ObservatoryError where that cannot be."""
    if create and path.exists():
        raise ObservatoryError("there is a desk already", place=str(path), remedy="choose an empty folder, or use what is there")
    if not create and not path.is_file():
        raise ObservatoryError("there is no desk here", place=str(path), remedy="`jasette init` makes an observatory")
    try:
        return _opened(path, create=create)
    except sqlite3.OperationalError as error:
        if shutil.disk_usage(path.parent).free > NOTHING or create:
            raise ObservatoryError(f"this is not a desk ({error})", place=str(path), remedy="restore the file from a copy") from error
    try:
        # on a full disk there is no room for the file that readers share: alone, SQLite needs none
        return _opened(path, alone=True)
    except sqlite3.OperationalError as error:
        raise full(path.parent) from error


def _opened(path: Path, *, create: bool = False, alone: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10.0)
    try:
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        if not create:
            _identify(connection, path)
        _secure(connection)
        _migrate(connection)
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise ObservatoryError(f"this is not a desk ({error})", place=str(path), remedy="restore the file from a copy") from error
    except ObservatoryError:
        connection.close()
        raise
    return connection


def _identify(connection: sqlite3.Connection, path: Path) -> None:
    """Before anything is changed: another program's file must stay as it is."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise ObservatoryError("this SQLite file is not a desk", place=str(path), remedy="name the folder of an observatory")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise ObservatoryError(
            f"the desk has version {version}, this program knows up to {len(MIGRATIONS)}",
            place=str(path),
            remedy="install the newer jasette that wrote it",
        )


def _secure(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # no words of anybody in SQLite's temporary files


def _migrate(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
        return
    with transaction(connection):
        # read again under the write lock: two programs may open an old desk at once
        for script in MIGRATIONS[connection.execute("PRAGMA user_version").fetchone()[0] :]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _statements(script: str) -> list[str]:
    """`executescript` would commit the transaction that keeps a migration whole, so the script is cut here."""
    statements, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            statements.append(part.strip())
            part = ""
    return [*statements, part.strip()] if part.strip() else statements


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; inside another transaction it is part of it."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
