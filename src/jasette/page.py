"""The contract of a page: a name, a title, and a function that yields blocks.

The same blocks become HTML, print, CSV and JSON; a page knows nothing of markup. What a page may read of the
observatory is the protocol `Reading`, so that pages stay below the object that wires everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from jasette.locale import Words


@dataclass(frozen=True)
class Heading:
    """A heading inside a page; `level` 2 or 3 (the page's title is 1); `anchor` makes it a target of links."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True)
class Prose:
    """One paragraph; `tone` is plain, note or warning."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Figure:
    """One value as it is shown: `value` and `interval` are formatted, `bar` is (low, value, high) on 0..1 for shares."""

    value: str
    interval: str = ""
    n: str = ""
    note: str = ""
    state: str = "ok"
    link: str = ""
    small: bool = False
    """Fewer than ten cases: shown, but greyed."""
    bar: tuple[float, float, float] | None = None


Cell = str | Figure


@dataclass(frozen=True)
class Grid:
    """A table: the first column names the row. `caption` says what it shows. No rows: the caption and a dash."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Post:
    """One post as evidence. Words and address are empty for private people (people.mask, decision 0004)."""

    when: str
    who: str
    kind: str
    words: str = ""
    url: str = ""
    mark: str = ""
    """What the post counts as: answered, not answered…"""


@dataclass(frozen=True)
class Posts:
    """The posts behind a figure, folded away; `more` says what is not listed and where it is."""

    summary: str
    posts: tuple[Post, ...]
    more: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Terms:
    """Pairs of a term and what is said of it: a methods entry, the facts of an observatory."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Code:
    """A formula or SQL text, as it runs."""

    text: str


Block = Heading | Prose | Grid | Posts | Terms | Code


@dataclass(frozen=True)
class Facts:
    """What is known of the observatory itself."""

    name: str
    purpose: str
    responsible: str
    retention_days: int
    floor: int
    timezone: str
    as_of_us: int | None
    ledger: tuple[dict[str, object], ...] = field(default_factory=tuple)


class Reading(Protocol):
    """What a page may ask: facts, tidy rows of a measure, posts behind a part (`limit` of each voice), SQL over the derived tables."""

    @property
    def facts(self) -> Facts: ...

    def measure(self, name: str) -> pa.Table: ...

    def evidence(self, name: str, part: str, limit: int) -> pa.Table: ...

    def rows(self, sql: str) -> Sequence[dict[str, object]]: ...


@dataclass(frozen=True)
class Page:
    """One page. `name` equals the file's name; pages stand in the report by `order`."""

    name: str
    title: str
    order: int
    blocks: Callable[[Reading, Words], Iterator[Block]]
