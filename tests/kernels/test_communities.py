from __future__ import annotations

import subprocess
import sys

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.communities import communities, modularity

NODES = 10
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 5)), min_size=1, max_size=40)


def both(edges):
    """The graph, and networkx's without directions and loops."""
    table = np.array(edges, np.int64).reshape(-1, 3)
    theirs = networkx.Graph()
    theirs.add_nodes_from(range(NODES))
    for a, b, weight in edges:
        if a != b:
            theirs.add_edge(a, b, weight=weight + theirs.get_edge_data(a, b, {"weight": 0})["weight"])
    return graph.build(table[:, 0], table[:, 1], table[:, 2], nodes=NODES, loops=True), theirs


@given(EDGES, st.lists(st.integers(0, 3), min_size=NODES, max_size=NODES), st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_is_that_of_networkx(edges, labels, resolution):
    ours, theirs = both(edges)
    parts = [{node for node in range(NODES) if labels[node] == label} for label in set(labels)]
    if theirs.number_of_edges():
        expected = networkx.community.modularity(theirs, parts, resolution=resolution)
        assert modularity(ours, labels, resolution=resolution) == pytest.approx(expected)
    else:
        assert np.isnan(modularity(ours, labels))


@settings(max_examples=40)
@given(EDGES)
def test_communities_hang_together_and_are_worth_it(edges):
    ours, theirs = both(edges)
    made = communities(ours)
    if not theirs.number_of_edges():
        assert (made.labels.tolist(), np.isnan(made.modularity)) == (list(range(NODES)), True)
        return
    sizes = np.bincount(made.labels)
    assert (np.diff(sizes) <= 0).all()
    for label in range(sizes.size):
        assert networkx.is_connected(theirs.subgraph(np.flatnonzero(made.labels == label).tolist()))
    assert made.modularity == pytest.approx(modularity(ours, made.labels))
    greedy = networkx.community.modularity(theirs, networkx.community.louvain_communities(theirs, seed=1))
    assert made.modularity >= greedy - 0.05


PLANTED = """
import numpy as np
from jasette.kernels import graph
from jasette.kernels.communities import communities
rng = np.random.default_rng(5)
side = np.arange(400) // 50
source, target = rng.integers(0, 400, (2, 24000))
kept = (side[source] == side[target]) | (rng.random(24000) < 0.05)
made = communities(graph.build(source[kept], target[kept], nodes=400), seed=9)
print(made.labels.tolist())
"""


def test_planted_communities_are_found_and_one_seed_is_one_answer():
    runs = [subprocess.run([sys.executable, "-c", PLANTED], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert runs[0] == runs[1]
    labels = np.array(eval(runs[0]))
    assert [np.unique(labels[part * 50 : part * 50 + 50]).size for part in range(8)] == [1] * 8
    assert np.unique(labels).size == 8
