"""Distinct numbers, checked against a set."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.demo.draft import distinct


@given(st.lists(st.integers(-9, 9), max_size=20))
def test_distinct_values_are_those_of_numpy(values):
    assert distinct(np.array(values, np.int64)).tolist() == sorted(set(values))
