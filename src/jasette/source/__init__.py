"""The contract of a source: a sniff and a stream.

    sniff(head) -> 0..1          how surely this source reads such a file
    read(file, recipe) -> items  rows in the archive's schema, and all that was not a row, with its reason

A source never drops anything in silence: each record that it emits is one `Rows` row, one `Rejected`, or one of a
`Filtered` count. Adding a source is adding one file to `sources/` that defines `source`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from jasette.source.files import InputFile


@dataclass(frozen=True)
class Head:
    """What a sniff sees: the file's name and its first 64 KiB, decompressed."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Recipe:
    """How the user wants a file read; all empty where the file speaks for itself."""

    into: str = ""
    """Table for rows that do not say what they are: posts, accounts, audience, interactions (`--as`)."""
    columns: dict[str, str] = field(default_factory=dict)
    """`{column of the file: field}` (`--map column=field`)."""
    map: str = ""
    """Name of a ready map, or path of a map file (`--map NAME`)."""
    platform: str = ""
    """Platform of rows that do not say it."""
    account: str = ""
    """Whose posts they are, where no row says it: an account as the roster writes it."""
    observed_us: int | None = None
    """When the file was collected, where its records do not say."""
    zone: str = ""
    """Time zone of times that say none (`America/Toronto`); "" where they are refused."""
    dates: str = ""
    """How the times of a table are written, where not in ISO 8601 (`%d/%m/%Y %H:%M`)."""


@dataclass(frozen=True)
class Rows:
    """Rows for one table, in the order and types of `schema.TABLES[into].arrow`."""

    into: str
    rows: pa.Table


@dataclass(frozen=True)
class Rejected:
    """One record that cannot be read; `byte_offset` and `line` (from 1) in the decompressed file, None if unknown."""

    into: str
    reason: str
    raw: bytes
    byte_offset: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Filtered:
    """Records left out on purpose: not addressed to the public, for instance."""

    into: str
    count: int
    reason: str


@dataclass(frozen=True)
class Repaired:
    """What the receipt should note beside its sum: records kept after a repair, files of a bundle that stayed shut."""

    reason: str
    count: int


Item = Rows | Rejected | Filtered | Repaired


@dataclass(frozen=True)
class Bundling:
    """A download of many files that is one thing, and which of its files may be opened at all."""

    marks: tuple[str, ...]
    """Patterns of file names; a folder that holds one of each is such a download. The first is read first."""
    opened: str
    """Pattern of the file names that may be opened; all others stay shut."""
    folder: str = ""
    """Name of the folder these files lie in, if what lies around it belongs to the download too."""
    within: str = ""
    """Name of a folder further up that is all of the download; without it around them, files of these names are no download."""


@dataclass(frozen=True)
class Source:
    """One format. `name` equals the file's name; `tables` are those it can yield into."""

    name: str
    title: str
    tables: tuple[str, ...]
    sniff: Callable[[Head], float]
    read: Callable[[InputFile, Recipe], Iterator[Item]]
    obtain: str
    """How to get such a file today."""
    cannot_tell: str
    """What such a file does not say."""
    bundling: Bundling | None = None
    """Where several files are one: how to know them, and which of them may be opened."""
    identify: bool = False
    """True where the platform does not say the language of a post, or not of each: it is told from the words."""

    def items(self, file: InputFile, recipe: Recipe) -> Iterator[Item]:
        """What the file gives, links in one spelling, with languages; reading begins when this is called."""
        from jasette.source.addresses import spelled

        items = spelled(self.read(file, recipe))
        if not self.identify:
            return items
        from jasette.source.language import filled

        return filled(items)
