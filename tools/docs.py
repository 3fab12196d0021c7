"""Writes the reference pages from the declarations: docs/commands.md, measures.md, sources.md, tables.md.

python tools/docs.py            write them
python tools/docs.py --check    exit 1 if one of them is not what the declarations say
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

from jasette import measures, schema, sources
from jasette.cli import app as application
from jasette.reconstruct.tables import DERIVED

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by tools/docs.py from the declarations; change those, then run it. -->\n"


def commands() -> Iterator[str]:
    """Every command with its help, its example and its options."""
    from jasette.cli import ask, collect, keep  # noqa: F401  (their import registers the commands)

    yield "# Commands\n\nEvery command takes `-o DIR` (or `JASETTE_OBSERVATORY`); without it the observatory is `./observatory`.\n"
    root = typer.main.get_command(application.app)
    yield f"{root.epilog}\n"
    yield from _command("jasette", root)


def _command(path: str, command: click.Command) -> Iterator[str]:
    if hasattr(command, "commands"):
        if path != "jasette":
            yield f"## {path}\n\n{command.help}\n"
        for name, child in sorted(command.commands.items()):
            yield from _command(f"{path} {name}", child)
        return
    yield f"## {path}\n\n{command.help}\n"
    if command.epilog:
        yield f"{command.epilog}\n"
    rows = [(_spelling(parameter), str(getattr(parameter, "help", "") or "")) for parameter in command.params if parameter.name != "where"]
    yield from _table(("option", "sense"), rows)


def _spelling(parameter: click.Parameter) -> str:
    spelled = ", ".join(parameter.opts) if parameter.param_type_name == "option" else str(parameter.metavar or parameter.name).upper()
    return f"`{spelled}`"


def measure_pages() -> Iterator[str]:
    """Every measure: formula, parts with the sentence they permit, streams, what it cannot see, worked example, sources."""
    yield "# Measures\n\nNamed by their row in the literature; every figure has n, an interval, and the posts behind it."
    yield "`jasette measures NAME` shows one in full, with its SQL.\n"
    for measure in measures.all_measures().values():
        entry = measure.methods()
        yield f"## {measure.name}: {entry['title']}\n\n**Formula.** {entry['formula']}\n"
        yield from _table(("part", "unit", "sentence"), [(f"`{part.name}`", part.unit, part.sentence) for part in measure.parts])
        yield f"**Streams needed.** {', '.join(entry['needs'])}\n"
        if entry["params"]:
            yield f"**Settings.** {', '.join(f'`--set {name}={value}`' for name, value in entry['params'].items())}\n"
        yield f"**What it cannot see.** {entry['cannot_see']}\n\n**Worked example.** {entry['example']}\n"
        yield "**Sources.**\n" + "".join(f"\n- {source}" for source in entry["sources"]) + "\n"


def source_pages() -> Iterator[str]:
    """Every source: how to get such a file, and what it cannot tell."""
    yield "# Sources\n"
    for source in sources.all_sources().values():
        yield f"## {source.name}: {source.title}\n\nInto: {', '.join(source.tables)}.\n"
        yield f"**How to get such a file.** {source.obtain}\n\n**What it cannot tell.** {source.cannot_tell}\n"


def tables() -> Iterator[str]:
    """Every table and column, archived and derived."""
    yield "# Tables\n\nTimes are integer microseconds UTC (`*_us`); null means unknown.\n\n# Derived (what `jasette sql` asks)\n"
    for derived in DERIVED.values():
        yield f"## {derived.name}\n\n{derived.sense}\n"
        yield from _table(("column", "type", "sense"), [(f"`{c.name}`", c.type, c.sense) for c in derived.columns])
    yield "# Archive\n"
    for table in schema.TABLES.values():
        yield f"## archive/{table.name}\n\n{table.sense}\n"
        rows = [(f"`{c.name}`", c.kind, c.sense + (" (personal)" if c.personal else "")) for c in table.stored]
        yield from _table(("column", "type", "sense"), rows)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    yield "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"


PAGES = {"commands.md": commands, "measures.md": measure_pages, "sources.md": source_pages, "tables.md": tables}


def render() -> dict[str, str]:
    """`{file name: text}` as the declarations say it now."""
    return {name: MADE + "\n" + "\n".join(page()).rstrip() + "\n" for name, page in PAGES.items()}


def main(arguments: list[str]) -> int:
    stale = [name for name, text in render().items() if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} is not what the declarations say: run python tools/docs.py")
        return bool(stale)
    for name, text in render().items():
        (DOCS / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
