"""Joined by kernels, strings are those that Python joins."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.kernels import strings


def laid(values: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    offsets = np.cumsum([0, *map(len, values)])
    return np.frombuffer(bytearray(b"".join(values)), np.uint8), offsets[:-1], offsets[1:]


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=6), st.data())
def test_each_row_gets_its_string_and_minus_one_gets_none(values, data):
    index = np.array(data.draw(st.lists(st.integers(-1, len(values) - 1), max_size=20)), np.int64)
    cut = data.draw(st.integers(0, len(index)))
    expected = [b"<" + (values[which] if which >= 0 else b"") for which in index]
    sizes = np.ones(len(index), np.int64)
    strings.add_sizes(sizes, *laid(values)[1:], index)
    assert sizes.tolist() == [len(row) for row in expected]
    out, at = np.empty(sizes.sum(), np.uint8), np.cumsum(sizes) - sizes
    for first, last in ((0, cut), (cut, len(index))):
        strings.fill_same(out, at, np.frombuffer(bytearray(b"<"), np.uint8), first, last)
        strings.fill(out, at, *laid(values), index, first, last)
    assert out.tobytes() == b"".join(expected)
    assert at.tolist() == np.cumsum(sizes).tolist()


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(0, 2**63 - 1), max_size=9))
def test_numbers_are_written_in_decimal_digits(values):
    out, offsets = np.empty(strings.DIGITS * len(values), np.uint8), np.zeros(len(values) + 1, np.int64)
    strings.write_numbers(np.array(values, np.int64), out, offsets)
    assert [out[a:b].tobytes() for a, b in pairwise(offsets)] == [str(value).encode() for value in values]
