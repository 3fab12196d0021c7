"""Cuts bytes of JSON into values by their quotes and brackets alone; whether a value is good JSON is for others to say."""

# ruff: noqa: PLR0912, PLR0915, PLR1714 - the kernel is one loop over bytes
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, kernel

BETWEEN, CONTAINER, STRING, BARE = 0, 1, 2, 3
"""Modes: between values, inside an object or array, a string, or anything else."""
INSIDE, VALUE = 1, 2
"""Bits of what is told of a value: it stands in a top-level array; a colon stands before it."""


@kernel
def cut(data: npt.NDArray[np.uint8], state: Integers, found: Integers) -> int:
    """Go on at state[0] until `found` is full or the data ends; the number of rows (start, end, bits) written. O(bytes).

    state: 0 position, 1 mode, 2 start of the value, 3 depth inside it, 4 in a string, 5 after a backslash, 6 inside a
    top-level array, 7 whether a top-level array is entered, 8 whether the data is the inside of an object (then it stops
    after the bracket that ends it), 9 whether a colon came last. A closing bracket that nothing opened is a value.
    """
    position, mode, start, depth, string, escaped, inside, enter, within, colon = state
    count = 0
    while position < data.size and count < found.shape[0]:
        byte = data[position]
        if string:
            if escaped:
                escaped = 0
            elif byte == 92:
                escaped = 1
            elif byte == 34 or byte == 10:
                # a raw newline is not allowed in a string: a quote is missing, and the line is where to find back
                string = 0
                if mode == 2:
                    found[count, 0], found[count, 1], found[count, 2] = start, position + 1, inside + 2 * colon
                    count += 1
                    mode = 0
        elif byte == 34:
            if mode == 0:
                mode, start = 2, position
            string = 1
        elif byte == 123 or byte == 91:
            if mode == 0 and byte == 91 and enter and not inside:
                inside = 1
            elif mode == 0:
                mode, start, depth = 1, position, 1
            elif mode == 1:
                depth += 1
        elif byte == 125 or byte == 93:
            if mode == 1:
                depth -= 1
                if depth == 0:
                    found[count, 0], found[count, 1], found[count, 2] = start, position + 1, inside + 2 * colon
                    count += 1
                    mode = 0
            else:
                if mode == 3:
                    found[count, 0], found[count, 1], found[count, 2] = start, position, inside + 2 * colon
                    count += 1
                    mode = 0
                    continue
                if byte == 93 and inside:
                    inside = 0
                else:
                    found[count, 0], found[count, 1], found[count, 2] = position, position + 1, inside
                    count += 1
                    if byte == 125 and within and not inside:
                        position += 1
                        break
        elif byte == 32 or byte == 9 or byte == 10 or byte == 13 or byte == 44 or byte == 58:
            if mode == 3:
                found[count, 0], found[count, 1], found[count, 2] = start, position, inside + 2 * colon
                count += 1
                mode = 0
            if mode == 0 and byte == 58:
                colon = 1
            elif mode == 0 and byte == 44:
                colon = 0
        elif mode == 0:
            mode, start = 3, position
        position += 1
    state[0], state[1], state[2], state[3] = position, mode, start, depth
    state[4], state[5], state[6], state[9] = string, escaped, inside, colon
    return count


def fresh(*, enter: bool, position: int = 0, inside: int = 0, within: bool = False) -> Integers:
    """The state of `cut` between two values at `position`."""
    return np.array([position, BETWEEN, 0, 0, 0, 0, inside, int(enter), int(within), 0], dtype=np.int64)


def room(values: int) -> Integers:
    """Space for `found`."""
    return np.empty((values, 3), dtype=np.int64)
