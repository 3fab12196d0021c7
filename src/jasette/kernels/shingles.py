"""Texts that are nearly the same: alike in most of their pairs of neighbouring words.

Two texts are near where the Jaccard index of their sets of word pairs (shingles of two, Broder 1997) is at least 0.7.
MinHash in bands (Indyk & Motwani 1998) proposes pairs, and each proposal is checked on the whole sets. So no pair is
called near that is not; a pair of index s is never proposed with probability (1 − s³)²⁴: of those just at the limit of
0.7 one in 24,000, of those at 0.8 one in 30 million. In a crowd of texts that share a band each is checked against the
few before it, which can keep two crowds apart that a single pair would join, and never leaves a copy alone beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jasette.kernels import Integers, kernel
from jasette.kernels.xxh64 import arrow_bytes, xxh64

Keys = npt.NDArray[np.uint64]

FEWEST_WORDS = 5
"""Thanks, yes, a date: shorter texts are alike without having been copied."""
BANDS, ROWS = 24, 3
BACK = 8
"""So many of the texts before it in a band is each checked against."""
BLANK = np.uint8(32)
MIX = np.uint64(0xFF51AFD7ED558CCD)


def alike(texts: Sequence[str] | pa.Array) -> Integers:
    """For each text the index of the first that it is nearly the same as, over as many steps as it takes; else its own index.

    Texts are words with one blank between them, folded by the caller; those of fewer than FEWEST_WORDS, and null, are like
    no other. No texts: an empty array. Memory: eight bytes a word and some 30 a text.
    """
    column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    offsets, data = arrow_bytes(column.fill_null(""))
    group = np.arange(len(column), dtype=np.int64)
    starts, size = np.zeros(len(column) + 1, np.int64), np.zeros(len(column), np.int64)
    if data.size:
        _count(data, offsets, starts)
        pairs = np.zeros(starts[-1], np.uint64)
        _shingle(data, offsets, starts, pairs, size)
        long = np.flatnonzero(size > 0)
        signature = np.zeros(len(column), np.uint64)
        for band in range(BANDS):
            _sign(pairs, starts, size, band, signature)
            order = long[np.argsort(signature[long], kind="stable")]
            _join(order, signature, pairs, starts, size, group)
        _settle(group)
    return group


@kernel
def _count(data: npt.NDArray[np.uint8], offsets: Integers, starts: Integers) -> None:
    """Where the word pairs of each text have room, and of all: none of a text that is too short."""
    for text in range(offsets.size - 1):
        words = 1
        for byte in range(offsets[text], offsets[text + 1]):
            words += data[byte] == BLANK
        starts[text + 1] = starts[text] + (words - 1 if words >= FEWEST_WORDS else 0)


@kernel
def _shingle(data: npt.NDArray[np.uint8], offsets: Integers, starts: Integers, pairs: Keys, size: Integers) -> None:
    """The distinct word pairs of each text, hashed and sorted, and how many they are."""
    for text in range(size.size):
        room = starts[text + 1] - starts[text]
        if room == 0:
            continue
        end = offsets[text + 1]
        words = 0
        before = at = offsets[text]
        for byte in range(at, end + 1):
            if byte == end or data[byte] == BLANK:
                if words > 0:
                    pairs[starts[text] + words - 1] = xxh64(data, before, byte, np.uint64(0))
                words += 1
                before = at
                at = byte + 1
        found = pairs[starts[text] : starts[text + 1]]
        found.sort()
        kept = 1
        for index in range(1, room):
            if found[index] != found[kept - 1]:
                found[kept] = found[index]
                kept += 1
        size[text] = kept


@kernel
def _sign(pairs: Keys, starts: Integers, size: Integers, band: int, signature: Keys) -> None:
    """For each text one number from the least of ROWS hashings of its pairs."""
    for text in range(size.size):
        key = np.uint64(band)
        for row in range(ROWS):
            seed = np.uint64(band * ROWS + row + 1) * MIX
            least = np.uint64(0xFFFFFFFFFFFFFFFF)
            for index in range(starts[text], starts[text] + size[text]):
                h = (pairs[index] ^ seed) * MIX
                h = (h ^ (h >> np.uint64(32))) * MIX
                h ^= h >> np.uint64(29)
                least = min(least, h)
            key = (key ^ least) * MIX
            key ^= key >> np.uint64(31)
        signature[text] = key


@kernel
def _join(order: Integers, key: Keys, pairs: Keys, starts: Integers, size: Integers, group: Integers) -> None:
    """Join texts of equal key that are near, each to the first of its group."""
    for place in range(1, order.size):
        text = order[place]
        for back in range(1, min(BACK, place) + 1):
            other = order[place - back]
            if key[other] != key[text]:
                break
            one, two = _first(group, text), _first(group, other)
            if one == two:
                break
            if _near(pairs, starts[text], size[text], starts[other], size[other]):
                group[max(one, two)] = min(one, two)
                break


@kernel
def _near(pairs: Keys, a: int, a_size: int, b: int, b_size: int) -> bool:
    """Whether the Jaccard index of two sorted sets is at least 0.7."""
    # In whole numbers: 7 of 10 must be enough.
    needed = (7 * (a_size + b_size) + 16) // 17
    i, j, common = 0, 0, 0
    while common < needed:
        # What a band proposes in vain is mostly told before the sets end.
        if common + min(a_size - i, b_size - j) < needed:
            return False
        left, right = pairs[a + i], pairs[b + j]
        common += left == right
        i += left <= right
        j += right <= left
    return True


@kernel
def _first(group: Integers, text: int) -> int:
    while group[text] != text:
        group[text] = group[group[text]]
        text = group[text]
    return text


@kernel
def _settle(group: Integers) -> None:
    for text in range(group.size):
        group[text] = _first(group, text)
