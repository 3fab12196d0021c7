"""`export`, `exports` and `reproduce` as a person gives them: what they print, and how they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from jasette.cli import ask, collect, keep, roster, takeout  # noqa: F401
from jasette.cli.app import app


def jasette(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def test_every_format_is_listed() -> None:
    rows = json.loads(jasette("exports", "--format", "json").stdout)
    assert {"csv", "parquet", "xlsx", "gexf", "package"} <= {row["format"] for row in rows}
    assert all(row["holds"] and row["cannot_hold"] for row in rows)


def test_what_is_taken_out_can_be_worked_out_again(valmont: Path, tmp_path: Path) -> None:
    shutil.copytree(valmont / "observatory", city := tmp_path / "city")
    package = str(tmp_path / "figures.zip")
    said = jasette(
        "export", "package", "-f", package, "-o", str(city), "--measure", "post_mix", "--lang", "fr", "--reason", "an article"
    ).output
    assert "moins de dix personnes du public" in said
    assert jasette("reproduce", package, "--format", "json", "-f", str(tmp_path / "verdicts.json"))
    verdicts = json.loads((tmp_path / "verdicts.json").read_text(encoding="utf-8"))
    assert {row["verdict"] for row in verdicts} <= {"same", "not checked"} and verdicts
    said = jasette("reproduce", package, "--since", "-o", str(city)).output
    assert "since: 0" in said
    shutil.unpack_archive(package, tmp_path / "opened")
    (tmp_path / "opened" / "README.md").write_text("something else", encoding="utf-8")
    assert "README.md" in jasette("reproduce", str(tmp_path / "opened"), code=1).output
