"""GEXF networks, as Gephi and networkx write them: edges as interactions, in a process with limits.

Direction, weight, kind and the start of an edge (an attribute, a spell) are taken; of nodes only who they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jasette.source import Head, Item, Recipe, Source
from jasette.source.contained import contained
from jasette.source.graphs import Edge, Network, Parser, attributes

if TYPE_CHECKING:
    from jasette.source.files import InputFile


def _small(edge: Edge) -> bytes:
    told = attributes(source=edge.source, target=edge.target, weight=edge.weight, kind=edge.kind, start=edge.at)
    kind = "directed" if edge.directed else "undirected"
    text = f'<gexf version="1.3"><graph defaultedgetype="{kind}"><edges><edge{told}/></edges></graph></gexf>'
    return text.encode("utf-8", "replace")


@dataclass
class _Gexf:
    network: Network
    directed: bool = False
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    sort: str = ""
    node: tuple[str, dict[str, str]] | None = None
    edge: Edge | None = None

    def start(self, name: str, given: dict[str, str], offset: int, line: int) -> None:
        match name:
            case "graph":
                self.directed = given.get("defaultedgetype", "undirected") == "directed"
            case "attributes":
                self.sort = given.get("class", "")
            case "attribute":
                self.titles[self.sort, given.get("id", "")] = given.get("title", "")
            case "node":
                self._node_ended()
                self.node = given.get("id", ""), {"label": given.get("label", "")}
            case "edge":
                self._node_ended()
                directed = given["type"] == "directed" if "type" in given else self.directed
                self.edge = Edge(given.get("source", ""), given.get("target", ""), directed, offset=offset, line=line)
                for title, key in (("weight", "weight"), ("kind", "kind"), ("at", "start")):
                    self.edge.take(title, given.get(key, ""))
            case "spell" if self.edge is not None:
                self.edge.take("at", given.get("start", ""))
            case "attvalue":
                self._value(given.get("for", given.get("id", "")), given.get("value", ""))

    def _value(self, key: str, value: str) -> None:
        if self.edge is not None:
            self.edge.take(self.titles.get(("edge", key), key), value)
        elif self.node is not None:
            title = self.titles.get(("node", key), key)
            self.node[1].setdefault(title.casefold(), value)

    def end(self, name: str, text: str) -> None:
        if name == "edge" and self.edge is not None:
            self.network.edge(self.edge)
            self.edge = None
        elif name == "node":
            self._node_ended()

    def _node_ended(self) -> None:
        if self.node is not None:
            self.network.node(*self.node)
            self.node = None


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    network = Network(file.name, recipe, _small)
    reader = _Gexf(network)
    yield from Parser(reader.start, reader.end).items(file, network)


def _sniff(head: Head) -> float:
    return 0.95 if b"<gexf" in head.data[:4096] else 0.0


source = Source(
    name="gexf",
    title="GEXF networks (Gephi, networkx)",
    tables=("interactions",),
    sniff=_sniff,
    read=contained(_read, into="interactions"),
    obtain="Gephi: File > Export > Graph file > GEXF; networkx: `write_gexf`; 4CAT and collection tools: download the network as GEXF",
    cannot_tell="what was said, and when, unless edges have a start; which nodes somebody filtered out before saving",
)
