"""The export of the press: plain words, several paragraphs, links beside them."""

from __future__ import annotations

import csv
import io
import re

from jasette.demo import block, press


def test_rows_are_plain_text_with_their_links(valmont):
    with (valmont.truth.parent / "valmont_press.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["site"] for row in rows}) == 5
    assert len({row["adresse"] for row in rows}) == len(rows)
    for row in rows:
        assert row["adresse"].startswith(f"https://{row['site']}/2023/")
        assert not re.search(r"<[a-z/]|&#|&amp;|&quot;", row["titre_et_texte"])
        assert row["titre_et_texte"].count("\n") >= 4


def test_what_a_paper_links_to_stands_beside_it():
    made = block.make(2008, 0, 3000, "web")
    text = "".join(press.lines(made, press.rows_of(made)).to_pylist())
    links = [row["liens"] for row in csv.DictReader(io.StringIO(press.HEADER.decode() + text, newline=""))]
    assert sum(link.startswith("https://") for link in links) == (made.draft["cited"][press.rows_of(made)] >= 0).sum() > 10
