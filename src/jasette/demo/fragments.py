"""Strings by the column: pieces of JSON or CSV are looked up and joined by kernels, never one post at a time.

What is looked up stays a dictionary and an index until it is joined, so each byte is copied once for each join.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import IO

import numpy as np
import numpy.typing as npt

from jasette.demo.town import Flags, Ints
from jasette.kernels import integers
from jasette.kernels import strings as kernels

AT_ONCE = 1 << 18
"""Bytes written at a time: Linux takes up to ten times as long for pieces of many MiB, for which it seeks large pages."""
_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, eq=False)
class Strings:
    """String i is `data[starts[i]:ends[i]]`; -1 in an index of strings is the empty one."""

    data: npt.NDArray[np.uint8]
    starts: Ints
    ends: Ints

    @cached_property
    def part(self) -> tuple[int, int, int, int]:
        """What a kernel needs to find them: DATA to ENDS of its table of parts. ValueError where they do not lie as it expects."""
        if not all(array.flags.c_contiguous for array in (self.data, self.starts, self.ends)):
            raise ValueError("strings whose bytes or cuts do not stand one after the other")
        return kernels.address(self.data), len(self.data), kernels.address(self.starts), kernels.address(self.ends)

    def __len__(self) -> int:
        return len(self.starts)

    def without_first(self) -> Strings:
        """Each without its first byte, if it has one."""
        return Strings(self.data, np.minimum(self.starts + 1, self.ends), self.ends)

    def without_last(self) -> Strings:
        """Each without its last byte, if it has one."""
        return Strings(self.data, self.starts, np.maximum(self.ends - 1, self.starts))

    def to_pylist(self) -> list[str]:
        whole = self.data.tobytes()
        return [whole[start:end].decode() for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


@dataclass(frozen=True, eq=False)
class Picked:
    """Row i is string `index[i]` of `of`."""

    of: Strings
    index: Ints

    def __len__(self) -> int:
        return len(self.index)

    def to_pylist(self) -> list[str]:
        return join(self).to_pylist()


Column = Strings | Picked
Piece = Column | str | tuple["Piece", ...]
"""What can be joined: a column; a str that is the same in each row; or several of these, one after the other."""


def json_text(text: str) -> str:
    """`text` as it stands between the quotes of a JSON string."""
    return _JSON.encode(text)[1:-1]


def csv_text(text: str) -> str:
    """`text` as it stands between the quotes of a CSV field."""
    return text.replace('"', '""')


def strings(values: Iterable[str]) -> Strings:
    encoded = [value.encode() for value in values]
    return _laid(b"".join(encoded), np.cumsum([0, *map(len, encoded)]))


def _laid(data: bytes | npt.NDArray[np.uint8], offsets: npt.ArrayLike) -> Strings:
    """Strings that lie one after the other, cut at the offsets."""
    cuts = integers(offsets)
    if isinstance(data, bytes):
        # some bytes more, so that a few short strings are copied as fast as many; writable, as all that a kernel gets
        data = np.frombuffer(bytearray(data + bytes(kernels.AT_ONCE)), np.uint8)
    return Strings(data, cuts[:-1], cuts[1:])


def join(*pieces: Piece) -> Strings:
    """Row by row, all pieces one after the other. At least one piece is a column; all columns have the same length."""
    flat = list(_flat(pieces))
    rows = next(len(piece) for piece in flat if not isinstance(piece, str))
    parts = np.zeros((len(flat), kernels.PART), np.int64)
    columns = []  # an address says nothing of the array: it must stay until the rows are written
    for part, piece in zip(parts, flat, strict=True):
        if isinstance(piece, str):
            part[: kernels.INDEX] = _single(piece).part
            continue
        if len(piece) != rows:
            raise ValueError(f"a column of {len(piece)} rows beside one of {rows}")
        column = _picked(piece)
        index = integers(column.index)
        columns.append((column.of, index))
        part[: kernels.INDEX], part[kernels.INDEX] = column.of.part, kernels.address(index)
    offsets = np.empty(rows + 1, np.int64)
    kernels.measure(parts, offsets)
    out = np.empty(offsets[-1], np.uint8)
    kernels.join(parts, rows, kernels.address(out), out.size)
    return _laid(out, offsets)


def _flat(pieces: Iterable[Piece]) -> Iterator[Column | str]:
    for piece in pieces:
        if isinstance(piece, tuple):
            yield from _flat(piece)
        else:
            yield piece


def _picked(column: Column) -> Picked:
    return column if isinstance(column, Picked) else Picked(column, np.arange(len(column)))


def pick(dictionary: Column, indices: Ints) -> Picked:
    if isinstance(dictionary, Picked):
        return Picked(dictionary.of, dictionary.index[indices])
    return Picked(dictionary, integers(indices))


def pick_or_empty(dictionary: Column, indices: Ints) -> Picked:
    """As `pick`; -1 gives the empty string."""
    if isinstance(dictionary, Picked):
        return Picked(dictionary.of, np.where(indices < 0, -1, np.append(dictionary.index, -1)[indices]))
    return Picked(dictionary, integers(indices))


def scatter(where: Flags, fragments: Column) -> Picked:
    """Fragments for the rows where `where`, in their order; the empty string elsewhere."""
    return pick_or_empty(fragments, np.where(where, np.cumsum(where) - 1, -1))


def only(where: Flags, text: str) -> Picked:
    """`text` for the rows where `where`, the empty string elsewhere."""
    return Picked(_single(text), where.astype(np.int64) - 1)


@cache
def _single(text: str) -> Strings:
    return strings([text])


def either(where: Flags, yes: Column | str, no: Column | str) -> tuple[Picked, Picked]:
    """Of two columns as long as `where`, or strings, the one or the other in each row; a piece to be joined."""

    def masked(column: Column | str, rows: Flags) -> Picked:
        return only(rows, column) if isinstance(column, str) else pick_or_empty(column, np.where(rows, np.arange(len(rows)), -1))

    return masked(yes, where), masked(no, ~where)


def numbers(values: Ints) -> Strings:
    """Numbers, not negative, in decimal digits."""
    out, offsets = np.empty(kernels.DIGITS * len(values), np.uint8), np.zeros(len(values) + 1, np.int64)
    kernels.write_numbers(integers(values), out, offsets)
    return _laid(out[: offsets[-1]].copy(), offsets)


SMALL = 4_096


@cache
def _small() -> Strings:
    return numbers(np.arange(SMALL))


def small(values: Ints) -> Picked:
    """Numbers below `SMALL`, where looking up is faster than writing."""
    return pick(_small(), np.minimum(values, SMALL - 1))


@cache
def _clock() -> Strings:
    return strings(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400))


@cache
def _days(day_format: str, first: int, last: int) -> Strings:
    return strings(datetime.fromtimestamp(day * 86_400, UTC).strftime(day_format) for day in range(first, last + 1))


def moments(at: Ints, day_format: str, after: str, *, clock: bool = True) -> tuple[Piece, ...]:
    """Seconds UTC as text: the day by `day_format`, the time of day where `clock`, and what comes after; a piece to be joined."""
    days, rest = np.divmod(at, 86_400)
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    names = _days(day_format, first, last)
    return (pick(names, days - first), *([pick(_clock(), rest)] if clock else []), after)


def grouped(fragments: Column, owner: Ints, owners: int, between: str = "") -> Strings:
    """Fragments of each owner 0 … owners-1 (`owner` ascending), joined; an owner without any gives the empty string."""
    later = np.zeros(len(owner), bool)
    later[1:] = owner[1:] == owner[:-1]
    laid = join(only(later, between), fragments)
    edges = np.searchsorted(owner, np.arange(owners + 1))
    offsets = np.append(laid.starts, len(laid.data))
    return _laid(laid.data, offsets[edges])


def write_rows(file: IO[bytes], rows: Column) -> None:
    """The bytes of all rows, one after the other."""
    if len(rows):
        laid = join(rows) if isinstance(rows, Picked) else rows
        whole = laid.data[laid.starts[0] : laid.ends[-1]].data
        for start in range(0, len(whole), AT_ONCE):
            file.write(whole[start : start + AT_ONCE])
