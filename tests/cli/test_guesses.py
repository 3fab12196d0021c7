"""A guess is shown and asked for: yes, edit, no; and refused with the command to give where nobody is there."""

from __future__ import annotations

import shlex
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from jasette import engine
from jasette.cli import collect, guesses, keep  # noqa: F401
from jasette.cli.app import app
from jasette.errors import MapError
from jasette.observatory import Observatory

TEXT = (
    "Identifiant,Auteur,Date,Texte,J\u2019aime,Campagne\n"
    "151,@marie,16/04/2026 11:00,Le parc est-il ouvert ?,4,a\n"
    "152,@jean,17/04/2026 09:30,Et ici ?,1,a\n"
)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "veille.csv").write_text(TEXT, encoding="utf-8")
    Observatory.create(tmp_path / "city", purpose="x", responsible="y").close()
    return tmp_path / "city"


def jasette(*words: str, said: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), input=said)
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def texts(city: Path) -> list[tuple[str, str, int]]:
    with Observatory.open(city) as observatory:
        query = "SELECT post_id, platform, published_us FROM raw_posts ORDER BY post_id"
        with engine.connect(city / "derived") as connection:
            return observatory.archive.reading(connection, observatory.desk.gate(), lambda mounted: mounted.sql(query).fetchall())


def test_where_nobody_is_there_the_message_holds_the_command(city: Path) -> None:
    refused = jasette("add", "veille.csv", "-o", str(city), code=1).exception
    assert isinstance(refused, MapError)
    assert texts(city) == []
    line = refused.remedy.partition("or give: ")[2]
    command = shlex.split(line.replace("PLATFORM", "facebook").replace("ZONE", "America/Toronto"))
    jasette(*command[1:], "-o", str(city))
    assert texts(city) == [("facebook:151", "facebook", 1776351600000000), ("facebook:152", "facebook", 1776432600000000)]


def test_taken_without_asking_only_where_nothing_is_open(city: Path) -> None:
    refused = jasette("add", "veille.csv", "-o", str(city), "--guess", code=1).exception
    assert isinstance(refused, MapError) and "leaves something open" in str(refused)
    jasette("add", "veille.csv", "-o", str(city), "--guess", "--platform", "facebook", "--timezone", "UTC")
    assert len(texts(city)) == 2


def test_a_person_is_asked(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "_person", lambda: True)
    shown = jasette("add", "veille.csv", "-o", str(city), said="no\n", code=1).output
    assert "Campagne" in shown and "(not read)" in shown and "Le parc est-il ouvert ?" in shown
    assert texts(city) == []
    # Auteur is taken off, Campagne becomes a tag; then yes, and what is open
    jasette("add", "veille.csv", "-o", str(city), said="edit\nAuteur=\nCampagne=tags\n\nyes\nfacebook\nAmerica/Toronto\n")
    assert [row[0] for row in texts(city)] == ["facebook:151", "facebook:152"]


def test_what_is_known_is_not_guessed(city: Path, tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("source,target\na,b\n", encoding="utf-8")
    for name in ("edges.csv", "veille.csv"):
        guessed = jasette("guess", name).output
        assert ("jasette add veille.csv --map Identifiant=post_id" in guessed) == (name == "veille.csv")
    jasette("add", "edges.csv", "-o", str(city), "--platform", "blog")


def test_parquet_and_spreadsheets_are_guessed_too(city: Path, tmp_path: Path) -> None:
    import xlsxwriter

    rows = [line.split(",") for line in TEXT.splitlines()]
    pq.write_table(pa.table({name: [row[index] for row in rows[1:]] for index, name in enumerate(rows[0])}), tmp_path / "veille.parquet")
    with xlsxwriter.Workbook(tmp_path / "veille.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    expected = jasette("guess", "veille.csv").output.strip().splitlines()[-1].replace("veille.csv", "")
    for name in ("veille.parquet", "veille.xlsx"):
        assert jasette("guess", name).output.strip().splitlines()[-1].replace(name, "") == expected


def test_a_column_may_have_the_mark_of_a_map_in_its_name(city: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("a=b,text\n1,x\n", encoding="utf-8")
    jasette("add", "odd.csv", "-o", str(city), "--map", "a=b=post_id", "--map", "text=text", "--platform", "x")
    assert [row[0] for row in texts(city)] == ["x:1"]
