from __future__ import annotations

from collections import Counter

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from jasette.kernels.keyset import KeySet, mix_repeat

key = st.integers(-(2**63), 2**63 - 1) | st.integers(2, 9)
batches = st.lists(st.lists(key.filter(lambda k: k != 0), max_size=30), max_size=6)


def array(values):
    return np.array(values, np.int64)


@given(batches)
def test_admit_is_a_set(drawn):
    known, seen = KeySet(), set()
    for batch in drawn:
        expected = []
        for value in batch:
            expected.append(value not in seen)
            seen.add(value)
        assert known.admit(array(batch)).tolist() == expected
    assert len(known) == len(seen)


@given(batches)
def test_nth_is_a_counter(drawn):
    known, seen = KeySet(counting=True), Counter()
    for batch in drawn:
        expected = []
        for value in batch:
            seen[value] += 1
            expected.append(seen[value])
        assert known.nth(array(batch)).tolist() == expected


def test_it_grows_and_keeps_what_it_has():
    keys = np.random.default_rng(7).integers(-(2**63), 2**63 - 1, 200_000)
    known, counting = KeySet(), KeySet(counting=True)
    for start in range(0, keys.size, 999):
        assert known.admit(keys[start : start + 999]).all()
        counting.nth(keys[start : start + 999])
    assert not known.admit(keys).any()
    assert (counting.nth(keys) == 2).all()
    assert len(known) == len(counting) == keys.size


def test_keys_that_crowd_one_slot():
    known = KeySet()
    assert known.admit(np.arange(1, 5000, dtype=np.int64) << 40).all()
    assert not known.admit(np.arange(1, 5000, dtype=np.int64) << 40).any()


def test_zero_is_a_key_too():
    known = KeySet()
    assert known.admit(array([0, 0])).tolist() == [True, False]


def test_later_repeats_get_keys_of_their_own():
    keys = array([5, 5, 5, -7])
    mixed = mix_repeat(keys, array([1, 2, 3, 1]))
    assert mixed[0] == 5 and mixed[3] == -7
    assert len(set(mixed.tolist())) == 4
    assert mix_repeat(keys, array([1, 2, 3, 1])).tolist() == mixed.tolist()
