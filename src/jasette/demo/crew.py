"""Many blocks at once: processes make blocks side by side and write them one after the other, in the order of the blocks.

A block is rendered whole before its turn comes; only the writing waits. So memory is bounded by one block for each
process, and the bytes are the same for any number of processes.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from platform import libc_ver
from typing import Any

from jasette.demo import block, world
from jasette.demo.fragments import Strings, write_rows
from jasette.demo.outlets import OUTLETS
from jasette.demo.truth import Truth

COPIES = "truth_copies.csv"
COPIES_HEADER = b"copy,source,lag_s,linked\n"
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Options of `mallopt` (malloc.h): how much may lie free at the end of the heap, and from which size on memory is apart."""
KEPT = 1 << 30
"""Bytes: more than a block takes."""
FEW = 8
"""Up to so many blocks, starting processes takes longer than it saves."""


@dataclass(frozen=True)
class Order:
    """The world to make."""

    seed: int
    scale: float
    effect: bool

    @property
    def blocks(self) -> list[int]:
        """People of each block: all full, and the last has the rest too, where that is less than half a block."""
        people = round(world.PEOPLE * self.scale)
        full, rest = divmod(people, world.BLOCK)
        if full and rest < world.BLOCK // 2:
            return [*[world.BLOCK] * (full - 1), world.BLOCK + rest]
        return [*[world.BLOCK] * full, rest]


class Turn:
    """Who writes next. `fail` lets all others stop waiting."""

    def __init__(self, context: Any) -> None:
        self.changed, self.next = context.Condition(), context.Value("q", 0, lock=False)

    @contextmanager
    def of(self, number: int) -> Iterator[None]:
        """Wait until all blocks before `number` are written; RuntimeError if one of them never will be."""
        with self.changed:
            self.changed.wait_for(lambda: self.next.value in (number, -1))
            if self.next.value < 0:
                raise RuntimeError("another block could not be written")
            yield
            self.next.value = number + 1
            self.changed.notify_all()

    def fail(self) -> None:
        with self.changed:
            self.next.value = -1
            self.changed.notify_all()


def make(folder: Path, order: Order, processes: int | None, progress: Callable[[int], None] | None) -> Truth:
    """Write all files of posts into `folder`, and return what is true of them."""
    for outlet in OUTLETS:
        (folder / outlet.name).write_bytes(outlet.head)
    (folder / COPIES).write_bytes(COPIES_HEADER)
    sizes = order.blocks
    truth, posts = Truth(), 0
    for made, counted in _all(folder, order, processes or (1 if len(sizes) <= FEW else os.cpu_count() or 1)):
        truth += made
        posts += counted
        if progress:
            progress(posts)
    for outlet in OUTLETS:
        if outlet.foot:
            with (folder / outlet.name).open("ab") as file:
                file.write(outlet.foot)
    return truth


def _all(folder: Path, order: Order, processes: int) -> Iterator[tuple[Truth, int]]:
    sizes = order.blocks
    if processes == 1:
        for number, people in enumerate(sizes):
            files, truth, posts = _rendered(order, number, people)
            _append(folder, files)
            yield truth, posts
        return
    # spawn: a forked child of a process with threads can hang
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (folder, order, Turn(context))) as pool:
        waiting: set[Future[tuple[Truth, int]]] = {pool.submit(_one, number, people) for number, people in enumerate(sizes)}
        for done in as_completed(waiting):
            yield done.result()


_hands: tuple[Path, Order, Turn]
"""What a process was given to work with."""


def _begin(folder: Path, order: Order, turn: Turn) -> None:
    global _hands  # noqa: PLW0603 (the only way in for what a pool's processes share)
    _hands = folder, order, turn
    _keep_memory()


def _keep_memory() -> None:
    """Let this process keep what a block frees for the next one, where the C library is glibc; elsewhere nothing is done.

    By itself glibc gives every large array back at once, and the system must clear as many pages for the next: a sixth of
    the time. Only for a process that does nothing else.
    """
    if libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    for option in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD):
        libc.mallopt(option, KEPT)


def _one(number: int, people: int) -> tuple[Truth, int]:
    folder, order, turn = _hands
    try:
        files, truth, posts = _rendered(order, number, people)
        with turn.of(number):
            _append(folder, files)
    except BaseException:
        turn.fail()
        raise
    return truth, posts


def _rendered(order: Order, number: int, people: int) -> tuple[dict[str, Strings], Truth, int]:
    """What a block adds to each file, what is true of it, and its number of posts."""
    truth, posts = Truth(), 0
    files: dict[str, Strings] = {}
    for platform in world.PLATFORMS:
        made = block.make(order.seed, number, people, platform, effect=order.effect)
        truth.add(made)
        posts += made.draft.size
        for outlet in OUTLETS:
            if outlet.platform == platform:
                rows = outlet.posts(made) if outlet.posts else made.in_time[:0]
                files[outlet.name] = outlet.write(made, rows)
                if outlet.posts:
                    truth.files[outlet.name] = len(rows)
        if platform == "web":
            files[COPIES] = made.copies()
    return files, truth, posts


def _append(folder: Path, files: dict[str, Strings]) -> None:
    for name, rows in files.items():
        if len(rows):
            with (folder / name).open("ab") as file:
                write_rows(file, rows)
