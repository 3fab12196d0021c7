"""What holds for each export: it says what it is, is written whole or not at all, is logged, and names no private person."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet
import pytest

from jasette.errors import InputError
from jasette.export import TABLES, Release
from jasette.exports import all_exports, find
from jasette.locale import Words
from jasette.measure import Ask
from jasette.observatory import Observatory

EVERY = pytest.mark.parametrize("name", all_exports())


@pytest.fixture(scope="module")
def city(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    folder = tmp_path_factory.mktemp("exports") / "city"
    shutil.copytree(valmont / "observatory", folder)
    with Observatory.open(folder) as observatory:
        yield observatory


WORD, ADDRESS = re.compile(r"@?\w{4,}"), re.compile(r"(?:https?://|at://|\w+:)[^\s\"'<>,\]]+")


@pytest.fixture(scope="module")
def private(city: Observatory) -> frozenset[str]:
    """What must never be read in an export: how private people sign, the numbers of their accounts and posts, where these are."""
    with city._asking() as connection:
        accounts = "SELECT handle FROM current_accounts WHERE account_id IN (SELECT account_id FROM posts WHERE voice IS NULL)"
        found = {f"@{handle.partition('@')[0]}" for (handle,) in connection.execute(accounts).fetchall() if handle}
        posts = connection.execute(
            "SELECT post_id, account_id, url, person FROM posts WHERE voice IS NULL AND platform <> 'hand'"
        ).fetchall()
    for row in posts:
        for value in filter(None, row):
            found |= {
                value,
                value.rpartition(":")[2] if "/" not in value else value.rpartition("/")[2] if len(value.rpartition("/")[2]) > 9 else value,
            }
    assert len(found) > 3000
    return frozenset(value.lower() for value in found if len(value) > 4)


def text_of(path: Path) -> str:
    """All that can be read in a file, a folder or an archive."""
    if path.is_dir():
        return "\n".join(text_of(one) for one in sorted(path.rglob("*")) if one.is_file())
    if path.read_bytes().startswith(b"PAR1"):
        table = pyarrow.parquet.read_table(path)
        return json.dumps([table.to_pylist(), str(table.schema.metadata)], ensure_ascii=False)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    return path.read_text(encoding="utf-8")


def names(text: str, private: frozenset[str]) -> list[str]:
    folded = text.lower()
    return sorted(private & {*WORD.findall(folded), *ADDRESS.findall(folded)})


def test_who_is_private_would_be_found(private: frozenset[str], city: Observatory, tmp_path: Path) -> None:
    """What looks for names finds them where they are allowed to stand."""
    city.export("ids", tmp_path / "ids")
    assert len(names(text_of(tmp_path / "ids"), private)) > 1000
    with city._asking() as connection:
        texts = " ".join(text for (text,) in connection.execute("SELECT text FROM posts WHERE text IS NOT NULL").fetchall())
    assert names(texts, private)


@EVERY
def test_it_says_what_it_is(name: str) -> None:
    export = all_exports()[name]
    assert export.title and export.holds and export.cannot_hold and export.warning
    assert export.suffix == "/" or export.suffix.startswith(".")


@EVERY
def test_it_is_written_logged_and_names_nobody(name: str, city: Observatory, private: frozenset[str], tmp_path: Path) -> None:
    path, before = tmp_path / "out", len(city.desk.audit.lines())
    steps: list[str] = []
    written = city.export(name, path, reason="to test", progress=steps.append)
    assert written and all(count >= 0 for count in written.values())
    line = city.desk.audit.lines()[-1]
    assert (line.what, line.why) == ("export", f"{name} to out: to test")
    assert len(city.desk.audit.lines()) == before + 1
    assert list(tmp_path.iterdir()) == [path]
    if name != "ids":
        assert names(text_of(path), private) == []
    if all_exports()[name].suffix == "/":
        with pytest.raises(InputError, match="there is something already"):
            city.export(name, path)


@pytest.mark.parametrize("table", TABLES)
def test_no_table_names_a_private_person(table: str, city: Observatory, private: frozenset[str], tmp_path: Path) -> None:
    city.export("csv", tmp_path / "rows.csv", table=table)
    assert names(text_of(tmp_path / "rows.csv"), private) == []
    # its header at least
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8").count(",") > 5


def test_neither_do_the_posts_of_voices_nor_the_rows_of_a_package(city: Observatory, private: frozenset[str], tmp_path: Path) -> None:
    city.export("csv", tmp_path / "voices.csv", whose="voices")
    assert names(text_of(tmp_path / "voices.csv"), private) == []
    city.export("package", tmp_path / "package", rows=True, measures=["response_rate"])
    assert names(text_of(tmp_path / "package"), private) == []


@EVERY
def test_what_fails_leaves_nothing(name: str, city: Observatory, tmp_path: Path) -> None:
    before = len(city.desk.audit.lines())

    def fail(step: str) -> None:
        raise InputError("stopped")

    with city._asking() as connection:
        release = Release(connection, city.desk, Words(), Ask(), progress=fail)
        if name not in ("gexf", "graphml"):
            with pytest.raises(InputError, match="stopped"):
                city.export(name, tmp_path / "out", progress=fail)
        assert release.key not in repr(release)
    assert list(tmp_path.iterdir()) == []
    assert len(city.desk.audit.lines()) == before


def test_an_unknown_format_or_table_names_those_there_are(city: Observatory, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'docx'") as caught:
        find("docx")
    assert "parquet" in str(caught.value)
    with pytest.raises(InputError, match="no table 'audience' can be exported"):
        city.export("csv", tmp_path / "a.csv", table="audience")
    with pytest.raises(InputError, match="tells of the public too"):
        city.export("csv", tmp_path / "a.csv", table="requests", whose="voices")
