"""Random walks against the linear algebra of absorbing ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jasette.kernels import controversy as kernels
from jasette.kernels import graph
from jasette.kernels.controversy import controversy, controversy_of_hubs

SIDE = [0, 0, 0, 0, 1, 1, 1, 1]
SOURCE, TARGET = [0, 0, 0, 1, 2, 3, 4, 4, 5, 5, 6], [1, 2, 3, 2, 4, 1, 5, 6, 6, 7, 7]


def walk() -> np.ndarray:
    step = np.zeros((8, 8))
    step[SOURCE, TARGET] = step[TARGET, SOURCE] = 1
    return step / step.sum(axis=1, keepdims=True)


def absorbed(seeds: list[int]) -> np.ndarray:
    """From each node the chance that each seed is the first one it meets, itself not counted at the start."""
    others = [node for node in range(8) if node not in seeds]
    step = walk()
    met = np.linalg.solve(np.eye(len(others)) - step[np.ix_(others, others)], step[np.ix_(others, seeds)])
    return step[:, seeds] + step[:, others] @ met


def value(ended: np.ndarray) -> float:
    (xx, xy), (yx, yy) = ended / ended.sum(axis=0)
    return xx * yy - yx * xy


def test_seeds_drawn_in_every_way():
    """Half of each side are seeds: 6 × 6 ways to draw them; a walk that returns to its start goes on."""
    ended = np.zeros((2, 2))
    for left, right in itertools.product(itertools.combinations(range(4), 2), itertools.combinations(range(4, 8), 2)):
        seeds = [*left, *right]
        met = absorbed(seeds)
        for place, start in enumerate(seeds):
            other = [k for k in range(4) if k != place]
            chance = met[start, other] / met[start, other].sum()
            for k, part in zip(other, chance, strict=True):
                ended[SIDE[start], SIDE[seeds[k]]] += part
    made = controversy(graph.build(SOURCE, TARGET), SIDE, share=0.5, draws=40_000)
    assert made.value == pytest.approx(value(ended), abs=4 * made.error)
    assert made.error < 0.01
    assert (made.seeds, made.share, made.walks, made.lost) == ((2, 2), (0.5, 0.5), 160_000, 0)


def test_hubs_end_the_walks_of_all():
    # The two with the most neighbours: 0, 1 or 2 with three, the smaller first; 4, 5 or 6 likewise.
    seeds = [0, 1, 4, 5]
    met = absorbed(seeds)
    met[seeds] = np.eye(4)
    ended = np.zeros((2, 2))
    for start in range(8):
        for place, seed in enumerate(seeds):
            ended[SIDE[start], SIDE[seed]] += met[start, place]
    made = controversy_of_hubs(graph.build(SOURCE, TARGET), SIDE, hubs=2, draws=20_000)
    assert made.value == pytest.approx(value(ended), abs=4 * made.error)
    assert made.error < 0.01


def test_between_hubs_a_larger_side_weighs_no_more():
    """Three against five, one hub each: the chance of every node by algebra, averaged within its side."""
    side = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    met = absorbed([0, 4])  # of each side the first with three neighbours
    met[[0, 4]] = np.eye(2)
    even = np.stack([met[side == one].mean(axis=0) for one in (0, 1)])
    made = controversy_of_hubs(graph.build(SOURCE, TARGET), side, hubs=1, draws=20_000)
    assert made.value == pytest.approx(value(even), abs=4 * made.error)
    assert abs(value(even) - value(np.stack([met[side == one].sum(axis=0) for one in (0, 1)]))) > 8 * made.error


def test_the_error_is_that_of_other_draws():
    whole = graph.build(SOURCE, TARGET)
    made = [controversy(whole, SIDE, share=0.5, draws=50, seed=seed) for seed in range(200)]
    assert np.std([one.value for one in made]) == pytest.approx(np.mean([one.error for one in made]), rel=0.2)
    assert made[0] == controversy(whole, SIDE, share=0.5, draws=50, seed=0)


def test_sides_that_never_meet_and_walks_that_cannot_end():
    apart = graph.build([0, 1, 3, 4], [1, 2, 4, 5], nodes=7)
    made = controversy(apart, [0, 0, 0, 1, 1, 1, 0], share=1, draws=3)
    assert (made.value, made.error, made.lost) == (1, 0, 3)  # node 6 knows nobody
    assert controversy_of_hubs(apart, [0, 0, 0, 1, 1, 1, 0], hubs=1, draws=2).lost == 2
    assert np.isnan(controversy(graph.build([], [], nodes=2), [0, 1]).value)


def test_a_crowd_without_sides_has_no_controversy():
    rng = np.random.default_rng(1)
    crowd = graph.build(*rng.integers(0, 400, (2, 4000)), nodes=400)
    assert controversy(crowd, np.arange(400) % 2, share=0.1).value == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    ("how", "said"),
    [({"share": 0}, "share"), ({"share": 1.5}, "share"), ({"draws": 1}, "2 draws"), ({"side": [0, 0]}, "neither"), ({"side": [0]}, "each")],
)
def test_a_wrong_way_is_refused(how, said):
    with pytest.raises(ValueError, match=said):
        controversy(graph.build([0], [1]), **({"side": [0, 1]} | how))
    with pytest.raises(ValueError, match="hubs"):
        controversy_of_hubs(graph.build([0], [1]), [0, 1], hubs=0)


def test_the_kernels_read_as_python_give_the_same():
    near, component = graph.mutual(graph.build(SOURCE, TARGET, nodes=9)).out, np.array([0] * 8 + [1])
    with np.errstate(over="ignore"):
        one, other = (
            work(*near[:2], component, np.array([0, 1, 2, 3]), np.array([4, 5, 6, 7, 8]), 2, 5, 3, np.array([7], np.uint64))
            for work in (kernels._between_seeds.py_func, kernels._between_seeds)
        )
        assert (one[0].tolist(), one[1]) == (other[0].tolist(), other[1])
        marks, sides = np.array([0, -1, -1, -1, 1, -1, -1, -1, -1]), np.array([*SIDE, 1])
        one, other = (
            work(*near[:2], component, sides, marks, 3, np.array([7], np.uint64)) for work in (kernels._to_seeds.py_func, kernels._to_seeds)
        )
        assert (one[0].tolist(), one[1]) == (other[0].tolist(), other[1])
        state, again = np.array([7], np.uint64), np.array([7], np.uint64)
        assert kernels._below.py_func(state, 5) == kernels._below(again, 5)
        members = [np.arange(6), np.arange(6)]
        for work, mine, held in ((kernels._choose.py_func, members[0], state), (kernels._choose, members[1], again)):
            work(mine, 3, 0, np.full(6, -1), held)
        assert members[0].tolist() == members[1].tolist()
        assert kernels._step.py_func(*near[:2], 0, state) == kernels._step(*near[:2], 0, again)
