from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from jasette.kernels.spearman import spearman


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=12))
def test_as_scipy_has_it_ties_included(pairs: list[tuple[int, int]]):
    one, other = np.array(pairs, dtype=float).T
    [found] = spearman(one[None], other[None])
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(one, other).statistic)


def test_line_by_line_and_nothing():
    one = np.array([[1.0, 2, 3], [3, 2, 1]])
    assert spearman(one, one[::-1]).tolist() == [-1, -1]
    assert spearman(one, one).tolist() == [1, 1]
    assert np.isnan(spearman(np.empty((1, 0)), np.empty((1, 0)))).all()
    # What is not known stands below all.
    assert spearman(np.array([[1.0, 2, np.nan]]), np.array([[1.0, 2, 0]])).tolist() == [1]
