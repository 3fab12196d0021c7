"""GEXF 1.3, which Gephi opens: colours as r, g, b without alpha (Gephi refuses it in some versions), sizes, weights."""

from __future__ import annotations

from pathlib import Path

from jasette.export import WARNING_NETWORK, Export, Release, Written
from jasette.export.markup import Markup, document
from jasette.export.network import Edge, Network, Node, network

GEXF, VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"


def write(release: Release, path: Path) -> Written:
    graph = network(release)
    with document(path) as out:
        out.open("gexf", **{"xmlns": GEXF, "xmlns:viz": VIZ, "version": "1.3"})
        out.open("meta")
        out.text("creator", "Jasette")
        out.text("description", release.words(export.warning))
        out.close("meta")
        _graph(out, graph)
        out.close("gexf")
    return {"nodes": len(graph.nodes), "edges": len(graph.edges), "edges withheld": graph.hidden}


def _graph(out: Markup, graph: Network) -> None:
    out.open("graph", defaultedgetype="directed", mode="static")
    for of, facts in graph.fields.items():
        out.open("attributes", class_=of)
        for name, kind in facts.items():
            out.alone("attribute", id=name, title=name, type=kind)
        out.close("attributes")
    out.open("nodes")
    for node in graph.nodes:
        out.open("node", id=node.id, label=node.label)
        _facts(out, node)
        out.alone("viz:color", **dict(zip("rgb", node.colour, strict=True)))
        out.alone("viz:size", value=node.size)
        out.close("node")
    out.close("nodes")
    out.open("edges")
    for number, edge in enumerate(graph.edges):
        out.open("edge", id=number, source=edge.source, target=edge.target, weight=edge.weight)
        _facts(out, edge)
        out.close("edge")
    out.close("edges")
    out.close("graph")


def _facts(out: Markup, of: Node | Edge) -> None:
    if not of.facts:
        return
    out.open("attvalues")
    for name, value in of.facts.items():
        out.alone("attvalue", for_=name, value=value)
    out.close("attvalues")


export = Export(
    name="gexf",
    title="GEXF 1.3 (Gephi)",
    suffix=".gexf",
    holds="who acts upon whom: rostered voices, and the public as one node for each platform; acts in all and of each kind, groups as "
    "colours, what reaches a node as its size",
    cannot_hold="private people; what fewer than ten of them did; words, times",
    write=write,
    warning=WARNING_NETWORK,
)
