"""One file per format. `choose` finds the one that reads a file; adding a format is adding a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from jasette.engine import Ahead
from jasette.errors import UnknownFormat
from jasette.shelf import discover
from jasette.source import Bundling, Item, Recipe, Rows, Source
from jasette.source.bundle import after
from jasette.source.files import InputFile, Progress, untold
from jasette.source.together import ahead

if TYPE_CHECKING:
    from jasette.source.guess import Guess


@cache
def all_sources() -> dict[str, Source]:
    """`{name: source}`, sorted by name. Raises DeclarationError for a file that defines none."""
    return discover(sys.modules[__name__], Source, "source")


def bundlings() -> list[Bundling]:
    """How to know the downloads that are one thing though they are many files."""
    return [source.bundling for source in all_sources().values() if source.bundling is not None]


def choose(file: InputFile, recipe: Recipe) -> Source:
    """The source that is surest of the file; a column map means a table. Raises UnknownFormat that says what was seen."""
    head = file.head()
    if recipe.map or recipe.columns:
        return all_sources()["table"]
    surest, best = 0.0, None
    for source in all_sources().values():
        sure = source.sniff(head)
        if sure > surest:
            surest, best = sure, source
    if best is None:
        raise UnknownFormat(
            f"no source recognises this file; it starts with {_seen(head.data)}",
            place=file.name,
            remedy="`jasette sources` lists what can be read; a table needs --map COLUMN=FIELD",
        )
    return best


@contextmanager
def reading(source: Source, file: InputFile, recipe: Recipe, *, early: bool = True) -> Iterator[Iterator[Item]]:
    """The items of a file: `early`, the first of them are read already while the file is still gone through for its digest."""
    items = source.items(file, recipe)
    if early and file.gone_through:
        with closing(Ahead(items, 1)) as begun:
            yield begun
    else:
        yield items


def together(chosen: Sequence[tuple[InputFile, Source]], recipe: Recipe, progress: Progress = untold) -> Iterator[Iterator[Item]]:
    """The items of each file, in their order, as many files read at once as there are cores.

    `progress` is told how far all files have been read, one after the other.
    """
    before = accumulate((file.size for file, _ in chosen), initial=0)
    starts = [
        partial(source.items, file.watched(partial(after, progress, done)), recipe)
        for (file, source), done in zip(chosen, before, strict=False)
    ]
    # to start a process takes as long as to read fifty pages
    return ahead(starts, min(_cores(), 1 + len(starts) // 50))


def propose(file: InputFile, recipe: Recipe) -> Guess | None:
    """A guess which column of an unknown table is which field; None where the file is known, or is no table."""
    from jasette.sources import table

    if recipe.map or recipe.columns:
        return None
    try:
        if choose(file, recipe).name != "table":
            return None
    except UnknownFormat:
        pass
    return table.propose(file, recipe)


class Reject(Protocol):
    """A record that was set aside, as the archive keeps it."""

    @property
    def source(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def raw(self) -> bytes: ...
    @property
    def recipe(self) -> Recipe: ...


def again(reject: Reject) -> Iterator[Item]:
    """The items of a record that was set aside, read as its file was. One record says nothing about coverage."""
    source = all_sources().get(reject.source)
    if source is None:
        raise UnknownFormat(
            f"there is no source {reject.source!r} any more", place=reject.file, remedy="`jasette sources` lists those there are"
        )
    for item in source.items(InputFile.of_bytes(reject.file, reject.raw), reject.recipe):
        if not (isinstance(item, Rows) and item.into == "coverage"):
            yield item


def _seen(data: bytes) -> str:
    if not data:
        return "nothing: it is empty"
    return repr(data[:60].decode("utf-8", "replace"))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
