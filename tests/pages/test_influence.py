from __future__ import annotations

from collections.abc import Iterator

from jasette.locale import Words
from jasette.page import Block, Comparison, Fold, Grid, Posts, Prose
from jasette.pages.influence import page

ROWS = {
    "voices": (
        {"voice": "gazette", "name": "La Gazette", "kind": "organisation", "group": "media"},
        {"voice": "carnet", "name": "Le Carnet", "kind": "organisation", "group": "blog"},
        {"voice": "ville", "name": "Ville", "kind": "organisation", "group": "public body"},
    ),
    "posts": tuple(
        {"voice": voice, "person": voice, "group": group, "platform": platform, "post_id": post, "role": "post", "kind": kind, "text": text}
        for voice, group, platform, post, kind, text in (
            ("gazette", "media", "x", "x:1", "post", "Une nouvelle"),
            ("gazette", "media", "x", "x:2", "post", "Une autre"),
            ("gazette", "media", "blog", "b:1", "article", "Un article"),
            ("carnet", "blog", "blog", "b:2", "article", "Billet"),
        )
    ),
    "coverage": tuple(
        {"voice": voice, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
        for voice in ("gazette", "carnet", "ville")
        for stream in ("own_posts", "mentions", "replies", "threads", "reposts")
    ),
    "interactions": tuple(
        {"person": f"p:{i:02}", "kind": "repost", "to_voice": voice, "to_person": voice, "object": post, "platform": "x"}
        for voice, post, people in (("gazette", "x:1", 20), ("gazette", "x:2", 4), ("ville", "x:9", 12))
        for i in range(people)
    ),
}


def every(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from every(list(block.blocks))


def test_places_are_drawn_and_each_range_holds_its_place(read):
    blocks = list(page.blocks(read(ROWS), Words()))
    first = next(block for block in blocks if isinstance(block, Comparison))
    assert [row.name for row in first.rows] == ["La Gazette", "Ville", "Le Carnet"]
    assert first.rows[0].figures[0].value.startswith("1st (") and first.rows[1].figures[0].value.startswith("2nd (")
    for block in blocks:
        for row in block.rows if isinstance(block, Comparison) else ():
            for figure in row.figures:
                if figure.spread and figure.spread.low is not None and figure.spread.high is not None:
                    assert figure.spread.low <= figure.spread.value <= figure.spread.high


def test_posts_that_carried_most_are_public_voices_own_and_only_where_enough_people_carried_them(read):
    posts = [block for block in every(list(page.blocks(read(ROWS), Words()))) if isinstance(block, Posts)]
    assert [(block.title, [(post.words, post.mark) for post in block.posts]) for block in posts] == [
        ("La Gazette", [("Une nouvelle", "20 people")])
    ]


def test_publishers_with_a_site_and_a_microblog(read):
    blocks = list(page.blocks(read(ROWS), Words()))
    assert any(
        "Of 2 media and blogs of which a site was collected, 1 are on a microblog too (50%)." in b.text
        for b in blocks
        if isinstance(b, Prose)
    )
    table = next(block for block in blocks if isinstance(block, Grid) and block.columns[0] == "Publisher")
    assert [row[0] for row in table.rows] == ["La Gazette"] and table.columns[-1] == "reposted on X"


def test_nobody_private_is_named(read):
    assert "p:" not in repr(list(page.blocks(read(ROWS), Words())))
