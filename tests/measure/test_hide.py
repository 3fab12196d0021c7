from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jasette.measure.hide import hide, partitions


def test_a_cell_alone():
    assert hide([9, 10, 0], [], 10) == [True, False, False]
    assert hide([], [], 10) == []


def test_the_smallest_neighbour_goes_too():
    assert hide([3, 40, 12], [[0, 1, 2]], 10) == [True, False, True]


def test_two_ways_of_adding_up():
    # Rows and columns of a table: hiding (0, 0) asks for one in its row and one in its column, and these for another each.
    people = [3, 20, 30, 40, 50, 60, 70, 80, 90]
    rows, columns = [[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 3, 6], [1, 4, 7], [2, 5, 8]]
    hidden = hide(people, [*rows, *columns], 10)
    assert hidden[0]
    for line in rows + columns:
        assert sum(hidden[i] for i in line) != 1


def test_the_floor_can_only_be_raised():
    assert hide([5, 12], [], 1) == [True, False]
    assert hide([5, 12], [], 15) == [True, True]


def test_partitions_by_each_way():
    assert partitions([["a", "a", "b", None], ["x", "y", "x", None]]) == [[0, 1], [0, 2]]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_no_hidden_cell_follows_from_the_total(people: list[int]):
    hidden = hide(people, [list(range(len(people)))], 10)
    assert all(hide_it for count, hide_it in zip(people, hidden, strict=True) if 0 < count < 10)
    together = [count for count, hide_it in zip(people, hidden, strict=True) if hide_it]
    others = [count for count, hide_it in zip(people, hidden, strict=True) if not hide_it and count]
    assert not together or not others or (len(together) > 1 and sum(together) >= 10)
