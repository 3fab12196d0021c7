"""Which of many strings hold one of a few words: whole runs of ASCII letters, digits and `_`, whatever their case.

Fowler, Noll and Vo's hash (FNV-1a, 64 bits) of each run is looked up in an open-addressing table, so that the number of words
does not matter. What is found is a candidate: two words may share a hash, and a run may be part of a longer, accented word.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa

from jasette.kernels import Integers, kernel
from jasette.kernels.xxh64 import Bytes, Words, arrow_bytes

START = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x100000001B3)
FREE = np.uint64(0)


@kernel
def _folded(byte: int) -> int:
    """The byte in lower case; 0 where it belongs to no word."""
    if 65 <= byte <= 90:
        return byte + 32
    if 97 <= byte <= 122 or 48 <= byte <= 57 or byte == 95:
        return byte
    return 0


@kernel
def _slot(slots: Words, word: np.uint64) -> np.int64:
    mask = np.int64(slots.size - 1)
    at = np.int64(word & np.uint64(mask))
    while slots[at] != FREE and slots[at] != word:
        at = (at + 1) & mask
    return at


@kernel
def _hash(offsets: Integers, data: Bytes, slots: Words) -> None:
    """Put each string, which is one run, into the table."""
    for row in range(offsets.size - 1):
        word = START
        for at in range(offsets[row], offsets[row + 1]):
            word = (word ^ np.uint64(_folded(data[at]))) * PRIME
        slots[_slot(slots, word)] = word


@kernel
def _holding(offsets: Integers, data: Bytes, slots: Words, rows: Integers) -> int:
    """Write the numbers of the strings in which a run stands in the table; returns how many. O(bytes)."""
    count = 0
    for row in range(offsets.size - 1):
        word, inside = START, False
        for at in range(offsets[row], offsets[row + 1] + 1):
            byte = _folded(data[at]) if at < offsets[row + 1] else 0
            if byte:
                word, inside = (word ^ np.uint64(byte)) * PRIME, True
            elif inside:
                if slots[_slot(slots, word)] == word:
                    rows[count] = row
                    count += 1
                    break
                word, inside = START, False
    return count


class HeldWords:
    """A set of words, each one run."""

    def __init__(self, words: Collection[str]) -> None:
        """`words`: ASCII letters, digits and `_` only. None: nothing holds any."""
        self._slots = np.zeros(1 << max(4, (4 * len(words)).bit_length()), np.uint64)
        if words:
            _hash(*arrow_bytes(pa.array(sorted(words), pa.string())), self._slots)

    def holding(self, strings: pa.Array) -> Integers:
        """Row numbers (int64, ascending) of the strings or binaries that hold one of the words; nulls hold none. No strings: none."""
        rows = np.empty(len(strings), np.int64)
        offsets, data = arrow_bytes(strings)
        return rows[: _holding(offsets, data, self._slots, rows)]
