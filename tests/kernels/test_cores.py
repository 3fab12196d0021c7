from __future__ import annotations

import networkx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.cores import _cores, core_numbers

NODES = 12
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=70)


@given(EDGES)
def test_networkx_finds_the_same(edges):
    theirs = networkx.Graph([edge for edge in edges if edge[0] != edge[1]])
    theirs.add_nodes_from(range(NODES))
    expected = networkx.core_number(theirs)
    table = np.array(edges, np.int64).reshape(-1, 2)
    ours = graph.build(table[:, 0], table[:, 1], nodes=NODES, loops=True)
    assert core_numbers(ours).tolist() == [expected[node] for node in range(NODES)]
    near = graph.mutual(ours).out
    assert _cores.py_func(near.indptr, near.indices).tolist() == core_numbers(ours).tolist()


def test_a_clique_with_a_tail():
    clique = [(a, b) for a in range(5) for b in range(a)]
    source, target = zip(*clique, (4, 5), (5, 6), strict=True)
    assert core_numbers(graph.build(source, target, nodes=8)).tolist() == [4, 4, 4, 4, 4, 1, 1, 0]
    assert core_numbers(graph.build([], [])).size == 0
