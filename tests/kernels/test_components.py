from __future__ import annotations

import time

import networkx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import components, graph

NODES = 14
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=40)


def made_of(edges):
    table = np.array(edges, np.int64).reshape(-1, 2)
    return graph.build(table[:, 0], table[:, 1], nodes=NODES, loops=True)


def labelled(parts):
    """Numbered by their smallest nodes."""
    labels = np.empty(NODES, np.int64)
    for number, part in enumerate(sorted(parts, key=min)):
        labels[list(part)] = number
    return labels.tolist()


@given(EDGES)
def test_networkx_finds_the_same(edges):
    theirs = networkx.DiGraph(edges)
    theirs.add_nodes_from(range(NODES))
    ours = made_of(edges)
    assert components.weak(ours).tolist() == labelled(networkx.weakly_connected_components(theirs))
    assert components.strong(ours).tolist() == labelled(networkx.strongly_connected_components(theirs))
    assert components.sizes(components.weak(ours)).sum() == NODES


@given(EDGES)
def test_the_kernels_read_as_python_give_the_same(edges):
    ours = made_of(edges)
    assert components._weak.py_func(ours.sources, ours.targets, NODES).tolist() == components.weak(ours).tolist()
    found = components._strong.py_func(ours.out.indptr, ours.out.indices)
    assert components._numbered.py_func(found).tolist() == components.strong(ours).tolist()


def test_nothing_is_in_no_component():
    empty = graph.build([], [])
    assert (components.weak(empty).size, components.strong(empty).size) == (0, 0)


def test_a_long_path_and_a_long_ring():
    size = 300_000
    here = np.arange(size)
    began = time.perf_counter()
    path, ring = graph.build(here[:-1], here[1:]), graph.build(here, (here + 1) % size)
    assert components.weak(path).max() == 0
    assert components.weak(graph.build(here[1:][::-1], here[:-1][::-1])).max() == 0
    assert components.strong(path).tolist() == here.tolist()
    assert components.strong(ring).max() == 0
    assert time.perf_counter() - began < 60  # never quadratic
