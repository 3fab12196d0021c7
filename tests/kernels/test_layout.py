from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import layout


def matrix(graph: networkx.Graph) -> np.ndarray:
    return networkx.to_numpy_array(graph)


def apart(places: np.ndarray) -> np.ndarray:
    return np.sqrt(((places[:, None] - places[None, :]) ** 2).sum(-1))


@pytest.mark.parametrize("n", [0, 1])
def test_next_to_nothing(n):
    assert layout.stress(np.zeros((n, n))).shape == (n, 2)
    assert layout.spread(np.zeros((n, 2)), np.ones(n)).shape == (n, 2)


def test_a_path_is_drawn_as_a_line():
    places = layout.stress(matrix(networkx.path_graph(7)))
    assert np.allclose(np.diff(np.sort(places[:, 0])), 1 / 6, atol=1e-3) and np.abs(places[:, 1]).max() < 1e-2
    assert list(np.argsort(places[:, 0])) in (list(range(7)), list(range(6, -1, -1)))


def test_a_ring_is_drawn_as_a_ring():
    places = layout.stress(matrix(networkx.cycle_graph(12)))
    radius = np.hypot(*places.T)
    assert radius.std() / radius.mean() < 0.01


def test_the_same_seed_gives_the_same_places():
    ties = matrix(networkx.karate_club_graph())
    assert np.array_equal(layout.stress(ties), layout.stress(ties))


def test_lengths_on_the_plane_follow_those_over_ties():
    graph = networkx.grid_2d_graph(6, 8)
    ways = dict(networkx.all_pairs_shortest_path_length(graph))
    wanted = np.array([[ways[one][other] for other in graph] for one in graph], float)
    found = apart(layout.stress(matrix(graph)))
    inside = np.triu_indices(len(wanted), 1)
    assert np.corrcoef(wanted[inside], found[inside])[0, 1] > 0.97


def test_stronger_ties_are_shorter_and_what_nothing_joins_stands_farthest():
    ties = np.zeros((4, 4))
    ties[0, 1], ties[1, 2] = 100, 1
    found = apart(layout.stress(ties))
    assert found[0, 1] < found[1, 2] < found[2, 3]
    assert found[3, :3].min() > found[:3, :3].max() * 0.9


@given(st.integers(2, 25), st.integers(0, 2**32 - 1), st.booleans())
def test_circles_do_not_overlap_after_spreading(n, seed, heaped):
    draw = np.random.default_rng(seed)
    places = np.zeros((n, 2)) if heaped else draw.normal(size=(n, 2))
    radii = draw.uniform(0.05, 0.3, n)
    found = apart(layout.spread(places, radii, gap=0.02, rounds=5000))
    needed = radii[:, None] + radii[None, :]
    assert (found + np.eye(n) >= needed * (1 - np.eye(n)) - 1e-6).all()


def test_who_has_room_stays():
    places = np.array([[0.0, 0.0], [5.0, 0.0]])
    assert np.array_equal(layout.spread(places, np.ones(2)), places)
