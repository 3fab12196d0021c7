from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.hindex import _h_indices, h_index, h_indices

COUNTS = st.lists(st.integers(0, 40), max_size=30)


def sorted_h(counts):
    return sum(count >= rank for rank, count in enumerate(sorted(counts, reverse=True), 1))


def test_hirschs_own_words():
    assert h_index([10, 8, 5, 4, 3]) == 4
    assert h_index([25, 8, 5, 3, 3]) == 3
    assert h_index([0, 0]) == 0
    assert h_index([]) == 0
    assert h_index([1_000_000]) == 1


@given(COUNTS)
def test_counting_gives_what_sorting_gives(counts):
    assert h_index(counts) == sorted_h(counts)


@given(st.lists(COUNTS, max_size=6))
def test_voices_beside_each_other(voices):
    counts = np.array([count for voice in voices for count in voice], np.int64)
    indptr = np.cumsum([0, *(len(voice) for voice in voices)])
    assert h_indices(counts, indptr).tolist() == [sorted_h(voice) for voice in voices]
    assert _h_indices.py_func(counts, indptr).tolist() == [sorted_h(voice) for voice in voices]
