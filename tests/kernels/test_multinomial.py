from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.multinomial import multinomial


def _same(count: list[int], draws: int, seed: int) -> None:
    ours, library = np.random.default_rng(seed), np.random.default_rng(seed)
    counts = np.array(count, np.int64)
    expected = library.multinomial(counts.sum(), counts / counts.sum(), size=draws)
    np.testing.assert_array_equal(multinomial(ours, counts, draws), expected)
    assert ours.random() == library.random(), "the generators go on alike"


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=40), st.integers(0, 2**32))
def test_the_draws_of_the_library(count: list[int], seed: int) -> None:
    _same(count, 20, seed)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=60).filter(lambda count: sum(count) > 0), st.integers(0, 2**32))
def test_few_are_expected_of_each_or_none(count: list[int], seed: int) -> None:
    _same(count, 20, seed)


@pytest.mark.parametrize("count", [[1] * 500, [4000, *[1] * 300], [*range(1, 90)], [100_000, 40, 3, 1], [7]])
def test_a_thousand_draws(count: list[int]) -> None:
    _same(count, 1000, 20120229)


def test_nothing_to_draw() -> None:
    assert multinomial(np.random.default_rng(1), np.empty(0, np.int64), 3).shape == (3, 0)
    np.testing.assert_array_equal(multinomial(np.random.default_rng(1), np.array([2, 3]), 0), np.empty((0, 2)))
