"""Draws the two pictures of docs/architecture.md from the floors in pyproject.toml, so that they cannot go stale.

Plain SVG: it follows the reader's light or dark setting, needs no font, and says in words what it shows.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

WAY = (
    (("sources",), "files become rows; what cannot be read is set aside"),
    (("archive",), "every observation, appended once"),
    (("reconstruct",), "identity, threads, requests, exchanges"),
    (("measures",), "figures with interval, n and evidence"),
    (("pages",), "blocks without markup"),
    (("render",), "report, terminal, CSV, Parquet"),
)
"""The way of the data, from files to a report: the rooms it goes through, and what each does."""

SENSE = {
    "cli": "commands, a few lines each",
    "demo": "the made-up city",
    "health": "what the doctor looks at",
    "observatory": "the one object that a program opens",
    "exports": "one format in which things leave a file",
    "export": "what may leave, and the contract of a format",
    "reading": "what a page may ask",
    "render": "HTML, rows, lines of a terminal",
    "pages": "one page a file",
    "page": "the contract of a page",
    "erase": "removal with a receipt",
    "terms": "words that set sides apart, and bursts",
    "measures": "one declaration a file",
    "measure": "the contract of a measure, and how it is worked out",
    "reconstruct": "from posts to conversations",
    "desk": "what people decided",
    "archive": "Delta tables, append once",
    "sources": "one format a file",
    "source": "the contract of a source; JSON, CSV, HTML, WXR",
    "topic": "what a query by words means, and where the words stand",
    "engine": "DuckDB",
    "spark": "the same SQL on Spark",
    "kernels": "graphs and statistics on arrays",
    "people": "pure rules on people",
    "cells": "a value in a cell",
    "shelf": "one object per file",
    "schema": "the tables",
    "sql": "SQL text",
    "locale": "English, French",
    "rows": "what every library takes",
    "errors": "all errors",
    "version": "its number",
}

STYLE = """
  text { font: 15px system-ui, sans-serif; fill: #1b2733; } .small { font-size: 12.5px; fill: #46525e; }
  .ground { fill: #ffffff; } .box { fill: #eef4f8; stroke: #1f5f8b; }
  .arrow { stroke: #1f5f8b; fill: none; stroke-width: 2; } .head { fill: #1f5f8b; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8edf1; } .small { fill: #b4c0ca; } .ground { fill: #14191e; } .box { fill: #1d2a35; stroke: #7cc0ea; }
    .arrow { stroke: #7cc0ea; } .head { fill: #7cc0ea; }
  }
"""


def floors() -> list[list[str]]:
    """The floors from the top, each a list of rooms, as the contract of imports has them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        [contract] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return [[room.strip() for room in floor.split("|")] for floor in contract["layers"]]


def way() -> str:
    """The way of the data, left to right in two rows."""
    rooms = {room for floor in floors() for room in floor}
    width, height, left = 300, 92, 20
    parts = []
    for nth, (names, sense) in enumerate(WAY):
        assert set(names) <= rooms, f"{names} is no room: see the floors in pyproject.toml"
        x, y = left + nth % 3 * (width + 40), 20 + nth // 3 * (height + 54)
        parts.append(_box(x, y, width, height, f"{', '.join(names)}/", sense))
        if nth % 3 < 2:
            parts.append(_arrow(f"M{x + width + 4} {y + height / 2} H{x + width + 28}", x + width + 36, y + height / 2))
        elif nth + 1 < len(WAY):
            turn, below = y + height + 27, left + width / 2
            parts.append(_arrow(f"M{x + width / 2} {y + height} V{turn} H{below} V{turn + 16}", below, turn + 25, down=True))
    said = "; ".join(f"{', '.join(names)}: {sense}" for names, sense in WAY)
    return _svg(2 * left + 3 * width + 80, 2 * height + 94, "The way of the data", f"In this order. {said}.", parts)


def house() -> str:
    """The floors, the uppermost first; each may use those below it, and none above."""
    height, gap, width, left = 50, 8, 940, 40
    parts, y = [], 20
    for rooms in floors():
        one = (width - gap * (len(rooms) - 1)) / len(rooms)
        parts += [_box(left + nth * (one + gap), y, one, height, room, SENSE[room], wide=one > 400) for nth, room in enumerate(rooms)]
        y += height + gap
    parts.append(_arrow(f"M20 30 V{y - 30}", 20, y - 20, down=True))
    said = "; ".join(f"{nth}: {', '.join(rooms)}" for nth, rooms in enumerate(floors(), 1))
    return _svg(width + left + 20, y + 12, "The floors", f"From the top; each floor may use those below it, and none above. {said}.", parts)


def _box(x: float, y: float, width: float, height: float, name: str, sense: str, *, wide: bool = False) -> str:
    if wide:
        words = f'<text x="{x + 14:g}" y="{y + height / 2 + 5:g}" font-weight="600">{escape(name)}</text>'
        words += f'<text class="small" x="{x + 150:g}" y="{y + height / 2 + 5:g}">{escape(sense)}</text>'
    else:
        words = f'<text x="{x + 12:g}" y="{y + 20:g}" font-weight="600">{escape(name)}</text>'
        lines = _lines(sense, int((width - 20) / 6.3))
        words += "".join(
            f'<text class="small" x="{x + 12:g}" y="{y + 38 + 17 * nth:g}">{escape(line)}</text>' for nth, line in enumerate(lines)
        )
    return f'<rect class="box" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="7"/>{words}'


def _lines(text: str, longest: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _arrow(path: str, x: float, y: float, *, down: bool = False) -> str:
    tip = f"M{x - 6:g} {y - 9:g} h12 L{x:g} {y:g} z" if down else f"M{x - 9:g} {y - 6:g} v12 L{x:g} {y:g} z"
    return f'<path class="arrow" d="{path}"/><path class="head" d="{tip}"/>'


def _svg(width: float, height: float, title: str, said: str, parts: list[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title said">\n'
        f'<title id="title">{title}</title>\n<desc id="said">{escape(said)}</desc>\n<style>{STYLE}</style>\n'
        f'<rect class="ground" width="{width:g}" height="{height:g}" rx="10"/>\n{body}\n</svg>\n'
    )


PICTURES = {"way.svg": way, "floors.svg": house}
