from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.betweenness import _dependencies, betweenness

NODES = 9
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=40)


@given(EDGES)
def test_from_every_start_it_is_exact(edges):
    theirs = networkx.DiGraph([edge for edge in edges if edge[0] != edge[1]])
    theirs.add_nodes_from(range(NODES))
    expected = networkx.betweenness_centrality(theirs)
    table = np.array(edges, np.int64).reshape(-1, 2)
    ours = graph.build(table[:, 0], table[:, 1], nodes=NODES, loops=True)
    made = betweenness(ours, starts=NODES)
    assert made.values == pytest.approx([expected[node] for node in range(NODES)])
    assert (made.error, made.spread.tolist(), made.starts) == (0, [0] * NODES, NODES)
    out = graph.merge(ours).out
    for one, other in zip(_dependencies.py_func(*out[:2], np.arange(NODES)), _dependencies(*out[:2], np.arange(NODES)), strict=True):
        assert one == pytest.approx(other)


def test_the_error_that_is_told_holds():
    theirs = networkx.gnp_random_graph(300, 0.02, seed=7, directed=True)
    exact = np.array(list(networkx.betweenness_centrality(theirs).values()))
    ours = graph.build(*np.array(theirs.edges).T, nodes=300)
    errors, squares = [], []
    for seed in range(40):
        made = betweenness(ours, starts=60, seed=seed)
        errors.append(np.abs(made.values - exact).max() <= made.error)
        squares.append([((made.values - exact) ** 2).mean(), (made.spread**2).mean()])
    assert made.error == pytest.approx(300 / 299 * np.sqrt(np.log(600 / 0.05) / 120))
    assert np.mean(errors) >= 0.95
    erred, told = np.mean(squares, axis=0)
    assert told == pytest.approx(erred, rel=0.1)
    assert (betweenness(ours, starts=60, seed=3).values == betweenness(ours, starts=60, seed=3).values).all()


def test_a_path():
    assert betweenness(graph.build([0, 1], [1, 2])).values.tolist() == [0, 0.5, 0]
    assert betweenness(graph.build([0], [1])).values.tolist() == [0, 0]
    with pytest.raises(ValueError, match="2 starts"):
        betweenness(graph.build([0, 1], [1, 2]), starts=1)
