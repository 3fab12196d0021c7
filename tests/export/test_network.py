"""The graph of who acts upon whom: what networkx reads of it, and what is left out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

from jasette.export.network import _shown
from jasette.observatory import Observatory


@pytest.fixture(scope="module")
def city(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    shutil.copytree(valmont / "observatory", folder := tmp_path_factory.mktemp("network") / "city")
    with Observatory.open(folder) as observatory:
        yield observatory


def test_both_formats_say_the_same(city: Observatory, tmp_path: Path) -> None:
    written = city.export("gexf", tmp_path / "a.gexf")
    assert city.export("graphml", tmp_path / "a.graphml") == written
    gexf, graphml = networkx.read_gexf(tmp_path / "a.gexf"), networkx.read_graphml(tmp_path / "a.graphml")
    assert (gexf.number_of_nodes(), gexf.number_of_edges()) == (written["nodes"], written["edges"])
    assert set(gexf.nodes) == set(graphml.nodes)
    assert {name: node["label"] for name, node in gexf.nodes(data=True)} == dict(graphml.nodes(data="label"))
    assert {(a, b): int(weight) for a, b, weight in gexf.edges(data="weight")} == {(a, b): w for a, b, w in graphml.edges(data="weight")}
    for name, node in gexf.nodes(data=True):
        other = graphml.nodes[name]
        assert {key: node["viz"]["color"][key] for key in "rgb"} == {key: other[key] for key in "rgb"}
        assert node["viz"]["size"] == other["size"] >= 4
    assert not re.search(r'\ba="', (tmp_path / "a.gexf").read_text(encoding="utf-8")), "Gephi reads no alpha"
    for a, b, edge in graphml.edges(data=True):
        kinds = {key: value for key, value in edge.items() if key not in ("weight", "id")}
        assert sum(kinds.values()) <= edge["weight"]
        if not a.startswith("public:") and not b.startswith("public:"):
            assert sum(kinds.values()) == edge["weight"]


def test_nodes_are_voices_and_the_public_in_one(city: Observatory, tmp_path: Path) -> None:
    city.export("graphml", tmp_path / "a.graphml")
    graph = networkx.read_graphml(tmp_path / "a.graphml")
    voices = {voice.voice for voice in city.roster.voices()}
    public = set(graph.nodes) - voices
    assert voices <= set(graph.nodes) and all(name.startswith("public:") for name in public) and len(public) >= 2
    assert all(graph.nodes[name].get("people", 10) >= 10 for name in public)
    with city._asking() as connection:
        people = {
            pair: count
            for *pair, count in connection.execute(
                "SELECT concat('public:', platform), to_voice, count(DISTINCT person) FROM interactions "
                "WHERE voice IS NULL AND person IS NOT NULL AND to_voice IS NOT NULL AND kind <> 'follow' GROUP BY 1, 2"
            ).fetchall()
            for pair in [tuple(pair)]
        }
    told = [(a, b) for a, b in graph.edges if a.startswith("public:")]
    assert told and all(people[edge] >= 10 for edge in told)
    assert len(told) < len(people), "some are withheld"


def test_an_edge_that_could_be_worked_out_is_left_out_too() -> None:
    def rows(platform: str, people: int) -> list[dict]:
        edge = {"source": f"public:{platform}", "target": "ville", "private": True, "acts": people, "people": people}
        return [edge | {"kind": "reply"}, edge | {"kind": None}]

    shown, hidden = _shown([*rows("x", 30), *rows("mastodon", 12), *rows("bluesky", 4)], 10)
    assert ([edge.source for edge in shown], hidden) == (["public:x"], 2)
    kinds = [
        {"source": "public:x", "target": "ville", "private": True, "kind": k, "acts": n, "people": n}
        for k, n in (("reply", 30), ("quote", 3))
    ]
    shown, hidden = _shown([*kinds, kinds[0] | {"kind": None, "acts": 33, "people": 31}], 10)
    assert ([(edge.weight, edge.facts) for edge in shown], hidden) == ([(33, {})], 0)
