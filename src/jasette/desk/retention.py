"""How long posts of the public are kept, and since when each file is here: what erasure by age goes by (decision 0013).

A file is known by the beginning of its digest, as the batches of its rows are; the first time that it came counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from jasette.desk.store import transaction

DAY_US = 86_400_000_000


class Retention:
    """The clock of what is kept; all times are microseconds UTC."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def came(self, files: Iterable[str], at_us: int) -> None:
        """These files are here since `at_us`; a file that was here before keeps its first time."""
        with transaction(self._connection):
            self._connection.executemany("INSERT OR IGNORE INTO arrivals VALUES (?, ?)", ((file, at_us) for file in files))

    def known(self) -> frozenset[str]:
        """Files whose time is known."""
        return frozenset(row[0] for row in self._connection.execute("SELECT file FROM arrivals"))

    def since_before(self, at_us: int) -> list[str]:
        """Files that are here since `at_us` or longer, sorted."""
        return [row[0] for row in self._connection.execute("SELECT file FROM arrivals WHERE at_us <= ? ORDER BY file", (at_us,))]

    @property
    def looked_us(self) -> int:
        """When it was last looked for what is too old; at first, when the observatory was made."""
        query = "SELECT value FROM meta WHERE name IN ('looked_us', 'created_us') ORDER BY name DESC LIMIT 1"
        return int(self._connection.execute(query).fetchone()[0])

    def looked(self, at_us: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('looked_us', ?)", (str(at_us),))
