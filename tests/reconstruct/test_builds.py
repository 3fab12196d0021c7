import json
from pathlib import Path

import duckdb
import pytest

from jasette.reconstruct import builds


def make(folder: Path) -> dict[str, int]:
    (folder / "posts.parquet").write_bytes(b"rows")
    return {"rows": 1}


def test_a_build_is_made_once_and_again_only_from_something_else(tmp_path: Path) -> None:
    assert builds.current(tmp_path) is None
    first = builds.fresh(tmp_path, lambda: {"version": 1}, make)
    assert builds.fresh(tmp_path, lambda: {"version": 1}, make) == first == builds.current(tmp_path)
    second = builds.fresh(tmp_path, lambda: {"version": 2}, make)
    assert second.folder != first.folder
    assert not first.folder.exists()
    assert builds.fresh(tmp_path, lambda: {"version": 2}, make, force=True).folder not in (first.folder, second.folder)


def test_a_build_from_before_additions_were_followed_is_whole(tmp_path: Path) -> None:
    made = builds.fresh(tmp_path, lambda: {"version": 1}, make)
    manifest = made.folder / "manifest.json"
    manifest.write_text(json.dumps({"made_from": {"version": 1}, "summary": {"rows": 1}}), encoding="utf-8")
    assert builds.fresh(tmp_path, lambda: {"version": 1}, make) == made


def test_a_build_that_fails_leaves_the_one_before_and_its_rest_is_removed(tmp_path: Path) -> None:
    first = builds.fresh(tmp_path, lambda: {"version": 1}, make)

    def fail(folder: Path) -> dict[str, int]:
        make(folder)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        builds.fresh(tmp_path, lambda: {"version": 2}, fail)
    assert builds.current(tmp_path) == first
    second = builds.fresh(tmp_path, lambda: {"version": 2}, make)
    assert list((tmp_path / "builds").iterdir()) == [second.folder]


def test_deleting_derived_loses_nothing_but_time(tmp_path: Path) -> None:
    builds.fresh(tmp_path, lambda: {}, make)
    builds.remove(tmp_path)
    assert builds.current(tmp_path) is None
    assert builds.fresh(tmp_path, lambda: {}, make).summary == {"rows": 1}


def test_a_build_that_is_being_removed_is_asked_again_and_never_half_seen(tmp_path: Path) -> None:
    from jasette import engine
    from jasette.reconstruct import asking

    with engine.connect() as connection, pytest.raises(duckdb.IOException):
        asking.mount(connection, tmp_path)
