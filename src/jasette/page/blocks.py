"""What a page may say: blocks, as plain data. The same blocks become HTML, print, CSV and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True)
class Heading:
    """A heading inside a page; `level` 2 or 3 (the page's title is 1); `anchor` makes it a target of links."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True)
class Prose:
    """One paragraph; `tone` is plain, lead, note or warning."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Items:
    """A list of short sentences."""

    texts: tuple[str, ...]


class Spread(NamedTuple):
    """A value between the ends of its interval, in the unit of its measure; an end that is not known is None."""

    low: float | None
    value: float
    high: float | None


@dataclass(frozen=True)
class Figure:
    """One value as it is shown: `value`, `interval` and `n` are formatted; `spread` is there where it can be drawn."""

    value: str
    interval: str = ""
    n: str = ""
    note: str = ""
    state: str = "ok"
    link: str = ""
    small: bool = False
    """Fewer than ten cases: shown, but greyed."""
    spread: Spread | None = None
    order: float | None = None
    """What a column is sorted by, the largest first, where that is not the value that is drawn."""
    shade: float | None = None
    """How dark a cell of a matrix is, 0..1."""


Cell = str | Figure


@dataclass(frozen=True)
class Grid:
    """A table: the first column names the row. `caption` says what it shows. No rows: the caption and a dash."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    matrix: bool = False
    """Of many narrow columns: on paper only the values stand in it."""


@dataclass(frozen=True)
class Moment:
    """One period of a series; no spread: nothing can be said of it (`text` says why)."""

    label: str
    text: str
    spread: Spread | None = None


@dataclass(frozen=True)
class Compared:
    """One row of a comparison: a voice with one figure for each column, and how the first of them went over time."""

    name: str
    group: str
    figures: tuple[Figure, ...]
    series: tuple[Moment, ...] = ()
    link: str = ""
    rank: int = 0
    """Its place in the roster's own order."""


@dataclass(frozen=True)
class Comparison:
    """Voices side by side on a common axis: `columns` are (title, unit). No rows: the caption and a dash."""

    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Compared, ...]
    period: str = ""
    """What a moment of the series is (week); empty where there are none."""
    over: str = ""
    """From which moment to which."""
    of: str = ""
    """Unit of the series, where it is not that of the first column."""
    first: str = ""
    """What the rows are; voices where it is empty."""


class Span(NamedTuple):
    """A part of a line of time: from and to as shares of it (0..1), and how it was collected."""

    start: float
    end: float
    how: str


@dataclass(frozen=True)
class Lane:
    """What was collected of one stream: spans on a line of time, and the same in words."""

    text: str
    detail: str
    spans: tuple[Span, ...] = ()
    plain: bool = False
    """The bar alone says it: complete, over the whole line."""


@dataclass(frozen=True)
class Lanes:
    """A table of lanes on one line of time from `start` to `end` (as they are shown)."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Lane, ...]], ...]
    start: str = ""
    end: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    """(how, its word)."""
    first: str = ""
    """What the rows are; voices where it is empty."""


@dataclass(frozen=True)
class Tiles:
    """Numbers that stand large, each with what it counts."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Finding:
    """What may be said of one figure, in a full sentence; `unit` tells on which axis its spread lies."""

    title: str
    who: str
    figure: Figure
    unit: str
    sentence: str
    note: str = ""


@dataclass(frozen=True)
class Findings:
    found: tuple[Finding, ...]


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
    """The posts behind figures: `sentences` are (anchor, what the figure permits to say); `more` says where the others are."""

    title: str
    sentences: tuple[tuple[str, str], ...]
    posts: tuple[Post, ...]
    more: str = ""


@dataclass(frozen=True)
class Said:
    """One post of an exchange. `words` as published by a public voice; of anybody else `act` says what they did."""

    side: Literal["voice", "person", "before"]
    who: str
    when: str
    act: str
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class Exchange:
    """One exchange told in full, or in `facts` why there is none. `rule` says why this one was chosen, and no other."""

    title: str
    rule: str
    facts: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Exchanges:
    told: tuple[Exchange, ...]


@dataclass(frozen=True)
class Terms:
    """Pairs of a term and what is said of it: a methods entry, the facts of an observatory."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Code:
    """A formula, command or SQL text, as it runs."""

    text: str


@dataclass(frozen=True)
class Fold:
    """Blocks that are folded away on a screen. `heading`: it is an entry of its own; `printed`: it stands open on paper."""

    summary: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    aside: str = ""
    heading: bool = False
    printed: bool = False
    opened: bool = False


class Dot(NamedTuple):
    """A node of a network in a frame of `Network.width` × `height`. `letter` and number of its community (-1: none)."""

    x: float
    y: float
    radius: float
    name: str
    letter: str
    community: int
    told: str
    public: bool = False
    """A part of the public, and no voice."""


class Tie(NamedTuple):
    """Two dots by their place in the list, and how strong the tie is beside the strongest (0..1)."""

    one: int
    other: int
    strength: float


@dataclass(frozen=True)
class Network:
    """Who has to do with whom; `told` says it to those who do not see it. `legend`: number and words of each community."""

    caption: str
    width: int
    height: int
    dots: tuple[Dot, ...]
    ties: tuple[Tie, ...]
    legend: tuple[tuple[int, str, str], ...]
    told: str


Block = Heading | Prose | Items | Grid | Comparison | Lanes | Tiles | Network | Findings | Posts | Exchanges | Terms | Code | Fold
