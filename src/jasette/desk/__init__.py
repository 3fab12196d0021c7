"""The desk: what people decided, in one SQLite file (roster, coverage, opt-outs, entries, audit, keys).

Nothing here is computed from posts: the desk survives when every derived table is deleted.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from jasette import people
from jasette.desk import keys, store
from jasette.desk.audit import Audit
from jasette.desk.coverage import CoverageBook
from jasette.desk.dates import now_us, zone_of
from jasette.desk.entries import Entries
from jasette.desk.optouts import OptOuts
from jasette.desk.retention import Retention
from jasette.desk.roster import Roster
from jasette.errors import InputError, Refused

if TYPE_CHECKING:
    import pyarrow as pa


__all__ = ["Desk", "Roster"]


class Desk:
    """One open desk. Use it from one thread; close it, or use it as a context manager."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self._connection = path, connection
        self.roster = Roster(connection, self.zone)
        self.coverage = CoverageBook(connection, self.zone)
        self.optouts = OptOuts(connection)
        self.entries = Entries(connection)
        self.retention = Retention(connection)

    @classmethod
    def create(
        cls,
        path: Path,
        purpose: str,
        responsible: str,
        retention_days: int = 180,
        timezone: str = "America/Toronto",
        *,
        name: str = "",
        language: str = "en",
        floor: int = people.FLOOR,
    ) -> Desk:
        """Make a new desk with fresh keys. Refused without purpose or responsible person, or with a floor below 10."""
        if not purpose.strip() or not responsible.strip():
            raise Refused("an observatory needs a purpose and a responsible person", remedy="say why it exists, and who answers for it")
        if retention_days < 1:
            raise InputError("retention is less than a day", remedy="give the days for which posts of the public are kept")
        if floor < people.FLOOR:
            raise Refused(f"the floor of small groups cannot be below {people.FLOOR}", remedy="it can only be raised")
        zone_of(timezone)
        facts = {
            "purpose": purpose.strip(),
            "responsible": responsible.strip(),
            "retention_days": str(retention_days),
            "timezone": timezone,
            "floor": str(floor),
            "name": name.strip() or purpose.strip(),
            "language": language,
            "created_us": str(now_us()),
        }
        connection = store.connect(path, create=True)
        with store.transaction(connection):
            connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
            keys.make(connection)
        return cls(path, connection)

    @classmethod
    def open(cls, path: Path) -> Desk:
        """Open a desk and bring it to the present schema. ObservatoryError where it is missing, foreign, newer or damaged."""
        return cls(path, store.connect(path))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several decisions as one: all or nothing."""
        with store.transaction(self._connection):
            yield

    # what the observatory is

    @property
    def facts(self) -> dict[str, str]:
        """As text: purpose, responsible, retention_days, timezone, floor, name, language, created_us."""
        return dict(self._connection.execute("SELECT name, value FROM meta"))

    @property
    def retention_days(self) -> int:
        return int(self.facts["retention_days"])

    @property
    def floor(self) -> int:
        """Fewest distinct people behind an aggregate over the public."""
        return max(int(self.facts["floor"]), people.FLOOR)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.facts["timezone"])

    def raise_floor(self, floor: int) -> None:
        """Refused where it would be lowered."""
        if floor < self.floor:
            raise Refused(f"the floor is {self.floor} and can only be raised", remedy="choose a larger number")
        self._connection.execute("UPDATE meta SET value = ? WHERE name = 'floor'", (str(floor),))

    # keys

    @property
    def key(self) -> str:
        """The key of pseudonyms in derived tables."""
        return keys.read(self._connection, "observatory")

    def gate(self) -> people.Gate:
        """What the archive must know: the keys of opt-outs and of audiences, and who stays out."""
        return people.Gate(
            key=keys.read(self._connection, "gate"),
            audience_key=keys.read(self._connection, "audience"),
            shut_accounts=self.optouts.hashes("account"),
            shut_posts=self.optouts.hashes("post"),
        )

    def seal(self) -> None:
        """Destroy the audience key for good."""
        keys.seal(self._connection)

    @cached_property
    def audit(self) -> Audit:
        """The log of who saw what; subjects are hashed under the gate's key."""
        return Audit(self._connection, keys.read(self._connection, "gate"))

    # what reconstruct needs

    def roster_tables(self, at_us: int | None = None) -> dict[str, pa.Table]:
        """The roster for a build, without entries that have lapsed at that time (default: now).

        `voices`(voice, name, kind), `memberships`(voice, group, camp, from_us, to_us), `roster_accounts`(account_id, voice,
        how, from_us, to_us); a null `from_us` or `to_us` is open.
        """
        return self.roster.tables(at_us)

    def coverage_table(self) -> pa.Table:
        """What people said was collected, in the archive's schema of coverage."""
        return self.coverage.table()

    def fingerprint(self, at_us: int | None = None) -> str:
        """SHA-256 over all that a build takes from the desk: a build with another fingerprint is stale."""
        parts = {name: table.to_pylist() for name, table in self.roster_tables(at_us).items()}
        parts["coverage"] = self.coverage_table().to_pylist()
        parts["entries"] = [{"post_id": entry.post_id, "medium": entry.medium} for entry in self.entries.rows()]
        shut = [sorted(self.optouts.hashes(kind)) for kind in ("account", "post")]
        canonical = {name: sorted(json.dumps(row, sort_keys=True) for row in rows) for name, rows in parts.items()}
        return hashlib.sha256(json.dumps([canonical, shut, self.key], sort_keys=True).encode()).hexdigest()

    def truncate_log(self) -> bool:
        """Bring SQLite's log into the file and empty it; False where a reader holds it (its bytes stay until that ends)."""
        busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
