from __future__ import annotations

from jasette.locale import Words
from jasette.page import Grid, Network, Prose
from jasette.pages.map import page

ROWS = {
    "voices": tuple({"voice": voice, "name": voice.title(), "kind": "organisation", "group": "media"} for voice in ("ville", "gazette")),
    "interactions": (
        *({"person": f"p:{i:02}", "to_voice": "ville", "to_person": "ville", "kind": "reply"} for i in range(30)),
        {"voice": "ville", "person": "ville", "to_voice": "gazette", "to_person": "gazette", "kind": "mention"},
    ),
}


def test_the_table_says_what_the_picture_says_and_neither_names_anybody_private(read):
    blocks = list(page.blocks(read(ROWS), Words()))
    (picture,) = [block for block in blocks if isinstance(block, Network)]
    (table,) = [block for block in blocks if isinstance(block, Grid)]
    assert sorted(dot.name for dot in picture.dots if dot.name) == ["Gazette", "Ville"]
    assert [row[0] for row in table.rows] == ["Gazette", "Ville", "public around A"]
    assert {row[0]: row[3] for row in table.rows} == {"Gazette": "0", "Ville": "30", "public around A": "30"}
    assert "p:" not in repr(blocks)
    assert picture.legend == ((0, "A", "Ville, Gazette"),)


def test_without_ties_there_is_no_picture(read):
    blocks = list(page.blocks(read({"voices": ROWS["voices"], "interactions": ()}), Words()))
    assert all(isinstance(block, Prose) for block in blocks) and blocks[-1].tone == "note"
