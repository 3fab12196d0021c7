"""Strings by the column, joined byte by byte: for each row the pieces, one after the other, into one buffer.

Arrow makes a whole column of each piece before it joins them; here a piece is a dictionary and an index, and each byte is
copied once. A join has any number of pieces, so they come as a table of addresses, one row for each (`DATA` … `INDEX`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import numpy.typing as npt

# After `kernels`, which settles where Numba keeps what it compiled.
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from jasette.kernels import Integers, kernel

Bytes = npt.NDArray[np.uint8]
TEN = np.uint64(10)
ZERO = 48
DIGITS = 20
"""Of the largest number."""
DATA, SIZE, STARTS, ENDS, INDEX = range(5)
"""Columns of the table of parts: the bytes, how many there are, where each string begins and ends, and which is each row's
(-1: none). Where INDEX is 0, the first string is every row's."""
PART = 5
AT_ONCE = 32
"""Bytes that are copied at once, where there is room."""


def _copying(typing: Any, to: Any, source: Any, size: Any) -> tuple[Any, Callable[..., Any]]:
    """memcpy of `size` bytes from one address to another; the two do not overlap."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _memcpy(builder, *arguments)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


def _copying_short(typing: Any, to: Any, source: Any) -> tuple[Any, Callable[..., Any]]:
    """memcpy of AT_ONCE bytes: no call, a few moves of registers."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _memcpy(builder, arguments[0], arguments[1], cgutils.intp_t(AT_ONCE))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


def _memcpy(builder: Any, to: Any, source: Any, size: Any) -> None:
    there, here = (builder.inttoptr(address, cgutils.voidptr_t) for address in (to, source))
    cgutils.raw_memcpy(builder, there, here, size, 1)  # type: ignore[no-untyped-call]


def _loading(typing: Any, address: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Integer number `at` of the array that begins at the address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = builder.inttoptr(arguments[0], cgutils.intp_t.as_pointer())
        return builder.load(builder.gep(array, [arguments[1]]))

    return types.int64(types.int64, types.int64), generate


_copy = cast("Callable[[int, int, int], None]", intrinsic(_copying))
_copy_short = cast("Callable[[int, int], None]", intrinsic(_copying_short))
_load = cast("Callable[[int, int], int]", intrinsic(_loading))


@kernel
def address(array: Integers | Bytes) -> int:
    """Where a contiguous array lies; it says nothing of how long it stays there."""
    return array.ctypes.data


@kernel
def measure(parts: Integers, offsets: Integers) -> None:
    """Write where each row begins once its parts are joined, and where the last ends (`offsets`: rows + 1)."""
    at = 0
    for row in range(offsets.size - 1):
        offsets[row] = at
        for part in range(parts.shape[0]):
            which = _load(parts[part, INDEX], row) if parts[part, INDEX] else 0
            if which >= 0:
                at += _load(parts[part, ENDS], which) - _load(parts[part, STARTS], which)
    offsets[offsets.size - 1] = at


@kernel
def join(parts: Integers, rows: int, out: int, room: int) -> None:
    """Write the parts of each row one after the other to address `out`, which has `room` bytes: as `measure` says, and no less."""
    at, end = out, out + room
    for row in range(rows):
        for part in range(parts.shape[0]):
            which = _load(parts[part, INDEX], row) if parts[part, INDEX] else 0
            if which < 0:
                continue
            start = _load(parts[part, STARTS], which)
            size = _load(parts[part, ENDS], which) - start
            source = parts[part, DATA] + start
            # most strings are short: what is copied too much is overwritten by what follows
            if size <= AT_ONCE and start + AT_ONCE <= parts[part, SIZE] and at + AT_ONCE <= end:
                _copy_short(at, source)
            else:
                _copy(at, source, size)
            at += size


@kernel
def write_numbers(values: Integers, out: Bytes, offsets: Integers) -> None:
    """Decimal digits of numbers that are not negative, one after the other.

    `out` has DIGITS bytes for each; `offsets`, one more than values, becomes where they begin and where the last ends.
    """
    digits = np.empty(DIGITS, np.uint8)
    at = 0
    for row in range(values.size):
        offsets[row] = at
        rest = np.uint64(values[row])
        count = 0
        while True:
            digits[count] = np.uint8(rest % TEN) + np.uint8(ZERO)
            rest //= TEN
            count += 1
            if rest == 0:
                break
        for digit in range(count):
            out[at + digit] = digits[count - 1 - digit]
        at += count
    offsets[values.size] = at
