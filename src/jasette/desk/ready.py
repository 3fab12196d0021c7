"""Ready rosters to start from: public addresses of media and parties, as files that `roster_csv` reads.

They say who publishes where and nothing else. Addresses change hands: whoever takes a list over answers for it.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jasette.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = files(__package__) / "rosters"


@cache
def names() -> tuple[str, ...]:
    """The names of all ready rosters, sorted."""
    return tuple(sorted(file.name.removesuffix(".csv") for file in FOLDER.iterdir() if file.name.endswith(".csv")))


def text(name: str) -> str:
    """The CSV of one of `names`."""
    return (FOLDER / f"{name}.csv").read_text(encoding="utf-8")


def table(name: str) -> pa.Table:
    """The lines of one of `names`, as text. Raises InputError on any other name."""
    import pyarrow as pa

    if name not in names():
        raise InputError(f"there is no ready roster {name!r}", remedy=f"ready ones: {', '.join(names())}")
    return pa.Table.from_pylist(list(csv.DictReader(io.StringIO(text(name)))))
