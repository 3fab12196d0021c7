"""Messages from a process to another over a pipe: a letter, a name, and bytes that are read to where they stay.

What `multiprocessing` offers reads a message in pieces that grow and copies it: a table of a megabyte lay in memory four times.
"""

from __future__ import annotations

import io
import os
import struct
from typing import NamedTuple, TypeVar

import pyarrow as pa

T = TypeVar("T", bytearray, pa.Buffer)

HEAD = struct.Struct("<cHQ")
"""The letter, how long the name is, and how long the body."""


class Frame(NamedTuple):
    """One message."""

    kind: bytes
    name: bytes
    body: pa.Buffer


def send(sink: io.FileIO, kind: bytes, name: bytes = b"", body: bytes | pa.Buffer = b"") -> None:
    """Write one message; waits while the pipe is full. Raises OSError."""
    view = memoryview(body).cast("B")
    left = [memoryview(HEAD.pack(kind, len(name), len(view)) + name), view]
    while left:
        done = os.writev(sink.fileno(), left)
        while left and done >= len(left[0]):
            done -= len(left.pop(0))
        if left:
            left[0] = left[0][done:]


def receive(source: io.FileIO, most: int) -> Frame:
    """Wait for one message. Raises EOFError at the end, OSError for a body of more than `most` bytes."""
    kind, named, size = HEAD.unpack(_exactly(source, bytearray(HEAD.size)))
    if size > most:
        raise OSError(f"a message of {size:,} bytes")
    name = bytes(_exactly(source, bytearray(named)))
    return Frame(kind, name, _exactly(source, pa.allocate_buffer(size)))


def _exactly(source: io.FileIO, place: T) -> T:
    """`place`, filled."""
    view = memoryview(place).cast("B")
    while view:
        done = source.readinto(view)
        if not done:
            raise EOFError
        view = view[done:]
    return place
