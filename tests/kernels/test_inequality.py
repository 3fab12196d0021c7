from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.inequality import gini, top_share

AMOUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=25).filter(any)


def test_closed_forms():
    assert gini([3], [100]) == 0
    assert gini([0, 1], [9, 1]) == pytest.approx(0.9)  # one of ten has it all: 1 − 1/n
    assert gini(np.arange(1, 11), np.ones(10)) == pytest.approx((10 - 1) / (3 * 10))  # 1, 2, …, n: (n − 1) / 3n
    assert gini([1, 3], [3, 1]) == pytest.approx(0.5 - 0.25)  # a quarter of the people with half of all
    # A quantile grid of the Pareto distribution of shape 2, whose Gini index is 1 / (2·2 − 1).
    ranks = (np.arange(200_000) + 0.5) / 200_000
    assert gini((1 - ranks) ** -0.5, np.ones(200_000)) == pytest.approx(1 / 3, abs=2e-3)


@given(AMOUNTS)
def test_gini_is_half_the_relative_mean_difference(amounts: list[int]):
    x = np.array(amounts, dtype=float)
    assert gini(x, np.ones(len(x))) == pytest.approx(np.abs(x[:, None] - x).mean() / (2 * x.mean()), abs=1e-12)


@given(AMOUNTS, st.lists(st.integers(0, 4), min_size=25, max_size=25))
def test_weights_are_people_and_rows_are_draws(amounts: list[int], counts: list[int]):
    weights = np.array([counts[: len(amounts)], [1] * len(amounts)])
    many = np.repeat(amounts, weights[0])
    both = gini(amounts, weights)
    assert both[1] == pytest.approx(float(gini(amounts, weights[1])))
    if many.sum():
        assert both[0] == pytest.approx(float(gini(many, np.ones(len(many)))), abs=1e-12)
    else:
        assert np.isnan(both[0])


def test_the_top_of_a_hundred():
    amounts, weights = [50, 5, 1], [1, 9, 90]
    assert top_share(amounts, weights, 0.01) == pytest.approx(50 / 185)
    assert top_share(amounts, weights, 0.10, 0.01) == pytest.approx(45 / 185)
    assert top_share(amounts, weights, 1.0, 0.10) == pytest.approx(90 / 185)
    assert top_share(amounts, weights, 0.005) == pytest.approx(25 / 185)  # half a person


@given(AMOUNTS, st.floats(0.01, 0.99))
def test_top_share_is_that_of_the_sorted_people(amounts: list[int], above: float):
    x = np.sort(np.array(amounts, dtype=float))[::-1]
    whole = int(above * len(x))
    held = x[:whole].sum() + (above * len(x) - whole) * (x[whole] if whole < len(x) else 0)
    assert top_share(x, np.ones(len(x)), above) == pytest.approx(held / x.sum(), abs=1e-9)
    pieces = top_share(x, np.ones(len(x)), above) + top_share(x, np.ones(len(x)), 1.0, above)
    assert pieces == pytest.approx(1)
