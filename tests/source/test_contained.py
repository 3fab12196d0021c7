"""The process in which hostile formats are read: what comes back, and how it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from jasette.errors import InputError
from jasette.schema import TABLES
from jasette.source import Filtered, Recipe, Rejected, Repaired, Rows
from jasette.source import contained as room
from jasette.source.contained import Limits, contained
from jasette.source.files import InputFile
from jasette.source.frames import receive

READERS = """
import os, signal, sys, time
import pyarrow as pa
from jasette.errors import InputError
from jasette.schema import TABLES
from jasette.source import Filtered, Rejected, Repaired, Rows

def row(text="x"):
    return Rows("posts", pa.Table.from_pylist([{"post_id": "a:1", "text": text, "links": ["b"]}], TABLES["posts"].arrow))

def all_kinds(file, recipe):
    yield row(recipe.platform)
    yield Rejected("posts", "why", b"\\xff\\x00", 3, None)
    yield Filtered("posts", 2, "private")
    yield Repaired("mended", 4)

def spins(file, recipe):
    yield row()
    while True:
        pass

def sleeps(file, recipe):
    yield row()
    time.sleep(3600)

def swells(file, recipe):
    yield row()
    held = []
    while True:
        held.append(bytearray(8 << 20))

HELD = []

def reserves(file, recipe):
    import mmap
    HELD.append(mmap.mmap(-1, 2 << 30))
    yield row(str(os.getpid()))

def works(file, recipe):
    bytearray(64 << 20)
    yield row(str(os.getpid()))

def dies(file, recipe):
    yield row()
    os.kill(os.getpid(), signal.SIGSEGV)

def refuses(file, recipe):
    yield row()
    raise InputError("this cannot be", place="here", remedy="do that")

def fails(file, recipe):
    yield row()
    raise KeyError("a mistake of ours")

def prints(file, recipe):
    print("to nobody")
    yield row(str(os.getpid()))

def huge(file, recipe):
    for _ in range(40):
        yield row("y" * 1_000_000)

def boasts(file, recipe):
    yield row()
    from jasette.source.frames import HEAD
    for end in map(int, os.listdir("/proc/self/fd")):
        try:
            if end > 2 and os.readlink(f"/proc/self/fd/{end}").startswith("pipe:"):
                os.write(end, HEAD.pack(b"T", 5, 1 << 40) + b"posts")
        except OSError:
            pass  # gone meanwhile, or the one that it listens to
    time.sleep(3600)

def reads(file, recipe):
    stream = file.open()
    while stream.read(1 << 16):
        pass
    yield row()
"""
FILE = InputFile.of_bytes("f", b"data")


@pytest.fixture
def reader(tmp_path, monkeypatch):
    (tmp_path / "readers_of_this_test.py").write_text(READERS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    room.dismiss()

    def named(name: str, **limits: float):
        import readers_of_this_test

        return contained(getattr(readers_of_this_test, name), limits=Limits(**limits))

    yield named
    room.dismiss()
    sys.modules.pop("readers_of_this_test", None)


def test_what_comes_back_is_what_was_given(reader):
    read = reader("all_kinds")
    items = list(read(FILE, Recipe(platform="é🚲")))
    assert items == list(read.inside(FILE, Recipe(platform="é🚲")))
    assert [type(item) for item in items] == [Rows, Rejected, Filtered, Repaired]
    assert items[0].rows.schema == TABLES["posts"].arrow


@pytest.mark.parametrize(
    ("name", "limits", "reason"),
    [
        ("spins", {"cpu_s": 1}, "too much processor time"),
        ("sleeps", {"silent_s": 6.0}, "gave nothing for 6 seconds"),
        ("swells", {"memory": 300 << 20}, "more than 300 MiB of memory"),
        ("dies", {}, "ended by SIGSEGV"),
    ],
)
def test_what_goes_wrong_costs_the_rest_of_the_file_only(reader, name, limits, reason):
    rows, reject = reader(name, **limits)(FILE, Recipe())
    assert rows.rows.num_rows == 1
    assert isinstance(reject, Rejected) and reason in reject.reason and "the rest of the file was not read" in reject.reason
    # the next file finds a fresh worker
    assert len(list(reader("all_kinds")(FILE, Recipe()))) == 4


def test_an_error_on_purpose_comes_through_and_a_mistake_is_loud(reader):
    with pytest.raises(InputError, match="here: this cannot be") as caught:
        list(reader("refuses")(FILE, Recipe()))
    assert caught.value.remedy == "do that"
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        list(reader("fails")(FILE, Recipe()))


def test_a_worker_is_used_again_and_two_files_are_read_at_once(reader, capfd):
    read = reader("prints")
    first, second = read(FILE, Recipe()), read(FILE, Recipe())
    pids = {item.rows["text"][0].as_py() for items in (first, second) for item in items}
    assert len(pids) == 2 and str(os.getpid()) not in pids
    assert {item.rows["text"][0].as_py() for item in read(FILE, Recipe())} < pids
    assert capfd.readouterr().out == ""


def test_what_is_kept_from_one_file_is_not_missing_for_the_next(reader):
    """Libraries reserve gigabytes of addresses when they are first used."""
    first = [item.rows["text"][0].as_py() for item in reader("reserves", memory=4 << 30)(FILE, Recipe())]
    second = [item.rows["text"][0].as_py() for item in reader("works")(FILE, Recipe())]
    assert first == second


def test_a_worker_waits_where_nobody_takes_and_ends_where_nobody_will(reader):
    items = reader("huge", cpu_s=2)(FILE, Recipe())
    next(items)
    time.sleep(0.2)
    worker = items._worker
    del items
    assert worker.process.poll() is not None
    abandoned = reader("sleeps")(FILE, Recipe())
    worker = abandoned._worker
    del abandoned
    assert worker.process.poll() is not None


def test_progress_is_told_here(reader, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * (5 << 20))
    done: list[int] = []
    list(reader("reads")(InputFile.of_path(path).watched(done.append), Recipe()))
    assert done == sorted(done) and done[-1] >= 4 << 20


def test_it_ends_with_its_parent(reader, tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        f"import sys, os, signal\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "import readers_of_this_test as r\nfrom jasette.source.contained import contained\nfrom jasette.source import Recipe\n"
        "from jasette.source.files import InputFile\n"
        "items = contained(r.sleeps)(InputFile.of_bytes('f', b''), Recipe())\nnext(items)\n"
        "print(items._worker.process.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(Path(room.__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    told = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert told.returncode == -signal.SIGKILL
    pid = int(told.stdout)
    until = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()


def test_no_process_can_be_had(reader, monkeypatch):
    def none(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(room.subprocess, "Popen", none)
    with pytest.raises(InputError, match="no process can be started"):
        reader("all_kinds")(FILE, Recipe())


def test_rows_cross_as_data():
    read, write = os.pipe()
    with io.FileIO(read) as source, io.FileIO(write, "w") as sink:
        rows = pa.Table.from_pylist([{"post_id": "x"}], TABLES["posts"].arrow)
        room._give_out(sink, Rows("posts", rows))
        kind, name, body = receive(source, 1 << 20)
    assert (kind, name) == (room.ROWS, b"posts")
    assert pa.ipc.open_stream(body).read_all().equals(rows)


def test_a_worker_that_says_more_than_it_may_is_ended(reader, monkeypatch):
    """What was taken over may say anything: it is not believed how long a message is."""
    monkeypatch.setattr(room, "STAYS_S", 0.2)
    (first, rest) = reader("boasts")(FILE, Recipe())
    assert first.rows.num_rows == 1
    assert "was ended by SIGKILL" in rest.reason


def test_a_system_that_cannot_be_told_about_memory_is_left_alone(reader, monkeypatch):
    def no_such_library(_: object) -> None:
        raise OSError("no libc")

    monkeypatch.setattr(room.ctypes, "CDLL", no_such_library)
    room._give_back_large.cache_clear()
    assert len(list(reader("all_kinds")(FILE, Recipe()))) == 4
