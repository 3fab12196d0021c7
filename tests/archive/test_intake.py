"""Exactly once: stopped anywhere and run again, an `add` ends as if it had not been stopped."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from deltalake import DeltaTable

from jasette import engine
from jasette.archive import Archive, parts
from jasette.source import Recipe

FORKS = multiprocessing.get_context("forkserver")
SEED = 20260503
KILLS = 30


@pytest.fixture(scope="module")
def child():
    """The module of what other processes do: importable by name, because they import it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        patch.setenv(
            "PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep
        )  # the fork server of Python 3.11 takes no other word for it
        module = importlib.import_module("archive_child")
        FORKS.set_forkserver_preload(["archive_child", "pytest"])
        yield module


@pytest.fixture(scope="module")
def unbroken(child, tmp_path_factory):
    archive = Archive.create(tmp_path_factory.mktemp("unbroken") / "archive")
    return archive, child.add(archive)


def start(child, what, archive, *more, kill_at=None):
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=child.child, args=(there, what, str(archive.root), *more), kwargs={"kill_at": kill_at})
    process.start()
    there.close()
    return process, here


def go(pipe):
    assert pipe.recv() == "ready"
    pipe.send("go")


def seconds(pipe):
    """CPU seconds that a child took; None if it was killed."""
    try:
        return pipe.recv()
    except EOFError:
        return None


def test_the_file_holds_every_fate(unbroken):
    _, receipts = unbroken
    assert all(receipt.balanced for receipt in receipts)
    total = {name: sum(getattr(r, name) for r in receipts) for name in ("stored", "duplicate", "rejected", "filtered", "opted_out")}
    assert all(total.values()), total


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("commit", range(7))
def test_stopped_at_each_commit(archive, child, made, unbroken, stop, commit, after):
    """Once before and once after each of the seven commits of the file, the ledger's being the last."""
    stop(commit + 1, lambda: child.add(archive), after=after)
    if archive.stats()["ledger"].rows == 0:
        assert child.add(archive) == unbroken[1]
    assert made.contents(archive) == made.contents(unbroken[0])


def test_another_file_between_the_stop_and_the_second_run(archive, child, made, stop):
    """What the stopped file has brought is there for others; the sums of both hold, and no row is there twice."""
    other = child.rows("posts", [{"post_id": "x:1", "account_id": "x:a1", "text": "t1"}, {"post_id": "x:new"}])
    stop(1, lambda: child.add(archive))
    (receipt,) = made.add(archive, other, digest="5")
    assert (receipt.stored, receipt.duplicate) == (1, 1)
    receipts = child.add(archive)
    stored = sum(r.stored for r in (receipt, *receipts) if r.into == "posts")
    assert made.query(archive, "SELECT count(*), count(DISTINCT content_key) FROM raw_posts") == [(stored, stored)]
    assert archive.unbalanced() == []


def test_an_error_although_committed_is_no_error(archive, child, made, unbroken, monkeypatch):
    """The log decides: a writer may fail after its commit stands."""
    real = DeltaTable.create_write_transaction

    def late(*arguments, **settings):
        real(*arguments, **settings)
        raise OSError("the disk went away")

    monkeypatch.setattr(DeltaTable, "create_write_transaction", late)
    assert child.add(archive) == unbroken[1]
    monkeypatch.undo()
    assert made.contents(archive) == made.contents(unbroken[0])


def test_a_disk_that_is_full_is_named(archive, made, monkeypatch):
    from jasette.errors import DiskFull

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parts.pq.ParquetWriter, "write_table", full)
    with pytest.raises(DiskFull, match="the disk is full") as told:
        made.add(archive, made.rows("posts", {"post_id": "x:1"}))
    assert told.value.place == str(archive.root.parent)
    # which table it was that could not be written
    assert "posts" in told.value.__cause__.place


@pytest.fixture
def interruptible():
    """Ctrl-C is heard, even where a shell started the tests in the background, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_interrupting_is_heard_at_once(archive, made):
    """Ctrl-C while the writer pulls rows: nothing is committed, and nobody waits for the end of the file."""

    def slowly():
        for i in range(100):
            time.sleep(0.1)
            yield made.rows("posts", {"post_id": f"x:{i}"})

    timer = threading.Timer(0.6, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT))
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        archive.add(slowly(), file="f", digest="1" * 64, source="s", recipe=Recipe(), gate=made.gate())
    assert time.monotonic() - started < 5
    assert archive.stats()["posts"].rows == 0


@pytest.mark.faults
def test_killed_at_random_moments(child, made, unbroken, tmp_path):
    """30 × kill -9 at seeded moments; row for row and count for count as the unbroken run."""
    expected = made.contents(unbroken[0])
    random_ = random.Random(SEED)
    lasts = min(_run(child, Archive.create(tmp_path / f"whole-{i}" / "archive")) for i in range(2))
    killed = unfinished = 0
    for n in range(KILLS):
        archive = Archive.create(tmp_path / str(n) / "archive")
        killed += _run(child, archive, kill_at=random_.uniform(0, 1.1 * lasts)) is None
        sizes = archive.stats()
        unfinished += sizes["ledger"].rows == 0 and any(size.rows for size in sizes.values())
        archive = Archive.open(archive.root)
        if sizes["ledger"].rows == 0:
            assert child.add(archive) == unbroken[1]
        assert made.contents(archive) == expected
        left = {str(path) for path in archive.root.rglob("*.parquet") if "_delta_log" not in path.parts}
        assert left == {file for name in expected for file in archive.files(name)}  # no bytes of the first attempt
    assert killed > KILLS / 2
    assert unfinished > 0  # some between two commits


def _run(child, archive, **how):
    process, pipe = start(child, "add", archive, **how)
    go(pipe)
    took = seconds(pipe)
    process.join()
    return took


@pytest.mark.faults
def test_two_writers_an_erasure_and_a_reader_at_once(child, made, tmp_path):
    archive = Archive.create(tmp_path / "archive")
    started = [start(child, "many", archive, "1"), start(child, "many", archive, "2"), start(child, "remove", archive)]
    for _, pipe in started:
        go(pipe)
    seen = []
    while any(process.is_alive() for process, _ in started):
        with engine.connect() as connection:
            found = archive.reading(
                connection, made.gate(), lambda c: c.execute("SELECT count(*), count(DISTINCT post_id) FROM current_posts").fetchall()
            )
        assert found[0][0] == found[0][1]
        seen.append(found[0][0])
    assert all(seconds(pipe) for _, pipe in started)
    assert len(seen) > 1
    with engine.connect() as connection:
        archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE account_id <> 'x:gone'")
    # 2 writers × 10 files × 36 posts that stay, and 10 that all files share
    assert made.query(archive, "SELECT count(*), count(DISTINCT post_id) FROM raw_posts") == [(730, 730)]
    assert made.query(archive, "SELECT sum(read), sum(stored), sum(duplicate) FROM raw_ledger") == [(1000, 810, 190)]
    assert archive.unbalanced() == []


def test_rows_arrive_in_bounded_memory(tmp_path):
    """Three hundred thousand posts of a kilobyte through a process that may not hold them."""
    code = f"""
import resource, sys
import pyarrow as pa
from pathlib import Path
from jasette.archive import Archive
from jasette.people import Gate
from jasette.schema import POSTS
from jasette.source import Recipe, Rows
words = [f"{{i:07}}" + "%030x" % (i * 7919) * 32 for i in range(4000)]
def items():
    for b in range(75):
        columns = {{f.name: pa.nulls(4000, f.type) for f in POSTS.arrow}}
        columns["post_id"] = pa.array([f"x:{{b}}-{{i}}" for i in range(4000)])
        columns["text"] = pa.array(words)
        yield Rows("posts", pa.table(columns, schema=POSTS.arrow))
archive = Archive.create(Path({str(tmp_path)!r}) / "archive")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(receipt,) = archive.add(items(), file="f", digest="1" * 64, source="s", recipe=Recipe(), gate=Gate("a" * 64))
assert receipt.stored == 300_000
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
    grown = float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    assert grown < 450, f"{grown:.0f} MB"
