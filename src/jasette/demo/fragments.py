"""Strings by the column: pieces of JSON or CSV are looked up and joined in Arrow, never one post at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jasette.demo.town import Flags, Ints


def json_text(text: str) -> str:
    """`text` as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def csv_text(text: str) -> str:
    """`text` as it stands between the quotes of a CSV field."""
    return text.replace('"', '""')


def strings(values: Iterable[str]) -> pa.Array:
    return pa.array(values, pa.string())


def join(*pieces: pa.Array | str) -> pa.Array:
    """Row by row, all pieces one after the other; a str is the same in each row."""
    return pc.binary_join_element_wise(*(_constant(piece) if isinstance(piece, str) else piece for piece in pieces), _constant(""))


@cache
def _constant(text: str) -> pa.Scalar:
    """Arrow looks for optional libraries each time it makes a scalar of a str: a third of the time went there."""
    return pa.scalar(text)


def pick(dictionary: pa.Array, indices: Ints) -> pa.Array:
    return dictionary.take(pa.array(indices))


def pick_or_empty(dictionary: pa.Array, indices: Ints) -> pa.Array:
    """As `pick`; -1 gives the empty string."""
    return pick(pa.concat_arrays([strings([""]), dictionary]), indices + 1)


def scatter(where: Flags, fragments: pa.Array) -> pa.Array:
    """Fragments for the rows where `where`, the empty string elsewhere."""
    return pick_or_empty(fragments, np.where(where, np.cumsum(where) - 1, -1))


def only(where: Flags, text: str) -> pa.Array:
    """`text` for the rows where `where`, the empty string elsewhere."""
    return pick(_or_nothing(text), where.astype(np.int8))


@cache
def _or_nothing(text: str) -> pa.Array:
    return strings(["", text])


def numbers(values: Ints) -> pa.Array:
    return pc.cast(pa.array(values), pa.string())


SMALL = 4_096


@cache
def _small() -> pa.Array:
    return strings(map(str, range(SMALL)))


def small(values: Ints) -> pa.Array:
    """Numbers below `SMALL`, where looking up is faster than writing."""
    return pick(_small(), np.minimum(values, SMALL - 1))


@cache
def _clock() -> pa.Array:
    return strings(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400))


@cache
def _days(day_format: str, first: int, last: int) -> pa.Array:
    return strings(datetime.fromtimestamp(day * 86_400, UTC).strftime(day_format) for day in range(first, last + 1))


def moments(at: Ints, day_format: str, after: str, *, clock: bool = True) -> pa.Array:
    """Seconds UTC as text: the day by `day_format`, the time of day where `clock`, and what comes after."""
    days, rest = np.divmod(at, 86_400)
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    names = _days(day_format, first, last)
    return join(pick(names, days - first), *([pick(_clock(), rest)] if clock else []), after)


def grouped(fragments: pa.Array, owner: Ints, owners: int, between: str = "") -> pa.Array:
    """Fragments of each owner 0 … owners-1 (`owner` ascending), joined; an owner without any gives the empty string."""
    edges = np.searchsorted(owner, np.arange(owners + 1)).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(edges), fragments), between)


def write_rows(file: IO[bytes], rows: pa.Array) -> None:
    """The bytes of all rows, straight from Arrow's buffer."""
    if len(rows):
        _, ends, data = rows.buffers()
        edges = np.frombuffer(ends, np.int32)
        file.write(memoryview(data)[edges[rows.offset] : edges[rows.offset + len(rows)]])
