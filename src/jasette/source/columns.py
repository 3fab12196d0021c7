"""Columns made in Arrow of those that a parser gave, where SQL takes several times as long: prefixes, constants, lists."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jasette.kernels.prefix import prefixed

Make = Callable[[pa.StructArray], pa.Array]
"""A column of the archive's rows, of the structs that the parser gave for them (without nulls)."""


def constant(value: str) -> Make:
    """The same text in each row."""
    return lambda found: pa.repeat(pa.scalar(value), len(found))


def after(prefix: str, field: str) -> Make:
    """The text `field` with `prefix` before it; null for null."""
    return lambda found: prefixed(prefix, found.field(field))


def once(field: str) -> Make:
    """The lists `field`, each value of them once."""
    return lambda found: unrepeated(found.field(field))


def relisted(lists: pa.ListArray, values: pa.Array) -> pa.ListArray:
    """Lists like `lists`, with `values` in the place of their values; null where those are null."""
    sizes = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return _listed(sizes, values, lists)


def unrepeated(lists: pa.ListArray) -> pa.ListArray:
    """Each list without nulls and repeats, in its order; null stays null."""
    values = lists.flatten()
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    several = np.bincount(parents, minlength=len(lists)) > 1
    kept = values.is_valid().to_numpy(zero_copy_only=False)
    among = np.flatnonzero(several[parents] & kept)
    codes = values.take(pa.array(among)).dictionary_encode().indices.to_numpy(zero_copy_only=False)
    pairs = parents[among].astype(np.int64) * (codes.max(initial=0) + 1) + codes
    first = np.unique(pairs, return_index=True)[1]
    if len(first) == len(among) and kept.all():
        return lists
    repeated = np.ones(len(among), np.bool_)
    repeated[first] = False
    kept[among[repeated]] = False
    return _listed(np.bincount(parents[kept], minlength=len(lists)), values.filter(pa.array(kept)), lists)


def _listed(sizes: np.ndarray[tuple[int], np.dtype[np.int64]], values: pa.Array, nulls: pa.Array) -> pa.ListArray:
    offsets = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=nulls.is_null() if nulls.null_count else None)
