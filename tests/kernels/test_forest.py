"""The reply forest against a plain climb, cycles included."""

from __future__ import annotations

import time

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.kernels.forest import _climb, _descend, forest

PARENTS = st.integers(0, 30).flatmap(lambda size: st.lists(st.integers(-1, size - 1), min_size=size, max_size=size))


def plain(parent: list[int], unsure: list[int]) -> tuple[list[int], list[int], set[int]]:
    """By the definition: cut each cycle above its smallest index, then climb from every node."""
    graph = networkx.DiGraph([(node, up) for node, up in enumerate(parent) if up >= 0])
    cut = {min(cycle) for cycle in networkx.simple_cycles(graph)}
    above = [-1 if node in cut else up for node, up in enumerate(parent)]
    doubt = [mark or node in cut for node, mark in enumerate(unsure)]
    roots, depths = [], []
    for start in range(len(parent)):
        node, depth, known = start, 0, not doubt[start]
        while above[node] >= 0:
            node, depth = above[node], depth + 1
            known = known and not doubt[node]
        roots.append(node)
        depths.append(depth if known else -1)
    return roots, depths, cut


@settings(deadline=None)  # the first call compiles
@given(PARENTS, st.randoms(use_true_random=False))
def test_forest_equals_the_plain_climb(parent, chance):
    unsure = [int(chance.random() < 0.2) for _ in parent]
    made = forest(parent, unsure)
    roots, depths, cut = plain(parent, unsure)
    assert made.root.tolist() == roots
    assert made.depth.tolist() == depths
    assert set(np.flatnonzero(made.cut).tolist()) == cut


@given(PARENTS, st.randoms(use_true_random=False))
def test_the_kernels_read_as_python_give_the_same(parent, chance):
    """Compiled code leaves no trace in the coverage of lines; read as Python it does."""
    up, root, depth = np.array(parent, np.int64), np.full(len(parent), 7), np.full(len(parent), 7)
    cut, unsure = np.zeros(len(parent), np.int64), np.array([int(chance.random() < 0.2) for _ in parent], np.int64)
    start = _descend.py_func(up, unsure, root, depth)
    assert _climb.py_func(up, unsure, start, root, depth, cut)
    made = forest(up, unsure)
    assert (root.tolist(), depth.tolist(), cut.tolist()) == (made.root.tolist(), made.depth.tolist(), made.cut.tolist())


@given(PARENTS)
def test_the_pass_in_order_ends_where_the_order_does(parent):
    up = np.array(parent, np.int64)
    none, root, depth = np.empty(0, np.int64), np.full(up.size, 7), np.full(up.size, 7)
    start = _descend.py_func(up, none, root, depth)
    assert start == next((node for node, above in enumerate(parent) if above >= node), up.size)
    made = forest(up)
    assert root[:start].tolist() == made.root[:start].tolist()
    assert depth[:start].tolist() == made.depth[:start].tolist()


def test_nothing_gives_nothing():
    made = forest(np.array([], np.int64))
    assert (made.root.size, made.depth.size, made.cut.size) == (0, 0, 0)


def test_a_post_that_replies_to_itself_is_a_ring_of_one():
    made = forest([0, 0])
    assert made.root.tolist() == [0, 0]
    assert made.depth.tolist() == [-1, -1]
    assert made.cut.tolist() == [1, 0]


@pytest.mark.parametrize("upwards", [True, False])
def test_a_chain_of_a_million(upwards):
    size = 1_000_000
    chain = np.arange(size) - 1 if upwards else np.append(np.arange(1, size), -1)
    forest([-1])  # compiled
    began = time.perf_counter()
    made = forest(chain)
    assert time.perf_counter() - began < 5
    assert made.depth.max() == size - 1
    assert np.unique(made.root).size == 1


def test_a_ring_of_a_million_with_a_tail():
    size = 1_000_000
    ring = np.append(np.append(np.arange(1, size), 0), size - 1)
    made = forest(ring)
    assert made.cut.sum() == 1
    assert made.cut[0] == 1
    assert (made.root == 0).all()
    assert (made.depth == -1).all()


def test_arrays_that_are_read_only_or_narrow_are_taken():
    parent = np.array([-1, 0, 1], np.int32)
    parent.flags.writeable = False
    assert forest(parent).depth.tolist() == [0, 1, 2]
    assert forest(np.array([-1, 9, 0, 9, 1])[::2]).depth.tolist() == [0, 1, 2]


@pytest.mark.parametrize("parent", [[3], [-2], [-1, 2], [-1, 0, -5], [1, 7], [1, -3]])
def test_an_index_outside_is_refused(parent):
    with pytest.raises(ValueError, match="outside"):
        forest(parent)
    up = np.array(parent, np.int64)
    none = np.empty(0, np.int64)
    assert not _climb.py_func(up, none, 0, up.copy(), up.copy(), up.copy())


def test_marks_of_another_length_are_refused():
    with pytest.raises(ValueError, match="marks of doubt"):
        forest([-1, 0], [0])
