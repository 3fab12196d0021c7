from __future__ import annotations

from jasette.locale import Words
from jasette.page import Grid, Lanes, Prose
from jasette.pages.topics import page

DAY = 86_400_000_000


def said(number: int, text: str, day: int, voice: str = "", group: str = "public") -> dict[str, object]:
    who = {"voice": voice, "person": voice} if voice else {"voice": None, "person": f"p:{number % 40:02}"}
    return {
        "post_id": f"x:{number}",
        "group": group,
        "text": text,
        "at_us": 1_709_251_200_000_000 + day * DAY,
        "role": "post",
        "lang": "fr",
        **who,
    }


POSTS = (
    *(said(number, "le compost du quartier", number % 25) for number in range(300)),
    *(said(1000 + number, "la fanfare arrive demain", 12) for number in range(60)),
    *(said(2000 + number, "le budget du conseil municipal", number % 25, "ville", "public body") for number in range(60)),
)
ROWS = {"voices": ({"voice": "ville", "name": "Ville", "kind": "organisation", "group": "public body"},), "posts": POSTS}


def test_words_of_groups_and_bursts(read):
    blocks = list(page.blocks(read(ROWS), Words()))
    (terms,) = [block for block in blocks if isinstance(block, Grid)]
    words = {row[0]: row[1] for row in terms.rows}
    assert "budget" in str(words["public body"]) and "compost" in str(words["public"]) and "compost" not in str(words["public body"])
    (bursts,) = [block for block in blocks if isinstance(block, Lanes)]
    assert "fanfare" in [name for name, _ in bursts.rows] and "compost" not in [name for name, _ in bursts.rows]
    for _, (lane,) in bursts.rows:
        assert all(0 <= span.start < span.end <= 1 for span in lane.spans)


def test_without_words_it_says_so(read):
    blocks = list(page.blocks(read({"voices": ROWS["voices"], "posts": ()}), Words()))
    assert [block.text for block in blocks if isinstance(block, Prose) and block.tone == "note"] == [
        "No words set one group apart from the others.",
        "No word came in bursts.",
    ]
