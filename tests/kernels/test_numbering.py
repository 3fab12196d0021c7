"""Numbers for texts against a dict."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.kernels import numbering
from jasette.kernels.numbering import Numbers
from jasette.kernels.xxh64 import arrow_bytes, arrow_valid

TEXTS = st.lists(st.none() | st.text(st.sampled_from("ab é"), max_size=4), max_size=60)


@settings(deadline=None)  # the first call compiles
@given(TEXTS, TEXTS, st.integers(0, 5))
def test_numbers_are_those_of_a_dict_that_grows(first, second, cut):
    known: dict[str, int] = {}
    numbers = Numbers()
    for texts in (first, second):
        chunked = pa.chunked_array([pa.array(texts[:cut], pa.string()), pa.array(texts[cut:], pa.string())])
        expected = [-1 if text is None else known.setdefault(text, len(known)) for text in texts]
        assert numbers.take(chunked).tolist() == expected
    assert len(numbers) == len(known)
    assert numbers.texts().to_pylist() == list(known)
    assert numbers.find(pa.array(["b", None, "never"])).tolist() == [known.get("b", -1), -1, -1]
    assert len(numbers) == len(known)


def test_what_came_before_stays_when_it_grows():
    numbers = Numbers()
    for start in range(0, 20_000, 2_000):
        texts = pa.array([f"x:{number}" for number in range(start, start + 2_000)])
        assert numbers.take(texts).tolist() == list(range(start, start + 2_000))
    assert numbers.find(pa.array(["x:0", "x:19999", "x:20000"])).tolist() == [0, 19_999, -1]
    assert numbers.texts()[12_345].as_py() == "x:12345"


def test_a_slice_is_read_from_where_it_begins():
    texts = pa.array(["a", "b", None, "c", "a"]).slice(1)
    assert Numbers().take(texts).tolist() == [0, -1, 1, 2]


def test_nothing_gives_nothing():
    numbers = Numbers()
    assert numbers.take(pa.array([], pa.string())).tolist() == []
    assert numbers.take(pa.chunked_array([], pa.string())).tolist() == []
    assert numbers.take(pa.nulls(2, pa.string())).tolist() == [-1, -1]
    assert (len(numbers), numbers.texts().to_pylist()) == (0, [])


@pytest.mark.parametrize("grow", [True, False])
def test_the_kernels_read_as_python_give_the_same(grow):
    """Compiled code leaves no trace in the coverage of lines. The table has four slots for three texts: they collide."""
    texts = pa.array(["one", None, "two", "one", "three", "two"])
    valid, (offsets, data) = arrow_valid(texts), arrow_bytes(texts)
    hashes, numbers = np.zeros(len(texts), np.uint64), np.empty(len(texts), np.int64)
    numbering._hash.py_func(valid, offsets, data, hashes)
    numbering._ask.py_func(hashes, np.zeros(4, np.uint64), np.zeros(8, np.int64), numbers)
    slots, starts, kept = np.zeros(4, np.uint64), np.zeros(8, np.int64), np.empty(64, np.uint8)
    size = numbering._number.py_func(valid, offsets, data, hashes, slots, starts, kept, 0, grow, numbers)
    assert (size, numbers.tolist()) == ((3, [0, -1, 1, 0, 2, 1]) if grow else (0, [-1] * 6))
    again = np.zeros(8, np.uint64)
    numbering._spread.py_func(size, starts, kept, again)
    found = np.empty(len(texts), np.int64)
    numbering._number.py_func(valid, offsets, data, hashes, again, starts, kept, size, False, found)
    assert found.tolist() == numbers.tolist()
