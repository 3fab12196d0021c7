"""PageRank and TunkRank against networkx and against the linear system that defines them."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.pagerank import _inflow, _solve, pagerank, tunkrank

NODES = 8
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 5)), max_size=50)
PERSONAL = st.lists(st.integers(0, 3), min_size=NODES, max_size=NODES).filter(any)


def made_of(edges, *, weighted=True, loops=True):
    table = np.array(edges, np.int64).reshape(-1, 3)
    return graph.build(table[:, 0], table[:, 1], table[:, 2] if weighted else None, nodes=NODES, loops=loops)


def matrix_of(edges):
    matrix = np.zeros((NODES, NODES))
    for source, target, weight in edges:
        matrix[source, target] += weight
    return matrix


def stochastic(matrix, restart):
    """Each row what its node passes on; a node that no weight leaves restarts."""
    sums = matrix.sum(axis=1, keepdims=True)
    return np.where(sums > 0, matrix / np.where(sums > 0, sums, 1), restart)


@given(EDGES, PERSONAL, st.sampled_from([0.0, 0.5, 0.85, 0.99]))
def test_the_stationary_share(edges, personal, damping):
    restart = np.array(personal) / sum(personal)
    ranked = pagerank(made_of(edges), damping=damping, personal=personal)
    walk = stochastic(matrix_of(edges), restart)
    moved = damping * walk.T @ ranked.values + (1 - damping) * restart
    assert np.abs(moved - ranked.values).sum() <= ranked.residual + 1e-14
    assert ranked.residual <= 1e-10
    assert ranked.values.sum() == pytest.approx(1)
    exact = np.linalg.solve(np.eye(NODES) - damping * walk.T, (1 - damping) * restart)
    assert ranked.values == pytest.approx(exact, abs=1e-8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("personalised", [False, True])
def test_networkx_says_the_same(seed, personalised):
    rng = np.random.default_rng(seed)
    theirs = networkx.gnp_random_graph(200, 0.02, seed=seed, directed=True)
    weights = {edge: float(rng.integers(1, 9)) for edge in theirs.edges}
    networkx.set_edge_attributes(theirs, weights, "weight")
    personal = rng.random(200) if personalised else None
    source, target = np.array(list(weights)).T
    ours = pagerank(graph.build(source, target, list(weights.values()), nodes=200), personal=personal)
    how = {"personalization": dict(enumerate(personal))} if personalised else {}
    other = networkx.pagerank(theirs, alpha=0.85, tol=1e-10 / 200, max_iter=1000, weight="weight", **how)
    assert ours.values == pytest.approx(np.array([other[node] for node in range(200)]), abs=1e-10)


@given(EDGES)
def test_parallel_edges_weigh_together_and_ones_are_the_default(edges):
    bare = [(a, b, 1) for a, b, _ in edges]
    ones = pagerank(made_of(edges, weighted=False)).values
    assert ones == pytest.approx(pagerank(made_of(bare)).values, abs=1e-9)
    assert ones == pytest.approx(pagerank(graph.merge(made_of(bare))).values, abs=1e-9)


def test_the_same_input_gives_the_same_bits():
    rng = np.random.default_rng(3)
    source, target = rng.integers(0, 300, (2, 3000))
    one, other = (pagerank(graph.build(source, target, nodes=300)).values for _ in range(2))
    assert (one == other).all()


def test_passes_that_do_not_suffice_are_told():
    ring = graph.build([0, 1, 2, 0], [1, 2, 0, 2])
    ranked = pagerank(ring, passes=1)
    assert ranked.iterations == 1
    assert ranked.residual > 1e-10


def test_no_nodes_no_values():
    empty = graph.build([], [])
    assert pagerank(empty).values.size == 0
    assert tunkrank(empty).values.size == 0
    assert pagerank(graph.build([], [], nodes=4)).values.tolist() == [0.25] * 4


@pytest.mark.parametrize(
    "how", [{"damping": 1}, {"damping": -0.1}, {"tolerance": 0}, {"personal": [0, 0]}, {"personal": [1, -1]}, {"personal": [1]}]
)
def test_a_wrong_way_is_refused(how):
    with pytest.raises(ValueError, match=r"damping|personal"):
        pagerank(graph.build([0], [1]), **how)


@given(EDGES, st.sampled_from([0.0, 0.05, 0.5, 0.9]), st.booleans())
def test_tunkrank_solves_its_own_definition(edges, p, more):
    follows = {(a, b) for a, b, _ in edges if a != b}
    made = graph.merge(made_of([(a, b, 1) for a, b in follows]))
    following = np.bincount([a for a, _ in follows], minlength=NODES) + (3.0 if more else 0.0)
    influence = tunkrank(made, p=p, following=following if more else None).values
    for node in range(NODES):
        owed = sum((1 + p * influence[a]) / following[a] for a, b in follows if b == node)
        assert influence[node] == pytest.approx(owed, abs=1e-8)


def test_tunkrank_by_hand():
    # 1 and 2 follow 0; 2 follows 1 too: I(2) = 0, I(1) = 1/2, I(0) = (1 + p/2) / 1 + 1/2
    influence = tunkrank(graph.build([1, 2, 2], [0, 0, 1]), p=0.5)
    assert influence.values == pytest.approx([1.75, 0.5, 0])
    assert influence.residual <= 1e-10


@pytest.mark.parametrize("how", [{"p": 1}, {"p": -1}, {"following": [1, 2, 3]}])
def test_a_wrong_tunkrank_is_refused(how):
    with pytest.raises(ValueError, match=r"p must|numbers of followed"):
        tunkrank(graph.build([0], [1]), **how)


@given(EDGES, st.booleans())
def test_the_kernels_read_as_python_give_the_same(edges, weighted):
    made = made_of(edges, weighted=weighted)
    share = np.where(made.strength > 0, 0.85 / np.maximum(made.strength, 1), 0)
    given_to = np.full(NODES, 1 / NODES)
    one = _solve.py_func(*made.into, share, made.strength, given_to, 1e-10, 50)
    other = _solve(*made.into, share, made.strength, given_to, 1e-10, 50)
    assert one[0] == pytest.approx(other[0])
    assert _inflow.py_func(*made.into, share) == pytest.approx(_inflow(*made.into, share))
