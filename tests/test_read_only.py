"""A home and an installation in which nothing can be written: everything works, compiled kernels lie in the temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import jasette

# To root no mode of a folder says no, unless it gives up the capability that says so.
BOUND = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if hasattr(os, "getuid") and os.getuid() == 0 else []
MEASURE = "import sys, jasette; from jasette.cli import main; print(jasette.__file__, file=sys.stderr); main()"


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """`home` and `site` (the package, without bytecode) that cannot be written, and `tmp` that can."""
    if BOUND and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to take that away")
    shutil.copytree(Path(jasette.__file__).parent, tmp_path / "site" / "jasette", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    folders = [tmp_path / "home", tmp_path / "site", *(path for path in (tmp_path / "site").rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    yield tmp_path
    for folder in folders:
        folder.chmod(0o755)


def run(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    own = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "PYTHONPYCACHEPREFIX", "JASETTE_OBSERVATORY")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    environment |= {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "PYTHONPATH": str(place / "site")}
    return subprocess.run([*BOUND, *command], env=environment, cwd=place / "tmp", capture_output=True, text=True, check=False)


def test_a_question_is_answered_and_its_kernels_are_kept(shut, valmont):
    for folder in ("home", "site/jasette/kernels"):
        assert run(shut, "touch", str(shut / folder / "new")).returncode != 0
    shutil.copytree(valmont / "observatory", shut / "observatory")
    shutil.rmtree(shut / "observatory" / "derived")  # so that it is built, with kernels
    ask = (sys.executable, "-c", MEASURE, "measure", "response_rate", "-o", str(shut / "observatory"), "--format", "csv")
    first = run(shut, *ask)
    assert first.returncode == 0, first.stderr
    assert str(shut / "site") in first.stderr
    assert first.stdout.startswith('"voice","of","measure","part"')
    cache = shut / "tmp" / f"jasette-numba-{os.getuid()}"
    assert cache.stat().st_mode & 0o777 == 0o700
    kept = {path.name: path.stat().st_mtime_ns for path in cache.rglob("*.nb?")}
    assert any("forest" in name for name in kept)
    shutil.rmtree(shut / "observatory" / "derived")
    assert run(shut, *ask).stdout == first.stdout
    assert {path.name: path.stat().st_mtime_ns for path in cache.rglob("*.nb?")} == kept
    assert list((shut / "home").iterdir()) == []
