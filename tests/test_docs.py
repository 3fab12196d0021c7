"""The documentation is tested: reference pages say what the declarations say, and the README's commands exist."""

import importlib.util
import json
import re
import shlex
from pathlib import Path

import pytest
import typer.main

from jasette import measures, sources
from jasette.cli import app as application

ROOT = Path(__file__).resolve().parents[1]


def _tool():
    spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    return _tool().render()


MADE = ["commands.md", "measures.md", "sources.md", "tables.md", "_static/way.svg", "_static/floors.svg"]


@pytest.mark.parametrize("name", MADE)
def test_reference_pages_say_what_the_declarations_say(rendered: dict[str, str], name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == rendered[name], "run: python tools/docs.py"


def _leaves(path: tuple[str, ...], command) -> dict[tuple[str, ...], object]:
    if hasattr(command, "commands"):
        return {k: v for name, child in command.commands.items() for k, v in _leaves((*path, name), child).items()}
    return {path: command}


@pytest.fixture(scope="module")
def leaves() -> dict[tuple[str, ...], object]:
    from jasette.cli import ask, collect, find, keep, roster, takeout  # noqa: F401

    return _leaves((), typer.main.get_command(application.app))


def test_every_command_has_help_and_an_example_and_stands_in_the_docs(rendered: dict[str, str], leaves) -> None:
    for path, command in leaves.items():
        assert command.help, path
        assert "jasette " + " ".join(path) in (command.epilog or "") or path == ("roster", "import"), path
        assert f"## jasette {' '.join(path)}\n" in rendered["commands.md"]
        for parameter in command.params:
            assert getattr(parameter, "help", None), (path, parameter.name)


def test_every_measure_and_source_stands_in_the_docs(rendered: dict[str, str]) -> None:
    for name in measures.all_measures():
        assert f"## {name}:" in rendered["measures.md"]
    for name in sources.all_sources():
        assert f"## {name}:" in rendered["sources.md"]


def test_the_commands_of_the_readme_exist_with_their_options(leaves) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines() if line.startswith("jasette ")]
    assert len(lines) > 8
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        path = tuple(words[:2]) if tuple(words[:2]) in leaves else tuple(words[:1])
        command = leaves[path]
        known = {option for parameter in command.params for option in parameter.opts}
        used = {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)}
        assert used <= known, line


def test_links_inside_the_docs_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_picture_of_the_floors_shows_each_room_once() -> None:
    import tomllib
    from xml.etree import ElementTree

    [contract] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    rooms = [room.strip() for floor in contract["layers"] for room in floor.split("|")]
    tree = ElementTree.parse(ROOT / "docs" / "_static" / "floors.svg")
    bold = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text") if node.get("font-weight") == "600"]
    assert bold == rooms
    described = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [room for room in rooms if not re.search(rf"`{room}/?`", described)] == []


def test_the_page_on_python_runs_as_it_stands(valmont: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len([line for line in code.splitlines() if line.strip()]) <= 12
    for name, file in (("roster.csv", "roster.csv"), ("posts.jsonl", "x_search_pages.jsonl")):
        (tmp_path / name).write_bytes((valmont / "files" / file).read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "docs/python.md", "exec"), {})
    posts = json.loads((valmont / "files" / "truth.json").read_text(encoding="utf-8"))["files"]["x_search_pages.jsonl"]
    assert f"posts {posts} = " in capsys.readouterr().out.replace(",", "")
    assert (tmp_path / "report.html").exists()
