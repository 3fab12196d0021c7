"""The contract of a page: a name, a title, and a function that yields blocks.

A page knows nothing of markup. What it may read of the observatory is the protocol `Reading`, so that pages stay below
the object that wires everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from jasette.page.blocks import (
    Block,
    Cell,
    Code,
    Compared,
    Comparison,
    Dot,
    Exchange,
    Exchanges,
    Figure,
    Finding,
    Findings,
    Fold,
    Grid,
    Heading,
    Items,
    Lane,
    Lanes,
    Moment,
    Network,
    Post,
    Posts,
    Prose,
    Said,
    Span,
    Spread,
    Terms,
    Tie,
    Tiles,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from jasette.locale import Words

__all__ = [
    "Block",
    "Cell",
    "Code",
    "Compared",
    "Comparison",
    "Dot",
    "Exchange",
    "Exchanges",
    "Facts",
    "Figure",
    "Finding",
    "Findings",
    "Fold",
    "Grid",
    "Heading",
    "Items",
    "Lane",
    "Lanes",
    "Moment",
    "Network",
    "Page",
    "Post",
    "Posts",
    "Prose",
    "Reading",
    "Said",
    "Span",
    "Spread",
    "Terms",
    "Tie",
    "Tiles",
]

Row = dict[str, object]


@dataclass(frozen=True)
class Facts:
    """What is known of the observatory itself, and of what a report of it is made from."""

    name: str
    purpose: str
    responsible: str
    retention_days: int
    floor: int
    timezone: str
    as_of_us: int | None
    ledger: tuple[Row, ...] = field(default_factory=tuple)
    version: str = ""
    made_from: tuple[tuple[str, int], ...] = ()
    """Tables of the archive, each with the version that was read."""
    command: str = ""
    """What makes the same report again."""
    topic: str = ""
    """What all figures and all that is quoted is about; empty for everything."""
    counts_only: str = ""
    """Why nothing is quoted on this topic; empty where something may be."""
    named: frozenset[str] = frozenset()
    """Handles of public voices, lower case with their @: all others are hidden in what is quoted."""


class Reading(Protocol):
    """What a page may ask: facts, tidy rows of a measure, posts behind a part (`limit` of each voice), SQL over the derived tables.

    `table` gives the rows as Arrow: for those that are not told one by one. `coordination`, `terms` and `bursts` are those of the
    command line.
    """

    @property
    def facts(self) -> Facts: ...

    def measure(
        self, name: str, by: str = "", parts: Collection[str] = (), *, of: str = "", across: str = "", without_flagged: bool = False
    ) -> Sequence[dict[str, object]]: ...

    def agreement(self, names: Collection[str] = ()) -> Sequence[dict[str, object]]: ...

    def evidence(self, name: str, part: str, limit: int) -> Sequence[dict[str, object]]: ...

    def rows(self, sql: str) -> Sequence[Row]: ...

    def table(self, sql: str) -> pa.Table: ...

    def coordination(self, show: str) -> pa.Table: ...

    def terms(self, between: str, limit: int) -> pa.Table: ...

    def bursts(self, limit: int) -> pa.Table: ...


@dataclass(frozen=True)
class Page:
    """One page. `name` equals the file's name; pages stand in the report by `order`."""

    name: str
    title: str
    order: int
    blocks: Callable[[Reading, Words], Iterator[Block]]
