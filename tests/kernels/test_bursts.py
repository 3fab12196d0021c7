from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from jasette.kernels.bursts import CERTAIN, bursts, states

BATCHES = st.lists(st.integers(0, 12).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))), min_size=1, max_size=6)


def cost(sequence: tuple[int, ...], relevant: list[int], documents: list[int], ratio: float, gamma: float) -> float:
    """As the paper has it, the binomial coefficient included."""
    usual = sum(relevant) / sum(documents)
    total = 0.0
    for before, state, r, d in zip((0, *sequence), sequence, relevant, documents, strict=False):
        share = min(usual * ratio**state, max(CERTAIN, usual))
        total += max(0, state - before) * gamma * math.log(len(relevant)) - binom.logpmf(r, d, share)
    return total


@given(BATCHES, st.integers(1, 2), st.sampled_from([1.5, 2.0, 3.0]), st.sampled_from([0.0, 0.3, 1.0]))
def test_no_sequence_of_states_is_cheaper(batches: list[tuple[int, int]], levels: int, ratio: float, gamma: float):
    relevant, documents = ([pair[side] for pair in batches] for side in (0, 1))
    state, gain = states([relevant], documents, levels=levels, ratio=ratio, gamma=gamma)
    if sum(relevant) in (0, sum(documents)):
        assert not state.any() and not gain.any()
        return
    found = tuple(state[0].tolist())
    costs = {one: cost(one, relevant, documents, ratio, gamma) for one in product(range(levels + 1), repeat=len(batches))}
    assert costs[found] == pytest.approx(min(costs.values()), abs=1e-9)
    moves = sum(max(0, b - a) for a, b in zip((0, *found), found, strict=False)) * gamma * math.log(len(batches))
    assert gain.sum() == pytest.approx(costs[(0,) * len(batches)] - costs[found] + moves, abs=1e-9)


def test_a_week_of_snow():
    documents = [100] * 30
    relevant = [3] * 30
    relevant[10:17] = [20, 25, 40, 45, 30, 22, 20]
    found = bursts([relevant, [3] * 30], documents)
    assert (found.series.tolist(), found.level.tolist(), found.start.tolist(), found.end.tolist()) == ([0], [1], [10], [17])
    assert found.weight[0] > 50


def test_higher_levels_lie_inside():
    relevant = [2] * 10 + [8] * 4 + [60] * 3 + [8] * 4 + [2] * 10
    found = bursts([relevant], [100] * 31, levels=3)
    spans = dict(zip(found.level.tolist(), zip(found.start.tolist(), found.end.tolist(), strict=True), strict=True))
    assert spans[1][0] <= spans[2][0] <= 14 and 17 <= spans[2][1] <= spans[1][1]


def test_to_begin_in_a_burst_costs_as_much_as_to_go_up():
    """The automaton starts in state 0: one lively first day among many is none."""
    relevant = [5] + [3] * 29
    assert bursts([relevant], [100] * 30).series.size == 0
    assert bursts([relevant], [100] * 30, gamma=0).start.tolist()[:1] == [0]


def test_days_without_documents_say_nothing():
    found = bursts([[2, 30, 0, 30, 2, 2, 2, 2]], [100, 100, 0, 100, 100, 100, 100, 100])
    assert (found.start.tolist(), found.end.tolist()) == ([1], [4])


def test_nothing_and_nonsense():
    assert bursts(np.zeros((0, 3)), [1, 1, 1]).series.size == bursts([[]], []).series.size == 0
    for relevant, documents, how in (([[2]], [1], {}), ([[1]], [1, 2], {}), ([[1]], [2], {"ratio": 1.0}), ([[1]], [2], {"levels": 0})):
        with pytest.raises(ValueError, match=r"documents|burst"):
            bursts(relevant, documents, **how)
