from __future__ import annotations

import itertools

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.mixing import _inside, assortativity, external_internal, matrix

NODES = 6
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 4)), max_size=25)
GROUPS = st.lists(st.integers(-1, 2), min_size=NODES, max_size=NODES)


def made_of(edges, *, loops=True):
    table = np.array(edges, np.int64).reshape(-1, 3)
    return graph.build(table[:, 0], table[:, 1], table[:, 2], nodes=NODES, loops=loops)


@given(EDGES, GROUPS)
def test_the_matrix_counts_edges_between_known_groups(edges, group):
    counted = np.zeros((3, 3))
    for a, b, weight in edges:
        if a != b and group[a] >= 0 and group[b] >= 0:
            counted[group[a], group[b]] += weight
    assert (matrix(made_of(edges), group, 3) == counted).all()


@given(EDGES, st.lists(st.integers(0, 2), min_size=NODES, max_size=NODES))
def test_assortativity_is_that_of_networkx(edges, group):
    pairs = {(a, b) for a, b, _ in edges if a != b}
    theirs = networkx.DiGraph(pairs)
    networkx.set_node_attributes(theirs, {node: group[node] for node in theirs}, "group")
    value = assortativity(graph.merge(made_of([(a, b, 1) for a, b in pairs])), group)
    if len({group[a] for pair in pairs for a in pair}) > 1:
        assert value == pytest.approx(networkx.attribute_assortativity_coefficient(theirs, "group"))
    else:
        assert np.isnan(value)


@given(EDGES, GROUPS)
def test_the_expectation_is_that_over_all_deals(edges, group):
    made = external_internal(made_of(edges), group, permutations=20)
    kept = [(a, b, weight) for a, b, weight in edges if a != b and group[a] >= 0 and group[b] >= 0]
    if not kept:
        assert np.isnan(made.value)
        return

    def index(label):
        inside = sum(weight for a, b, weight in kept if label[a] == label[b])
        whole = sum(weight for _, _, weight in kept)
        return (whole - 2 * inside) / whole

    known = [node for node in range(NODES) if group[node] >= 0]
    deals = [index(dict(zip(known, deal, strict=True))) for deal in itertools.permutations([group[node] for node in known])]
    assert made.value == pytest.approx(index(group))
    assert made.expected == pytest.approx(np.mean(deals))
    assert min(deals) - 1e-9 <= made.low <= made.high <= max(deals) + 1e-9
    assert 0 < made.p <= 1


def test_p_is_the_share_of_deals_as_far_off():
    # Two cliques of four, dealt out by group: chance gives that in 2 of 70 deals, and the reverse in none.
    source, target = zip(*[(a, b) for clique in (range(4), range(4, 8)) for a in clique for b in clique if a != b], strict=True)
    made = external_internal(graph.build(source, target), [0] * 4 + [1] * 4, permutations=4_000)
    assert (made.value, made.expected) == (-1, pytest.approx(1 / 7))
    assert made.p == pytest.approx(2 / 70, rel=0.25)
    assert external_internal(graph.build(source, target), [0] * 4 + [1] * 4, permutations=0).p == 1


@pytest.mark.parametrize("group", [[0], [0, 1, 2], [0, -2]])
def test_groups_that_do_not_fit_are_refused(group):
    with pytest.raises(ValueError, match="a group each"):
        matrix(graph.build([0], [1]), group, 2)


def test_the_kernel_read_as_python_gives_the_same():
    rng = np.random.default_rng(1)
    columns = (*rng.integers(0, 9, (2, 50)), rng.random(50), rng.integers(0, 3, 9))
    assert _inside.py_func(*columns) == pytest.approx(_inside(*columns))
