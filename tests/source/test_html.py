"""HTML as people write it, as plain text with its links."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.source import html
from jasette.source.html import Anchor, Plain, absolute, plain, plain_lines, written_links


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("", ""),
        (" a\n b ", "a b"),
        ("<p>un</p><p>deux</p>", "un\n\ndeux"),
        ("un<br>deux<br/><br />trois", "un\ndeux\n\ntrois"),
        ("<ul><li>a</li><li> b <b> c</b></li></ul><div>d</div>", "a\nb c\n\nd"),
        ("<pre> a\n  b</pre>c", "a\n  b\n\nc"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("<!-- wp:x --><script>no()</script><style>p{}</style>oui", "oui"),
        ("Oui&nbsp;! &lt;b&gt; &#128690; 👩‍👩‍👧", "Oui\xa0! <b> 🚲 👩‍👩‍👧"),
        ("&#xD800;\x00<b>x", "\ufffdx"),
        ("<frameset><frame></frameset>", ""),
        ("<p", ""),
        ("a < b & c", "a < b & c"),
    ],
)
def test_text(written, text):
    assert plain(written).text == text


def test_links_are_absolute_and_each_once():
    written = "<a href='/b'>b</a> <a href=' https://x.example/?a=1&amp;b=2 '>c</a><a href='/b'>d</a>"
    others = "<a href='mailto:a@b.example'>m</a><a href='#top'>t</a><a href='javascript:x()'>j</a><a href='http://[bad'>z</a><a>n</a>"
    assert plain(written + others, base="https://a.example/p/") == Plain("b cdmtjzn", ["https://a.example/b", "https://x.example/?a=1&b=2"])


def test_what_an_anchor_reads_can_be_told_and_classes_left_out():
    def reads(anchor: Anchor) -> tuple[str, bool]:
        return anchor.text.upper(), "mention" not in anchor.classes

    written = '<p class="quote-inline x">RE</p><a class="u-url mention" href="https://a.example/@b">@<i>b</i></a> <a href="https://c.example/">c</a>'
    assert plain(written, reads=reads, leave_out="quote-inline") == Plain("@B C", ["https://c.example/"])


PARTS = st.sampled_from(["<p>", "</p>", "<br>", "<br />", "&amp;", "&#39;", " ", "\n", "a", "é🚲", "b c", "\xa0", "?"])


@settings(max_examples=200)
@given(st.lists(PARTS, max_size=12))
def test_the_short_way_gives_what_the_tree_gives(parts):
    # paragraphs as servers write them: opened and closed
    written = "".join(parts)
    if not re.fullmatch(r"(?:[^<]|<br ?/?>|<p>(?:[^<]|<br ?/?>)*</p>)*", written):
        return
    short = plain(written)
    before, html.SIMPLE = html.SIMPLE, re.compile(r"(?!)")
    try:
        assert plain(written) == short
    finally:
        html.SIMPLE = before


@settings(max_examples=100)
@given(st.text(max_size=60) | st.lists(st.sampled_from(["<", ">", "a", "<a href=", "'", "<p>", "</", "<!--", "&", "]]>"])).map("".join))
def test_nothing_that_is_written_raises(written):
    assert isinstance(plain(written, base="https://a.example/").text, str)


def test_ten_thousand_tags_left_open_are_read_in_a_moment():
    started = time.process_time()
    assert plain("<div>" * 100_000 + "fin").text == "fin"
    assert time.process_time() - started < 5


def test_written_links_end_where_the_address_ends():
    text = "voir https://a.example/b. et (https://c.example/d_(e)) « https://f.example/g », HTTP://h.example!"
    assert written_links(text) == ["https://a.example/b", "https://c.example/d_(e)", "https://f.example/g", "HTTP://h.example"]


@pytest.mark.parametrize("href", ["", "#a", "tel:1", "javascript:x", "http://", "http://[", "a/b"])
def test_what_is_no_web_address(href):
    assert absolute(href) == ""


PIECES = [
    "a",
    "é",
    "  ",
    " ",
    "\n",
    "\t",
    "\f",
    "\u00a0",
    "\u2028",
    "x.",
    "🚲",
    "<br>",
    "<br />",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<em>",
    "</em>",
]
LINKS = [
    "</a>",
    '<a href="https://x.example/1">',
    '<a href="/2" rel="nofollow">',
    '<a rel="x" href=" https://y.example/ ">',
    '<a class="c">',
    '<a href="#c">',
    '<a href="mailto:x@y.example" title="t">',
    '<a href="https://x.example/1" href="https://z.example/">',
    '<a href="https://[bad" target="_blank">',
    '<a title=" href=" href="https://t.example/">',
]
BASE = "https://base.example/x/"


def of_tree(written: str) -> Plain:
    """What the parser's tree gives, with no short way taken."""
    root, writer = html._body(written), html._Writer(BASE, None, "")
    assert root is not None
    html._lay_out(root, writer)
    return Plain(writer.text(), list(dict.fromkeys(writer.links)))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *LINKS, "&amp;", "&lt;"]), max_size=10).map("".join))
def test_the_short_way_with_links_gives_what_the_tree_gives(written):
    assert html.LINKED.fullmatch(written)
    assert plain(written, base=BASE) == of_tree(written)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*PIECES[:11], "<", "&", "\r", "\0", "\ud800", "\x0b", "\x1c"]), max_size=10).map("".join))
def test_lines_without_tags_are_as_with_breaks(text):
    found = plain_lines(text)
    assert (found is None) == bool(re.search("[<&\r\0\ud800]", text))
    if found is not None:
        assert found == of_tree(text.replace("\n", "<br>")).text
