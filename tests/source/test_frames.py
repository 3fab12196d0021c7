"""Messages over a pipe: as they were sent, whatever their size, and never believed."""

from __future__ import annotations

import io
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.source.frames import HEAD, receive, send

LETTERS, NAMES, BODIES = (st.binary(min_size=least, max_size=most) for least, most in ((1, 1), (0, 300), (0, 1000)))
MESSAGES = st.lists(st.tuples(LETTERS, NAMES, BODIES, st.sampled_from([1, 1, 300])))


@pytest.fixture
def pipe():
    read, write = os.pipe()
    with io.FileIO(read) as source, io.FileIO(write, "w") as sink:
        yield source, sink


@given(MESSAGES)
def test_what_is_received_is_what_was_sent(messages):
    """Bodies of up to some hundred kilobytes do not fit into a pipe of 64."""
    read, write = os.pipe()
    with io.FileIO(read) as source, io.FileIO(write, "w") as sink:

        def sends() -> None:
            for kind, name, body, times in messages:
                send(sink, kind, name, body * times)
            sink.close()

        sender = threading.Thread(target=sends)
        sender.start()
        for kind, name, body, times in messages:
            frame = receive(source, 1 << 20)
            assert (frame.kind, frame.name, bytes(frame.body)) == (kind, name, body * times)
        with pytest.raises(EOFError):
            receive(source, 1 << 20)
        sender.join()


@pytest.mark.parametrize("cut", [0, 5, HEAD.size, HEAD.size + 2, HEAD.size + 5, HEAD.size + 8])
def test_an_end_within_a_message_is_an_end(pipe, cut):
    source, sink = pipe
    sink.write((HEAD.pack(b"T", 5, 4) + b"postsbody")[:cut])
    sink.close()
    with pytest.raises(EOFError):
        receive(source, 100)


def test_what_is_too_long_is_not_waited_for(pipe):
    source, sink = pipe
    sink.write(HEAD.pack(b"T", 0, 1 << 60))
    with pytest.raises(OSError, match="a message of"):
        receive(source, 1 << 30)


def test_nobody_listens(pipe):
    source, sink = pipe
    source.close()
    with pytest.raises(BrokenPipeError):
        send(sink, b"T", b"posts", b"rows")


def test_arrays_may_lie_where_they_were_read(pipe):
    """Arrow wants them at multiples of 64 bytes: otherwise it copies, or is slow."""
    source, sink = pipe
    send(sink, b"T", b"odd", b"x" * 1000)
    assert receive(source, 1000).body.address % 64 == 0
