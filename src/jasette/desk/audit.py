"""Who opened or exported which person's posts, and why: lines chained by hash, subjects as keyed hashes.

The chain covers a keyed hash of `why`, not its words: words can be blanked when a person is erased, and the chain
still holds. Cutting the newest lines off cannot be seen from the file alone: keep `head()` elsewhere to notice it.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from jasette.desk.dates import now_us
from jasette.desk.store import transaction
from jasette.people import keyed_hash

START = "0" * 64


@dataclass(frozen=True)
class Line:
    """One access or act; `why` is None where it was blanked, `subject` '' where the act concerns nobody in particular."""

    id: int
    at_us: int
    who: str
    what: str
    subject: str
    why: str | None
    why_hash: str
    line: str


@dataclass(frozen=True)
class Chain:
    """What `verify` found: so many lines hold, and whether that is all of them."""

    lines: int
    whole: bool


class Audit:
    """The chained log."""

    def __init__(self, connection: sqlite3.Connection, key: str) -> None:
        self._connection, self._key = connection, key

    def log(self, what: str, subject: str = "", why: str = "", *, who: str = "") -> Line:
        """Append a line; `subject` is an account_id or post_id and is hashed here; `who` is the system's user unless told."""
        who = who or _user()
        with transaction(self._connection):
            at_us, number = now_us(), self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM audit").fetchone()[0]
            hashed, why_hash = keyed_hash(self._key, subject) if subject else "", keyed_hash(self._key, why)
            line = Line(number, at_us, who, what, hashed, why, why_hash, _chain(self.head(), number, at_us, who, what, hashed, why_hash))
            self._connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tuple(line.__dict__.values()))
        return line

    def head(self) -> str:
        """The newest line's hash; 64 zeros where there is none."""
        row = self._connection.execute("SELECT line FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        return row[0] if row else START

    def lines(self, subject: str = "") -> list[Line]:
        """All lines, or those on one account or post, oldest first."""
        rows = [Line(*row) for row in self._connection.execute("SELECT * FROM audit ORDER BY id")]
        return [row for row in rows if row.subject == keyed_hash(self._key, subject)] if subject else rows

    def verify(self) -> Chain:
        """Check each line against the one before it."""
        previous, expected = START, 0
        for row in self.lines():
            expected += 1
            held = row.line == _chain(previous, row.id, row.at_us, row.who, row.what, row.subject, row.why_hash)
            if row.id != expected or not held or (row.why is not None and keyed_hash(self._key, row.why) != row.why_hash):
                return Chain(expected - 1, whole=False)
            previous = row.line
        return Chain(expected, whole=True)

    def blank(self, concerns: Callable[[str], bool]) -> int:
        """Blank each reason whose words concern somebody who is erased; the number of lines blanked."""
        hit = [row.id for row in self.lines() if row.why is not None and concerns(row.why)]
        self._connection.executemany("UPDATE audit SET why = NULL WHERE id = ?", [(number,) for number in hit])
        return len(hit)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return str(os.getuid())


def _chain(previous: str, *fields: str | int) -> str:
    return hashlib.sha256((previous + json.dumps(fields, ensure_ascii=True)).encode()).hexdigest()
