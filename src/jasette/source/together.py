"""Many small files as a few groups: each group is read in several processes at once, and goes into one commit.

    groups(files) -> ([file, …], how)…   files that follow each other and are small enough to share a commit
    ahead(starts, many)                  what each start gives, in order, `many` of them begun before their turn

A commit takes as long as to read twenty pages, so that a file alone is worth one only where it is large.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from jasette.errors import JasetteError

if TYPE_CHECKING:
    from jasette.source.files import InputFile

T = TypeVar("T")
How = TypeVar("How")
FILES = 500
BYTES = 32 << 20
"""What a killed run must read once more at most."""
LARGE = 4 << 20
"""A file of so many bytes stands alone: its rows are streamed, and its progress is worth a line."""


def groups(files: Iterable[tuple[InputFile, How]]) -> Iterator[tuple[list[InputFile], How]]:
    """The files in their order, with how they are read; equal `how` in one group, no name twice. None: no group.

    Where the next file cannot be had (JasetteError), those before it come first.
    """
    gathered: list[tuple[InputFile, How]] = []
    names: set[str] = set()
    size = 0
    try:
        for file, how in files:
            full = len(gathered) == FILES or size + file.size > BYTES or max(file.size, size and gathered[-1][0].size) >= LARGE
            if gathered and (full or file.name in names or how != gathered[0][1]):
                yield [one for one, _ in gathered], gathered[0][1]
                gathered, names, size = [], set(), 0
            gathered.append((file, how))
            names.add(file.name)
            size += file.size
    except JasetteError:
        if gathered:
            yield [one for one, _ in gathered], gathered[0][1]
        raise
    if gathered:
        yield [one for one, _ in gathered], gathered[0][1]


def ahead(starts: Iterable[Callable[[], T]], many: int) -> Iterator[T]:
    """What each start gives, in order. When one is handed out, the `many` after it have been started."""
    begun: deque[T] = deque()
    for start in starts:
        begun.append(start())
        if len(begun) > many:
            yield begun.popleft()
    while begun:
        yield begun.popleft()
