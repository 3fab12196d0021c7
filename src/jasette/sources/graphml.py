"""GraphML networks, as NodeXL, networkx, igraph and Gephi write them: edges as interactions, in a process with limits.

Direction and the edge's data by their titles (weight, kind or relationship, date) are taken; of nodes only who they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jasette.source import Head, Item, Recipe, Rejected, Source
from jasette.source.contained import contained
from jasette.source.graphs import Edge, Network, Parser, attributes

if TYPE_CHECKING:
    from jasette.source.files import InputFile


def _small(edge: Edge) -> bytes:
    told = {"weight": edge.weight, "kind": edge.kind, "date": edge.at}
    keys = "".join(f'<key id="{name}" for="edge" attr.name="{name}"/>' for name, value in told.items() if value)
    data = "".join(f"<data{attributes(key=name)}>{_text(value)}</data>" for name, value in told.items() if value)
    kind = "directed" if edge.directed else "undirected"
    ends = attributes(source=edge.source, target=edge.target)
    text = f'<graphml>{keys}<graph edgedefault="{kind}"><edge{ends}>{data}</edge></graph></graphml>'
    return text.encode("utf-8", "replace")


def _text(value: str) -> str:
    from xml.sax.saxutils import escape

    return escape(value)


@dataclass
class _GraphML:
    network: Network
    directed: bool = False
    titles: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    nodes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Those that have begun and not ended: a node may hold a graph."""
    edge: Edge | None = None
    key: str = ""
    hyperedges: list[tuple[int, int]] = field(default_factory=list)

    def start(self, name: str, given: dict[str, str], offset: int, line: int) -> None:
        match name:
            case "key":
                self.key = given.get("id", "")
                self.titles[self.key] = given.get("attr.name", self.key)
            case "graph":
                self.directed = given.get("edgedefault", "directed") != "undirected"
            case "node":
                self.nodes.append((given.get("id", ""), {}))
            case "edge":
                directed = given["directed"] == "true" if "directed" in given else self.directed
                self.edge = Edge(given.get("source", ""), given.get("target", ""), directed, offset=offset, line=line)
            case "data":
                self.key = given.get("key", "")
            case "hyperedge":
                self.hyperedges.append((offset, line))

    def end(self, name: str, text: str) -> None:
        match name:
            case "default":
                self.defaults[self.titles.get(self.key, self.key)] = text
            case "data":
                title = self.titles.get(self.key, self.key)
                if self.edge is not None:
                    self.edge.take(title, text)
                elif self.nodes:
                    self.nodes[-1][1].setdefault(title.casefold(), text)
            case "node" if self.nodes:
                self.network.node(*self.nodes.pop())
            case "edge" if self.edge is not None:
                for title, value in self.defaults.items():
                    self.edge.take(title, value)
                self.network.edge(self.edge)
                self.edge = None


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    network = Network(file.name, recipe, _small)
    reader = _GraphML(network)
    yield from Parser(reader.start, reader.end).items(file, network)
    for offset, line in reader.hyperedges:
        yield Rejected("interactions", "a hyperedge joins any number of nodes: who acts on whom is not said", b"", offset, line)


def _sniff(head: Head) -> float:
    return 0.95 if b"<graphml" in head.data[:4096] else 0.0


source = Source(
    name="graphml",
    title="GraphML networks (NodeXL, networkx, igraph, Gephi)",
    tables=("interactions",),
    sniff=_sniff,
    read=contained(_read, into="interactions"),
    obtain="NodeXL: Export > To GraphML File; networkx: `write_graphml`; igraph: `write_graph`; Gephi: export as GraphML",
    cannot_tell="what was said, and when, unless edges have a date; which nodes somebody filtered out before saving",
)
