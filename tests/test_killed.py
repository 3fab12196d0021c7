"""`add`, `build` and `forget` killed (-9) at seeded moments: finished later, everything is as if nothing had happened.

Every row of every table is compared: few kills (`./run faults` ten, `./run test` two). `test_interleaved.py` has the many.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jasette.observatory import Observatory
from jasette.schema import TABLES

pytestmark = pytest.mark.faults
KILLS = int(os.environ.get("JASETTE_KILLS", "2"))
SEED = 1663
CHILD = Path(__file__).with_name("observatory_child.py")


@pytest.fixture(scope="module")
def template(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], str]:
    """An observatory before the first file (so that all copies share their keys), a folder of small files, a file, somebody to forget."""
    folder = tmp_path_factory.mktemp("template")
    files = {"add_a": str(folder / "add_a"), "add_b": str(folder / "add_b.jsonl")}
    (folder / "add_a").mkdir()
    with (valmont / "files" / "x_search_pages.jsonl").open("rb") as source:
        for number, line in zip(range(8), source, strict=False):
            (folder / "add_a" / f"{number}.jsonl").write_bytes(line)
    for page in ("feed/rss2.xml", "wordpress_page/nested.html"):  # those are read in processes of their own
        shutil.copy(Path(__file__).parent / "golden" / page, folder / "add_a")
    with (valmont / "files" / "twitter_stream.jsonl").open("rb") as source:
        (folder / "add_b.jsonl").write_bytes(b"".join(line for line, _ in zip(source, range(250), strict=False)))
    with Observatory.create(folder / "observatory", purpose="to test", responsible="A. Roy") as observatory:
        observatory.roster.import_csv(valmont / "files" / "roster.csv")
    shutil.copytree(folder / "observatory", folder / "look")
    with Observatory.open(folder / "look") as observatory:
        observatory.add(files["add_b"])
        query = "SELECT account_id FROM posts WHERE voice IS NULL AND kind = 'reply' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        with observatory._asking() as connection:
            account = connection.execute(query).fetchall()[0][0]
    return folder / "observatory", files, account


def contents(folder: Path) -> dict[str, Any]:
    """Every row of every archived and derived table; of the ledger the first reading of each file (a repeat is all duplicates)."""
    with Observatory.open(folder) as observatory, observatory._asking() as connection:
        observatory.archive.mount(connection, None)
        found = {name: connection.execute(f"SELECT * FROM stored_{name} ORDER BY ALL").fetchall() for name in TABLES}
        found["ledger"] = connection.execute("SELECT * FROM stored_ledger WHERE batch LIKE '%-1' ORDER BY ALL").fetchall()
        for name in ("posts", "requests", "exchanges", "interactions", "gaps"):
            found[f"derived {name}"] = connection.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall()
        assert observatory.archive.unbalanced() == []
        assert not observatory.desk.optouts.pending()
    return found


def run(folder: Path, files: dict[str, str], account: str, kill_at: float | None = None) -> float | None:
    """Seconds of CPU of a child that worked to its end; None for one that was killed."""
    words = [str(CHILD), str(folder), json.dumps(files), account, *([str(kill_at)] if kill_at is not None else [])]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=240, check=False)
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def test_killed_at_seeded_moments(template: tuple[Path, dict[str, str], str], tmp_path: Path) -> None:
    source, files, account = template
    shutil.copytree(source, tmp_path / "whole")
    lasts = run(tmp_path / "whole", files, account)
    expected = contents(tmp_path / "whole")
    assert lasts
    assert expected["posts"]
    assert expected["derived requests"]
    moments = random.Random(SEED)
    killed = 0
    for number in range(KILLS):
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        killed += run(folder, files, account, moments.uniform(0, lasts)) is None
        run(folder, files, account)
        assert contents(folder) == expected, number
        shutil.rmtree(folder)
    assert killed > KILLS / 2
