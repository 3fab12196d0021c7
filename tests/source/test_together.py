"""Which files share a commit, and how many are read before their turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.errors import InputError
from jasette.source import together
from jasette.source.files import InputFile


class Sized(InputFile):
    """A file of which only the size is known."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name, path=Path(name))
        self.bytes = size

    @property
    def size(self) -> int:
        return self.bytes


SIZES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([0, 9, together.LARGE - 1, together.LARGE]), st.booleans()))


@given(SIZES)
def test_groups_keep_the_order_and_stay_within_their_bounds(drawn: list[tuple[str, int, bool]]) -> None:
    files = [(Sized(name, size), how) for name, size, how in drawn]
    found = list(together.groups(iter(files)))
    assert [(file, how) for group, how in found for file in group] == files
    for group, _ in found:
        assert len({file.name for file in group}) == len(group) <= together.FILES
        assert len(group) == 1 or (sum(file.size for file in group) <= together.BYTES and all(file.size < together.LARGE for file in group))


def test_a_group_ends_where_it_is_full() -> None:
    many = [(Sized(str(number), 1), 0) for number in range(together.FILES + 3)]
    assert [len(group) for group, _ in together.groups(many)] == [together.FILES, 3]
    large = [(Sized("a", 1), 0), (Sized("b", together.LARGE), 0), (Sized("c", 1), 0), (Sized("d", 1), 0)]
    assert [[file.name for file in group] for group, _ in together.groups(large)] == [["a"], ["b"], ["c", "d"]]


def test_what_comes_before_a_file_that_cannot_be_had_comes_first() -> None:
    def files():
        yield Sized("a", 1), 0
        yield Sized("b", 1), 0
        raise InputError("no")

    groups = together.groups(files())
    assert [file.name for file in next(groups)[0]] == ["a", "b"]
    with pytest.raises(InputError):
        next(groups)


@pytest.mark.parametrize("many", [1, 2, 5])
def test_so_many_are_begun_before_their_turn(many: int) -> None:
    begun: list[int] = []
    starts = [lambda number=number: begun.append(number) or number for number in range(4)]
    for number in together.ahead(starts, many):
        assert begun == list(range(min(number + many + 1, 4)))
    assert list(together.ahead([], many)) == []
