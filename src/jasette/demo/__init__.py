"""Valmont, a made-up municipal campaign in French and English, written in the real formats of the sources.

    from jasette.demo import write
    written = write(Path("valmont"))        # the same bytes for the same seed and scale

Nothing in it is real: not a person, not a handle, not an identifier. What was planted (who answers, how fast, how
often) and what came of it stands in `truth.json`, so that what is measured can be compared with what is true.

    world.py    the voices and their planted behaviour      town.py    the accounts
    scenes.py   who writes when, and to whom (draft.py: the columns)   turns.py   who answers
    words.py    the phrases       text.py    which of them, and where each mention stands
    x_v2.py, twitter_v1.py, table.py    the formats         papers.py  roster, coverage, broken lines
    block.py    all that together, for one block of people  truth.py   the counts

Blocks share no private person and no thread; each is drawn from `[seed, block]`, planned by the column in NumPy,
written by the column in Arrow, and forgotten: memory does not grow with the scale.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

SMALLEST = 0.5
SEED = 2008
"""Year in which many readers first met both blogs and microblogs in a campaign; any number will do."""


@dataclass(frozen=True)
class Written:
    """What `write` left in the folder."""

    files: list[Path]
    """To be added to an observatory; `table` is among them and needs `map`."""
    table: Path
    map: Path
    roster: Path
    coverage: Path
    truth: Path


def write(folder: Path, *, seed: int = SEED, scale: float = 1.0, progress: Callable[[int], None] | None = None) -> Written:
    """Write the world of `seed` into `folder` (made where missing; files of an earlier run are replaced).

    `scale` multiplies people and posts: 1 is 240 private people and some 2,800 posts in 30 days. `progress` is told
    the number of posts written so far. InputError for a scale below 0.5, where the small voices would be silent.
    """
    from jasette.demo import block, papers, table, twitter_v1, world, x_v2
    from jasette.demo.fragments import write_rows
    from jasette.demo.truth import Truth

    if not scale >= SMALLEST:
        raise InputError(f"scale {scale} is too small for the voices to be heard", remedy=f"take {SMALLEST} or more")
    folder.mkdir(parents=True, exist_ok=True)
    names = {
        "search": "x_search_pages.jsonl",
        "voices": "x_posts.jsonl",
        "timeline": "x_timeline_velo.jsonl",
        "v1": "twitter_stream.jsonl",
        "table": "valmont_transport.csv",
    }
    people = round(world.PEOPLE * scale)
    truth, posts = Truth(), 0
    with ExitStack() as stack:
        files = {way: stack.enter_context((folder / name).open("wb")) for way, name in names.items()}
        files["table"].write(table.HEADER)
        for number, first in enumerate(range(0, people, world.BLOCK)):
            made = block.make(seed, number, min(world.BLOCK, people - first))
            ways = made.way
            write_rows(files["search"], x_v2.pages(made, ways["search"], with_posts=False))
            write_rows(files["timeline"], x_v2.pages(made, ways["timeline"], with_posts=True))
            write_rows(files["voices"], x_v2.lines(made, ways["voices"]))
            write_rows(files["v1"], twitter_v1.stream(made, ways["v1"]))
            write_rows(files["table"], table.rows_of(made, ways["table"]))
            truth.add(made)
            for way, rows in ways.items():
                truth.files[names[way]] = truth.files.get(names[way], 0) + len(rows)
            posts += made.draft.size
            if progress:
                progress(posts)
    return _papers(folder, truth.tell(seed=seed, scale=scale, people=people, broken=papers.broken()[1]), list(names.values()))


def _papers(folder: Path, truth: dict[str, object], names: list[str]) -> Written:
    """Write what stands beside the posts."""
    from jasette.demo import papers, table

    contents = {
        "broken.jsonl": papers.broken()[0],
        "valmont_transport.toml": table.MAP.encode(),
        "roster.csv": papers.roster(),
        "coverage.csv": papers.coverage(),
        "truth.json": (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    csv, column_map, roster, coverage, truth_file = (folder / name for name in ("valmont_transport.csv", *list(contents)[1:]))
    return Written([folder / name for name in (*names, "broken.jsonl")], csv, column_map, roster, coverage, truth_file)
