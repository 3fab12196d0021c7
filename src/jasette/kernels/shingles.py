"""Texts that are nearly the same: alike in most of their pairs of neighbouring words.

Two texts are near where the Jaccard index of their sets of word pairs (shingles of two, Broder 1997) is at least 0.7.
MinHash in bands (Indyk & Motwani 1998) proposes pairs, and each proposal is checked on the whole sets. So no pair is
called near that is not; a pair of index s is never proposed with probability (1 − s³)²⁴: of those just at the limit of
0.7 one in 24,000, of those at 0.8 one in 30 million. In a crowd of texts that share a band each is checked against the
few before it, which can keep two crowds apart that a single pair would join, and never leaves a copy alone beside them.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jasette.kernels import Integers, kernel
from jasette.kernels.sorting import in_order
from jasette.kernels.xxh64 import arrow_bytes, xxh64

Keys = npt.NDArray[np.uint64]
Truths = npt.NDArray[np.bool_]

FEWEST_WORDS = 5
"""Thanks, yes, a date: shorter texts are alike without having been copied."""
BANDS, ROWS = 24, 3
BACK = 8
"""So many of the texts before it in a band is each checked against."""
BLANK = np.uint8(32)
ASTRAL = 0x33480
"""From here on there are no letters and digits that are in use."""
SIZE_BITS = 8
SIZES = (1 << SIZE_BITS) - 1
HANDS = min(os.cpu_count() or 1, 4)
MANY = 50_000
MIX = np.uint64(0xFF51AFD7ED558CCD)


def alike(texts: Sequence[str] | pa.Array) -> Integers:
    """For each text the index of the first that it is nearly the same as, over as many steps as it takes; else its own index.

    Texts are words with one blank between them, folded by the caller; those of fewer than FEWEST_WORDS, and null, are like
    no other. No texts: an empty array. Memory: eight bytes a word and some 30 a text.
    """
    column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    return _alike(*arrow_bytes(column.fill_null("")))


def alike_said(texts: pa.Array) -> Integers:
    """The same of texts as they were said, in small letters: words are what letters and digits make, and all else parts them."""
    offsets, data = arrow_bytes(texts.fill_null(""))
    words, ends = np.empty(data.size, np.uint8), np.zeros(offsets.size, np.int64)
    _part(data, offsets, wordy(), words, ends)
    words.flags.writeable = False  # as the bytes of Arrow are: nothing need be compiled for both
    return _alike(ends, words)


@cache
def wordy() -> Truths:
    """For each character below ASTRAL whether it is a letter or a digit."""
    return np.array([unicodedata.category(chr(code))[0] in "LN" for code in range(ASTRAL)])


def _alike(offsets: Integers, data: npt.NDArray[np.uint8]) -> Integers:
    texts = offsets.size - 1
    group = np.arange(texts, dtype=np.int64)
    starts, size = np.zeros(texts + 1, np.int64), np.zeros(texts, np.int64)
    if data.size:
        _count(data, offsets, starts)
        pairs = np.zeros(starts[-1], np.uint64)
        _shingle(data, offsets, starts, pairs, size)
        sketch = np.zeros(texts, np.uint64)
        _sketch(pairs, starts, size, sketch)
        long = np.flatnonzero(size > 0)
        bits = max(int(texts - 1).bit_length(), 1)

        def signed(band: int) -> Keys:
            """The long texts in order of their signature, each text's number in the lower bits."""
            signature = np.empty(long.size, np.uint64)
            _sign(pairs, starts, size, long, band, bits, signature)
            signature.sort()
            return signature

        for begin in range(0, BANDS, HANDS):
            for signature in _at_once(signed, range(begin, min(begin + HANDS, BANDS)), long.size):
                _join(signature, bits, sketch, pairs, starts, size, group)
        _settle(group)
    return group


def _at_once(signed: Callable[[int], Keys], bands: Sequence[int], texts: int) -> Iterator[Keys]:
    """The signatures of some bands, in order; on several cores where there are many texts: kernels and sorts release the interpreter."""
    if texts < MANY:
        yield from map(signed, bands)
        return
    with ThreadPoolExecutor(HANDS) as hands:
        yield from hands.map(signed, bands)


@kernel
def _part(data: npt.NDArray[np.uint8], offsets: Integers, wordy: Truths, words: npt.NDArray[np.uint8], ends: Integers) -> None:
    """The words of each text, one blank between them, one text behind the other; UTF-8, as Arrow keeps it."""
    to = 0
    for text in range(offsets.size - 1):
        begin, apart = to, False
        at, end = offsets[text], offsets[text + 1]
        while at < end:
            lead = int(data[at])
            if lead < 0x80:
                code, size = lead, 1
            elif lead < 0xE0:
                code, size = lead & 0x1F, 2
            elif lead < 0xF0:
                code, size = lead & 0x0F, 3
            else:
                code, size = lead & 0x07, 4
            for more in range(1, size):
                code = code << 6 | int(data[at + more]) & 0x3F
            if code < wordy.size and wordy[code]:
                if apart and to > begin:
                    words[to] = BLANK
                    to += 1
                apart = False
                for byte in range(at, at + size):
                    words[to] = data[byte]
                    to += 1
            else:
                apart = True
            at += size
        ends[text + 1] = to


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
        in_order(found)
        kept = 1
        for index in range(1, room):
            if found[index] != found[kept - 1]:
                found[kept] = found[index]
                kept += 1
        size[text] = kept


@kernel
def _sketch(pairs: Keys, starts: Integers, size: Integers, sketch: Keys) -> None:
    """For each text its size in the lower bits (SIZES where it is larger), and above them a bit for each of its pairs; some share one."""
    for text in range(size.size):
        bits = np.uint64(0)
        for index in range(starts[text], starts[text] + size[text]):
            bits |= np.uint64(1) << (np.uint64(SIZE_BITS) + (pairs[index] >> np.uint64(32)) % np.uint64(64 - SIZE_BITS))
        sketch[text] = bits | np.uint64(min(size[text], SIZES))


@kernel
def _far(one: int, other: int) -> bool:
    """Whether two sketches show that a Jaccard index of 0.7 is out of reach.

    A bit that only one has comes from a pair that the other lacks, so that at least so many are in one text alone; of a and b
    pairs no more than 3 / 17 (a + b) may be.
    """
    sizes = (one & np.uint64(SIZES)) + (other & np.uint64(SIZES))
    if one & np.uint64(SIZES) == SIZES or other & np.uint64(SIZES) == SIZES:
        return False
    apart = (one ^ other) >> np.uint64(SIZE_BITS)
    alone = np.uint64(0)
    while apart:
        apart &= apart - np.uint64(1)
        alone += np.uint64(1)
    return bool(np.uint64(17) * alone > np.uint64(3) * sizes)


@kernel
def _sign(pairs: Keys, starts: Integers, size: Integers, long: Integers, band: int, bits: int, signature: Keys) -> None:
    """For each text in `long` one number from the least of ROWS hashings of its pairs, in place of whose last `bits` stands the text's."""
    for place in range(long.size):
        text = long[place]
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
        signature[place] = key >> np.uint64(bits) << np.uint64(bits) | np.uint64(text)


@kernel
def _join(signature: Keys, bits: int, sketch: Keys, pairs: Keys, starts: Integers, size: Integers, group: Integers) -> None:
    """Join texts of equal key that are near, each to the first of its group."""
    last = (np.uint64(1) << np.uint64(bits)) - np.uint64(1)
    for place in range(1, signature.size):
        for back in range(1, min(BACK, place) + 1):
            if signature[place - back] | last != signature[place] | last:
                break
            text, other = int(np.int64(signature[place] & last)), int(np.int64(signature[place - back] & last))
            if _far(sketch[text], sketch[other]):
                continue
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
