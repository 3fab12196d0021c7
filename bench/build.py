"""A build, the measures of dialogue, then those of influence, alone: there is nothing that does the same work.

Where the time goes is printed step by step; the goal is for `build` and `dialogue` together.

The posts are those of Valmont (`jasette.demo`), read as `jasette demo` reads them: pages, lines, streams and a table, with
roster and coverage. The measures are asked as `jasette measure all` asks them: the archive is looked at for changes, a
connection is opened, every voice gets its figures with their intervals. Kernels are compiled before, as after `init`.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from contest import Bench, Contender

SEED = 2008
POSTS_AT_ONE = 42_600
"""Posts of Valmont at scale 1, of which some are not collected."""


def make(folder: Path, size: int) -> None:
    """An observatory with about `size` posts in its archive; nothing is built yet."""
    import shutil

    from jasette.demo import SMALLEST, tour, write
    from jasette.observatory import Observatory

    written = write(folder / "files", seed=SEED, scale=max(SMALLEST, size / POSTS_AT_ONE))
    with Observatory.create(folder / "observatory", name="Valmont", purpose="a benchmark", responsible="nobody") as observatory:
        tour.collect(observatory, written, lambda step: None)
    shutil.rmtree(folder / "files")


def load(folder: Path) -> Any:
    """The observatory, and every kernel compiled: a small one is built and measured."""
    import tempfile

    from jasette.demo import tour, write
    from jasette.measures import all_measures
    from jasette.observatory import Observatory

    with tempfile.TemporaryDirectory() as name:
        small = Path(name)
        with Observatory.create(small / "observatory", purpose="a benchmark", responsible="nobody") as observatory:
            tour.collect(observatory, write(small / "files", seed=SEED, scale=0.07), lambda step: None)
            observatory.measure(*all_measures())
    return Observatory.open(folder / "observatory")


def run(observatory: Any) -> dict[str, Any]:
    """Build, then the measures of the scorecard (dialogue), then all others (influence); `spent` says what took how long."""
    from jasette.measures import all_measures
    from jasette.page.questions import questions

    dialogue = [name for question in questions(all_measures()) for name in question.measures]
    influence = [name for name in all_measures() if name not in dialogue]

    spent: dict[str, float] = {}
    doing, since = "", time.perf_counter()

    def step(now: str) -> None:
        nonlocal doing, since
        if doing:
            spent[doing] = spent.get(doing, 0.0) + time.perf_counter() - since
        doing, since = now, time.perf_counter()

    step("build: open")
    summary = observatory.build(force=True, progress=lambda part: step(f"build: {part}"))
    step("dialogue: asked at once")
    figures = len(observatory.measure(*dialogue))
    step("influence: asked at once")
    figures += len(observatory.measure(*influence))
    step("")
    rows = {name: summary.rows[name] for name in ("posts", "requests", "exchanges")}
    return {"spent": spent, **rows, "measures of dialogue": len(dialogue), "figures": figures}


bench = Bench(
    name="build",
    title="build, and all measures",
    unit="posts",
    size=100_000,
    make=make,
    rounds={"build, then every measure": (Contender("jasette", run, load, dict),)},
    notes=(f"{os.cpu_count()} cores",),
)
