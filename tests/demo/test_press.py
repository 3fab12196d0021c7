"""The export of the press: plain words, several paragraphs, links beside them."""

from __future__ import annotations

import csv
import re


def test_rows_are_plain_text_with_their_links(valmont):
    with (valmont.truth.parent / "valmont_press.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["site"] for row in rows}) == 5
    assert len({row["adresse"] for row in rows}) == len(rows)
    for row in rows:
        assert row["adresse"].startswith(f"https://{row['site']}/2023/")
        assert not re.search(r"<[a-z/]|&#|&amp;|&quot;", row["titre_et_texte"])
        assert row["titre_et_texte"].count("\n") >= 4
    assert any(row["liens"].startswith("https://") for row in rows)
