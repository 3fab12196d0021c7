"""The observatory as one object: what it wires, and several processes on one folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jasette import engine, sources
from jasette.archive import again
from jasette.errors import ObservatoryError, QueryError, UnknownFormat
from jasette.observatory import Observatory
from jasette.source import through

POSTS = """
    SELECT post_id, role, CASE WHEN thread LIKE 'erased:%' THEN 'erased' ELSE thread END AS thread FROM posts ORDER BY post_id
"""
"""What is erased is known by a hash under the observatory's own key, so that two observatories never agree on it."""
JASETTE = [sys.executable, "-c", "from jasette.cli import main; main()"]


def create(path: Path) -> Observatory:
    return Observatory.create(path, purpose="to test", responsible="A. Roy")


def stored(observatory: Observatory, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return observatory.archive.reading(connection, None, lambda mounted: mounted.execute(query).fetchall())


def test_a_folder_that_is_no_observatory_and_one_that_is_already(tmp_path: Path) -> None:
    with pytest.raises(ObservatoryError, match="jasette init"):
        Observatory.open(tmp_path / "none")
    create(tmp_path / "one").close()
    with pytest.raises(ObservatoryError, match="already"):
        create(tmp_path / "one")


def test_copying_the_folder_moves_the_observatory_and_derived_is_disposable(valmont: Path, tmp_path: Path) -> None:
    shutil.copytree(valmont / "observatory", tmp_path / "moved", ignore=shutil.ignore_patterns("derived"))
    with Observatory.open(valmont / "observatory") as before, Observatory.open(tmp_path / "moved") as after:
        for measure in ("response_rate", "post_mix", "time_to_answer"):
            assert after.measure(measure) == before.measure(measure)


def test_a_build_is_made_again_only_where_something_changed(valmont: Path, tmp_path: Path) -> None:
    shutil.copytree(valmont / "observatory", tmp_path / "city")
    pointer = tmp_path / "city" / "derived" / "current"
    with Observatory.open(tmp_path / "city") as city:
        before = pointer.read_text(encoding="utf-8")
        city.measure("turns")
        city.add(valmont / "files" / "x_posts.jsonl")
        city.measure("turns")
        assert pointer.read_text(encoding="utf-8") == before
        city.desk.coverage.set(subjects=["coalition"], streams=["mentions"], start="2023-01-10", end="2023-01-20")
        city.measure("turns")
        assert pointer.read_text(encoding="utf-8") != before


def test_an_unknown_measure_voice_and_post_name_what_there_is(valmont: Path) -> None:
    with Observatory.open(valmont / "observatory") as city:
        with pytest.raises(QueryError, match="response_rate"):
            city.measure("respons_rate")
        with pytest.raises(QueryError, match="mairie"):
            city.measure("turns", voices=["mairy"])
        with pytest.raises(QueryError, match="no post"):
            city.thread("x:0", reason="a test")


@pytest.mark.faults
def test_two_adds_an_erasure_and_a_reader_at_once(valmont: Path, tmp_path: Path) -> None:
    """All end well, nothing is lost, and who is forgotten stays out of what the adds bring."""
    city = tmp_path / "city"
    with create(city) as observatory:
        observatory.roster.import_csv(valmont / "files" / "roster.csv")
        observatory.add(valmont / "files" / "x_search_pages.jsonl")
        with observatory._asking() as connection:
            account = connection.execute("SELECT account_id FROM posts WHERE voice IS NULL ORDER BY post_id LIMIT 1").fetchall()[0][0]
    commands = [
        ["add", str(valmont / "files" / "x_posts.jsonl")],
        ["add", str(valmont / "files" / "twitter_stream.jsonl")],
        ["forget", account, "--yes"],
        ["measure", "requests", "--format", "csv"],
    ]
    env = {**os.environ, "JASETTE_OBSERVATORY": str(city)}
    running = [
        subprocess.Popen([*JASETTE, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for words in commands
    ]
    for process, words in zip(running, commands, strict=True):
        _, said = process.communicate(timeout=240)
        assert process.returncode == 0, (words, said)
    with create(tmp_path / "alone") as alone:
        alone.roster.import_csv(valmont / "files" / "roster.csv")
        for name in ("x_search_pages", "x_posts", "twitter_stream"):
            alone.add(valmont / "files" / f"{name}.jsonl")
        alone.forget(account)
        expected = alone.sql(POSTS)
    with Observatory.open(city) as observatory:
        assert observatory.archive.unbalanced() == []
        assert observatory.sql(POSTS) == expected
        with observatory._asking() as connection:
            assert connection.execute("SELECT count(*) FROM raw_posts WHERE account_id = ?", [account]).fetchall() == [(0,)]


def test_a_folder_is_read_in_several_processes_and_gives_what_its_files_give(tmp_path: Path) -> None:
    golden = Path(__file__).parent / "golden"
    inside = [file for kind in ("feed", "wordpress_page") for file in sorted((golden / kind).iterdir()) if file.suffix != ".json"]
    (tmp_path / "folder").mkdir()
    for number in range(60):  # more than one process is worth its start
        file = inside[number % len(inside)]
        (tmp_path / "folder" / f"{number:02}{file.suffix}").write_bytes(file.read_bytes() + b"\n" * number)
    posts = "SELECT * EXCLUDE (batch) FROM stored_posts ORDER BY ALL"
    told: list[int] = []
    with create(tmp_path / "together") as together, create(tmp_path / "apart") as apart:
        receipts = together.add(tmp_path / "folder", progress=told.append)
        files = sorted((tmp_path / "folder").iterdir())
        assert receipts == [receipt for file in files for receipt in apart.add(file)]
        assert [receipt.file for receipt in receipts] == sorted(receipt.file for receipt in receipts)
        assert together.archive.version("posts") == 1 < apart.archive.version("posts")
        found = [stored(one, posts) for one in (together, apart)]
        assert found[0] == found[1] and len(found[0]) == 17
        assert together.archive.unbalanced() == []
    assert told == sorted(told) and told[-1] == sum(file.stat().st_size for file in files)


def test_what_was_added_is_not_begun_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the same size with other words is read all the same."""
    begun: list[bool] = []
    whole = sources.reading

    def noted(*given: Any, early: bool) -> Any:
        begun.append(early)
        return whole(*given, early=early)

    monkeypatch.setattr(sources, "reading", noted)
    monkeypatch.setattr(again, "LEAST", 0)
    monkeypatch.setattr(through, "WORTH_IT", 1)
    line = (Path(__file__).parent / "golden" / "x_v2" / "lines.jsonl").read_bytes().splitlines(keepends=True)[0]
    file, other = tmp_path / "posts.jsonl", tmp_path / "other.jsonl"
    file.write_bytes(line)
    ident = json.loads(line)["id"]
    other.write_bytes(line.replace(ident.encode(), ident[::-1].replace("0", "1").encode()))
    with Observatory.create(tmp_path / "o", purpose="to test", responsible="nobody") as observatory:
        stored = [sum(receipt.stored for receipt in observatory.add(one) if receipt.into == "posts") for one in (file, file, other)]
    assert begun == [True, False, False]
    assert stored == [1, 0, 1]


def test_a_large_file_is_gone_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For its digest and for what its records tell of others, whoever asks for it."""
    walked: list[Path] = []
    whole = through._walk

    def noted(path: Path, *given: Any, **how: Any) -> through.Through:
        walked.append(path)
        return whole(path, *given, **how)

    monkeypatch.setattr(through, "_walk", noted)
    monkeypatch.setattr(through, "WORTH_IT", 1)
    file = tmp_path / "posts.jsonl"
    shutil.copy(Path(__file__).parent / "golden" / "x_v2" / "lines.jsonl", file)
    with Observatory.create(tmp_path / "o", purpose="to test", responsible="nobody") as observatory:
        first = observatory.add(file)
        assert walked == [file]
        assert [receipt.stored for receipt in observatory.add(file)] == [0] * len(first)
        assert walked == [file]


def test_files_before_one_that_nobody_knows_are_kept(tmp_path: Path) -> None:
    golden = Path(__file__).parent / "golden" / "feed" / "rss2.xml"
    (tmp_path / "folder").mkdir()
    for name in ("a.xml", "c.xml"):
        (tmp_path / "folder" / name).write_bytes(golden.read_bytes())
    (tmp_path / "folder" / "b.bin").write_bytes(b"\x00nothing")
    with create(tmp_path / "city") as city:
        with pytest.raises(UnknownFormat):
            city.add(tmp_path / "folder")
        assert [Path(str(row[0])).name for row in stored(city, "SELECT DISTINCT file FROM stored_ledger")] == ["a.xml"]
