"""Columns of strings, checked against Python's own strings."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.demo.fragments import join, moments, numbers, pick_or_empty, scatter, small, strings, write_rows


def test_join_takes_columns_and_constants():
    assert join("<", strings(["a", "é"]), ">", strings(["", "1"])).to_pylist() == ["<a>", "<é>1"]


def test_pick_and_scatter_leave_gaps_empty():
    assert pick_or_empty(strings(["a", "b"]), np.array([1, -1, 0])).to_pylist() == ["b", "", "a"]
    assert scatter(np.array([False, True, True]), strings(["x", "y"])).to_pylist() == ["", "x", "y"]
    assert scatter(np.array([False]), strings([])).to_pylist() == [""]


@given(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=5).filter(lambda at: max(at) - min(at) < 10**8))
def test_moments_are_those_of_datetime(at):
    expected = [datetime.fromtimestamp(second, UTC).strftime("%a %b %d %H:%M:%S +0000 %Y") for second in at]
    found = moments(np.array(at), "%a %b %d ", "")
    assert found.to_pylist() == [text.rpartition(" +0000")[0] for text in expected]


def test_numbers():
    assert numbers(np.array([0, 2**62])).to_pylist() == ["0", str(2**62)]
    assert small(np.array([0, 17])).to_pylist() == ["0", "17"]


def test_rows_are_written_as_they_are():
    file = io.BytesIO()
    write_rows(file, strings(["zéro", "un\n", "deux"]).slice(1))
    write_rows(file, strings([]))
    assert file.getvalue() == b"un\ndeux"
