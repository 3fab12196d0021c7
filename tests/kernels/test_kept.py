"""Compiled kernels that are called without Numba: found again by another process, never believed when damaged or of another source."""

from __future__ import annotations

import hashlib
import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jasette.kernels import Kernel, kept, keyset, linked, xxh64

ADMIT = """
import sys
import numpy as np
from jasette.kernels.keyset import KeySet
print(KeySet().admit(np.array([5, 7, 5, 0, 0])).tolist(), "numba" in sys.modules, "llvmlite" in sys.modules)
"""
ADMITTED = "[True, True, False, True, False]"
MADE, FOUND = f"{ADMITTED} True True\n", f"{ADMITTED} False {not kept.LINUX}\n"
"""What a process says that compiled it, and one that found it."""
linking = pytest.mark.skipif(not kept.LINUX, reason="kernels are linked on Linux on x86-64")


def run(code: str, cache: Path, **more: str) -> str:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)} | more
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(kept, "_loaded", {})
    return tmp_path / "objects"


def kept_kernel(function: Callable[..., Any], *arguments: Any) -> Kernel:
    """The kernel as a process finds it that comes after the one that compiled it."""
    first = Kernel(function)
    first(*arguments)
    assert "compiled" in vars(first)
    return Kernel(function)


def without_numba(kernel: Kernel) -> bool:
    return "compiled" not in vars(kernel)


def test_a_second_process_does_without_numba(tmp_path):
    assert run(ADMIT, tmp_path) == MADE
    kept_then = {path: path.stat().st_mtime_ns for path in (tmp_path / "objects").iterdir()}
    assert len(kept_then) == 1
    assert run(ADMIT, tmp_path) == FOUND
    (file,) = kept_then
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700
    for damaged in (file.read_bytes()[:-9], file.read_bytes()[:40], b"", file.read_bytes().replace(b"signature", b"signatuer")):
        file.write_bytes(damaged)
        assert run(ADMIT, tmp_path) == MADE
        assert run(ADMIT, tmp_path) == FOUND  # mended
    for told in ({"NUMBA_DISABLE_JIT": "1"}, {"NUMBA_OPT": "1"}):
        assert run(ADMIT, tmp_path, **told) == MADE


def test_two_processes_that_compile_the_same_both_end_well(tmp_path):
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    both = [subprocess.Popen([sys.executable, "-c", ADMIT], env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert {one.communicate()[0] for one in both} <= {MADE, FOUND}
    assert [one.returncode for one in both] == [0, 0]
    (file,) = (tmp_path / "objects").iterdir()
    whole = file.read_bytes()
    assert hashlib.sha256(whole[32:]).digest() == whole[:32]
    assert run(ADMIT, tmp_path) == FOUND


def test_a_folder_that_cannot_be_written_is_no_error(cache):
    cache.write_bytes(b"a file, where the folder should be")
    again = kept_kernel(_numbers, 1, 2.0, True)
    assert again(1, 2.0, True) == 4.0


def test_another_source_is_another_key(cache, monkeypatch):
    place = kept.place(keyset._admit.py_func, ("<i8:1w",))[:2]
    monkeypatch.setattr(kept, "sources", lambda: "changed")
    file, key, _ = kept.place(keyset._admit.py_func, ("<i8:1w",))
    assert file == place[0] and key != place[1]
    kept.write(file, {"key": place[1]}, b"code")
    assert kept.read(*place) == ({"key": place[1]}, b"code")
    assert kept.read(file, key) is None


def test_another_machine_is_another_file_and_key(monkeypatch):
    own = kept.place(keyset._admit.py_func, ("<i8:1w",))[:2]
    for what in ("_processor", "_version"):
        with monkeypatch.context() as patch:
            patch.setattr(kept, what, lambda *_: "another")
            kept.machine.cache_clear()
            other = kept.place(keyset._admit.py_func, ("<i8:1w",))[:2]
        kept.machine.cache_clear()
        assert other[0] != own[0] and other[1] != own[1]
    assert kept.place(keyset._admit.py_func, ("<i8:1w",))[:2] == own


@linking
def test_a_processor_is_known_by_what_linux_says_of_it():
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    processor = dict(zip(kept.PROCESSOR, kept._processor(), strict=True))
    assert "sse2" in processor["flags"].split()  # which is a part of x86-64
    assert all(f": {value}\n" in told for value in processor.values())


def _numbers(whole: int, real: float, truth: bool) -> float:
    return whole + real + (1 if truth else 0)


def test_numbers_are_taken_as_numba_takes_them(cache):
    again = kept_kernel(_numbers, -(2**62), 0.5, True)
    for given in ((-(2**62), 0.5, True), (7, -1.25, False), (2**63 - 1, 0.0, False), (-(2**63), float("inf"), True)):
        assert again(*given) == again.compiled(*given)
        assert type(again(*given)) is float
    again = Kernel(_numbers)
    assert again(7, 1.0, False) == 8.0 and without_numba(again)
    assert again(2**63, 0.0, False) == 2.0**63 and not without_numba(again)


@pytest.mark.parametrize(
    "kind", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.float32, np.float64, np.bool_]
)
def test_numbers_and_arrays_of_each_kind(cache, kind):
    values = np.array([0, 1, 1, 0], kind) if kind is np.bool_ else np.array([0, 1, 2, 100], kind) / kind(1)
    values = np.ascontiguousarray(values, kind)
    again = kept_kernel(_more, values, values[1])
    more = again(values, values[1])
    assert without_numba(again)
    expected = again.compiled(values, values[1])
    assert (more[0] == expected[0]).all() and more[0].dtype == expected[0].dtype and more[0].flags.carray
    assert more[1:] == expected[1:] and [type(one) for one in more[1:]] == [type(one) for one in expected[1:]]


def _more(values: Any, one: Any) -> Any:
    copy = values.copy()
    return copy, values[1], one, values.size


def _sum(values: Any) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


@pytest.mark.parametrize(
    ("strange", "kept_then"),
    [
        ([1.0, 2.0], 1),
        (np.array([1, 2]), 2),
        (np.array([1.0, 9, 2, 9])[::2], 1),
        (np.frombuffer(np.array([1.0, 2.0]).tobytes()), 2),
        (np.array([1.0, 2.0], np.float32), 2),
        (np.frombuffer(b"?" + np.array([1.0, 2.0]).tobytes(), offset=1), 1),
    ],
    ids=["list", "whole", "strided", "read-only", "short", "askew"],
)
@pytest.mark.filterwarnings("ignore")  # Numba says that it will not take lists for ever
def test_what_is_of_another_form_goes_to_its_own_code(cache, strange, kept_then):
    again = kept_kernel(_sum, np.zeros(1))
    assert again(np.array([1.0, 4.0])) == 5.0
    assert again(strange) == 3.0
    assert len(list(cache.iterdir())) == kept_then
    assert again(np.array([1.0, 4.0])) == 5.0


def test_wrong_numbers_of_arguments_are_numbas_to_refuse(cache):
    again = kept_kernel(_sum, np.zeros(1))
    assert again(np.ones(2)) == 2.0
    with pytest.raises(TypeError):
        again()
    with pytest.raises(TypeError):
        again(np.ones(2), np.ones(2))


def _divided(whole: int, by: int) -> int:
    return whole // by


@pytest.fixture(params=[pytest.param("linked", marks=linking), "by LLVM"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Callable[[], bool]:
    """Whether the one kernel that is kept is kept in the way that is asked for."""
    if request.param == "by LLVM":
        monkeypatch.setattr(linked, "link", lambda code, entries: None)

    def so() -> bool:
        (file,) = cache.iterdir()
        return ("places" in json.loads(file.read_bytes()[32:].split(b"\n")[0])) == (request.param == "linked")

    return so


def test_what_a_kernel_raises_is_raised(way):
    again = kept_kernel(_divided, 4, 2)
    assert again(7, 2) == 3
    with pytest.raises(ZeroDivisionError):
        again(7, 0)
    assert again(8, 2) == 4 and without_numba(again) and way()


def _rows(size: int, wide: int) -> Any:
    rows = np.zeros((size, wide))
    for row in range(size):
        rows[row] = row
    return rows, rows[0:1], rows.T.copy()


def test_arrays_that_a_kernel_makes_live_as_long_as_they_are_held(way):
    again = kept_kernel(_rows, 2, 3)
    for _ in range(100):
        whole, first, turned = again(300, 100)
        del whole
        assert first.shape == (1, 100) and not first.any()
        first += 1
        assert turned[:, 7].tolist() == [7.0] * 100
    assert [part.size for part in again(0, 4)] == [0, 0, 0]
    assert without_numba(again) and way()


def _waves(at: float, power: float) -> tuple[float, float, float, float]:
    return math.sin(at), math.cos(at), at**power, math.log1p(at)


def test_a_kernel_calls_the_mathematics_of_the_c_library(way):
    again = kept_kernel(_waves, 1.0, 2.0)
    sine, cosine, root, log = again(math.pi / 6, 0.5)
    assert without_numba(again) and way()
    expected = (0.5, math.sqrt(3) / 2, math.sqrt(math.pi / 6), math.log1p(math.pi / 6))
    assert (sine, cosine, root, log) == pytest.approx(expected, rel=1e-15)


def _name(which: int) -> Any:
    table = (11, 22, 33, 44, 55, 66, 77, 88)
    return table[which], np.array([table[7 - which]])


def test_constants_are_found_where_the_code_lies(way):
    again = kept_kernel(_name, 0)
    assert [(one, two.tolist()) for one, two in map(again, range(8))] == [(11 * at, [99 - 11 * at]) for at in range(1, 9)]
    assert without_numba(again) and way()


@linking
def test_no_page_may_be_both_written_and_executed(cache):
    again = kept_kernel(_more, np.ones(3), 2.0)
    pages = Path("/proc/self/maps")
    before = set(pages.read_text().splitlines())
    assert again(np.ones(3), 2.0)[2] == 2.0
    fresh = [line.split()[1] for line in set(pages.read_text().splitlines()) - before]
    assert "r-xp" in fresh and not any("wx" in rights for rights in fresh)


@linking
def test_where_pages_may_not_be_made_executable_it_is_numbas(cache, monkeypatch):
    again = kept_kernel(_sum, np.zeros(1))
    monkeypatch.setattr(kept._process(), "mprotect", lambda *_: -1)
    assert again(np.ones(3)) == 3.0 and not without_numba(again)


AT_THE_END = """
import sys, threading, time
import numpy as np
from jasette.kernels import kernel

def turn(word, times):
    for _ in range(times):
        word ^= word << np.uint64(13)
        word ^= word >> np.uint64(7)
    return word

turn = kernel(turn)
turn(np.uint64(1), 0)
print("numba" in sys.modules)
if "numba" not in sys.modules:
    threading.Thread(target=turn, args=(np.uint64(1), 200_000_000), daemon=True).start()
# the process ends so slowly that the thread comes back meanwhile, and is ended where it stands: in the kernel
sys.slow = type("Slow", (), {"__del__": lambda self, sleep=time.sleep: sleep(1)})()
"""


@linking
def test_a_process_may_end_while_a_kernel_runs(tmp_path):
    script = tmp_path / "turn.py"
    script.write_text(AT_THE_END, encoding="utf-8")
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    for first in (True, False):
        done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{first}\n", "")


def _draw(rng: np.random.Generator) -> float:
    return rng.random()


def test_what_cannot_be_kept_stays_with_numba(cache):
    again = kept_kernel(_draw, np.random.default_rng(1))
    assert again(np.random.default_rng(2)) == np.random.default_rng(2).random()
    assert not without_numba(again)


def _said(value: int) -> int:
    print(value)
    return value


def test_what_calls_python_is_marked_as_unfit(cache, capfd):
    again = kept_kernel(_said, 5)
    assert again(5) == 5 and not without_numba(again)
    (file,) = cache.iterdir()
    assert "unfit" in json.loads(file.read_bytes()[32:].split(b"\n")[0])


def test_code_that_calls_what_is_not_there_is_not_loaded(cache):
    again = kept_kernel(_sum, np.zeros(1))
    (file,) = cache.iterdir()
    body = file.read_bytes()[32:].replace(b'"needs": [', b'"needs": ["no_such_function", ')
    file.write_bytes(hashlib.sha256(body).digest() + body)
    assert again(np.ones(3)) == 3.0 and not without_numba(again)


def _turn(word: np.uint64, times: int) -> np.uint64:
    for _ in range(times):
        word ^= word << np.uint64(13)
        word ^= word >> np.uint64(7)
        word ^= word << np.uint64(17)
    return word


def test_the_interpreter_goes_on_while_a_kernel_runs(cache):
    again = kept_kernel(_turn, np.uint64(1), 1)
    assert again(np.uint64(1), 0) == 1
    running = threading.Thread(target=again, args=(np.uint64(1), 200_000_000))
    running.start()
    ticks = 0
    while running.is_alive():
        ticks += 1
    assert ticks > 1000 and without_numba(again)


def test_a_whole_kernel_gives_the_same(cache):
    data = np.frombuffer(np.random.default_rng(0).bytes(4096), np.uint8)
    starts = np.arange(0, 4097, 64)
    ours, numbas = np.zeros(64, np.uint64), np.zeros(64, np.uint64)
    again = kept_kernel(xxh64._add_bytes.py_func, numbas, np.ones(64, np.bool_), starts, data, np.uint64(9))
    again(ours, np.ones(64, np.bool_), starts, data, np.uint64(9))
    assert without_numba(again)
    assert (ours == numbas).all() and ours.any()
