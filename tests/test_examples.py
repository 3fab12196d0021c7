"""What the pages of the documentation show is what their commands print."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from jasette import sources

ROOT = Path(__file__).resolve().parents[1]


def _tool():
    spec = importlib.util.spec_from_file_location("examples_tool", ROOT / "tools" / "examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()


@pytest.mark.parametrize("page", TOOL.pages(), ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_commands_print_what_the_page_shows(page: Path) -> None:
    assert TOOL.played(page) == page.read_text(encoding="utf-8"), "run: python tools/examples.py"


def test_an_error_that_nobody_wrote_down_is_none() -> None:
    for page in TOOL.pages():
        wrong = re.findall(r"^Error: .*$", page.read_text(encoding="utf-8"), re.M)
        assert len(wrong) == (page.name == "x_archive.md"), page


def test_both_tutorials_run_the_same_commands() -> None:
    def steps(name: str) -> list[str]:
        return re.findall(r"^\$ (\w+ \S+)", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.M)

    english, french = steps("tutorial.md"), steps("tutoriel.md")
    # the English one takes a few looks more
    rest = iter(english)
    assert all(step in rest for step in french)
    assert {"jasette init", "jasette roster", "jasette add", "jasette coverage", "jasette measure", "jasette report"} <= set(french)


@pytest.mark.parametrize("name", sources.all_sources())
def test_every_source_has_its_page(name: str) -> None:
    text = (ROOT / "docs" / "sources" / f"{name}.md").read_text(encoding="utf-8")
    for heading in ("## How to get", "## What it covers", "## What it cannot tell"):
        assert heading in text, heading
    # a repository of Bluesky is bytes that no page can show
    assert "```console" in text or name == "bluesky_car"


@pytest.mark.parametrize(
    ("expected", "printed", "holds"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\n", "a\n", True),
        ("p:… x\n", "p:12 x\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("…", "", True),
        ("(1)\n", "1\n", False),
    ],
)
def test_an_elision_stands_for_what_may_differ(expected: str, printed: str, holds: bool) -> None:
    assert TOOL.fits(expected, printed) is holds
