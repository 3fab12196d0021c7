from __future__ import annotations

from jasette.locale import Words
from jasette.page import Comparison, Figure, Grid
from jasette.pages.groups import page

ROWS = {
    "voices": (
        {"voice": "gazette", "name": "La Gazette", "kind": "organisation", "group": "media"},
        {"voice": "courrier", "name": "Le Courrier", "kind": "organisation", "group": "media"},
        {"voice": "verts", "name": "Les Verts", "kind": "organisation", "group": "party"},
    ),
    "coverage": tuple(
        {"voice": voice, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
        for voice in ("gazette", "courrier", "verts")
        for stream in ("own_posts", "mentions", "replies", "threads", "reposts")
    ),
    "interactions": tuple(
        {"voice": voice, "person": person, "group": group, "kind": "repost", "to_voice": to, "to_person": to, "to_group": to_group}
        for voice, person, group, to, to_group in (
            *((None, f"p:{i:02}", "public", "gazette", "media") for i in range(15)),
            *((None, f"p:{i:02}", "public", "verts", "party") for i in range(15, 30)),
            ("verts", "verts", "party", "gazette", "media"),
            ("courrier", "courrier", "media", "gazette", "media"),
        )
    ),
}


def test_shares_of_groups_the_matrix_and_the_index(read):
    blocks = list(page.blocks(read(ROWS), Words()))
    heard = next(block for block in blocks if isinstance(block, Comparison))
    shares = {row.name: row.figures[0].spread.value for row in heard.rows if row.figures[0].spread}
    assert shares == {"media": 17 / 32, "party": 15 / 32} and heard.first == "Group"
    matrix = next(block for block in blocks if isinstance(block, Grid) and block.caption == "Reposts")
    cells = {row[0]: dict(zip(matrix.columns[1:], row[1:], strict=True)) for row in matrix.rows}
    public = cells["public"]
    assert isinstance(public["media"], Figure) and (public["media"].value, public["media"].shade) == ("50%", 0.5)
    mixing = next(block for block in blocks if isinstance(block, Grid) and block.caption == "Inside and between groups")
    # One tie inside the media, one from the party to them.
    first = next(row for row in mixing.rows if row[0] == "E–I by reposts")
    assert isinstance(first[1], Figure) and first[1].value == "0"


def test_an_empty_town(read):
    blocks = list(page.blocks(read({"voices": ROWS["voices"], "interactions": ()}), Words()))
    assert any(isinstance(block, Comparison) for block in blocks)
