"""Every error that Jasette raises on purpose.

    JasetteError
    ├── InputError          a file or a value cannot be used as it is
    │   ├── UnknownFormat   no source recognises the file
    │   └── MapError        a column map does not fit the file
    ├── ObservatoryError    the folder is missing, foreign, newer, or damaged
    │   ├── Busy            another process holds the archive's lock
    │   └── DiskFull        there is no room to write
    ├── QueryError          a question that cannot be asked (measure, voice, SQL, window)
    ├── DeclarationError    a source, measure or page in the package is declared wrongly
    └── Refused             PEOPLE.md forbids it

A message names the place and the remedy: `Refused("…what…", place="tweets.jsonl, line 812", remedy="…do this…")`.
"""

from __future__ import annotations


class JasetteError(Exception):
    """Base of all errors raised on purpose; `place` and `remedy` are part of the message."""

    def __init__(self, what: str, *, place: str = "", remedy: str = "") -> None:
        self.what, self.place, self.remedy = what, place, remedy
        super().__init__(f"{place}: {what}" if place else what)

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}\n  → {self.remedy}" if self.remedy else message


class InputError(JasetteError):
    """A file or a value cannot be used as it is."""


class UnknownFormat(InputError):
    """No source recognises the file."""


class MapError(InputError):
    """A column map does not fit the file."""


class ObservatoryError(JasetteError):
    """The observatory's folder is missing, foreign, newer than this program, or damaged."""


class Busy(ObservatoryError):
    """Another process holds the archive's lock."""


class DiskFull(ObservatoryError):
    """There is no room to write."""


class QueryError(JasetteError):
    """A question that cannot be asked: unknown measure or voice, wrong SQL, empty window."""


class DeclarationError(JasetteError):
    """A source, measure or page in the package is declared wrongly."""


class Refused(JasetteError):
    """What was asked is against the rules on people (docs/decisions/0004)."""
