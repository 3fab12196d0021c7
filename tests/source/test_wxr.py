"""Items of a WordPress export: cut where they end, read one by one, whatever the block size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.source import pieces as cutting
from jasette.source.files import InputFile
from jasette.source.pieces import Broken, Piece, again, pieces
from jasette.source.wxr import Site, read_head, read_item

HEAD = b'<?xml version="1.0"?>\n<rss xmlns:wp="http://wordpress.org/export/1.1/">\n<channel>\n<link>https://a.example</link>\n'
ITEM = b"<item>\n<title>%s</title>\n<wp:post_id>1</wp:post_id>\n</item>"


def cut(data: bytes) -> list[Piece]:
    return list(pieces(InputFile.of_bytes("f", data).open()))


def titles(data: bytes) -> list[str]:
    site = Site()
    found = []
    for piece in cut(data):
        if piece.kind == "head":
            site, _ = read_head(piece.data)
        elif piece.kind == "item":
            found.append(read_item(piece, site).fields["title"])
        else:
            found.append(piece.kind)
    return found


@pytest.fixture(params=[1, 7, 4096])
def blocks(request, monkeypatch):
    monkeypatch.setattr(cutting, "BLOCK", request.param)


@pytest.mark.usefixtures("blocks")
def test_items_with_their_places():
    data = HEAD + ITEM % b"<![CDATA[</item><item>]]>" + b"\n<!-- <item> -->\n" + ITEM % b"two" + b"\n</channel></rss>"
    found = cut(data)
    assert [piece.kind for piece in found] == ["head", "item", "item"]
    assert titles(data) == ["</item><item>", "two"]
    for piece in found:
        assert data[piece.offset :].startswith(piece.data)
        assert piece.line == data.count(b"\n", 0, piece.offset) + 1


@pytest.mark.usefixtures("blocks")
def test_what_does_not_end_costs_itself_only():
    data = (
        HEAD
        + b"\n"
        + ITEM % b"one"
        + b"\n<item>\n<title>lost\n"
        + ITEM % b"two"
        + b"\n<item><![CDATA[ lost \n"
        + ITEM % b"three"
        + b"\n<item>"
    )
    assert titles(data)[:3] == ["one", "broken", "two"]
    assert titles(data)[-1] == "broken"


def test_a_section_that_is_not_closed_is_closed_by_the_next_items_own():
    first = b"<item>\n<content><![CDATA[lost</content>\n</item>"
    data = HEAD + first + b"\n" + ITEM % b"<![CDATA[two]]>" + b"</channel></rss>"
    site, _ = read_head(cut(data)[0].data)
    piece = cut(data)[1]
    with pytest.raises(Broken):
        read_item(piece, site)
    bad, rest = again(piece)
    assert (bad.data.strip(), read_item(rest, site).fields["title"]) == (first, "two")
    assert rest.line == piece.line + 3


def test_an_item_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(cutting, "LONGEST", 2000)
    monkeypatch.setattr(cutting, "BLOCK", 512)
    data = HEAD + ITEM % b"one" + b"\n<item><title><![CDATA[" + b"x\n" * 5000 + b"\n" + ITEM % b"two" + b"</channel>"
    found = titles(data)
    assert (found[0], found[-1]) == ("one", "two")
    assert set(found[1:-1]) == {"broken"}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_versions_and_prefixes(version, scheme):
    head = f'<rss xmlns:w="{scheme}://wordpress.org/export/{version}/"><channel><w:base_blog_url> https://b.example </w:base_blog_url>'
    data = head.encode() + b'<item><w:post_id>5</w:post_id><w:post_id>6</w:post_id><post_id xmlns="urn:x">7</post_id></item>'
    site, problem = read_head(cut(data)[0].data)
    assert (site.url, problem) == ("https://b.example", None)
    assert read_item(cut(data)[1], site).fields["wp:post_id"] == "5"


def test_entities_are_never_expanded():
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hosts">]>\n'
    data = bomb + HEAD.split(b"\n", 1)[1] + ITEM % b"&b;" + ITEM % b"&f;" + ITEM % b"fine"
    found = cut(data)
    assert [piece.kind for piece in found] == ["doctype", "head", "item", "item", "item"]
    site, _ = read_head(found[1].data)
    for piece in found[2:4]:
        with pytest.raises(Broken, match="undefined entity"):
            read_item(piece, site)
    assert read_item(found[4], site).fields["title"] == "fine"


def test_two_mistakes_are_made_good():
    site = Site()
    item = read_item(Piece("item", ITEM % b"a\x0b&#2;]]>&#233;<![CDATA[\x1f&#2;]]>", 0, 1), site)
    assert (item.fields["title"], item.repaired) == ("a\ufffd\ufffd]]>é\ufffd&#2;", True)
    assert not read_item(Piece("item", ITEM % b"fine", 0, 1), site).repaired


def test_bad_bytes_and_encodings():
    with pytest.raises(Broken, match="byte 0xe9 is not UTF-8") as caught:
        read_item(Piece("item", ITEM % b"caf\xe9", 100, 10), Site())
    assert (caught.value.offset, caught.value.line) == (100 + (ITEM % b"caf\xe9").index(b"\xe9"), 11)
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel>'
    site, _ = read_head(latin)
    assert read_item(Piece("item", ITEM % b"caf\xe9", 0, 1), site).fields["title"] == "café"
    assert read_head(b'<?xml version="1.0" encoding="none-such"?><rss><channel>')[0].encoding == "utf-8"


def test_nothing_of_a_commenter_but_the_named_elements():
    comment = (
        b"<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author_email>a@b.example</wp:comment_author_email>"
        b"<wp:comment_author_IP>203.0.113.1</wp:comment_author_IP><wp:commentmeta><wp:comment_id>9</wp:comment_id></wp:commentmeta></wp:comment>"
    )
    item = read_item(Piece("item", (ITEM % b"t").replace(b"</item>", comment + b"</item>"), 0, 1), Site())
    assert item.comments == [{"wp:comment_id": "1"}]


def test_what_is_no_export():
    assert str(read_head(b"hello")[1]) == "no <rss> element: this is not a WordPress export"
    assert [piece.kind for piece in cut(b"")] == ["head"]


tokens = st.sampled_from(
    [
        b"<item>",
        b"</item>",
        b"<item x>",
        b"</item >",
        b"</items>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<!DOCTYPE",
        b"\n",
        b"\n<item>",
        b"text",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(tokens, max_size=14).map(b"".join), st.sampled_from([1, 5, 64]))
def test_the_short_way_to_the_end_of_an_item_cuts_as_the_long_one(body, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "BLOCK", block)
        quick = cut(HEAD + body)
        patch.setattr(cutting._Cutter, "_plain_end", lambda _: 0)
        assert quick == cut(HEAD + body)
