"""A disk that is full at any moment: the observatory opens and serves, says what to do, and the same command completes once there is room.

The disk is a small tmpfs, which only root may mount: elsewhere this is skipped. `./run faults` tries seventy sizes, `./run test` seven
(JASETTE_DISKS).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jasette import engine
from jasette.errors import DiskFull
from jasette.observatory import Observatory

pytestmark = pytest.mark.faults
SIZES = int(os.environ.get("JASETTE_DISKS", "7"))
PAGE = 4096
AUTHOR = "bluesky:did:plc:person0qqqqqqqqqqqqqqqqq"
KB = 1 << 10


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here ({done.stderr.strip() or 'no permission'}): run it as root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def events(file: Path, number: int, count: int = 400) -> Path:
    draw = random.Random(number)
    with file.open("w") as lines:
        for n in range(count):
            record = {
                "$type": "app.bsky.feed.post",
                "createdAt": "2026-05-04T12:00:00Z",
                "text": f"{draw.randbytes(200).hex()} {number} {n}",
            }
            commit = {"rev": "r", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"f{number}n{n}", "record": record}
            lines.write(
                json.dumps({"did": AUTHOR[8:-1] + str(n % 9), "time_us": 1, "kind": "commit", "commit": {**commit, "cid": "b"}}) + "\n"
            )
    return file


def posts(observatory: Observatory) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        query = "SELECT post_id, count(*) FROM raw_posts GROUP BY 1 ORDER BY 1"
        return observatory.archive.reading(connection, observatory.desk.gate(), lambda mounted: mounted.execute(query).fetchall())


def fill(disk: Path, left: int) -> None:
    """Take all but `left` bytes."""
    (disk / "filler").unlink(missing_ok=True)
    with (disk / "filler").open("wb") as filler:
        filler.truncate(0)
        taken = max(shutil.disk_usage(disk).free - left, 0)
        os.posix_fallocate(filler.fileno(), 0, max(taken, 1))


ACTS: dict[str, Callable[[Observatory, Path], object]] = {
    "add": lambda observatory, folder: observatory.add(folder / "1.jsonl"),
    "build": lambda observatory, folder: observatory.build(force=True),
    "compact": lambda observatory, folder: observatory.archive.compact(),
    "forget": lambda observatory, folder: observatory.forget(AUTHOR),
    "search": lambda observatory, folder: observatory.search("0"),
    "export": lambda observatory, folder: observatory.export("csv", observatory.path / "posts.csv", reason="to test", voices=["nobody"]),
    "expire": lambda observatory, folder: observatory.expire(as_of="2100-01-01"),
}
ROOM = {
    "add": 280 * KB,
    "build": 240 * KB,
    "compact": 200 * KB,
    "forget": 250 * KB,
    "search": 300 * KB,
    "export": 300 * KB,
    "expire": 170 * KB,
}
"""About what an act writes, as was seen: the sizes lie between nothing and this."""
ORDER = [(act, part) for part in range(-(-SIZES // len(ACTS))) for act in ACTS][:SIZES]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    with Observatory.create(folder / "observatory", purpose="to test", responsible="A. Roy") as observatory:
        observatory.add(events(folder / "0.jsonl", 0))
        observatory.add(events(folder / "2.jsonl", 2, 40))
        observatory.build()
    events(folder / "1.jsonl", 1)
    return folder


@pytest.mark.parametrize(("act", "part"), ORDER)
def test_a_full_disk(template: Path, disk: Path, act: str, part: int, record_property: Callable[[str, object], None]) -> None:
    shutil.copytree(template / "observatory", disk / "observatory")
    parts = max(sum(one == act for one, _ in ORDER) - 1, 1)
    fill(disk, int(ROOM[act] * part / parts))
    with Observatory.open(disk / "observatory") as observatory:
        before = posts(observatory)
        failed = False
        try:
            ACTS[act](observatory, template)
        except DiskFull as error:
            failed = True
            assert "MB are missing" in str(error) and "free some space" in str(error) and "give the same command again" in str(error)
        assert failed or part, "nothing at all was left"
    record_property("disks that were full", int(failed))
    # it opens, and serves what was there: nothing lost, nothing twice, nothing that was asked to go
    with Observatory.open(disk / "observatory") as observatory:
        after = posts(observatory)
        assert all(count == 1 for _, count in after)
        if act not in ("forget", "expire"):
            assert set(before) <= set(after)
        assert observatory.archive.unbalanced() == []
        (disk / "filler").unlink()
        ACTS[act](observatory, template)
        whole = posts(observatory)
        assert len(observatory.sql("SELECT 1 FROM posts")) == len(whole)
    expected = {(post, 1) for post, _ in before} | (
        {(f"at://did:plc:person0qqqqqqqqqqqqqqqq{n % 9}/app.bsky.feed.post/f1n{n}", 1) for n in range(400)} if act == "add" else set()
    )
    if act == "expire":
        expected = set()
    if act == "forget":
        expected = {(post, 1) for post, _ in before if AUTHOR.removeprefix("bluesky:") not in post}
    assert set(whole) == expected
    with Observatory.open(disk / "observatory") as observatory:
        named = {file for name in observatory.archive.stats() for file in observatory.archive.files(name)}
        there = {str(path) for path in (disk / "observatory" / "archive").rglob("*.parquet") if "_delta_log" not in path.parts}
        assert there == named and not (disk / "observatory" / "archive" / ".tmp").exists()
