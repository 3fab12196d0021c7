"""`./run new measure NAME` begins a measure that keeps the contract, and never writes over one."""

import importlib.util
from pathlib import Path

import pytest

from jasette.measure import Measure

TOOL = Path(__file__).resolve().parents[1] / "tools" / "new.py"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    spec = importlib.util.spec_from_file_location("new_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for folder in ("src/jasette/measures", "tests/measures"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_it_begins_a_measure_and_its_test(tool, tmp_path: Path) -> None:
    assert tool.main(["measure", "my_rate"]) == 0
    scope: dict[str, object] = {}
    exec((tmp_path / "src/jasette/measures/my_rate.py").read_text(encoding="utf-8"), scope)
    assert isinstance(scope["measure"], Measure)
    assert scope["measure"].name == "my_rate"
    assert "def test_my_rate" in (tmp_path / "tests/measures/test_my_rate.py").read_text(encoding="utf-8")


def test_it_writes_over_nothing(tool, tmp_path: Path) -> None:
    (tmp_path / "tests/measures/test_turns.py").write_text("mine", encoding="utf-8")
    assert tool.main(["measure", "turns"]) == 1
    assert not (tmp_path / "src/jasette/measures/turns.py").exists()


@pytest.mark.parametrize("words", [[], ["measure"], ["measure", "My Rate"], ["page", "x"]])
def test_anything_else_is_told_how(tool, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(words) == 2
    assert "usage" in capsys.readouterr().err
