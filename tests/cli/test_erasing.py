"""Commands that remove: one account, a list of them, what is too old."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jasette.cli import ask, collect, keep  # noqa: F401
from jasette.cli.app import app


def jasette(*words: str, folder: Path, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [*words, "-o", str(folder)])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


@pytest.fixture
def city(valmont: Path, tmp_path: Path) -> Path:
    """A copy of the example's observatory that may be changed."""
    shutil.copytree(valmont / "observatory", tmp_path / "city")
    return tmp_path / "city"


def test_a_list_of_opt_outs_and_what_is_too_old_go(city: Path, tmp_path: Path) -> None:
    query = "SELECT voice IS NULL AS public, count(*) AS posts, count(DISTINCT account_id) AS people FROM posts GROUP BY 1 ORDER BY 1"
    voices, public = json.loads(jasette("sql", query, "--format", "json", folder=city).stdout)
    (tmp_path / "list.csv").write_text("account,since\nx:@nobody_at_all,2026-05-01\nbluesky:@nobody.example,\n")
    assert "It cannot reach" in jasette("forget", "--list", str(tmp_path / "list.csv"), "--yes", folder=city).output
    jasette("forget", "--yes", folder=city, code=2)
    assert "Nothing of the public has been kept for more than 180 days" in jasette("expire", folder=city).output
    assert "retention" in jasette("expire", "--as-of", str(date.today() + timedelta(days=181)), folder=city).output
    after = json.loads(jasette("sql", query, "--format", "json", folder=city).stdout)
    assert public["people"] > 100
    # who speaks for a voice without being it is on the roster too
    assert [after[0], after[1]["people"]] == [voices, 1]
