"""Runs the examples of the documentation: each page's commands, one after another, in a folder of its own.

A page is a story. A line that names a file in bold (**`posts.jsonl`**) before a fence makes that file; a fence `console` holds
commands after `$ ` and what they print. Files of docs/examples/ lie there from the start. In what is printed, a line `…`
stands for any lines, and `…` inside a line for anything, so that a page need not show what changes or matters to nobody.

    python tools/examples.py            write what the commands print into the pages (elisions that still hold stay)
    python tools/examples.py --check    say which page does not print that any more
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WIDTH = 118
FENCE = re.compile(r"(?P<name>\*\*`(?P<file>[\w./-]+)`\*\*\s*\n\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.S | re.M)


def pages() -> list[Path]:
    """Every page that has commands to run."""
    return [path for path in sorted(DOCS.rglob("*.md")) if "```console" in path.read_text(encoding="utf-8")]


def played(page: Path) -> str:
    """The page as its commands print it now."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="docs-") as name, _inside(Path(name)):
        shutil.copytree(DOCS / "examples", name, dirs_exist_ok=True)
        return FENCE.sub(_fence, text)


def _fence(match: re.Match[str]) -> str:
    if match["file"]:
        path = Path(match["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(match["body"], encoding="utf-8")
    if match["kind"] != "console":
        return match[0]
    shown = []
    for command in re.split(r"^(?=\$ )", match["body"], flags=re.M):
        if command.strip():
            line, _, expected = command.partition("\n")
            while line.endswith("\\"):
                more, _, expected = expected.partition("\n")
                line += f"\n{more}"
            printed = said(line.removeprefix("$ ").replace("\\\n", " "))
            shown.append(f"{line}\n{expected if fits(expected, printed) else printed}")
    return match[0].replace(match["body"], "".join(shown))


def said(line: str) -> str:
    """What one command prints, without blank lines at its ends and blanks at the ends of lines."""
    program, *arguments = shlex.split(line)
    if program == "python3" and arguments[:2] == ["-m", "zipfile"]:
        zipfile.main(arguments[2:])
        return ""
    if program != "jasette":
        raise ValueError(f"{line}: a page may run jasette, or python3 -m zipfile")
    # rows for programs are written as bytes
    heard = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        _jasette(arguments)
    text = "\n".join(part.rstrip() for part in heard.buffer.getvalue().decode().splitlines()).strip("\n")
    return f"{text}\n" if text else ""


def _jasette(arguments: list[str]) -> None:
    from jasette.cli import app, ask, collect, find, keep, roster, show, takeout  # noqa: F401  (their import registers the commands)
    from jasette.errors import JasetteError

    try:
        app.app(arguments, standalone_mode=False)
    except JasetteError as error:
        show.say(f"Error: {error}")


def fits(expected: str, printed: str) -> bool:
    """True if `printed` is what `expected` says, where `…` stands for anything."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") + r"\n" for line in expected.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """In that folder, with a terminal of one width, and no observatory set."""
    from jasette.cli import show

    where, widths = Path.cwd(), [(console, console._width) for console in (show.out, show.err)]
    told = {"NO_COLOR": "1", "TERM": "dumb", "JASETTE_OBSERVATORY": None}
    before = {name: os.environ.get(name) for name in told}
    for console, _ in widths:
        console.width = WIDTH
    _set(told)
    os.chdir(folder)
    try:
        # whether this machine has compiled before must not show
        with mock.patch("jasette.kernels.warm.begin", return_value=False):
            yield
    finally:
        os.chdir(where)
        _set(before)
        for console, width in widths:
            console._width = width


def _set(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def main(arguments: list[str]) -> int:
    stale = 0
    for page in pages():
        now = played(page)
        if now != page.read_text(encoding="utf-8"):
            stale += 1
            if "--check" in arguments:
                print(f"{page.relative_to(ROOT)} does not print that any more: run python tools/examples.py")
            else:
                page.write_text(now, encoding="utf-8")
    return bool(stale) if "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
