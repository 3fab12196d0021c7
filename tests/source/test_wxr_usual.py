"""Comments read by a pattern are those that the parser reads, or the parser reads them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.source import wxr
from jasette.source.pieces import Broken, Piece
from jasette.source.wxr import Item, Site, read_item
from jasette.source.wxr_usual import ELEMENTS, apart

BITS = (
    """a|&amp;|&#038;|&lt;|&|<b>|http://a.example/?b=1|]|]]|<wp:comment>|</wp:comment>|</item>|<!--|-->|<![CDATA[|]]>|<?x|?>|é|\U0001f600"""
)
bits = st.sampled_from([*BITS.split("|"), " ", "\n", "\r\n", "\r", "\t", "\x08", "\ufffe", "\xa0"])
words = st.lists(bits, max_size=5).map("".join)
calm = st.sampled_from(["", "1", " 2 ", "Nom", "2012-01-05 14:30:46", "http://a.example/", "é & <i>"])
values = st.one_of(
    calm.map(lambda text: f"<![CDATA[{text}]]>"),
    calm,
    words.map(lambda text: f"<![CDATA[{text}]]>"),
    calm,
    st.just("<![CDATA[a]]]]><![CDATA[>b]]>"),
    words,
)
gaps = st.sampled_from(["", "\n\t\t\t", "\r\n", " "])


@st.composite
def comments(draw: st.DrawFn) -> str:
    # most of them nearly as WordPress writes them: else the parser would read them all
    odd = draw(st.integers(0, 3)) == 0
    written = ((name, draw(values if odd else calm)) for name in ELEMENTS)
    body = "".join(f"{draw(gaps)}<wp:{name}>{value}</wp:{name}>" if value else f"<wp:{name}/>" for name, value in written)
    meta = draw(
        st.sampled_from(["", "\n<wp:commentmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[v]]></wp:meta_value></wp:commentmeta>"])
    )
    return f"{draw(gaps)}<wp:comment>{body}{meta}\n</wp:comment>"


heads = st.sampled_from(
    (
        "<item>\n<title>t</title>",
        "<item>",
        "<item a='1'>",
        "<item><title><![CDATA[<wp:comment>]]></title>",
        "<item><!-- <wp:comment>",
        "<item><x>",
        "<item><title>&nbsp;</title>",
        '<item xmlns:wp="http://other.example/">',
        "<item><?p ",
    )
)
tails = st.sampled_from(["\n</item>", "</item>\n", "<title>late</title></item>", "</x></item>", "--></item>", "?></item>", ""])


def both(data: bytes, site: Site, monkeypatch: pytest.MonkeyPatch) -> tuple[Item | str, Item | str]:
    """What comes of the item with the pattern, and by the parser alone."""

    def read() -> Item | str:
        try:
            return read_item(Piece("item", data, 10, 3), site)
        except Broken as error:
            return f"{error} {error.offset} {error.line}"

    quick = read()
    with monkeypatch.context() as patch:
        patch.setattr(wxr, "_usual", lambda *_: None)
        return quick, read()


@settings(max_examples=400, deadline=None)
@given(heads, st.lists(comments(), min_size=1, max_size=3), tails)
def test_the_same_item_as_the_parser_reads(head, below, tail):
    with pytest.MonkeyPatch.context() as patch:
        quick, slow = both((head + "".join(below) + tail).encode("utf-8"), Site(), patch)
    assert quick == slow


def test_what_wordpress_writes_takes_the_quick_way(monkeypatch, real_data):
    ways = []
    for file in sorted((real_data / "wordpress_wxr").rglob("*.xml")):
        for part in file.read_bytes().split(b"<item>")[1:]:
            item = b"<item>" + part.partition(b"</item>")[0] + b"</item>"
            ways += [apart(item) is not None] if b"<wp:comment>" in item else []
            quick, slow = both(item, Site(), monkeypatch)
            assert quick == slow
    # in some of these files, written by hand, elements are left out
    assert sum(ways) >= 0.6 * len(ways) > 10


def test_a_prefix_that_means_something_else_is_the_parsers():
    data = b"<item><title>t</title>" + b"<wp:comment>" + b"".join(b"<wp:%b>1</wp:%b>" % (n.encode(), n.encode()) for n in ELEMENTS)
    data += b"</wp:comment></item>"
    assert len(read_item(Piece("item", data, 0, 1), Site()).comments) == 1
    assert read_item(Piece("item", data, 0, 1), Site(namespaces={"wp": "http://other.example/"})).comments == []


def test_megabytes_that_end_nowhere_take_no_hours():
    opened = b"".join(b"<wp:%b>1</wp:%b>" % (n.encode(), n.encode()) for n in list(ELEMENTS)[:7])
    data = b"<item><wp:comment>" + opened + b"<wp:comment_content><![CDATA[" + b"]" * 2_000_000 + b"</item>"
    assert apart(data) is None
