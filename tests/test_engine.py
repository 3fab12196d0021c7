import itertools
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette import engine


def test_the_clock_is_utc_and_nothing_is_fetched(tmp_path: Path) -> None:
    with engine.connect(tmp_path) as connection:
        assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        assert connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone() == (False,)


def test_what_a_process_that_is_gone_has_spilled_is_removed(tmp_path: Path) -> None:
    gone, mine = tmp_path / "999999999-0", tmp_path / f"{os.getpid()}-0"
    for folder in (gone, mine, tmp_path / "spooled"):
        folder.mkdir()
    engine.clear_spilled(tmp_path)
    assert not gone.exists()
    assert mine.exists()
    assert (tmp_path / "spooled").exists()


def test_two_connections_never_spill_into_one_folder(tmp_path: Path) -> None:
    with engine.connect(tmp_path) as one, engine.connect(tmp_path) as other:
        folders = {c.execute("SELECT current_setting('temp_directory')").fetchone() for c in (one, other)}
    assert len(folders) == 2


def test_a_long_query_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[int] = []
    with engine.connect(tmp_path) as connection, engine.telling(connection, told.append, 1_000):
        connection.execute(f"COPY (SELECT range AS a, md5(range::VARCHAR) AS b FROM range(3_000_000)) TO '{tmp_path / 'x.parquet'}'")
    assert told == sorted(told)
    assert told[-1] == 1_000


def test_what_is_made_ahead_comes_whole_and_in_order_and_so_does_an_error() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise OSError("the disk went away")

    assert list(engine.Ahead(iter(range(100)))) == list(range(100))
    assert list(engine.Ahead(iter(()))) == []
    items = engine.Ahead(failing())
    assert next(items) == 1
    with pytest.raises(OSError, match="went away"):
        next(items)


def test_closing_ends_the_thread_that_works_ahead() -> None:
    before = threading.active_count()
    items = engine.Ahead(itertools.count())
    assert next(items) == 0
    items.close()
    assert threading.active_count() == before
