"""Published networks through the kernels. The numbers were counted independently (../shared/data/README.md)."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest

from jasette.kernels import components, graph, mixing
from jasette.kernels.communities import communities
from jasette.kernels.controversy import controversy, controversy_of_hubs
from jasette.kernels.graph import Graph
from jasette.kernels.pagerank import pagerank, tunkrank


@pytest.fixture(scope="module")
def polblogs(real_data: Path) -> tuple[Graph, list[dict[str, str]]]:
    """Links between blogs, self-loops left in, and what is known of each blog."""
    edges = np.loadtxt(real_data / "polblogs" / "edges.csv", np.int64, delimiter=",", skiprows=1)
    with (real_data / "polblogs" / "nodes.csv").open(encoding="utf-8", newline="") as lines:
        blogs = list(csv.DictReader(lines))
    return graph.build(*edges.T, nodes=len(blogs), loops=True), blogs


def test_polblogs_as_a_graph(polblogs: tuple[Graph, list[dict[str, str]]]) -> None:
    links, blogs = polblogs
    assert (links.n, links.m, graph.merge(links).m) == (1_490, 19_025, 19_025)
    assert Counter(blog["pol"] for blog in blogs) == {"left": 758, "right": 732}
    assert graph.reciprocity(links) == pytest.approx(0.2426, abs=5e-5)
    cited = graph.degrees(links).into
    top = {blogs[blog]["name8"]: int(cited[blog]) for blog in np.argsort(-cited)[:5]}
    assert list(top.items()) == [("dailykosc", 337), ("instapundi", 276), ("talkingpoi", 268), ("atriosblo", 263), ("drudgerepo", 238)]


def test_pagerank_of_polblogs_is_that_of_networkx(polblogs: tuple[Graph, list[dict[str, str]]]) -> None:
    links, _ = polblogs
    theirs = networkx.DiGraph()
    theirs.add_nodes_from(range(links.n))
    theirs.add_edges_from(zip(links.sources.tolist(), links.targets.tolist(), strict=True))
    # networkx stops at n times its tolerance.
    expected = networkx.pagerank(theirs, alpha=0.85, tol=1e-10 / links.n, max_iter=1_000)
    ranked = pagerank(links, damping=0.85, tolerance=1e-10)
    assert ranked.residual <= 1e-10
    assert np.abs(ranked.values - [expected[blog] for blog in range(links.n)]).max() < 1e-8


def test_the_influence_graph_of_congress(real_data: Path) -> None:
    edges = np.loadtxt(real_data / "congress_network" / "edges.txt", np.int64, usecols=(0, 1))
    links = graph.build(*edges.T)
    assert (links.n, links.m) == (475, 13_289)
    assert graph.reciprocity(links) == pytest.approx(0.4616, abs=5e-5)
    assert np.bincount(components.strong(links)).max() == 469


def test_the_two_sides_of_polblogs(polblogs: tuple[Graph, list[dict[str, str]]]) -> None:
    links, blogs = polblogs
    side = np.array([blog["pol"] == "right" for blog in blogs], np.int64)
    component = components.weak(links)
    giant = component == np.bincount(component).argmax()
    assert giant.sum() == 1_222
    mixed = mixing.external_internal(links, side, permutations=100)
    assert mixed.value == pytest.approx(-0.823, abs=5e-4)
    assert (1 - mixed.value) / 2 == pytest.approx(0.9115, abs=5e-5)
    assert mixed.expected == pytest.approx(0, abs=0.002)
    assert mixed.p < 0.01
    found = communities(links)
    # Each community speaks for the side of most of its blogs; the two largest hold nearly all.
    shares = [side[giant & (found.labels == label)] for label in np.unique(found.labels[giant])]
    assert sum(max(part.sum(), part.size - part.sum()) for part in shares) / 1_222 >= 0.94
    assert np.isin(found.labels[giant], [0, 1]).mean() > 0.9
    assert found.labels.tolist() == communities(links).labels.tolist()


def test_a_blogs_audience_is_the_blogs_that_cite_it(polblogs: tuple[Graph, list[dict[str, str]]]) -> None:
    links, _ = polblogs
    into = links.into
    most = np.argsort(-graph.degrees(links).into, kind="stable")[:20]
    audiences = [set(into.indices[into.indptr[blog] : into.indptr[blog + 1]].tolist()) for blog in most]
    assert (sum(map(len, audiences)), len(set.union(*audiences))) == (3_832, 875)


def test_parties_of_french_blogs(real_data: Path) -> None:
    edges = np.loadtxt(real_data / "fr_blogs2007" / "edges.csv", np.int64, delimiter=",", skiprows=1)
    with (real_data / "fr_blogs2007" / "nodes.csv").open(encoding="utf-8", newline="") as lines:
        parties = [blog["party"] for blog in csv.DictReader(lines)]
    links = graph.build(*edges.T, nodes=len(parties))
    names, party = np.unique(parties, return_inverse=True)
    assert (links.n, links.m, names.size) == (196, 1_432, 9)
    theirs = networkx.Graph(edges.tolist())
    networkx.set_node_attributes(theirs, dict(enumerate(parties)), "party")
    both = graph.build(np.append(links.sources, links.targets), np.append(links.targets, links.sources), nodes=links.n)
    assert mixing.assortativity(both, party) == pytest.approx(networkx.attribute_assortativity_coefficient(theirs, "party"))
    mixed = mixing.external_internal(links, party, permutations=100)
    assert mixed.value < mixed.low < mixed.expected < mixed.high


def test_deputies_whom_deputies_follow(real_data: Path) -> None:
    """Follow lists of 368 deputies: what everybody's attention comes to, and who of them is read by the others."""
    with gzip.open(real_data / "mdb_following" / "2019.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        follows = [tuple(row[:2]) for row in csv.reader(lines)][1:]
    assert len(follows) == 344_991
    names: dict[str, int] = {}
    source, target = np.array([[names.setdefault(name, len(names)) for name in pair] for pair in follows]).T
    ranked = tunkrank(graph.build(source, target, nodes=len(names)), p=0.05)
    followers = np.unique(source).size
    assert followers == 368
    # Each follower gives away one attention and p times what it gets: summed over all, I = (followers + p · I of the followers).
    given = followers + 0.05 * ranked.values[np.unique(source)].sum()
    assert ranked.values.sum() == pytest.approx(given, rel=1e-9)


CONTROVERSY = {"beefban": 0.87, "baltimore": 0.87}


@pytest.fixture(scope="module")
def topics(real_data: Path) -> dict[str, tuple[Graph, Any]]:
    """Retweet graphs and the side of each node, by topic."""
    found = {}
    for topic in ("beefban", "baltimore", "sxsw", "ultralive"):
        rows = [line.split(",") for line in (real_data / "controversy" / f"{topic}.graph.txt").read_text("utf-8").split()]
        number = {name: at for at, name in enumerate(dict.fromkeys(name for row in rows for name in row[:2]))}
        side = np.full(len(number), -1)
        for which in (0, 1):
            names = (real_data / "controversy" / f"{topic}.community{which + 1}.txt").read_text("utf-8").split()
            side[[number[name] for name in names]] = which
        assert (side >= 0).all()
        found[topic] = graph.build([number[row[0]] for row in rows], [number[row[1]] for row in rows]), side
    return found


def test_controversy_at_the_same_share_of_seeds(topics: dict[str, tuple[Graph, Any]]) -> None:
    value = {topic: controversy(*topics[topic], share=0.3) for topic in topics}
    for topic, known in CONTROVERSY.items():
        assert value[topic].value == pytest.approx(known, abs=0.03)
        assert value[topic].error < 0.005
    few = controversy(*topics["beefban"], share=0.01, draws=1_000)
    assert few.value == pytest.approx(0.28, abs=0.03)
    assert value["ultralive"].value < min(value[topic].value for topic in CONTROVERSY)


@pytest.mark.parametrize("hubs", [10, 15, 20])
def test_controversy_between_hubs_puts_the_topics_in_order(topics: dict[str, tuple[Graph, Any]], hubs: int) -> None:
    """As many hubs on each side of each topic: those that are controversial stand above the others, however many they are.

    At one share of random seeds sxsw stands above all, at any share: its sides share the fewest of their edges.
    """
    made = {topic: controversy_of_hubs(*topics[topic], hubs=hubs, draws=100) for topic in topics}
    assert all(one.seeds == (hubs, hubs) and one.error < 0.005 for one in made.values())
    value = {topic: one.value for topic, one in made.items()}
    assert min(value["beefban"], value["baltimore"]) > value["sxsw"] + 0.05 > value["ultralive"] + 0.05
    apart = {topic: float((side[whole.sources] != side[whole.targets]).mean()) for topic, (whole, side) in topics.items()}
    assert sorted(apart, key=apart.__getitem__) == ["sxsw", "beefban", "baltimore", "ultralive"]
