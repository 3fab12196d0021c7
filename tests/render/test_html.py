from jasette.locale import Words
from jasette.page import Code, Facts, Figure, Grid, Heading, Post, Posts, Prose, Terms
from jasette.render import html

FACTS = Facts("Valmont <3", "to test", "A. Roy", 180, 10, "America/Toronto", None)


def made(*blocks, lang: str = "en") -> str:
    return html.report([html.Section("one", "One", blocks)], FACTS, Words(lang), version="0")


def test_every_kind_of_block_is_rendered() -> None:
    text = made(
        Heading("A heading", anchor="there"),
        Prose("A paragraph", "note"),
        Terms((("Term", "its sense"),)),
        Code("SELECT 1"),
        Grid(("Voice", "Share"), (("Ville", Figure("12 %", "8 – 17 %", "n = 41", bar=(0.08, 0.12, 0.17), link="posts-1")),), "A caption"),
        Posts("The posts", (Post("3 May", "Ville", "reply", "Bonjour", "https://x.com/a/status/1", "answered"),), "3 more", "posts-1"),
    )
    expected = ["A heading", 'id="there"', "A paragraph", "its sense", "SELECT 1", "A caption", "8 – 17 %", "n = 41"]
    for piece in [*expected, 'href="#posts-1"', 'id="posts-1"', "Bonjour", "https://x.com/a/status/1", "3 more", "<svg"]:
        assert piece in text, piece


def test_what_comes_from_posts_is_text_and_never_markup() -> None:
    text = made(Posts("<b>s</b>", (Post("", "<i>w</i>", "", "<script>alert(1)</script>", "javascript:alert(1)"),)), Prose("<img src=x>"))
    assert "<script" not in text
    assert "<img" not in text
    assert "<i>w" not in text
    assert "javascript:" not in text
    assert "Valmont &lt;3" in text


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = made(Prose("x"))
    for forbidden in ("<script", "<link", "@import", "url(", "onload=", "src="):
        assert forbidden not in text


def test_an_empty_grid_says_so_and_the_language_is_declared() -> None:
    assert '<td colspan="2">—</td>' in made(Grid(("a", "b"), (), "none"))
    assert '<html lang="fr">' in made(lang="fr")
