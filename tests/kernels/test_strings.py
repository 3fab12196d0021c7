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
@given(st.lists(st.binary(max_size=80), min_size=1, max_size=6), st.data())
def test_each_row_gets_its_strings_and_minus_one_gets_none(values, data):
    """Strings shorter and longer than what is copied at once, some at the very end of the room."""
    index = np.array(data.draw(st.lists(st.integers(-1, len(values) - 1), max_size=20)), np.int64)
    expected = [b"<" + (values[which] if which >= 0 else b"") for which in index]
    columns, same = laid(values), laid([b"<"])
    parts = np.zeros((2, strings.PART), np.int64)
    for part, (bytes_, *cuts) in zip(parts, (same, columns), strict=True):
        part[: strings.INDEX] = strings.address(bytes_), len(bytes_), *map(strings.address, cuts)
    parts[1, strings.INDEX] = strings.address(index)
    offsets = np.empty(len(index) + 1, np.int64)
    strings.measure(parts, offsets)
    assert offsets.tolist() == np.cumsum([0, *map(len, expected)]).tolist()
    out = np.full(offsets[-1] + 100, ord("."), np.uint8)
    strings.join(parts, len(index), strings.address(out), int(offsets[-1]))
    assert out.tobytes() == b"".join(expected) + b"." * 100, "and nothing is written behind the room"


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(0, 2**63 - 1), max_size=9))
def test_numbers_are_written_in_decimal_digits(values):
    out, offsets = np.empty(strings.DIGITS * len(values), np.uint8), np.zeros(len(values) + 1, np.int64)
    strings.write_numbers(np.array(values, np.int64), out, offsets)
    assert [out[a:b].tobytes() for a, b in pairwise(offsets)] == [str(value).encode() for value in values]
