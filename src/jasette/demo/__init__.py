"""Valmont, a made-up municipal campaign in French and English, written in the real formats of the sources.

    from jasette.demo import write
    written = write(Path("valmont"))        # the same bytes for the same seed and scale

Nothing in it is real: not a person, not a handle, not an identifier. What was planted (who answers, how fast, whether
that brings people back, who copies whom, whose audiences overlap) and what came of it stands in `truth.json`, so that
what is measured can be compared with what is true.

    world.py     what a behaviour is        cast.py     the thirty voices and theirs     town.py    the accounts
    scenes.py    who writes when, and to whom (draft.py: the columns)       turns.py   who answers, who comes back
    web.py       articles, copies, pings, comments                          audiences.py   who follows whom
    words.py     the phrases        text.py, articles.py     which of them, and where each mention stands
    x_v2.py, twitter_v1.py, table.py, mastodon.py, wordpress.py, press.py   the formats (outlets.py: the files)
    papers.py    roster, coverage, broken lines
    block.py     all that together, for one block of people                 crew.py    many blocks at once
    truth.py     the counts         telling.py   what is said of them

Blocks share no private person and no thread; each is drawn from `[seed, block, platform]`, planned by the column in
NumPy, written by the column in Arrow, and forgotten: memory does not grow with the scale. Several processes make blocks
at once and write them in turn, so the bytes do not depend on how many there are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

SMALLEST = 0.05
SEED = 2008
"""Year in which many readers first met both blogs and microblogs in a campaign; any number will do."""


@dataclass(frozen=True)
class Written:
    """What `write` left in the folder."""

    files: list[Path]
    """To be added to an observatory, in this order."""
    maps: dict[Path, Path]
    """The column map of each file that needs one."""
    roster: Path
    coverage: Path
    truth: Path
    copies: Path
    """Every planted copy: `copy,source,lag_s,linked`."""

    def map_of(self, file: Path) -> str:
        """Its column map as `Observatory.add` takes it; empty where the file speaks for itself."""
        return str(self.maps.get(file, ""))


def write(
    folder: Path,
    *,
    seed: int = SEED,
    scale: float = 1.0,
    effect: bool = True,
    processes: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write the world of `seed` into `folder` (made where missing; files of an earlier run are replaced).

    `scale` multiplies people and posts: 1 is 3,000 private people and some 40,000 posts in 60 days. `effect` False writes
    the twin in which an answer brings nobody back. `processes`: None takes one where the world is small, else one for
    each core. `progress` is told the number of posts written so far. InputError for a scale below 0.05, where the small
    voices would be silent.
    """
    from jasette.demo import crew, papers, telling
    from jasette.demo.outlets import MAPS, OUTLETS

    if not scale >= SMALLEST:
        raise InputError(f"scale {scale} is too small for the voices to be heard", remedy=f"take {SMALLEST} or more")
    folder.mkdir(parents=True, exist_ok=True)
    truth = crew.make(folder, crew.Order(seed, scale, effect), processes, progress)
    told = telling.tell(truth, seed=seed, scale=scale, effect=effect, broken=papers.broken()[1])
    contents = {
        "broken.jsonl": papers.broken()[0],
        "roster.csv": papers.roster(),
        "coverage.csv": papers.coverage(),
        "truth.json": (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode(),
        **{name: text.encode() for name, text in MAPS.items()},
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return Written(
        files=[folder / name for name in (*(outlet.name for outlet in OUTLETS), "broken.jsonl")],
        maps={folder / outlet.name: folder / outlet.map for outlet in OUTLETS if outlet.map},
        roster=folder / "roster.csv",
        coverage=folder / "coverage.csv",
        truth=folder / "truth.json",
        copies=folder / crew.COPIES,
    )
