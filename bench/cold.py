"""`jasette measure NAME` on the example, as a person meets it: with no kernel compiled yet, and once they are.

The example is that of `jasette demo`, collected and built. In the clock: the whole command, in a process of its own (start, imports,
the question, the table that is printed). Cold: the folder of compiled kernels and the home are empty. Warmed: the same command ran before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from contest import Bench, Contender

PEOPLE = 3_000
"""Private people at scale 1."""
MEASURES = ("response_rate", "participation", "received", "pagerank", "coordination", "all")
OBSERVATORY, COMPILED = "valmont", "compiled"
COMMAND = "from jasette.cli import main; main()"


def make(folder: Path, size: int) -> None:
    """The example, built; and the kernels, compiled."""
    from jasette.demo import tour, write
    from jasette.observatory import Observatory

    written = write(folder / "files", seed=2008, scale=size / PEOPLE)
    with Observatory.create(folder / OBSERVATORY, purpose="to measure time", responsible="nobody") as observatory:
        tour.collect(observatory, written, lambda step: None)
        observatory.build()
    (folder / COMPILED).mkdir()
    _ask("all", folder, folder / COMPILED)


def _ask(name: str, folder: Path, home: Path) -> int:
    """The command, with `home` for all that it keeps; how many lines it printed."""
    known = os.environ | {"HOME": str(home), "XDG_CACHE_HOME": str(home), "NUMBA_CACHE_DIR": str(home)}
    arguments = ["measure", name, "-o", str(folder / OBSERVATORY), "--format", "csv"]
    ran = subprocess.run([sys.executable, "-c", COMMAND, *arguments], env=known, capture_output=True, check=True)
    return ran.stdout.count(b"\n")


def warmed(name: str, folder: Path) -> int:
    return _ask(name, folder, folder / COMPILED)


def cold(name: str, folder: Path) -> int:
    with tempfile.TemporaryDirectory() as home:
        return _ask(name, folder, Path(home))


def _contender(title: str, run: Callable[[str, Path], int], name: str) -> Contender:
    return Contender(title, partial(run, name), lambda folder: folder, _answer)


def _answer(lines: int) -> dict[str, Any]:
    return {"lines": lines}


bench = Bench(
    name="cold",
    title="a first question to the example",
    unit="people",
    size=PEOPLE,
    make=make,
    rounds={name: (_contender("warmed", warmed, name), _contender("cold", cold, name)) for name in MEASURES},
    notes=("processor time is that of the command with its start; peak memory is that of the process that started it",),
)
