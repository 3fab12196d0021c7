"""Columns made in Arrow, beside what Python makes of the same values."""

from __future__ import annotations

import hypothesis.strategies as st
import pyarrow as pa
from hypothesis import given

from jasette.source.columns import after, constant, once, relisted, unrepeated

LISTS = st.lists(st.none() | st.lists(st.none() | st.sampled_from("abc"), max_size=5), max_size=8)
KIND = pa.list_(pa.string())


@given(LISTS, st.integers(0, 3))
def test_lists_without_nulls_and_repeats_keep_their_order(lists: list[list[str | None] | None], skipped: int) -> None:
    made = unrepeated(pa.array(lists, KIND)[skipped:])
    made.validate(full=True)
    assert made.type == KIND
    assert made.to_pylist() == [one and list(dict.fromkeys(value for value in one if value)) for one in lists[skipped:]]


@given(LISTS, st.integers(0, 3))
def test_other_values_in_lists_of_the_same_lengths(lists: list[list[str | None] | None], skipped: int) -> None:
    given_lists = pa.array(lists, KIND)[skipped:]
    numbers = pa.array([str(number) for number in range(len(given_lists.flatten()))], pa.string())
    made = relisted(given_lists, numbers)
    made.validate(full=True)
    assert made.flatten().equals(numbers)
    assert [one and len(one) for one in made.to_pylist()] == [one and len(one) for one in lists[skipped:]]


def test_constants_and_prefixes_over_structs() -> None:
    found = pa.array([{"id": "1"}, {"id": None}], pa.struct([("id", pa.string())]))
    assert constant("x")(found).to_pylist() == ["x", "x"]
    assert after("x:", "id")(found).to_pylist() == ["x:1", None]
    twice = pa.array([{"tags": ["a", "a"]}, {"tags": None}])
    assert once("tags")(twice).to_pylist() == [["a"], None]
    assert constant("x")(found[:0]).to_pylist() == after("x:", "id")(found[:0]).to_pylist() == []
