"""Writes what is said of declarations: docs/commands.md, measures.md, sources.md, tables.md, and the pictures of the architecture.

python tools/docs.py            write them
python tools/docs.py --check    exit 1 if one of them is not what the declarations say
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

sys.path.insert(0, str(Path(__file__).resolve().parent))

from picture import PICTURES

from jasette import measures, schema, sources
from jasette.cli import app as application
from jasette.reconstruct.tables import DERIVED
from jasette.source.maps import ready
from jasette.sources.table import MAPS

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by tools/docs.py from the declarations; change those, then run it. -->\n"


def commands() -> Iterator[str]:
    """Every command with its help, its example and its options."""
    from jasette.cli import ask, collect, find, keep, roster, takeout  # noqa: F401  (their import registers the commands)

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


READING = """
Named by their row in the literature. `jasette measures NAME` shows one in full, with its SQL; `jasette evidence NAME --voice V`
shows the posts behind it.

Each part of a measure is one figure for each voice, with **n** (the cases counted), the **people** behind it, and a 95 % **interval** whose
making follows from the part's kind:

| kind | interval |
| --- | --- |
| share, formula | drawn again by people and by threads, for one person's posts resemble each other; the wider of the two |
| count, distinct count | none where all was collected: the number is exact; where only a part was, it is the least there was |
| quantile | from the curve of times to an event, those who still wait included |
| score | the people drawn again, each with all that they did |
| difference | Mantel and Haenszel over the strata, with Sato's variance |
| portion, score over a voice's posts, score in a network, E–I index | the acting people drawn again, each with all that they did |

Parts by which voices are **ranked** give a place among all voices that are shown, and the range in which it lies in 95 of 100 draws of
the acting people: “3rd (2–6)”. Voices that are withheld or not observable have no place, and the others' places say nothing of them.
`--of group` asks for groups of voices, `--of all` for all together; `--across group` puts beside each other what each group did: with
both, it is the matrix of who takes up whom.

A figure that is not there says why: **not observable** (a stream that it needs was not collected), **withheld** (fewer than ten people of
the public are behind it, or it could be worked out from others), **not reached** (too few for this quantile), **nothing to count**. None
of these is zero.

The *sentence* is what the figure permits to write, no more. *What it cannot see* belongs beside it wherever it is quoted.
"""


def measure_pages() -> Iterator[str]:
    """Every measure: formula, parts with kind, unit and the sentence they permit, streams, what it cannot see, worked example, sources."""
    shelf = {name: measure.methods() for name, measure in measures.all_measures().items()}
    yield f"# Measures\n{READING}"
    rows = [(f"[`{name}`](#{anchor(name, entry['title'])})", entry["title"], ", ".join(entry["needs"])) for name, entry in shelf.items()]
    yield from _table(("measure", "title", "streams needed"), rows)
    for measure in measures.all_measures().values():
        entry = shelf[measure.name]
        yield f"## {measure.name}: {entry['title']}\n\n**Formula.** {entry['formula']}\n"
        parts = [(f"`{part.name}`", part.kind.title, part.unit, part.sentence) for part in measure.parts]
        yield from _table(("part", "kind", "unit", "the sentence it permits"), parts)
        yield f"**Streams needed.** {', '.join(entry['needs'])}\n"
        if entry["params"]:
            yield f"**Settings.** {', '.join(f'`--set {name}={value}`' for name, value in entry['params'].items())}\n"
        yield f"**What it cannot see.** {entry['cannot_see']}\n\n**Worked example.** {entry['example']}\n"
        yield "**Sources.**\n" + "".join(f"\n- {source}" for source in entry["sources"]) + "\n"


def anchor(name: str, title: str) -> str:
    """The address of a measure's heading inside its page, as GitHub and the site make it."""
    return re.sub(r"[^\w\- ]", "", f"{name}: {title}".lower()).replace(" ", "-")


def source_pages() -> Iterator[str]:
    """Every source: how to get such a file, and what it cannot tell."""
    yield "# Reference of sources\n\nWhat each source declares; `jasette sources` prints it. [How to, with examples](sources/index.md).\n"
    for source in sources.all_sources().values():
        yield f"## {source.name}: {source.title}\n\nInto: {', '.join(source.tables)}. [How to](sources/{source.name}.md).\n"
        yield f"**How to get such a file.** {source.obtain}\n\n**What it cannot tell.** {source.cannot_tell}\n"
        if source.bundling is not None:
            names = ", ".join(f"`{name}`" for name in source.bundling.opened.replace("\\", "").split("|"))
            yield f"**What is opened of it.** Files whose names match {names}; all others stay shut.\n"
        if source.name == "table":
            yield "### Ready maps\n\nA file is known by its header; `--map NAME` takes one by its name.\n"
            for found in ready(MAPS).values():
                yield f"**{found.name}** (into {found.into}): {found.title}.\n"
                yield f"- How to get such a file: {found.obtain}.\n- What it covers: {found.covers}"
                yield f"- What it cannot tell: {found.cannot_tell}\n"


def tables() -> Iterator[str]:
    """Every table and column, archived and derived."""
    yield "# Tables\n\nTimes are integer microseconds UTC (`*_us`); null means unknown.\n\n## Derived (what `jasette sql` asks)\n"
    for derived in DERIVED.values():
        yield f"### {derived.name}\n\n{derived.sense}\n"
        yield from _table(("column", "type", "sense"), [(f"`{c.name}`", c.type, c.sense) for c in derived.columns])
    yield "## Archive\n"
    for table in schema.TABLES.values():
        yield f"### archive/{table.name}\n\n{table.sense}\n"
        rows = [(f"`{c.name}`", c.kind, c.sense + (" (personal)" if c.personal else "")) for c in table.stored]
        yield from _table(("column", "type", "sense"), rows)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    yield "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"


PAGES = {"commands.md": commands, "measures.md": measure_pages, "sources.md": source_pages, "tables.md": tables}


def render() -> dict[str, str]:
    """`{file name: text}` as the declarations say it now."""
    pages = {name: MADE + "\n" + "\n".join(page()).rstrip() + "\n" for name, page in PAGES.items()}
    return {**pages, **{f"_static/{name}": draw() for name, draw in PICTURES.items()}}


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
