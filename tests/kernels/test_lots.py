from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.lots import LANES, _lots, each, lots


def test_weights_are_poisson_and_draws_are_strangers():
    drawn = np.hstack([lots(100_000, first) for first in range(0, 3 * LANES, LANES)]).astype(float)
    size = drawn.size
    for times in range(6):
        chance = math.exp(-1) / math.factorial(times)
        assert abs((drawn == times).mean() - chance) < 4 * math.sqrt(chance * (1 - chance) / size)
    apart = np.corrcoef(drawn.T) - np.eye(drawn.shape[1])
    assert np.abs(apart).max() < 5 / math.sqrt(100_000)
    # neither does one person's weight tell the next one's
    assert abs(np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]) < 5 / math.sqrt(100_000)


@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 2**70))
def test_a_weight_follows_from_seed_draw_and_person_alone(people, first, seed):
    some = lots(people, first, seed)
    assert (some == lots(people + 9, first, seed)[:people]).all()
    assert (some[:, 3] == lots(people, first + 3, seed)[:, 0]).all()
    with np.errstate(over="ignore"):
        keys = np.arange(1, people + 1, dtype=np.uint64)
        assert (some == _lots.py_func(keys, np.array([seed % 2**64], np.uint64), first)).all()


def test_who_has_a_key_is_drawn_alike_among_others():
    keys = np.random.default_rng(1).integers(0, 2**64, 5_000, dtype=np.uint64)
    drawn = lots(keys, 8)
    assert (drawn[::-7] == lots(keys[::-7], 8)).all()
    assert abs(drawn.mean() - 1) < 0.02 and abs(drawn.var() - 1) < 0.04
    assert (lots(np.arange(1, 51, dtype=np.uint64), 8) == lots(50, 8)).all()


def test_seeds_differ():
    assert (lots(1000, 0, 1) != lots(1000, 0, 2)).any()


def test_batches_are_put_together_in_order():
    made = each(11, lambda first: np.array([[first + lane for lane in range(LANES)], [0] * LANES], float))
    assert made.T.tolist() == [list(range(11)), [0] * 11]
