"""Columns of strings, checked against Python's own strings."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.demo.fragments import either, grouped, join, moments, numbers, pick, pick_or_empty, scatter, small, strings, write_rows


def test_join_takes_columns_and_constants():
    assert join("<", strings(["a", "é"]), ">", strings(["", "1"])).to_pylist() == ["<a>", "<é>1"]


def test_pick_and_scatter_leave_gaps_empty():
    assert pick_or_empty(strings(["a", "b"]), np.array([1, -1, 0])).to_pylist() == ["b", "", "a"]
    assert scatter(np.array([False, True, True]), strings(["x", "y"])).to_pylist() == ["", "x", "y"]
    assert scatter(np.array([False]), strings([])).to_pylist() == [""]


@settings(deadline=None)  # the first call names all days, or compiles
@given(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=5).filter(lambda at: max(at) - min(at) < 10**8))
def test_moments_are_those_of_datetime(at):
    expected = [datetime.fromtimestamp(second, UTC).strftime("%a %b %d %H:%M:%S +0000 %Y") for second in at]
    found = join(moments(np.array(at), "%a %b %d ", ""))
    assert found.to_pylist() == [text.rpartition(" +0000")[0] for text in expected]


def test_numbers():
    assert numbers(np.array([0, 2**62])).to_pylist() == ["0", str(2**62)]
    assert small(np.array([0, 17])).to_pylist() == ["0", "17"]


def test_rows_are_written_as_they_are():
    file = io.BytesIO()
    rows = strings(["zéro", "un\n", "deux"])
    write_rows(file, rows)
    write_rows(file, pick(rows, np.array([2, 1])))
    write_rows(file, strings([]))
    assert file.getvalue() == "zéroun\ndeuxdeuxun\n".encode()


def test_one_column_or_the_other():
    where = np.array([True, False, True])
    assert join(either(where, strings("abc"), "-"), "!").to_pylist() == ["a!", "-!", "c!"]
    assert join(either(where, "+", pick(strings("xyz"), np.array([2, 1, 0])))).to_pylist() == ["+", "y", "+"]


def test_what_was_picked_can_be_picked_again():
    twice = pick_or_empty(pick(strings("abc"), np.array([2, 0])), np.array([1, -1, 0]))
    assert twice.to_pylist() == ["a", "", "c"]


def test_fragments_of_one_owner_are_joined():
    owner = np.array([0, 0, 2, 2, 2])
    assert grouped(strings("abcde"), owner, 4, ",").to_pylist() == ["a,b", "", "c,d,e", ""]
    assert grouped(strings([]), owner[:0], 2).to_pylist() == ["", ""]


def test_ends_are_cut_where_there_are_any():
    assert strings(["ab", "c", ""]).without_first().to_pylist() == ["b", "", ""]
    assert strings(["ab", "c", ""]).without_last().to_pylist() == ["a", "", ""]


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="2 rows"):
        join(strings("abc"), strings("ab"))
