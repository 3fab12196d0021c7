"""A data package: its figures follow from it, damage is seen, and what is withheld is not in it."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet
import pytest

from jasette.errors import InputError
from jasette.export import manifest, reproduce
from jasette.locale import Words
from jasette.observatory import Observatory

MEASURES = ["response_rate", "time_to_answer", "return_rate", "participation", "engagement", "people_answered", "requests"]


@pytest.fixture(scope="module")
def city(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    shutil.copytree(valmont / "observatory", folder := tmp_path_factory.mktemp("package") / "city")
    with Observatory.open(folder) as observatory:
        yield observatory


@pytest.fixture(scope="module")
def made(city: Observatory) -> Path:
    city.export("package", path := city.path.parent / "package", measures=MEASURES, by="month", as_of="2023-02-20")
    return path


@pytest.fixture
def package(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "package"))


def test_the_figures_follow_to_the_last_digit(city: Observatory, made: Path) -> None:
    found = reproduce.reproduce(made)
    told = pyarrow.parquet.read_table(made / "figures.parquet").to_pylist()
    asked = city.measure(*MEASURES, by="month", as_of="2023-02-20").to_pylist()
    assert [{name: row[name] for name in asked[0]} for row in told] == asked
    shown = [row for row in told if row["observable"] and row["state"] != "suppressed"]
    assert found.same and not found.versions
    assert found.counts == {"same": len(shown), "different": 0, "not checked": len(told) - len(shown)}
    assert len(shown) > 100


def test_what_is_withheld_is_not_in_it(made: Path) -> None:
    told = {row["figure"]: row for row in pyarrow.parquet.read_table(made / "figures.parquet").to_pylist()}
    withheld = {number for number, row in told.items() if row["state"] == "suppressed"}
    assert len(withheld) > 10
    for number in withheld:
        assert {told[number][name] for name in ("value", "low", "high", "n", "hits", "people", "sentence", "kind")} == {None}
    for file in (made / "sums").glob("*.parquet"):
        table = pyarrow.parquet.read_table(file)
        assert not withheld & set(table["figure"].to_pylist())
        texts = {name for name, field in zip(table.column_names, table.schema, strict=True) if pyarrow.types.is_string(field.type)}
        assert texts <= {"cluster"}, "sums are numbers: no name can be among them"


def test_the_descriptor_tells_every_file(made: Path) -> None:
    package = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    paths = {one["path"] for one in package["resources"]}
    assert paths == {file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file()} - {"datapackage.json"}
    for one in package["resources"]:
        assert one["bytes"] == (made / one["path"]).stat().st_size
        assert one["hash"] == f"sha256:{manifest.digest(made / one['path'])}"
    [figures] = [one for one in package["resources"] if one["path"] == "figures.parquet"]
    assert {"name": "value", "type": "number"} in figures["schema"]["fields"]
    run = json.loads((made / "run.json").read_text(encoding="utf-8"))
    assert run["question"]["measures"] == MEASURES and run["question"]["floor"] == 10
    assert run["seeds"]["bootstrap"]["seed"] and run["versions"]["jasette"]
    assert len(run["inputs"]) > 5 and all(len(row["digest"]) == 64 and "file" not in row for row in run["inputs"])


def test_damage_and_another_figure_are_seen(package: Path) -> None:
    table = pyarrow.parquet.read_table(package / "figures.parquet")
    rows = table.to_pylist()
    at = next(number for number, row in enumerate(rows) if row["value"] is not None)
    rows[at]["value"] += 1e-9
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, table.schema), package / "figures.parquet")
    (package / "more.txt").write_text("not listed", encoding="utf-8")
    (package / "voices.csv").unlink()
    found = reproduce.reproduce(package)
    assert not found.same
    assert found.damaged == ["voices.csv: missing", "more.txt: not listed", "figures.parquet: changed"]
    assert [row["verdict"] for row in found.verdicts].count("different") == 1
    assert found.verdicts[at]["verdict"] == "different" and "value" in found.verdicts[at]["why"]
    said = reproduce.lines(found, Words("fr"))
    assert any("1" in line for line in said) and len(said) == 6


def test_another_version_is_named(package: Path) -> None:
    run = json.loads((package / "run.json").read_text(encoding="utf-8"))
    run["versions"]["numpy"] = "1.0"
    run["question"]["measures"].append("gone_measure")
    (package / "run.json").write_text(json.dumps(run), encoding="utf-8")
    found = reproduce.reproduce(package)
    assert list(found.versions) == ["numpy"] and found.versions["numpy"][0] == "1.0"
    assert found.damaged == ["run.json: changed"]


def test_with_rows_the_sql_is_run_again(city: Observatory, tmp_path: Path) -> None:
    city.export("package", tmp_path / "rows.zip", measures=["response_rate", "people_answered", "template_share"], rows=True)
    found = reproduce.reproduce(tmp_path / "rows.zip")
    assert found.same
    # withheld cells are worked out from the rows, and are withheld again
    assert found.counts["not checked"] == 0
    with zipfile.ZipFile(tmp_path / "rows.zip") as archive:
        assert "rows/requests.parquet" in archive.namelist()
        archive.extractall(tmp_path / "rows")
    path = tmp_path / "rows" / "rows" / "requests.parquet"
    table = pyarrow.parquet.read_table(path)
    pyarrow.parquet.write_table(table.slice(0, table.num_rows - 200), path)
    assert not reproduce.reproduce(tmp_path / "rows").same
    assert reproduce.reproduce(tmp_path / "rows").differing


def test_what_has_gone_since_is_said(city: Observatory, made: Path, tmp_path: Path) -> None:
    before = city.reproduce(made)
    assert (before.gone, before.changed) == (0, 0)
    shutil.copytree(city.path, tmp_path / "later")
    with Observatory.open(tmp_path / "later") as later:
        with later._asking() as connection:
            asks = "SELECT account_id FROM posts WHERE voice IS NULL AND to_voice IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
            account = connection.execute(asks).fetchall()[0][0]
            count = connection.execute("SELECT count(text) FROM posts WHERE account_id = ?", [account]).fetchall()[0][0]
        later.forget(account)
        after = later.reproduce(made)
    assert after.gone is not None and after.gone >= count > 0
    assert after.changed and after.same, "the package is what it was; the observatory is not"


@pytest.mark.parametrize("name", ["nothing", "a.txt", "empty"])
def test_something_else_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no package", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        reproduce.reproduce(tmp_path / name)
    assert "jasette export" in str(caught.value)
