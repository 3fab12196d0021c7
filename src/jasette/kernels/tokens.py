"""Texts by the column, cut into folded words; what the words of a text are is said by `topic/folding.py`.

One pass over the bytes of each text, two where it has tags; a table tells what each character stands for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jasette.kernels import Integers, kernel
from jasette.kernels.xxh64 import arrow_bytes, arrow_valid

Bytes = npt.NDArray[np.uint8]
Truths = npt.NDArray[np.bool_]

BLANK = 32
HAN, HAN_END, SIGNS = 0x20000, 0x33480, 0xE0000
"""As in `topic/folding.py`: above the table characters stand for themselves, for a blank, or for nothing."""
AT, WIDE_AT, HASH, WIDE_HASH, COLON, SLASH, DOT, UNDERSCORE, PLUS, MINUS, SEPARATOR, END = (
    64,
    0xFF20,
    35,
    0xFF03,
    58,
    47,
    46,
    95,
    43,
    45,
    31,
    -1,
)
HANDLE, PAGE = 1, 2
"""What follows a run of letters that is not to be read."""


def cut(texts: pa.Array, starts: Integers, folded: Bytes) -> Iterator[tuple[Integers, pa.Array]]:
    """For some texts after the other: how many tokens each has, and the tokens of all (string); of null, none.

    `starts` and `folded` are `topic.folding.tables()`. No texts: nothing. O(bytes).
    """
    valid = arrow_valid(texts)
    offsets, data = arrow_bytes(texts)
    row = 0
    while row < valid.size:
        # A text rarely grows when it is folded; where it does, it is taken alone with room for the worst there is.
        size = int(offsets[-1] - offsets[row])
        room = 2 * size + 64
        while True:
            out, ends, counts = np.empty(room, np.uint8), np.zeros(room + 1, np.int64), np.zeros(valid.size - row, np.int64)
            done = int(_cut(valid[row:], offsets[row:], data, starts, folded, out, ends, counts))
            if done:
                break
            room *= 8
        found = int(counts[:done].sum())
        buffers = [None, pa.py_buffer(ends[: found + 1].astype(np.int32)), pa.py_buffer(out[: ends[found]])]
        yield counts[:done], pa.Array.from_buffers(pa.string(), found, buffers)
        row += done


@kernel
def _cut(
    valid: Truths, offsets: Integers, data: Bytes, starts: Integers, folded: Bytes, out: Bytes, ends: Integers, counts: Integers
) -> int:
    """Cut texts until `out` or `ends` is full; how many were cut whole. Token t is `out[ends[t]:ends[t + 1]]`."""
    token = 0
    for row in range(valid.size):
        if not valid[row]:
            continue
        first = token
        token, tagged = _words(offsets[row], offsets[row + 1], data, starts, folded, out, ends, token, False)
        if tagged and token >= 0:
            token, tagged = _words(offsets[row], offsets[row + 1], data, starts, folded, out, ends, token, True)
        if token < 0:
            return row
        counts[row] = token - first
    return valid.size


@kernel
def _words(
    at: int, end: int, data: Bytes, starts: Integers, folded: Bytes, out: Bytes, ends: Integers, token: int, tags: bool
) -> tuple[int, bool]:
    """Write the words of one text, or else its tags behind a gap; the number of the next token (-1: no room), and whether it has tags."""
    tagged = False
    if tags:
        token = _close(out, ends, token, ends[token])
    while at < end and token >= 0:
        begin = at
        stop, at, sign, dotted, wordy = _run(data, begin, end, starts, folded)
        following = _next(data, at, end, starts, folded)
        if sign in (AT, WIDE_AT) and following:
            at = _skip(data, at, end, starts, folded, HANDLE)
            continue
        scheme = sign == COLON and at + 1 < end and data[at] == SLASH and data[at + 1] == SLASH
        if scheme or (sign == SLASH and dotted) or _www(data, begin, stop):
            at = _skip(data, stop, end, starts, folded, PAGE)
            continue
        tag = sign in (HASH, WIDE_HASH) and following and not wordy
        tagged = tagged or tag
        if tags:
            token = _tag(data, at, end, starts, folded, out, ends, token) if tag else token
            continue
        token = _write(data, begin, stop, starts, folded, out, ends, token)
        if sign == SEPARATOR and token >= 0:
            token = _close(out, ends, token, ends[token])
    return token, tagged


@kernel
def _run(data: Bytes, at: int, end: int, starts: Integers, folded: Bytes) -> tuple[int, int, int, bool, bool]:
    """A run of letters, digits and what may stand inside an address.

    Where it ends; where what comes after the sign behind it begins; that sign (END: none); whether a dot stands between two
    letters of the run; whether it ends in a letter.
    """
    dotted, wordy, after_dot = False, False, False
    while at < end:
        code, after = _decode(data, at)
        kind = _kind(code, starts, folded)
        if kind == 1 and code not in (DOT, UNDERSCORE, PLUS, MINUS):
            return at, after, code, dotted, wordy
        dotted = dotted or (after_dot and kind == 2)
        after_dot = wordy and code == DOT
        wordy = kind == 2
        at = after
    return at, at, END, dotted, wordy


@kernel
def _write(data: Bytes, at: int, stop: int, starts: Integers, folded: Bytes, out: Bytes, ends: Integers, token: int) -> int:
    """Write the words of a run."""
    begin = to = ends[token]
    while at < stop:
        code, after = _decode(data, at)
        if code < HAN:
            low, high = starts[code], starts[code + 1]
            if to + (high - low) + 1 > out.size:
                return -1
            for i in range(low, high):
                if folded[i] != BLANK:
                    out[to] = folded[i]
                    to += 1
                elif to > begin:
                    token = _close(out, ends, token, to)
                    if token < 0:
                        return -1
                    begin = to
        elif code < HAN_END:
            if to + (after - at) > out.size:
                return -1
            for i in range(at, after):
                out[to] = data[i]
                to += 1
        at = after
    return _close(out, ends, token, to) if to > begin else token


@kernel
def _tag(data: Bytes, at: int, end: int, starts: Integers, folded: Bytes, out: Bytes, ends: Integers, token: int) -> int:
    """Write a tag as one token with its sign."""
    to = ends[token]
    if to + 1 > out.size:
        return -1
    out[to] = HASH
    to += 1
    while at < end:
        code, after = _decode(data, at)
        if code != UNDERSCORE and _kind(code, starts, folded) == 1:
            break
        low, high = (starts[code], starts[code + 1]) if code < HAN else (0, 0)
        if to + (high - low) + (after - at) > out.size:
            return -1
        if code == UNDERSCORE or HAN <= code < HAN_END:
            for i in range(at, after):
                out[to] = data[i]
                to += 1
        else:
            for i in range(low, high):
                if folded[i] != BLANK:
                    out[to] = folded[i]
                    to += 1
        at = after
    return _close(out, ends, token, to)


@kernel
def _close(out: Bytes, ends: Integers, token: int, to: int) -> int:
    """End a token at `to`."""
    if token + 2 > ends.size:
        return -1
    ends[token + 1] = to
    return token + 1


@kernel
def _decode(data: Bytes, at: int) -> tuple[int, int]:
    """The code point at `at`, and where the next begins."""
    first = np.int64(data[at])
    if first < 0x80:
        return int(first), at + 1
    if first < 0xE0:
        return int(((first & 0x1F) << 6) | (np.int64(data[at + 1]) & 0x3F)), at + 2
    if first < 0xF0:
        return int(((first & 0x0F) << 12) | ((np.int64(data[at + 1]) & 0x3F) << 6) | (np.int64(data[at + 2]) & 0x3F)), at + 3
    high = ((first & 0x07) << 18) | ((np.int64(data[at + 1]) & 0x3F) << 12)
    return int(high | ((np.int64(data[at + 2]) & 0x3F) << 6) | (np.int64(data[at + 3]) & 0x3F)), at + 4


@kernel
def _kind(code: int, starts: Integers, folded: Bytes) -> int:
    """0: not read; 1: a word ends; 2: letters or digits."""
    if code >= HAN:
        return 2 if code < HAN_END else 0 if code >= SIGNS else 1
    low, high = starts[code], starts[code + 1]
    if low == high:
        return 0
    for i in range(low, high):
        if folded[i] != BLANK:
            return 2
    return 1


@kernel
def _next(data: Bytes, at: int, end: int, starts: Integers, folded: Bytes) -> bool:
    """Whether a letter or a digit stands there."""
    if at >= end:
        return False
    code, _ = _decode(data, at)
    return _kind(code, starts, folded) == 2


@kernel
def _skip(data: Bytes, at: int, end: int, starts: Integers, folded: Bytes, what: int) -> int:
    """Where a handle or an address ends."""
    while at < end:
        code, after = _decode(data, at)
        if what == PAGE:
            if _blank(code):
                break
        elif _kind(code, starts, folded) == 1 and code not in (DOT, UNDERSCORE, PLUS, MINUS, AT, WIDE_AT):
            break
        at = after
    return at


@kernel
def _www(data: Bytes, at: int, stop: int) -> bool:
    if stop - at < 4 or data[at + 3] != DOT:
        return False
    return bool((data[at] | 32) == 119 and (data[at + 1] | 32) == 119 and (data[at + 2] | 32) == 119)


@kernel
def _blank(code: int) -> bool:
    """As Python's str.isspace."""
    if code <= 32:
        return code == 32 or 9 <= code <= 13 or 28 <= code <= 31
    return code in (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000) or 0x2000 <= code <= 0x200A
