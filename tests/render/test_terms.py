"""Words and bursts in the terminal: heads and notes in both languages, numbers as the language writes them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from jasette.locale import Words
from jasette.render.terms import bursts_to_terminal, terms_to_terminal
from jasette.terms import BETWEEN_SCHEMA, BURSTS_SCHEMA

FEW = "trop peu de particuliers les emploient"
TERM = {
    "side": "public", "place": 1, "term": "neige", "z": 3.25, "difference": 1.0, "posts": 1200, "people": 900,
    "other_posts": 3, "other_people": 2, "side_posts": 5000,
}  # fmt: skip
BURST = {
    "term": "verglas", "from_us": 0, "to_us": 1, "from": "2024-03-12", "to": "2024-03-13", "level": 1, "weight": 12.5,
    "posts": 40, "people": 31, "share": 0.5, "usual": 0.06,
}  # fmt: skip


def shown(render: Any, table: pa.Table, lang: str) -> tuple[list[Any], list[str]]:
    grids: list[Any] = []
    said: list[str] = []
    render(table, words=Words(lang), grid=lambda title, heads, rows, **how: grids.append((title, heads, rows)), say=said.append)
    return grids, [line.replace("\u202f", " ").replace("\u00a0", " ") for line in said]


@pytest.mark.parametrize(
    ("lang", "heads", "z", "note"),
    [
        ("en", "posts of others", "3.2", "Words left out, since too few private people used them on one side or the other: 4."),
        ("fr", "publications des autres", "3,2", f"Mots laissés de côté, car {FEW} d’un côté ou de l’autre : 4."),
    ],
)  # fmt: skip
def test_words_of_a_side(lang, heads, z, note):
    ((title, columns, rows),), said = shown(
        terms_to_terminal, pa.Table.from_pylist([TERM], BETWEEN_SCHEMA.with_metadata({"withheld": "4"})), lang
    )
    assert title.startswith("public") and heads in columns and len(columns) == len(rows[0])
    assert (rows[0][0], rows[0][1], said) == ("neige", z, [note])


@pytest.mark.parametrize(("lang", "head", "weight"), [("en", "first day", "12.5"), ("fr", "premier jour", "12,5")])
def test_bursts(lang, head, weight):
    ((_, columns, rows),), said = shown(bursts_to_terminal, pa.Table.from_pylist([BURST], BURSTS_SCHEMA), lang)
    assert columns[1] == head and len(columns) == len(rows[0]) and rows[0][3] == weight and said == []


@pytest.mark.parametrize(("render", "schema"), [(terms_to_terminal, BETWEEN_SCHEMA), (bursts_to_terminal, BURSTS_SCHEMA)])
def test_nothing_found_is_said(render, schema):
    for lang in ("en", "fr"):
        grids, said = shown(render, pa.Table.from_pylist([], schema), lang)
        assert grids == [] and len(said) == 1
