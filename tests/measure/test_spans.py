from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jasette.measure.spans import ALL, common, common_to_all, contains, length, union

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


def points(spans) -> set[int]:
    return {point for start, end in spans for point in range(start, end)}


def test_touching_spans_become_one_and_empty_ones_vanish():
    assert union([(5, 7), (1, 3), (3, 5), (9, 9)]) == ((1, 7),)
    assert union([]) == ()


def test_of_no_sets_all_time_is_common():
    assert common_to_all([]) == ALL


@given(SPANS, SPANS)
def test_as_sets_of_points(one, other):
    a, b = union(one), union(other)
    assert points(a) == points(one)
    assert points(common(a, b)) == points(one) & points(other)
    assert points(union([*one, *other])) == points(one) | points(other)
    assert length(a) == len(points(one))
    assert contains(a, b) == (points(other) <= points(one))
