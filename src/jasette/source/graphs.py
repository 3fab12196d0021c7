"""Networks as interactions: nodes become accounts, edges become acts; of nodes nothing is kept but who they are.

An edge without direction is given once in each. What a node is called decides which account it is: its own id, unless ids only
count (0, 1, 2… or n0, n1…) and every node has a label of its own, or an address.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

from jasette.errors import InputError
from jasette.schema import TABLES
from jasette.source import Item, Recipe, Rejected, Repaired, Rows
from jasette.source.times import NO_TIME, NO_ZONE, iso, us

if TYPE_CHECKING:
    from jasette.source.files import InputFile

BATCH = 50_000
UNDIRECTED = "edges without direction, given once in each"
ATTRIBUTES = "attributes of nodes, not kept"
GLOBAL = re.compile(r"https?://|[a-z][a-z0-9_]*:[^\s/]")
COUNTED = re.compile(r"n?\d+")
KINDS = {
    "mentions": "mention", "mention": "mention", "mentionsinretweet": "mention", "replies to": "reply", "reply": "reply",
    "follows": "follow", "followed": "follow", "retweet": "repost", "retweets": "repost", "repost": "repost", "boost": "repost",
    "quote": "quote", "quotes": "quote", "share": "share", "link": "link", "links": "link", "hyperlink": "link",
}  # fmt: skip
WEIGHTS, SORTS = ("weight", "edge weight", "value"), ("kind", "relationship", "type", "interaction")
MOMENTS = ("at", "time", "timestamp", "date", "datetime", "created_at", "relationship date (utc)", "tweet date (utc)")
LABELS = ("label", "name", "screen_name", "url")
LONG = 4_096
"""Characters of an attribute that are looked at."""


@dataclass
class Edge:
    """One edge as the file has it; "" where it says nothing."""

    source: str = ""
    target: str = ""
    directed: bool = True
    weight: str = ""
    kind: str = ""
    at: str = ""
    offset: int | None = None
    line: int | None = None

    def take(self, name: str, value: str) -> None:
        """An attribute by its title; the first of each kind counts."""
        title = name.casefold().strip()
        if title in WEIGHTS:
            self.weight = self.weight or value
        elif title in SORTS:
            self.kind = self.kind or value
        elif title in MOMENTS:
            # NodeXL writes the zone into the title
            self.at = self.at or (f"{value} UTC" if "(utc)" in title and value else value)


@dataclass
class Network:
    """Nodes and edges on their way to rows of `interactions`."""

    name: str
    recipe: Recipe
    small: Callable[[Edge], bytes]
    """A file of this one edge, so that it can be read again."""
    labels: dict[str, str] = field(default_factory=dict)
    attributes: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    _waiting: list[Edge] = field(default_factory=list)
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _rejected: list[Rejected] = field(default_factory=list)
    _named: dict[str, str] | None = None

    def node(self, ident: str, told: Mapping[str, str]) -> None:
        """Take one node with its attributes by title, of which the first label alone is looked at."""
        self.labels.setdefault(ident, next((told[name].strip() for name in LABELS if told.get(name)), ""))
        self.attributes |= {name for name in told if name not in LABELS}

    def edge(self, edge: Edge) -> None:
        """Take one edge. Those that come before the first node wait for the nodes."""
        if self.labels:
            self._take(edge)
        else:
            self._waiting.append(edge)

    def ready(self) -> Iterator[Item]:
        """What can be handed out by now."""
        if len(self._rows) >= BATCH or self._rejected:
            yield from self._out()

    def rest(self) -> Iterator[Item]:
        """All else, and what was noticed."""
        for edge in self._waiting:
            self._take(edge)
        yield from self._out()
        for reason, count in sorted({**self.counts, ATTRIBUTES: len(self.attributes)}.items()):
            if count:
                yield Repaired(reason, count)

    def _out(self) -> Iterator[Item]:
        import pyarrow as pa

        if self._rows:
            yield Rows("interactions", pa.Table.from_pylist(self._rows, TABLES["interactions"].arrow))
        yield from self._rejected
        self._rows, self._rejected = [], []

    def _take(self, edge: Edge) -> None:
        weight, problem = 1.0, ""
        if not edge.source or not edge.target:
            problem = f"the edge has no {'target' if edge.source else 'source'}"
        elif edge.weight:
            try:
                weight = float(edge.weight)
            except ValueError:
                weight = math.nan
            if not math.isfinite(weight):
                problem = f"weight {edge.weight[:60]} is not a number"
        if problem:
            self._rejected.append(Rejected("interactions", problem, self.small(edge), edge.offset, edge.line))
            return
        kind = KINDS.get(edge.kind.casefold().strip(), edge.kind.casefold().strip()[:40]) or None
        source, target = self._account(edge.source), self._account(edge.target)
        platform = self.recipe.platform or ("" if "://" in source else source.partition(":")[0]) or None
        row = {"kind": kind, "platform": platform, "at_us": self._moment(edge.at), "weight": weight}
        self._rows.append({"account_id": source, "target": target, **row})
        if not edge.directed:
            self.counts[UNDIRECTED] += 1
            if source != target:
                self._rows.append({"account_id": target, "target": source, **row})

    def _account(self, ident: str) -> str:
        name = self.names().get(ident) or ident
        if GLOBAL.match(name):
            return name
        if not self.recipe.platform:
            raise InputError("the nodes do not say which platform they are from", place=self.name, remedy="add --platform x (or blog…)")
        return f"{self.recipe.platform}:@{name[1:].lower()}" if name.startswith("@") else f"{self.recipe.platform}:{name}"

    def names(self) -> Mapping[str, str]:
        """The labels, where they and not the ids say who a node is."""
        if self._named is None:
            labels = self.labels
            counted = all(COUNTED.fullmatch(ident) for ident in labels) and self._in_order()
            telling = counted and all(labels.values()) and len(set(labels.values())) == len(labels)
            self._named = labels if telling else {}
        return self._named

    def _in_order(self) -> bool:
        numbers = sorted(int(ident.removeprefix("n")) for ident in self.labels if len(ident) < 12)
        return len(numbers) == len(self.labels) and bool(numbers) and numbers[0] in (0, 1) and numbers[-1] - numbers[0] == len(numbers) - 1

    def _moment(self, written: str) -> int | None:
        if not written:
            return None
        text = re.sub(r"\s+UTC$", "+00:00", written.strip())
        if re.fullmatch(r"\d{9,17}(\.\d*)?", text):
            digits = len(text.partition(".")[0])
            return int(float(text) * (1_000_000 if digits < 12 else 1_000 if digits < 15 else 1))
        at = None if re.fullmatch(r"[\d.]*", text) else iso(text)
        if at is None:
            self.counts[NO_TIME] += 1
            return None
        if at.tzinfo is None:
            self.counts[NO_ZONE] += not self.recipe.zone
            at = at.replace(tzinfo=ZoneInfo(self.recipe.zone or "UTC"))
        return us(at)


class Parser:
    """A stream of XML as calls with local names; no DOCTYPE, so that no entity is ever expanded."""

    def __init__(self, start: Callable[[str, dict[str, str], int, int], None], end: Callable[[str, str], None]) -> None:
        self._start_of, self._end_of = start, end
        self._text: list[str] = []
        self._length = 0
        self._parser = parser = expat.ParserCreate(None, " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype

    def items(self, file: InputFile, network: Network) -> Iterator[Item]:
        """The network's items while the file is read, and a reject where it cannot be read further."""
        stream, problem = file.open(), ""
        while not problem:
            block = stream.read(1 << 16)
            try:
                self._parser.Parse(block, not block)
            except expat.ExpatError as error:
                words = expat.errors.messages.get(error.code, "not XML")
                problem = stream.damage or f"not XML: {words}"
            except _Refused as error:
                problem = str(error)
            yield from network.ready()
            if not block:
                break
        yield from network.rest()
        if problem:
            at = max(self._parser.CurrentByteIndex, 0), max(self._parser.CurrentLineNumber, 1)
            yield Rejected("interactions", f"{problem}; what follows was not read", b"", *at)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text, self._length = [], 0
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._start_of(name.rpartition(" ")[2], local, self._parser.CurrentByteIndex, self._parser.CurrentLineNumber)

    def _characters(self, text: str) -> None:
        if self._length < LONG:
            self._text.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        self._end_of(name.rpartition(" ")[2], "".join(self._text).strip())
        self._text, self._length = [], 0

    def _doctype(self, *_: object) -> None:
        raise _Refused("a DOCTYPE: its entities are never expanded")


class _Refused(Exception):
    """What is not read on purpose."""


def attributes(**values: str) -> str:
    """XML attributes with a blank before each; none for what is empty."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value)
