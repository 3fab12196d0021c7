"""The benchmarks run, and whoever takes part gives the same answer. Nothing here is timed."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "bench" / "run.py"
BENCHES = sorted(path.stem for path in RUN.parent.glob("*.py") if path.stem not in ("run", "contest"))


@pytest.fixture(scope="module")
def run():
    """The module bench/run.py, with its folder on the path as when it is the program."""
    sys.path.insert(0, str(RUN.parent))
    try:
        spec = importlib.util.spec_from_file_location("bench_run", RUN)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(RUN.parent))
        for name in ("bench_run", "contest", *BENCHES):
            sys.modules.pop(name, None)


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(RUN), *arguments], capture_output=True, text=True, check=False)


def test_contenders_agree_on_the_forest() -> None:
    ran = bench("forest", "--size", "2000", "--runs", "1", "--warm-up", "0")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "DISAGREE" not in ran.stdout
    assert ran.stdout.count("the contenders agree on the result") == 2
    for library in ("scipy", "igraph", "networkx"):
        there = importlib.util.find_spec(library) is not None
        assert (f"{library} is left out" in ran.stdout) is not there


def test_contenders_agree_on_small_commits() -> None:
    ran = bench("commits", "--size", "60", "--runs", "1", "--warm-up", "0")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("the contenders agree on the result") == 1


def test_contenders_agree_on_coordination() -> None:
    ran = bench("coordination", "--size", "3000", "--runs", "1", "--warm-up", "0")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "DISAGREE" not in ran.stdout
    assert ran.stdout.count("the contenders agree on the result") == 2


def test_contenders_agree_on_the_graph() -> None:
    # The others take seconds to be imported, and are compared where the bench is run.
    ran = bench("graph", "--size", "2000", "--runs", "1", "--warm-up", "0", "--only", "jasette,scipy,networkx")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "DISAGREE" not in ran.stdout
    assert ran.stdout.count("the contenders agree on the result") == 2


def test_contenders_agree_on_an_export() -> None:
    ran = bench("wxr", "--size", "200", "--runs", "1", "--warm-up", "0")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("the contenders agree on the result") == 1


def test_contenders_agree_on_pages() -> None:
    ran = bench("pages", "--size", "40", "--runs", "1", "--warm-up", "0")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("the contenders agree on the result") == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), f"there are {', '.join(BENCHES)}"),
        (("forest", "--size", "much"), "write 2000, 100k, 5M or 1GB"),
        (("forest", "--runs", "0"), "1 or more"),
        (("forest", "--only", "abacus"), "no contender abacus"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], said: str) -> None:
    ran = bench(*arguments)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_help_names_every_bench() -> None:
    said = bench("--help").stdout
    assert all(re.search(rf"^  {name} +\S", said, re.M) for name in BENCHES)


def test_sizes(run) -> None:
    assert [run.size_of(text) for text in ("2000", "100k", "5M", "1GB", "1.5M")] == [2000, 100_000, 5_000_000, 10**9, 1_500_000]


def test_a_contender_that_is_wrong_is_found(run) -> None:
    answers = {"one": {"threads": 3, "depth": "a"}, "two": {"threads": 3}, "three": {"threads": 4}}
    assert run.disagreements(answers) == ["threads: one 3, two 3, three 4"]
    assert run.disagreements({"one": {"threads": 3}, "two": {"threads": 3, "depth": "b"}}) == []


def test_a_process_that_ends_badly_is_told_with_its_last_words(run, tmp_path: Path) -> None:
    assert "no_such_bench" in run.child(["no_such_bench", str(tmp_path), "1"], tmp_path)


def test_ratios_are_of_medians_against_the_first(run) -> None:
    ours, other = (run.contest.Contender(name, len, len, dict) for name in ("ours", "other"))
    results = {
        "ours": run.Result(wall=[1.0, 9.0, 2.0], cpu=[1.0] * 3, peak=[10.0, 20.0, 15.0]),
        "other": run.Result(wall=[5.0], cpu=[5.0], peak=[1.0]),
    }
    lines = run.table([ours, other], results)
    assert lines[1].split() == ["ours", "1.000", "2.000", "9.000", "1.00", "20", "1.00", "3"]
    assert lines[2].split()[-2:] == ["2.50", "1"]


def test_igraph_stays_outside_the_package() -> None:
    # it is GPL, and the package is Apache-2.0
    assert not [path for path in (ROOT / "src").rglob("*.py") if re.search(r"^\s*(import|from) igraph", path.read_text("utf-8"), re.M)]
    assert "igraph" not in (ROOT / "requirements.lock").read_text("utf-8")


def test_each_lock_holds_everything_of_the_one_before() -> None:
    # ./run installs one of them, and takes it for the others too
    plain, dev, most = (
        {line.partition(" \\")[0] for line in (ROOT / name).read_text("utf-8").splitlines() if re.match(r"[a-z]", line)}
        for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
    )
    assert plain < dev < most
