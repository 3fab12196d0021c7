"""An erasure that is interrupted anywhere is finished at the next opening, and ends in the same rows as an unbroken one."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jasette import erase
from jasette.archive import Archive
from jasette.desk import Desk

STEPS = ("journal", "posts", "interactions", "audience", "coverage", "rejects", "ledger", "accounts", "derived tables", "desk", "search")
CHILD = """
import sys
from pathlib import Path
from jasette import erase
from jasette.archive import Archive
from jasette.desk import Desk
folder = Path(sys.argv[1])
archive, desk = Archive.open(folder / "archive"), Desk.open(folder / "desk.sqlite")
print("ready", flush=True)
sys.stdin.readline()
erase.forget(archive, desk, folder, sys.argv[2])
"""


class Interrupted(Exception):
    pass


@pytest.fixture
def opened(tmp_path, kit):
    """Opens a copy of the folder: same keys, same rows."""
    desks = []

    def open_copy(source: Path, name: str):
        folder = tmp_path / name
        shutil.copytree(source, folder)
        return reopen(folder)

    def reopen(folder: Path):
        desks.append(Desk.open(folder / "desk.sqlite"))
        return kit.House(folder, Archive.open(folder / "archive", wait_s=60), desks[-1])

    open_copy.again = reopen
    yield open_copy
    for desk in desks:
        desk.close()


@pytest.fixture
def source(marked) -> Path:
    marked.desk.truncate_log()
    marked.desk.close()
    return marked.folder


def state(house):
    desk = house.desk
    audit = [(line.what, line.subject, line.why) for line in desk.audit.lines()]
    return house.contents(), desk.roster.export_text(), desk.coverage.rows(), desk.entries.rows(), audit, desk.gate()


@pytest.fixture
def unbroken(opened, source, kit):
    house = opened(source, "unbroken")
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    return state(house)


def test_every_step_is_told(opened, source, kit) -> None:
    house, told = opened(source, "told"), []
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE, progress=told.append)
    assert tuple(told) == STEPS


FEW = ("posts", "accounts", "desk")


@pytest.mark.parametrize("step", [*FEW, *(pytest.param(step, marks=pytest.mark.faults) for step in STEPS[1:] if step not in FEW)])
def test_interrupted_at_each_step(opened, source, unbroken, kit, step) -> None:
    house = opened(source, "interrupted")

    def stop(told: str) -> None:
        if told == step:
            raise Interrupted

    with pytest.raises(Interrupted):
        erase.forget(house.archive, house.desk, house.folder, kit.MARIE, progress=stop)
    house.desk.close()
    house = opened.again(house.folder)
    assert len(house.desk.optouts.pending()) == 1
    (receipt,) = erase.finish_unfinished(house.archive, house.desk, house.folder)
    assert receipt.clean
    assert receipt.searched == "hashes"
    assert kit.marks_in(house.folder) == []
    assert state(house) == unbroken
    assert erase.finish_unfinished(house.archive, house.desk, house.folder) == []
    assert house.desk.optouts.members() == frozenset()


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5))
def test_killed_at_a_seeded_moment(opened, source, unbroken, kit, seed) -> None:
    folder = source.parent / "killed"
    shutil.copytree(source, folder)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), kit.MARIE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "ready\n"
    child.stdin.write("\n")
    child.stdin.flush()
    time.sleep(random.Random(seed).uniform(0, 1.5))
    child.send_signal(signal.SIGKILL)
    child.communicate()
    house = opened.again(folder)
    begun = bool(house.desk.gate().shut_accounts)
    erase.finish_unfinished(house.archive, house.desk, folder)
    if not begun:  # killed before the journal was written: nothing has happened
        erase.forget(house.archive, house.desk, folder, kit.MARIE)
    assert state(house) == unbroken
    assert kit.marks_in(folder) == []


def test_what_is_in_the_journal_is_hidden_at_once(opened, source, kit) -> None:
    house = opened(source, "hidden")

    def stop(told: str) -> None:
        if told == "posts":
            raise Interrupted

    with pytest.raises(Interrupted):
        erase.forget(house.archive, house.desk, house.folder, kit.MARIE, progress=stop)
    from jasette import engine

    with engine.connect() as connection:
        house.archive.mount(connection, house.desk.gate())
        hidden = f"account_id = '{kit.MARIE}'"
        for table in ("raw_posts", "current_posts", "raw_accounts", "raw_interactions", "raw_coverage"):
            where = hidden.replace("account_id", "subject") if table == "raw_coverage" else hidden
            assert connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone() == (0,)


def test_an_opening_beside_a_writer_does_not_wait(opened, source, kit, monkeypatch) -> None:
    monkeypatch.setattr(erase, "PATIENCE_S", 0.05)
    house = opened(source, "busy")
    house.desk.optouts.begin("account", "", "", ())
    other = Archive.open(house.folder / "archive")
    with other.lock():
        assert erase.finish_unfinished(house.archive, house.desk, house.folder) == []
    assert len(erase.finish_unfinished(house.archive, house.desk, house.folder)) == 1
