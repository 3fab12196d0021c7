"""PageRank of many draws against PageRank of one, on the edges of those who were drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.lots import LANES
from jasette.kernels.pagerank import pagerank
from jasette.kernels.pageranks import _begin, _draw, _gather, _given, _lengthen, draw, prepare

NODES = 8
EDGES = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 4)), max_size=40)


@given(EDGES, st.booleans(), st.integers(0, 2**32))
def test_each_draw_is_the_pagerank_of_who_was_drawn(edges, weighted, seed):
    table = np.array(edges, np.int64).reshape(-1, 3)
    weight = table[:, 2].astype(float) if weighted else np.ones(len(table))
    drawn = np.random.default_rng(seed).poisson(1, (NODES, LANES)).astype(np.uint8)
    ranked = [3, 0]
    whole = graph.build(table[:, 0], table[:, 1], weight, nodes=NODES, loops=True)
    restart = np.where(((whole.strength > 0) & ~np.isin(np.arange(NODES), ranked))[:, None], drawn, 1)
    made = draw(prepare(whole, ranked), drawn)
    for lane in range(LANES):
        there = drawn[table[:, 0], lane] > 0
        one = graph.build(table[there, 0], table[there, 1], weight[there], nodes=NODES, loops=True)
        assert made[:, lane] == pytest.approx(pagerank(one, personal=restart[:, lane]).values[ranked], abs=1e-9)


@given(EDGES)
def test_a_draw_of_everybody_is_pagerank(edges):
    table = np.array(edges, np.int64).reshape(-1, 3)
    whole = graph.build(table[:, 0], table[:, 1], nodes=NODES)
    made = draw(prepare(whole, range(NODES)), np.ones((NODES, LANES), np.uint8))
    assert made == pytest.approx(np.repeat(pagerank(whole).values[:, None], LANES, axis=1), abs=1e-9)


def test_the_kernels_read_as_python_give_the_same():
    rng = np.random.default_rng(5)
    walk = prepare(graph.build(*rng.integers(0, 12, (2, 40)), nodes=20), [0])
    drawn = rng.poisson(1, (20, LANES)).astype(np.uint8)
    rest = (walk.share, walk.kept, walk.person, walk.acting, drawn, walk.iterated, 1e-12, 50)
    for one, other in zip(_draw.py_func(*walk.rows, *rest), _draw(*walk.rows, *rest), strict=True):
        assert one == pytest.approx(other)
    base = (*walk.rows, walk.share, walk.person, walk.acting, drawn)
    assert _begin.py_func(*base) == pytest.approx(_begin(*base))
    assert [_given.py_func(*at, walk.person, walk.acting, drawn) for at in ((0, 0), (5, 1))] == [
        _given(*at, walk.person, walk.acting, drawn) for at in ((0, 0), (5, 1))
    ]
    come, other = np.zeros(LANES), np.zeros(LANES)
    _gather.py_func(walk.rows.indices, walk.rows.weights, 0, 9, drawn + 1.0, come)
    _gather(walk.rows.indices, walk.rows.weights, 0, 9, drawn + 1.0, other)
    assert (come == other).all()
    moved, total, lost = np.full(LANES, 0.5), np.append(np.ones(LANES - 1), 0), np.full(LANES, 2.0)
    y = [rng.random((20, LANES)) for _ in range(2)]
    y += [values.copy() for values in y]
    assert _lengthen.py_func(*y[:2], 9, moved, total, lost, lost + 1) == _lengthen(*y[2:], 9, moved, total, lost, lost + 1) == 0.5
    assert (y[0] == y[2]).all()
    assert (y[1] == y[3]).all()


def test_nobody_at_all():
    assert draw(prepare(graph.build([], []), []), np.ones((0, LANES), np.uint8)).shape == (0, LANES)
    assert draw(prepare(graph.build([], [], nodes=4), [1]), np.ones((4, LANES), np.uint8)).tolist() == [[0.25] * LANES]
