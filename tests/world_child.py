"""A child that makes worlds and measures them, through the real readers: `world_child.py FOLDER SCALE SEED…`.

Each world is a twin (an answer brings nobody back): its microblogs are written as files, read into an observatory of its
own, built and asked. One line of JSON for each seed, with the tidy rows of the measures.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from jasette.demo import block, mastodon, papers, world, x_v2
from jasette.demo.fragments import write_rows
from jasette.observatory import Observatory

MEASURES = ("return_rate", "response_rate", "time_to_answer", "broadcast_share", "loop_rate")
KEPT = ("voice", "measure", "part", "value", "low", "high", "n", "hits", "people")


def write(folder: Path, scale: float, seed: int) -> list[Path]:
    """The posts of each microblog in one file, in the platform's own format."""
    folder.mkdir(parents=True)
    for name, platform, lines in (("x.jsonl", "x", _pages), ("mastodon.jsonl", "mastodon", mastodon.lines)):
        made = block.make(seed, 0, round(world.PEOPLE * scale), platform, effect=False)
        with (folder / name).open("wb") as file:
            write_rows(file, lines(made, made.in_time))
    (folder / "roster.csv").write_bytes(papers.roster())
    return [folder / "x.jsonl", folder / "mastodon.jsonl"]


def _pages(made: block.Block, rows: Any) -> Any:
    return x_v2.pages(made, rows, with_posts=False)


def draw(folder: Path, scale: float, seed: int) -> list[dict[str, Any]]:
    """The measures of one twin."""
    files = write(folder / "files", scale, seed)
    with Observatory.create(folder / "observatory", purpose="to test", responsible="nobody") as observatory:
        observatory.roster.import_csv(folder / "files" / "roster.csv")
        for file in files:
            observatory.add(file)
        # of every voice everything, so that every voice can be measured
        observatory.desk.coverage.set(subjects=["*"], streams=["all"], start="2023-01-09", end="2023-03-10")
        rows = [row for name in MEASURES for row in observatory.measure(name).to_pylist()]
    return [{name: row[name] for name in KEPT} for row in rows if row["state"] == "ok"]


if __name__ == "__main__":
    folder, scale, *seeds = sys.argv[1:]
    for seed in seeds:
        print(json.dumps(draw(Path(folder) / seed, float(scale), int(seed))), flush=True)
        shutil.rmtree(Path(folder) / seed)
