"""What is compiled beforehand is what the program calls, whatever kernels there are."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from jasette import kernels
from jasette.kernels import warm

COMPILED = """
import importlib, json, pkgutil
from jasette import kernels
from jasette.kernels import warm

def compiled():
    found = {}
    for info in pkgutil.iter_modules(kernels.__path__):
        for thing in vars(importlib.import_module(f"jasette.kernels.{info.name}")).values():
            if isinstance(thing, kernels.Kernel):
                found[f"{thing.__module__}.{thing.__name__}"] = sorted(map(str, thing.compiled.signatures))
    return found

"""
WARM = COMPILED + "warm.warm(); print(json.dumps(compiled()))"
WORK = """
import contextlib, sys
from pathlib import Path
from jasette.demo import tour
from jasette.observatory import Observatory

@contextlib.contextmanager
def silently(label):
    yield lambda step: None

folder = Path(sys.argv[1])
tour.run(folder / "demo", report=folder / "report.html", seed=2008, scale=0.05, lang="en", say=lambda line: None, working=silently)
with Observatory.open(folder / "demo" / "observatory") as observatory:
    observatory.measure("post_mix", topic='neige OR snow* OR "the bus"')
"""


def run(code: str, cache: Path, *arguments: str) -> str:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def kept(cache: Path) -> dict[str, int]:
    """What is kept of the kernels of this room (a source may have one of its own), by Numba and without it, and when it was written."""
    return {path.name: path.stat().st_mtime_ns for pattern in ("kernels_*/*.nb?", "objects/kernels.*") for path in cache.glob(pattern)}


def test_every_file_with_kernels_is_warmed():
    with_kernels = set()
    for info in pkgutil.iter_modules(kernels.__path__):
        module = importlib.import_module(f"jasette.kernels.{info.name}")
        own = [thing for thing in vars(module).values() if isinstance(thing, kernels.Kernel) and thing.__module__ == module.__name__]
        with_kernels |= {info.name} if own else set()
    assert set(warm.CALLS) == with_kernels


def test_all_kernels_are_compiled_and_the_example_compiles_nothing_more(tmp_path):
    compiled = json.loads(run(WARM, tmp_path / "cache"))
    assert [name for name, signatures in compiled.items() if not signatures] == []
    before = kept(tmp_path / "cache")
    assert any(name.endswith(".o") for name in before)
    run(WORK, tmp_path / "cache", str(tmp_path))
    assert kept(tmp_path / "cache") == before


def test_it_is_begun_once_and_never_in_the_way(monkeypatch, tmp_path):
    begun = []
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(subprocess, "Popen", lambda *command, **how: begun.append(command))
    assert warm.begin() and len(begun) == 1
    warm.mark().touch()
    assert not warm.begin() and len(begun) == 1


def test_a_process_that_cannot_be_begun_is_no_error(monkeypatch, tmp_path):
    def fails(*command: object, **how: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(subprocess, "Popen", fails)
    assert not warm.begin()


@pytest.mark.parametrize("module", ["jasette.observatory", "jasette.measures", "jasette.archive", "jasette.reconstruct", "jasette.erase"])
def test_nothing_imports_numba_before_a_kernel_is_called(module: str):
    code = f"import sys, {module}; print('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
