"""Who asked to be left out, what was erased, and erasures that have begun: keyed hashes only.

An erasure is written here, whole, before the first byte of the archive changes: from that transaction on every view
hides what it names, and whoever opens the observatory after a crash finds it pending and finishes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from jasette.desk.dates import now_us
from jasette.desk.store import transaction


@dataclass(frozen=True)
class ShutId:
    """One id that stays out: its keyed hash, and the platform (no secret, and what a word in a text is tried with)."""

    hash: str
    kind: Literal["account", "post"]
    platform: str


@dataclass(frozen=True)
class Erasure:
    """One line of the journal; `subject` is the keyed hash of the account asked for, '' for a round of deletions."""

    id: int
    what: str
    subject: str
    reason: str
    began_us: int


class OptOuts:
    """The list of what stays out, and the journal of erasures."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def hashes(self, kind: Literal["account", "post"]) -> frozenset[str]:
        return frozenset(row[0] for row in self._connection.execute("SELECT hash FROM shut WHERE kind = ?", (kind,)))

    def platforms(self) -> list[str]:
        """Platforms on which something stays out."""
        return [row[0] for row in self._connection.execute("SELECT DISTINCT platform FROM shut ORDER BY 1")]

    def shut(self, ids: Iterable[ShutId]) -> None:
        """Leave these out from now on, without erasing what is there."""
        moment = now_us()
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR IGNORE INTO shut VALUES (?, ?, ?, ?)", ((i.hash, i.kind, i.platform, moment) for i in ids)
            )

    def note(self, ids: Iterable[ShutId]) -> None:
        """Leave these out too; where one is new, what is there may name it still: `unswept` says so until it was looked for."""
        with transaction(self._connection):
            before = self._connection.total_changes
            self.shut(ids)
            if self._connection.total_changes > before:
                self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('unswept', '1')")

    @property
    def unswept(self) -> bool:
        """Whether something stays out of which the archive was not yet searched for traces."""
        return self._connection.execute("SELECT 1 FROM meta WHERE name = 'unswept'").fetchone() is not None

    def swept(self) -> None:
        self._connection.execute("DELETE FROM meta WHERE name = 'unswept'")

    def awaited(self) -> frozenset[str]:
        """Hashes of handles that stay out, of accounts that nothing was ever read of."""
        return frozenset(row[0] for row in self._connection.execute("SELECT hash FROM awaited"))

    def wait_for(self, handles: Iterable[ShutId]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO awaited VALUES (?, ?)", ((one.hash, one.platform) for one in handles))

    def arrived(self, hashes: Iterable[str]) -> None:
        """It is known now whose handles these are."""
        self._connection.executemany("DELETE FROM awaited WHERE hash = ?", ((one,) for one in hashes))

    def begin(self, what: str, subject: str, reason: str, ids: Iterable[ShutId], members: Iterable[str] = ()) -> Erasure:
        """Write an erasure into the journal, with all that stays out and the audience members that go: all or nothing."""
        moment = now_us()
        with transaction(self._connection):
            self.shut(ids)
            number = self._connection.execute(
                "INSERT INTO erasures (what, subject, reason, began_us) VALUES (?, ?, ?, ?)", (what, subject, reason, moment)
            ).lastrowid
            assert number is not None  # noqa: S101 - an INSERT always has one
            self._connection.executemany("INSERT OR IGNORE INTO erasure_members VALUES (?, ?)", ((number, m) for m in members))
        return Erasure(number, what, subject, reason, moment)

    def members(self) -> frozenset[str]:
        """Hashes of audience members that the pending erasures remove."""
        return frozenset(row[0] for row in self._connection.execute("SELECT hash FROM erasure_members"))

    def pending(self) -> list[Erasure]:
        """Erasures that have begun and are not done, oldest first."""
        query = "SELECT id, what, subject, reason, began_us FROM erasures WHERE state = 'pending' ORDER BY id"
        return [Erasure(*row) for row in self._connection.execute(query)]

    def done(self, erasure: Erasure) -> None:
        """Close one; its member hashes go, since they could be joined to other copies of the same list."""
        with transaction(self._connection):
            self._connection.execute("UPDATE erasures SET state = 'done', done_us = ? WHERE id = ?", (now_us(), erasure.id))
            self._connection.execute("DELETE FROM erasure_members WHERE erasure = ?", (erasure.id,))
