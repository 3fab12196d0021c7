"""Strings by the column, joined byte by byte: for each row the pieces, one after the other, into one buffer.

Arrow makes a whole column of each piece before it joins them; here a piece is a dictionary and an index, and each byte is
copied once. Rows are filled in stretches that fit the cache, all pieces of one stretch before the next.
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


def _memcpy(typing: Any, out: Any, to: Any, data: Any, source: Any, size: Any) -> tuple[Any, Callable[..., Any]]:
    """`out[to:to + size] = data[source:source + size]` by memcpy; the two do not overlap.

    A loop over the bytes takes three to eight times as long, the assignment of slices five.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        into, of = (context.make_array(signature.args[at])(context, builder, arguments[at]).data for at in (0, 2))
        there, here = builder.gep(into, [arguments[1]]), builder.gep(of, [arguments[3]])
        cgutils.raw_memcpy(builder, there, here, arguments[4], 1)  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    return types.void(out, types.int64, data, types.int64, types.int64), generate


_copy = cast("Callable[[Bytes, int, Bytes, int, int], None]", intrinsic(_memcpy))


@kernel
def add_sizes(sizes: Integers, starts: Integers, ends: Integers, index: Integers) -> None:
    """Add to each row the length of the string that `index` says; -1 has none."""
    for row in range(index.size):
        which = index[row]
        if which >= 0:
            sizes[row] += ends[which] - starts[which]


@kernel
def fill(out: Bytes, at: Integers, data: Bytes, starts: Integers, ends: Integers, index: Integers, first: int, last: int) -> None:
    """Copy the string of each row of `first` … `last`-1 to `out[at[row]:]`, and move `at` behind it."""
    for row in range(first, last):
        which = index[row]
        if which >= 0:
            size = ends[which] - starts[which]
            _copy(out, at[row], data, starts[which], size)
            at[row] += size


@kernel
def fill_same(out: Bytes, at: Integers, data: Bytes, first: int, last: int) -> None:
    """As `fill`, with the same string for every row."""
    for row in range(first, last):
        _copy(out, at[row], data, 0, data.size)
        at[row] += data.size


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
