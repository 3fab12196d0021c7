"""Ranks over draws of people, against counting out the very people of each draw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import graph
from jasette.kernels.hindex import h_index
from jasette.kernels.lots import LANES, lots
from jasette.kernels.pagerank import pagerank
from jasette.kernels.ranks import _sums, h_indices, pageranks, stability, sums

PEOPLE, VOICES, DRAWS = 7, 4, 11
ACTS = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, VOICES - 1), st.integers(1, 9)), max_size=30)
VALUES = st.lists(st.integers(-2, 4), min_size=1, max_size=8)


def drawn() -> np.ndarray:
    """How often each person is drawn (draws × people)."""
    return np.hstack([lots(PEOPLE, first) for first in range(0, DRAWS + LANES, LANES)]).T[:DRAWS]


@given(ACTS)
def test_sums_count_out_the_people_of_each_draw(acts):
    person, voice, amount = np.array(acts, np.int64).reshape(-1, 3).T
    counts = sums(person, voice, amount, people=PEOPLE, voices=VOICES, draws=DRAWS)
    people = sums(person, voice, people=PEOPLE, voices=VOICES, draws=DRAWS)
    for row, weights in enumerate(drawn()):
        for one in range(VOICES):
            assert counts[row, one] == sum(weights[who] * much for who, whom, much in acts if whom == one)
            assert people[row, one] == sum(weights[who] for who, whom, _ in acts if whom == one)


@given(ACTS)
def test_h_indices_count_out_the_people_of_each_draw(acts):
    indptr = [0, 3, 3, 8]
    person, post = np.array([(who, (whom + much) % 8) for who, whom, much in acts], np.int64).reshape(-1, 2).T
    made = h_indices(person, post, indptr, people=PEOPLE, draws=DRAWS)
    for row, weights in enumerate(drawn()):
        shared = np.bincount(post, weights[person], 8).astype(np.int64)
        assert made[row].tolist() == [h_index(shared[0:3]), 0, h_index(shared[3:8])]


def test_pageranks_are_those_of_who_was_drawn():
    person, target = np.random.default_rng(2).integers(0, PEOPLE, (2, 25))
    whole = graph.build(person, target, nodes=PEOPLE)
    made = pageranks(whole, [1, 2], draws=DRAWS)
    for row, weights in enumerate(drawn()):
        there = weights[whole.sources] > 0
        one = graph.build(whole.sources[there], whole.targets[there], nodes=PEOPLE)
        restart = np.where((whole.strength > 0) & ~np.isin(np.arange(PEOPLE), [1, 2]), weights, 1)
        assert made[row] == pytest.approx(pagerank(one, personal=restart).values[[1, 2]], abs=1e-9)


@given(VALUES, st.integers(0, 2**32))
def test_each_range_contains_its_point(values, seed):
    draws = np.random.default_rng(seed).poisson(2, (9, len(values)))
    told = stability(values, draws)
    assert ((told.first <= told.rank) & (told.rank <= told.last)).all()
    assert ((told.low <= values) & (values <= told.high)).all()
    assert told.rank.tolist() == [1 + sum(other > value for other in values) for value in values]
    assert told.first.min() >= 1
    assert told.last.max() <= len(values)


@given(VALUES)
def test_without_chance_the_range_is_the_rank_and_equals_share_theirs(values):
    told = stability(values, [values] * 5)
    assert told.first.tolist() == told.rank.tolist()
    assert told.last.tolist() == [sum(other >= value for other in values) for value in values]
    assert (told.low.tolist(), told.high.tolist()) == (values, values)


def test_percentiles_of_ranks():
    # Voice 0 leads in all but 5 of 100 draws, in which it is last: more than 2.5 in a hundred.
    draws = np.tile([3.0, 2.0, 1.0], (100, 1))
    draws[:5, 0] = 0
    assert stability([3, 2, 1], draws).last.tolist() == [3, 2, 3]
    assert stability([3, 2, 1], draws).first.tolist() == [1, 1, 2]
    draws[:3, 0] = 3
    assert stability([3, 2, 1], draws).last.tolist() == [1, 2, 3]


def test_the_spread_of_a_count_is_that_of_its_people():
    """A distinct count over n people who act by themselves has variance n over the draws; m acts each make it m² n."""
    person = np.arange(400)
    voice = person % 2
    made = sums(person, voice, np.where(voice == 1, 5.0, 1.0), people=400, voices=2, draws=2_000)
    assert made.mean(axis=0) == pytest.approx([200, 1_000], rel=0.01)
    assert made.var(axis=0) == pytest.approx([200, 25 * 200], rel=0.15)


def test_one_draw_is_one_for_all_measures():
    both = sums([0, 0, 1, 1], [0, 1, 0, 1], people=2, voices=2)
    assert (both[:, 0] == both[:, 1]).all()


def test_a_voice_nothing_is_known_of_is_last():
    told = stability([2.0, np.nan, 1.0], [[1.0, np.nan, 2.0]] * 4)
    assert told.rank.tolist() == [1, 3, 2]
    assert told.last.tolist() == [2, 3, 2]


def test_nothing_to_rank():
    assert stability([], np.empty((3, 0))).rank.size == 0
    assert sums([], [], people=0, voices=2, draws=3).tolist() == [[0, 0]] * 3
    assert h_indices([], [], [0], people=0, draws=3).shape == (3, 0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: stability([1, 2], [[1]]), "same voices"),
        (lambda: stability([1], np.empty((0, 1))), "same voices"),
        (lambda: sums([0], [0, 1], people=1, voices=2), "one length"),
        (lambda: sums([0], [0], [1, 2], people=1, voices=2), "one length"),
        (lambda: sums([1], [0], people=1, voices=1), "from 0 to 0, not from 1"),
        (lambda: h_indices([0], [-1], [0, 1], people=1), "not from -1"),
        (lambda: h_indices([0], [0, 1], [0, 1], people=1), "one length"),
    ],
)
def test_what_does_not_fit_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_the_kernel_read_as_python_gives_the_same():
    who, whom, much = np.array([0, 1, 2, 0]), np.array([0, 1, 1, 1]), np.array([1.0, 2.0, 3.0, 4.0])
    for amount in (much, np.empty(0)):
        assert (_sums.py_func(who, whom, amount, lots(3, 0), 2) == _sums(who, whom, amount, lots(3, 0), 2)).all()
