"""Runs the benchmarks: `./run bench [NAME]`, or `python bench/run.py --help`.

Each contender runs in a process of its own, in turn (A B C, A B C, …) after one warm-up each, so that a busy minute of the
machine meets them all. Wall and CPU seconds are those of the work alone; peak memory is that of the process until its work is
done. This process imports nothing larger than NumPy: a child's peak begins at the size of its parent.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import contest

UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}


@dataclass
class Result:
    """What the runs of one contender gave; `failed` is the last line of what it said, where it did not come to its end."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)
    spent: list[dict[str, float]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    failed: str = ""

    def take(self, told: dict[str, Any]) -> None:
        """One more run, as its process told it."""
        self.wall.append(told["wall"])
        self.cpu.append(told["cpu"])
        self.spent.append(told["spent"])
        self.peak.append(told["peak"])
        self.answer = told["answer"]


def size_of(text: str) -> int:
    """`2000`, `100k`, `5M`, `1GB` as a number."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([kMG]?)B?", text)
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is no size: write 2000, 100k, 5M or 1GB")
    return int(float(found[1]) * UNITS[found[2]])


def count_of(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs")
    return int(text)


def parser() -> argparse.ArgumentParser:
    benches = [contest.find(name) for name in contest.names()]
    about = "\n".join(f"  {b.name:8} {b.title} (size: {b.unit}, {shown(b.size)} unless told)" for b in benches)
    made = argparse.ArgumentParser(
        prog="./run bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=f"Measures ours beside the best alternatives, in the same run.\n\nbenches:\n{about}",
        epilog="examples:\n  ./run bench forest --size 5M\n  ./run bench ingest --size 1GB --runs 1 --only jasette,duckdb\n"
        "\nExit codes: 0 all agree · 1 contenders disagree, or one failed · 2 wrong usage",
    )
    made.add_argument("names", nargs="*", metavar="NAME", help="benches to run (default: all)")
    made.add_argument("--size", type=size_of, metavar="N", help="how much: 2000, 100k, 5M, 1GB")
    made.add_argument("--runs", type=count_of, default=3, metavar="N", help="measured runs of each contender (default 3)")
    made.add_argument("--warm-up", type=count_of, default=1, metavar="N", help="runs before them that are not counted (default 1)")
    made.add_argument("--only", metavar="A,B", help="only these contenders")
    made.add_argument("--folder", type=Path, metavar="DIR", help="keep inputs here, and find them again (default: a folder that goes away)")
    return made


def main(arguments: list[str]) -> int:
    made = parser()
    asked = made.parse_args(arguments)
    if unknown := set(asked.names) - set(contest.names()):
        made.error(f"no bench {', '.join(sorted(unknown))}; there are {', '.join(contest.names())}")
    if not asked.runs:
        made.error("--runs must be 1 or more")
    benches = [contest.find(name) for name in asked.names or contest.names()]
    only = set(asked.only.split(",")) if asked.only else set()
    if unknown := only - {one.name for bench in benches for contenders in bench.rounds.values() for one in contenders}:
        made.error(f"no contender {', '.join(sorted(unknown))} in {', '.join(bench.name for bench in benches)}")
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}; Python {platform.python_version()}")
    good = True
    for bench in benches:
        with tempfile.TemporaryDirectory(prefix="jasette-bench-") as passing:
            good &= hold(bench, asked.size or bench.size, asked, only, Path(passing))
    return 0 if good else 1


def hold(bench: contest.Bench, size: int, asked: argparse.Namespace, only: set[str], passing: Path) -> bool:
    """Make the inputs where they are not there, run every round, print its table; False if something failed or disagrees."""
    print(f"\n{bench.name}: {bench.title}\n{shown(size)} {bench.unit}", flush=True)
    inputs = (asked.folder or passing) / f"{bench.name}-{size}"
    if not (inputs / "made").exists():
        shutil.rmtree(inputs, ignore_errors=True)  # an earlier call may have been interrupted
        inputs.mkdir(parents=True)
        failed = child([bench.name, str(inputs), str(size)], passing)
        if failed:
            print(f"  the inputs could not be made: {failed}", file=sys.stderr)
            return False
        (inputs / "made").touch()
    good = True
    for heading, contenders in bench.rounds.items():
        wanted = [one for one in contenders if not only or one.name in only]
        present = [one for one in wanted if not one.missing]
        print(f"\n{heading}", flush=True)
        results = play(present, asked, [bench.name, str(inputs), str(size), heading], passing)
        for line in [*table(present, results), *(breakdown(results[present[0].name]) if present else [])]:
            print(line)
        for one in wanted:
            if one.missing:
                print(f"  {one.name} is left out: {', '.join(one.missing)} not installed (./run bench installs it)")
        good &= judge(results)
    for note in bench.notes:
        print(f"  {note}")
    return good


def play(contenders: list[contest.Contender], asked: argparse.Namespace, what: list[str], passing: Path) -> dict[str, Result]:
    """One round: the contenders in turn, warm-ups first."""
    results = {one.name: Result() for one in contenders}
    report = passing / "report.json"
    for turn in range(-asked.warm_up, asked.runs):
        for one in contenders:
            result = results[one.name]
            if result.failed or (one.slow and turn != 0):
                continue
            result.failed = child([*what, one.name, str(report)], passing)
            if not result.failed and turn >= 0:
                result.take(json.loads(report.read_text(encoding="utf-8")))
    return results


def judge(results: dict[str, Result]) -> bool:
    """Say who failed and who disagrees; True if nobody does."""
    came = {name: result.answer for name, result in results.items() if not result.failed}
    quarrels = disagreements(came)
    for quarrel in quarrels:
        print(f"  DISAGREE: {quarrel}")
    for name, result in results.items():
        if result.failed:
            print(f"  {name} failed: {result.failed}")
    if not quarrels and len(came) > 1:
        print("  the contenders agree on the result")
    return not quarrels and len(came) == len(results)


def child(arguments: list[str], passing: Path) -> str:
    """Run `contest.py` in a fresh process; its last words if it failed, else nothing."""
    log = passing / "log.txt"
    # an installed program is compiled; this one is by its warm-up, unless the environment forbids it
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(contest.HERE / "contest.py"), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            code = process.wait()
        except BaseException:
            process.kill()  # interrupted or told to end: nothing goes on measuring behind our back
            raise
    words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"exit {code}: {words[-1] if words else 'without a word'}" if code else ""


def table(contenders: list[contest.Contender], results: dict[str, Result]) -> list[str]:
    """Wall seconds, CPU seconds (median), peak memory (largest), and the median as a multiple of the first contender's."""
    width = max([9, *(len(one.name) for one in contenders)])
    lines = [f"  {'':{width}} {'min':>8} {'median':>8} {'max':>8} {'cpu s':>8} {'peak MB':>8} {'x ours':>8}  runs"]
    ours = median(results[contenders[0].name].wall) if contenders else 0
    for one in contenders:
        result = results[one.name]
        if not result.wall:
            lines.append(f"  {one.name:{width}} failed")
            continue
        low, middle, high = min(result.wall), median(result.wall), max(result.wall)
        times = f"{middle / ours:8.2f}" if ours else f"{'-':>8}"
        numbers = f"{low:8.3f} {middle:8.3f} {high:8.3f} {median(result.cpu):8.2f} {max(result.peak):8.0f} {times}"
        lines.append(f"  {one.name:{width}} {numbers}  {len(result.wall):4}  {one.note}".rstrip())
    return lines


def breakdown(result: Result) -> list[str]:
    """Where ours spent its time: median seconds and share of each `part: step`, longest first within its part."""
    steps = {step: median([spent[step] for spent in result.spent]) for step in (result.spent[0] if result.spent else {})}
    whole = sum(steps.values())
    lines = ["  where the time went (median seconds, share)"] if steps else []
    for part in dict.fromkeys(step.partition(": ")[0] for step in steps):
        inside = {step: seconds for step, seconds in steps.items() if step.partition(": ")[0] == part}
        total = sum(inside.values())
        lines.append(f"  {part:34} {total:8.3f} {total / whole:6.1%}")
        lines += [f"    {step:32} {seconds:8.3f} {seconds / whole:6.1%}" for step, seconds in sorted(inside.items(), key=lambda s: -s[1])]
    return lines


def disagreements(answers: dict[str, dict[str, Any]]) -> list[str]:
    """Each key on which not all who answer it say the same."""
    found = []
    for key in sorted({key for answer in answers.values() for key in answer}):
        said = {name: answer[key] for name, answer in answers.items() if key in answer}
        if len({json.dumps(value) for value in said.values()}) > 1:
            found.append(f"{key}: " + ", ".join(f"{name} {value}" for name, value in said.items()))
    return found


def median(values: list[float]) -> float:
    return statistics.median(values) if values else 0.0


def shown(size: int) -> str:
    return f"{size:,}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
