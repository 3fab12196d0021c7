"""The contract of an export: what it holds, what it cannot hold, and how it is written. The formats are one file each in `exports/`.

What may leave at all is decided in one place, `release`: a format only writes down what it is handed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.export.release import TABLES, WARNING, WARNING_IDS, WARNING_NETWORK, WARNING_PACKAGE, WARNING_ROWS, Release

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TABLES", "WARNING", "WARNING_IDS", "WARNING_NETWORK", "WARNING_PACKAGE", "WARNING_ROWS", "Export", "Release", "Written"]

Written = dict[str, int]
"""`{what: how many}` of what was written."""


@dataclass(frozen=True)
class Export:
    """One format. `name` equals the file's name."""

    name: str
    title: str
    suffix: str
    """Ending of the file; `/` for a folder, which becomes one zip archive where the path ends in .zip."""
    holds: str
    cannot_hold: str
    write: Callable[[Release, Path], Written]
    """Raises InputError where the format cannot hold a row, naming it."""
    read: Callable[[Path, pa.Schema], pa.Table] | None = None
    """The rows of a file that `write` made, as they were; only where the format holds a whole table."""
    figures: bool = False
    """It holds figures, and nothing of single people unless its rows are asked for."""
    warning: str = WARNING
    """What whoever exports, and whoever gets the file, must know."""

    def warned(self, *, rows: bool = False) -> str:
        """The warning, in English; of a package with rows another one."""
        return WARNING_ROWS if rows and self.name == "package" else self.warning
