"""Addresses in one spelling."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.schema import TABLES
from jasette.source import Filtered, Rows
from jasette.source.addresses import canonical, spelled, untracked

CASES = {
    "https://a.example/x?utm_source=f&p=2&fbclid=1#xtor=RSS-1": "https://a.example/x?p=2",
    "HTTPS://A.Example:443/X": "https://a.example/X",
    "http://a.example": "http://a.example/",
    "https://m.a.example/x": "https://a.example/x",
    "https://mobile.a.example/x": "https://a.example/x",
    "https://m.example/x": "https://m.example/x",
    "https://fr.m.wikipedia.example/x": "https://fr.m.wikipedia.example/x",
    "https://a.example/article/amp/": "https://a.example/article/",
    "https://a.example/article/amp": "https://a.example/article",
    "https://a.example/article.amp.html": "https://a.example/article.html",
    "https://a.example/article?outputType=amp&id=3": "https://a.example/article?id=3",
    "https://www-a-example.cdn.ampproject.org/c/s/www.a.example/x/amp/": "https://www.a.example/x/",
    "https://www.google.com/amp/s/amp.a.example/x": "https://a.example/x",
    "https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%3Fp%3D1&sa=D": "https://a.example/x?p=1",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx%3Ffbclid%3DI&h=A": "https://a.example/x",
    "https://bit.example/3xYz": "https://bit.example/3xYz",
    "https://bit.ly/3xYz": "https://bit.ly/3xYz",
    "https://a.example/p/#comment-12": "https://a.example/p/#comment-12",
    "https://a.example/x#:~:text=mot": "https://a.example/x",
    "https://a.example/amphibie": "https://a.example/amphibie",
    "https://a.example/?p=10": "https://a.example/?p=10",
    "mailto:a@b.example": "mailto:a@b.example",
    "https://user@a.example/": "https://user@a.example/",
    "https://[broken": "https://[broken",
    "": "",
}


@pytest.mark.parametrize("given_", CASES)
def test_one_spelling(given_):
    assert canonical(given_) == CASES[given_]


PIECES = (
    "https:// http:// m. mobile. amp. www. a.example / /amp/ amp .amp.html ? & utm_source=x p=1 # xtor=1 amp=1 www.google.com/ "
    "url?q=https%3A%2F%2Fm.a.example%2F www.google.com/amp/s/ :443 %2e é #comment-1"
)
PARTS = st.sampled_from(PIECES.split())


@given(
    st.one_of(
        st.text(max_size=60), st.lists(PARTS, max_size=9).map("".join), st.lists(PARTS, max_size=9).map(lambda p: "https://" + "".join(p))
    )
)
def test_twice_is_once(address):
    once = canonical(address)
    assert canonical(once) == once
    assert untracked(untracked(address)) == untracked(address)


def test_untracked_leaves_the_rest_as_written():
    assert untracked("http://M.A.example/AMP/?b=%C3%A9&utm_medium=rss&amp;a=1#c") == "http://M.A.example/AMP/?b=%C3%A9&a=1#c"
    assert untracked("https://a.example/?utm_source=rss") == "https://a.example/"


def posts(*links):
    rows = [{"post_id": f"x:{n}", "links": listed} for n, listed in enumerate(links)]
    return Rows("posts", pa.Table.from_pylist(rows, TABLES["posts"].arrow))


def test_what_posts_link_to_is_spelled_alike():
    listed = (["https://m.a.example/x", "https://a.example/x?utm_source=f"], None, [], ["https://b.example"], ["https://c.example/y", None])
    beside = (Filtered("posts", 1, "x"), Rows("accounts", TABLES["accounts"].arrow.empty_table()))
    first, *others = spelled([posts(*listed), *beside, posts(None)])
    assert isinstance(first, Rows)
    assert first.rows.schema == TABLES["posts"].arrow
    found = first.rows["links"].to_pylist()
    assert found == [["https://a.example/x"], None, [], ["https://b.example/"], ["https://c.example/y", None]]
    assert first.rows["post_id"].to_pylist() == [f"x:{n}" for n in range(5)]
    assert others[:2] == list(beside) and others[2] == posts(None)


def test_a_quick_look_lets_no_address_pass_that_has_a_better_spelling():
    for address, better in CASES.items():
        (item,) = spelled([posts([address])])
        assert isinstance(item, Rows)
        assert item.rows["links"].to_pylist() == [[better]]


@given(st.lists(PARTS, max_size=9).map(lambda p: "https://" + "".join(p)))
def test_a_quick_look_agrees_with_the_slow_one(address):
    (item,) = spelled([posts([address])])
    assert isinstance(item, Rows)
    assert item.rows["links"].to_pylist() == [[canonical(address)]]
