"""Small arrays put in order inside a kernel. NumPy's own sort, which Numba brings, takes half a second to compile for each type."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import kernel


@kernel
def in_order(values: npt.NDArray[np.generic]) -> None:
    """Sort in place: Shell (1959) with Ciura's gaps (2001), and longer ones. About n^1.3 steps; no values: nothing is done."""
    gap = 701
    while gap * 9 // 4 < values.size:
        gap = gap * 9 // 4
    while gap > 0:
        for place in range(gap, values.size):
            value, to = values[place], place
            while to >= gap and values[to - gap] > value:
                values[to] = values[to - gap]
                to -= gap
            values[to] = value
        if gap > 701:
            gap = max(gap * 4 // 9, 701)
        else:
            # 701, 301, 132, 57, 23, 10, 4, 1
            smaller = 0
            for one in (301, 132, 57, 23, 10, 4, 1):
                if one < gap:
                    smaller = one
                    break
            gap = smaller
