from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.sorting import in_order


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=60), st.booleans())
def test_as_numpy_sorts(values: list[int], unsigned: bool):
    given = np.array(values, np.int64).view(np.uint64 if unsigned else np.int64)
    expected = np.sort(given)
    in_order(given)
    assert (given == expected).all()


@pytest.mark.parametrize("size", [700, 701, 702, 1_577, 1_578, 4_000, 50_000])
def test_longer_ones(size: int):
    values = np.random.default_rng(size).integers(0, size // 2, size)
    for told in (values, np.sort(values), np.sort(values)[::-1].copy()):
        expected = np.sort(told)
        in_order(told)
        assert (told == expected).all()
