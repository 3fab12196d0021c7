"""Who is talking, who is heard, and who answers: public conversations, measured with their evidence.

    import jasette
    city = jasette.open("valmont")
    city.measure("response_rate", by="week").pl()

The public face is small: `open`, `Observatory`, `Rows` and the errors. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette.errors import (
    Busy,
    DeclarationError,
    InputError,
    JasetteError,
    MapError,
    ObservatoryError,
    QueryError,
    Refused,
    UnknownFormat,
)
from jasette.version import __version__

if TYPE_CHECKING:
    from jasette.observatory import Observatory
    from jasette.rows import Rows

__all__ = [
    "Busy",
    "DeclarationError",
    "InputError",
    "JasetteError",
    "MapError",
    "Observatory",
    "ObservatoryError",
    "QueryError",
    "Refused",
    "Rows",
    "UnknownFormat",
    "__version__",
    "open",
]


def open(path: str | Path) -> Observatory:  # the verb of the library, as in `jasette.open(...)`
    """Open the observatory in the folder `path`; ObservatoryError if it is none. `Observatory.create` makes a new one."""
    from jasette.observatory import Observatory

    return Observatory.open(path)


def __getattr__(name: str) -> Any:
    if name == "Observatory":
        from jasette.observatory import Observatory

        return Observatory
    if name == "Rows":
        from jasette.rows import Rows

        return Rows
    raise AttributeError(f"module 'jasette' has no attribute {name!r}")
