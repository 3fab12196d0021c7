"""A set of int64 keys in one open-addressing array: which of these rows have been seen before?

Ten million keys take 268 MB at most (half full) and are never rebuilt per batch; a Python set takes 900 MB and the GIL.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers, kernel

Truths = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]

EMPTY = 0
"""Marks a free slot; a key that is 0 by chance (once in 2^64) is kept as 1."""
SMALLEST = 1 << 10
SPREAD = np.uint64(0x9E3779B97F4A7C15)


@kernel
def _slot(key: np.int64, slots: Integers, shift: int) -> np.int64:
    """The slot that holds `key`, or the free one where it belongs (Fibonacci hashing, linear probing)."""
    mask = slots.size - 1
    at = np.int64((np.uint64(key) * SPREAD) >> np.uint64(shift))
    while slots[at] != EMPTY and slots[at] != key:
        at = (at + 1) & mask
    return at


@kernel
def _admit(keys: Integers, slots: Integers, shift: int, fresh: Truths) -> int:
    added = 0
    for i in range(keys.size):
        key = keys[i] if keys[i] != EMPTY else np.int64(1)
        at = _slot(key, slots, shift)
        fresh[i] = slots[at] == EMPTY
        if fresh[i]:
            slots[at] = key
            added += 1
    return added


@kernel
def _count_up(keys: Integers, slots: Integers, shift: int, counts: Counts, nth: Integers) -> int:
    added = 0
    for i in range(keys.size):
        key = keys[i] if keys[i] != EMPTY else np.int64(1)
        at = _slot(key, slots, shift)
        if slots[at] == EMPTY:
            slots[at] = key
            added += 1
        counts[at] += 1
        nth[i] = counts[at]
    return added


@kernel
def _move(old: Integers, old_counts: Counts, slots: Integers, counts: Counts, shift: int) -> None:
    for i in range(old.size):
        if old[i] != EMPTY:
            at = _slot(old[i], slots, shift)
            slots[at] = old[i]
            if counts.size:
                counts[at] = old_counts[i]


class KeySet:
    """Grows by doubling, so that a batch costs its own size; at most half full."""

    def __init__(self, expected: int = 0, *, counting: bool = False) -> None:
        self.size = 0
        self._counting = counting
        self._slots = np.zeros(_capacity(expected), np.int64)
        self._counts = np.zeros(self._slots.size if counting else 0, np.int32)

    def __len__(self) -> int:
        return self.size

    def admit(self, keys: Integers) -> Truths:
        """True for each key that was not in the set, earlier keys of the same call included; all are in afterwards."""
        self._room(keys.size)
        fresh = np.zeros(keys.size, np.bool_)
        self.size += int(_admit(integers(keys), self._slots, _shift(self._slots), fresh))
        return fresh

    def nth(self, keys: Integers) -> Integers:
        """1 for the first time that a key is seen, 2 for the second… over all calls; only if `counting`."""
        self._room(keys.size)
        nth = np.zeros(keys.size, np.int64)
        self.size += int(_count_up(integers(keys), self._slots, _shift(self._slots), self._counts, nth))
        return nth

    def _room(self, more: int) -> None:
        if 2 * (self.size + more) <= self._slots.size:
            return
        slots = np.zeros(_capacity(self.size + more), np.int64)
        counts = np.zeros(slots.size if self._counting else 0, np.int32)
        _move(self._slots, self._counts, slots, counts, _shift(slots))
        self._slots, self._counts = slots, counts


def mix_repeat(keys: Integers, nth: Integers) -> Integers:
    """The key of the n-th equal row: the row's own for the first, another (but always the same) for each later one."""
    turned = (keys.view(np.uint64) ^ ((nth - 1).view(np.uint64) * SPREAD)).view(np.int64)
    return np.where(nth == 1, keys, turned)


def _capacity(keys: int) -> int:
    return max(SMALLEST, 1 << (2 * keys - 1).bit_length()) if keys else SMALLEST


def _shift(slots: Integers) -> int:
    return 64 - (slots.size.bit_length() - 1)
