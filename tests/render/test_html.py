import base64
import hashlib
import html as html_of
import re
from dataclasses import replace
from typing import get_args

from jasette.locale import Words
from jasette.page import (
    Block,
    Code,
    Compared,
    Comparison,
    Dot,
    Exchange,
    Exchanges,
    Facts,
    Figure,
    Finding,
    Findings,
    Fold,
    Grid,
    Heading,
    Items,
    Lane,
    Lanes,
    Moment,
    Network,
    Post,
    Posts,
    Prose,
    Said,
    Span,
    Spread,
    Terms,
    Tiles,
)
from jasette.render import html

FACTS = Facts("Valmont <3", "to test", "A. Roy", 180, 10, "America/Toronto", None)


def made(*blocks, lang: str = "en") -> str:
    return html.report([html.Section("one", "One", blocks)], FACTS, Words(lang))


FIGURE = Figure("12 %", "8 – 17 %", "n = 41", link="posts-1", spread=Spread(0.08, 0.12, 0.17))
EVERY = (
    Heading("A heading", anchor="there"),
    Prose("A paragraph", "note"),
    Items(("First of a list",)),
    Terms((("Term", "its sense"),)),
    Tiles((("1,234", "posts"),)),
    Code("SELECT 1"),
    Findings((Finding("Answers the most", "The winner", FIGURE, "share", "Of 41, 5.", "But not surely."),)),
    Grid(("Voice", "Share"), (("Ville", FIGURE),), "A caption"),
    Comparison(
        "Side by side",
        (("Answered", "share"), ("Wait", "seconds")),
        (
            Compared("Parc", "blog", (FIGURE, Figure("—", state="none")), (Moment("2024-W01", "withheld"),), "voice-parc", 1),
            Compared("Roy", "party", (FIGURE, Figure("5 h", spread=Spread(3_600, 18_000, None)))),
        ),
        "by week",
    ),
    Lanes("Streams", ("replies",), (("Ville", (Lane("query", "all of March", (Span(0, 0.5, "query"),)),)),), "1 March", "2 March"),
    Network("Map", 200, 200, (Dot(50, 50, 9, "Ville", "A", 0, "Ville: 30 people"),), (), ((0, "A", "Ville and others"),), "a map"),
    Exchanges((Exchange("The longest", "by rule", "2 turns", (Said("voice", "Ville", "3 May", "", "Bonjour toi", "https://x.com/a/1"),)),)),
    Posts(
        "The measure",
        (("posts-1", "Of 41, 5 were."),),
        (Post("3 May", "Ville", "reply", "Merci", "https://x.com/a/2", "answered"),),
        "3 more",
    ),
    Fold("Folded", (Prose("Hidden at first"),), "voice-parc", "beside it", heading=True, opened=True),
)


def test_every_kind_of_block_is_rendered() -> None:
    text = made(*EVERY)
    expected = ["A heading", 'id="there"', "A paragraph", "First of a list", "its sense", "1,234", "SELECT 1", "A caption", "8 – 17 %"]
    expected += ["n = 41", "The winner", "But not surely", "Side by side", "query", "all of March", "Bonjour toi", "The longest", "3 more"]
    expected += [
        "Of 41, 5 were.",
        'href="#posts-1"',
        'id="posts-1"',
        "Merci",
        "https://x.com/a/1",
        "https://x.com/a/2",
        "<svg",
        "Hidden at first",
    ]
    expected += ["beside it", '<details class="entry" open>', "Parc, Answered, by week. 2024-W01: withheld"]
    for piece in expected:
        assert piece in text, piece
    assert {type(block) for block in EVERY} == set(get_args(Block))


def test_rows_can_be_put_in_order_by_numbers_that_are_there() -> None:
    rows = re.findall(r'<tr role="row" data-rank="([^"]*)" data-name="([^"]*)"([^>]*)>', made(*EVERY))
    assert [(rank, name) for rank, name, _ in rows] == [("-1", "Parc"), ("0", "Roy")]
    assert 'data-v0="0.12"' in rows[0][2] and "data-v1" not in rows[0][2] and 'data-v1="18000"' in rows[1][2]


def test_what_comes_from_posts_is_text_and_never_markup() -> None:
    said = Said("person", "<b>w</b>", "", "", "<script>alert(2)</script>", "javascript:alert(3)")
    row = Compared("<u>\"' onload=x", "<s>g</s>", (Figure("1", spread=Spread(None, 1, None)),), (Moment("<q>", "<a>"),), "v")
    text = made(
        Posts("<b>s</b>", (("a", "<em>x"),), (Post("", "<i>w</i>", "", "<script>alert(1)</script>", "javascript:alert(1)"),)),
        Network("<svg>", 200, 200, (Dot(50, 50, 9, "<q>", "<s>", 0, "<u>"),), (), ((0, "<s>", "<em>"),), '"><script>'),
        Exchanges((Exchange("<h1>", "<h2>", "<h3>", (said,)),)),
        Comparison("<caption>", (("<th>", "share"),), (row,), "<td>"),
        Lanes("<l>", ("<m>",), (("<n>", (Lane("<o>", "<p>", (Span(0, 1, '"><script>'),)),)),), "a", "b"),
        Prose("<img src=x>"),
    )
    body = text[text.index("<main") : text.index("</main>")]
    for forbidden in ("<script", "<img", "<i>w", "javascript:", "<em>", "<u>", "<s>", "<q>", "<h1>"):
        assert forbidden not in body, forbidden
    assert "Valmont &lt;3" in text


def test_nothing_is_fetched_and_one_script_alone_can_run() -> None:
    text = made(*EVERY)
    for forbidden in ("<link", "@import", "url(", "onload=", "src=", "style="):
        assert forbidden not in text
    scripts, styles = (re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("script", "style"))
    assert text.count("<script") == len(scripts) == 1
    policy = html_of.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)[1])
    assert policy.startswith("default-src 'none';")
    for inside in (*scripts, *styles):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'" in policy


def test_a_name_cannot_leave_the_style_sheet() -> None:
    facts = replace(FACTS, name='a"; } </style><script>alert(1)</script>\\')
    text = html.report([], facts, Words())
    running = re.search(r'@top-left \{ content: "([^"]*)"; font', text)[1]
    assert "alert" in running
    assert not set('<>";}') & set(running)
    assert text.count("<style") == text.count("</style") == 1


def test_an_empty_table_says_so_and_the_language_is_declared() -> None:
    assert '<td colspan="2">—</td>' in made(Grid(("a", "b"), (), "none"))
    assert "—" in made(Comparison("none", (("a", "share"),), ()))
    assert "—" in made(Lanes("none", ("a",), ()))
    assert '<html lang="fr">' in made(lang="fr")
