from jasette.locale import Words
from jasette.page import Findings, Items, Tiles
from jasette.pages.summary import page

WORDS = Words()
PEOPLE = tuple(f"p:{number:03}" for number in range(120))


def rates(voice: str, answered: int, asked: int = 60) -> tuple[dict[str, str | None], ...]:
    return tuple(
        {"voice": voice, "person": PEOPLE[number], "kind": "question", "answered_us": "2024-03-02 01:00" if number < answered else None}
        for number in range(asked)
    )


def of(kind, blocks):
    return next(block for block in blocks if isinstance(block, kind))


def found(blocks, title: str):
    return next(one for one in of(Findings, blocks).found if one.title == title)


def test_the_highest_and_the_lowest_are_found_with_those_they_cannot_be_told_from(read) -> None:
    requests = (*rates("ville", 57), *rates("parc", 55), *rates("roy", 6), *rates("few", 2, asked=20))
    blocks = list(page.blocks(read({"requests": requests}), WORDS))
    most, least = found(blocks, "Answers the most"), found(blocks, "Answers the least")
    assert (most.who, most.figure.value, most.note) == ("ville", "95%", "Not surely different from: parc.")
    assert most.sentence == "Of 60 requests asked before 25 March 2024, 57 were answered within 7 days."
    assert (least.who, least.note) == ("roy", "")  # twenty requests are too few to be a finding


def test_a_lone_voice_is_neither_the_most_nor_the_least(read) -> None:
    blocks = list(page.blocks(read({"requests": rates("ville", 30)}), WORDS))
    assert not any(isinstance(block, Findings) for block in blocks)


def test_a_small_public_is_not_counted_out(read) -> None:
    posts = tuple({"person": person, "kind": "post"} for person in PEOPLE[:7])
    assert ("fewer than 10", "people of the public who wrote some of them") in of(Tiles, page.blocks(read({"posts": posts}), WORDS)).pairs
    posts = tuple({"person": person, "kind": "post"} for person in PEOPLE[:17])
    assert ("17", "people of the public who wrote some of them") in of(Tiles, page.blocks(read({"posts": posts}), WORDS)).pairs


def test_limits_are_said_at_once(read) -> None:
    rows = {
        "requests": (*rates("ville", 30), *rates("few", 1, asked=4)),
        "voices": tuple({"voice": voice, "name": voice.title()} for voice in ("ville", "few", "dark", "half")),
        "coverage": tuple(
            {"voice": voice, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": how}
            for voice, how in (("ville", "complete"), ("few", "complete"), ("half", "query"))
            for stream in ("mentions", "replies", "own_posts")
        ),
        "gaps": ({"kind": "missing_parent"}, {"kind": "uncollected"}),
    }
    said = " ".join(of(Items, page.blocks(read(rows), WORDS)).texts)
    for expected in ("not collected: Dark.", "people of the public asked: Few.", "least there was: Half.", "known to be incomplete: 1."):
        assert expected in said
