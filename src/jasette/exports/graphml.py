"""GraphML, which Gephi, yEd, igraph and networkx open; Gephi takes colour and size from r, g, b and size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jasette.export import WARNING_NETWORK, Export, Release, Written
from jasette.export.markup import Markup, document
from jasette.export.network import network

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
LOOKS = {"label": "string", "r": "int", "g": "int", "b": "int", "size": "double"}


def write(release: Release, path: Path) -> Written:
    graph = network(release)
    keys = {
        "node": {**LOOKS, **graph.fields["node"]},
        "edge": {"weight": "long", **graph.fields["edge"]},
    }
    with document(path) as out:
        out.open("graphml", xmlns=NAMESPACE)
        for of, facts in keys.items():
            for name, kind in facts.items():
                out.alone("key", **{"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": kind})
        out.open("graph", edgedefault="directed")
        out.text("desc", release.words(export.warning))
        for node in graph.nodes:
            out.open("node", id=node.id)
            looks = {"label": node.label, **dict(zip("rgb", node.colour, strict=True)), "size": node.size}
            _data(out, "node", {**looks, **node.facts})
            out.close("node")
        for edge in graph.edges:
            out.open("edge", source=edge.source, target=edge.target)
            _data(out, "edge", {"weight": edge.weight, **edge.facts})
            out.close("edge")
        out.close("graph")
        out.close("graphml")
    return {"nodes": len(graph.nodes), "edges": len(graph.edges), "edges withheld": graph.hidden}


def _data(out: Markup, of: str, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        out.text("data", value, key=f"{of}-{name}")


export = Export(
    name="graphml",
    title="GraphML (Gephi, yEd, igraph, networkx)",
    suffix=".graphml",
    holds="the same graph as gexf",
    cannot_hold="private people; what fewer than ten of them did; words, times",
    write=write,
    warning=WARNING_NETWORK,
)
