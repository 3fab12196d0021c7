from __future__ import annotations

from jasette.desk.optouts import ShutId
from jasette.erase.sweep import left, sweep


def test_a_sweep_leaves_nothing_for_the_next(marked, kit, tmp_path) -> None:
    archive, desk, told = marked.archive, marked.desk, []
    assert sweep(archive, desk, tmp_path, told.append) == {}
    assert not left(archive, desk, tmp_path)
    desk.optouts.shut([ShutId(desk.gate().hash(kit.PAUL), "account", "x")])
    assert left(archive, desk, tmp_path)
    counts = sweep(archive, desk, tmp_path, told.append)
    assert counts["posts"]["removed"] == 4
    assert told == ["posts", "interactions", "rejects", "accounts"] == list(counts)
    assert not left(archive, desk, tmp_path)
    before = archive.versions()
    assert sweep(archive, desk, tmp_path, told.append) == {}
    assert archive.versions() == before
