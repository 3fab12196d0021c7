"""Graphs against dense matrices and networkx, on random edge tables with parallel edges and loops."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph

NODES = 9
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 5)), max_size=60)


def columns(edges):
    table = np.array(edges, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2].astype(float)


def dense(edges, *, loops: bool = False):
    matrix = np.zeros((NODES, NODES))
    for source, target, weight in edges:
        matrix[source, target] += weight if loops or source != target else 0
    return matrix


def unrolled(rows: graph.Rows, *, turned: bool = False):
    matrix = np.zeros((NODES, NODES))
    near = np.repeat(np.arange(NODES), np.diff(rows.indptr))
    weights = rows.weights if rows.weights.size else np.ones(near.size)
    np.add.at(matrix, (rows.indices, near) if turned else (near, rows.indices), weights)
    return matrix


@given(EDGES, st.booleans())
def test_rows_are_the_matrix_both_ways(edges, loops):
    made = graph.build(*columns(edges), nodes=NODES, loops=loops)
    whole = dense(edges, loops=loops)
    assert (unrolled(made.out) == whole).all()
    assert (unrolled(made.into, turned=True) == whole).all()
    assert made.strength.tolist() == whole.sum(axis=1).tolist()
    assert made.m == len([edge for edge in edges if loops or edge[0] != edge[1]])


@given(EDGES, st.booleans())
def test_without_weights_every_edge_weighs_one(edges, loops):
    source, target, _ = columns(edges)
    made = graph.build(source, target, nodes=NODES, loops=loops)
    whole = dense([(a, b, 1) for a, b, _ in edges], loops=loops)
    assert (unrolled(made.out) == whole).all()
    assert made.strength.tolist() == whole.sum(axis=1).tolist()
    assert not made.out.weights.size
    count = graph.degrees(made)
    assert (count.out.tolist(), count.into.tolist()) == (whole.sum(axis=1).tolist(), whole.sum(axis=0).tolist())


@given(EDGES, st.booleans())
def test_rows_keep_the_order_of_the_table(edges, loops):
    source, target, _ = columns(edges)
    made = graph.build(source, target, nodes=NODES, loops=loops)
    kept = [(a, b) for a, b, _ in edges if loops or a != b]
    for node in range(NODES):
        here = slice(*made.out.indptr[node : node + 2])
        assert made.out.indices[here].tolist() == [b for a, b in kept if a == node]


@given(EDGES, st.booleans())
def test_merged_edges_are_ordered_and_single(edges, weighted):
    source, target, weight = columns(edges)
    made = graph.merge(graph.build(source, target, weight if weighted else None, nodes=NODES, loops=True))
    pairs = list(zip(made.sources.tolist(), made.targets.tolist(), strict=True))
    assert pairs == sorted({(a, b) for a, b, _ in edges})
    whole = dense(edges if weighted else [(a, b, 1) for a, b, _ in edges], loops=True)
    assert [whole[pair] for pair in pairs] == made.weights.tolist()


@given(EDGES)
def test_without_directions_both_ways_weigh_together(edges):
    made = graph.build(*columns(edges), nodes=NODES, loops=True)
    both = dense(edges) + dense(edges).T
    joined, near = graph.pairs(made), graph.mutual(made)
    named = {(min(a, b), max(a, b)) for a, b, _ in edges if a != b}
    assert list(zip(joined.sources.tolist(), joined.targets.tolist(), strict=True)) == sorted(named)
    assert (unrolled(joined.out) == np.triu(both)).all()
    assert (unrolled(near.out) == both).all()
    assert near.m == 2 * len(named)


@given(EDGES)
def test_reciprocity_is_that_of_networkx(edges):
    source, target, _ = columns(edges)
    made = graph.build(source, target, nodes=NODES, loops=True)
    theirs = networkx.DiGraph([(a, b) for a, b, _ in edges if a != b])
    theirs.add_nodes_from(range(NODES))
    if theirs.number_of_edges():
        assert graph.reciprocity(made) == pytest.approx(networkx.overall_reciprocity(theirs))
        for node, value in enumerate(graph.reciprocities(made)):
            if theirs.degree(node):
                assert value == pytest.approx(networkx.reciprocity(theirs, node))
            else:
                assert np.isnan(value)
    else:
        assert np.isnan(graph.reciprocity(made))


@given(EDGES)
def test_the_kernels_read_as_python_give_the_same(edges):
    made = graph.build(*columns(edges), nodes=NODES, loops=True)
    indptr, indices, weights = np.zeros(NODES + 1, np.int64), np.empty(made.m, np.uint32), np.empty(made.m)
    graph._spread.py_func(made.sources, made.targets, made.weights, indptr, indices, weights)
    assert (indptr.tolist(), indices.tolist(), weights.tolist()) == tuple(part.tolist() for part in made.out)
    low, high, looped, sound = graph._look.py_func(made.sources, made.targets, made.weights)
    assert (low, high) == (0, max((max(a, b) for a, b, _ in edges), default=-1))
    assert looped == sum(a == b for a, b, _ in edges)
    assert sound
    for columns_weights in (made.weights, graph.ONES):
        assert (
            graph._sums.py_func(made.sources, columns_weights, NODES).tolist() == graph._sums(made.sources, columns_weights, NODES).tolist()
        )
    turned = graph._turned.py_func(*made.into)
    one, other = graph._merged.py_func(*turned, made.m), graph.merge(made)
    assert [part.tolist() for part in one] == [other.sources.tolist(), other.targets.tolist(), other.weights.tolist()]
    rows = (other.out.indptr, other.out.indices, other.into.indptr, other.into.indices)
    assert graph._overlap.py_func(*rows).tolist() == graph._overlap(*rows).tolist()


def test_nothing_is_a_graph_without_edges():
    made = graph.build([], [])
    assert (made.n, made.m, made.out.indptr.tolist()) == (0, 0, [0])
    assert graph.build([], [], nodes=3).strength.tolist() == [0, 0, 0]
    assert graph.merge(graph.build([], [], nodes=3)).m == 0
    assert np.isnan(graph.reciprocity(made))


def test_columns_with_the_right_type_are_not_copied():
    source, target, weight = np.array([0, 1]), np.array([1, 2]), np.array([1.0, 2.0])
    made = graph.build(source, target, weight)
    assert (made.sources is source, made.targets is target, made.weights is weight, made.n) == (True, True, True, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([0], [1, 2]), "columns of one length"),
        (([0, 1], [1, 2], [1.0]), "columns of one length"),
        (([0], [3], None, 3), "0 to 2"),
        (([-1], [0]), "name -1 to 0"),
        (([0], [1], [-1.0]), "negative"),
        (([0], [1], [np.nan]), "finite"),
        (([0], [1], [np.inf]), "finite"),
    ],
)
def test_what_is_no_edge_table_is_refused(arguments, said):
    source, target, weight, nodes = (*arguments, None, None)[:4]
    with pytest.raises(ValueError, match=said):
        graph.build(source, target, weight, nodes=nodes)
