"""The contract of a benchmark, and the process in which one contender runs.

A bench is one file here that defines `bench`, a Bench. What is timed is a contender's `run` alone; it is given what its
`load` returned, and what it returns goes to its `answer`, whose small dict must agree with that of every other contender
on the keys they share: who is fast and wrong loses.

    python bench/contest.py BENCH FOLDER SIZE                          writes the inputs
    python bench/contest.py BENCH FOLDER SIZE ROUND CONTENDER REPORT   runs one contender once
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
HIDDEN = {"run", "contest"}


@dataclass(frozen=True)
class Contender:
    """One way to do the work. `load(folder)` is not timed, `run(loaded)` is, `answer(result)` is not."""

    name: str
    run: Callable[[Any], Any]
    load: Callable[[Path], Any]
    answer: Callable[[Any], dict[str, Any]]
    needs: tuple[str, ...] = ()
    """Libraries without which it is left out."""
    slow: bool = False
    """Measured once, without a warm-up: three times half a minute would tell no more."""
    note: str = ""

    @property
    def missing(self) -> list[str]:
        return [name for name in self.needs if importlib.util.find_spec(name) is None]


@dataclass(frozen=True)
class Bench:
    """`rounds` maps a heading to its contenders; the first of each is ours. `make(folder, size)` writes the inputs once."""

    name: str
    title: str
    unit: str
    """What `size` counts."""
    size: int
    make: Callable[[Path, int], None]
    rounds: dict[str, tuple[Contender, ...]]
    notes: tuple[str, ...] = field(default=())


def names() -> list[str]:
    """Every bench, by its file."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HIDDEN)


def find(name: str) -> Bench:
    """The bench of that file. Its libraries are imported where it runs, so that the caller's process stays small."""
    bench = importlib.import_module(name).bench
    if bench.name != name:
        raise ImportError(f"bench/{name}.py must define a Bench named {name!r}")
    return bench


def _peak() -> float:
    """The most memory that this process held, or one that it started and that has ended, as the kernel counts it, in MB."""
    # it counts in KiB, on macOS in bytes
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit


def _clock() -> tuple[float, float]:
    """Wall seconds, and processor seconds of this process and of those that it started and that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return time.perf_counter(), sum(usage.ru_utime + usage.ru_stime for usage in used)


def main(arguments: list[str]) -> None:
    name, folder, size = arguments[0], Path(arguments[1]), int(arguments[2])
    bench = find(name)
    if len(arguments) == 3:
        bench.make(folder, size)
        return
    heading, contender, report = arguments[3:]
    one = next(one for one in bench.rounds[heading] if one.name == contender)
    loaded = one.load(folder)
    wall, cpu = _clock()
    result = one.run(loaded)
    wall_after, cpu_after = _clock()
    peak = _peak()  # before the answer is looked up, which may take more than the work
    answer = dict(one.answer(result))
    told = {"wall": wall_after - wall, "cpu": cpu_after - cpu, "peak": peak, "spent": answer.pop("spent", {}), "answer": answer}
    Path(report).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    # a bench file imports `contest`: it must find this very module, not a second copy
    sys.modules["contest"] = sys.modules["__main__"]
    main(sys.argv[1:])
