from __future__ import annotations

import os
import threading
import time

import pytest

from jasette.archive import Archive
from jasette.archive.lock import Lock
from jasette.errors import Busy


def test_one_at_a_time_and_re_entrant(tmp_path):
    one, other = Lock(tmp_path / ".lock"), Lock(tmp_path / ".lock")
    with one.hold(1) as outermost:
        assert outermost
        with one.hold(1) as inner:
            assert not inner
        with pytest.raises(Busy, match=f"process {os.getpid()}") as busy, other.hold(0.05):
            pass
        assert "run the command again" in str(busy.value)
    with other.hold(0):
        pass


def test_threads_of_one_archive_wait_too(tmp_path):
    lock = Lock(tmp_path / ".lock")
    seen = []

    def work():
        with lock.hold(5):
            seen.append("in")
            time.sleep(0.02)
            seen.append("out")

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["in", "out"] * 5
    with lock.hold(1):
        failed = []

        def late():
            try:
                with lock.hold(0.05):
                    pass
            except Busy:
                failed.append(True)

        thread = threading.Thread(target=late)
        thread.start()
        thread.join()
        assert failed == [True]


def test_the_lock_is_free_after_an_error(tmp_path):
    lock = Lock(tmp_path / ".lock")
    with pytest.raises(ValueError, match="inside"), lock.hold(1):
        raise ValueError("inside")
    with Lock(tmp_path / ".lock").hold(0):
        pass


def test_writers_of_a_held_archive_are_told(archive, made):
    with archive.lock(), pytest.raises(Busy):
        made.add(Archive.open(archive.root, wait_s=0.05), made.rows("posts", {"post_id": "x:1"}))
    assert archive.stats()["ledger"].rows == 0
