"""Citations: links to posts and to sites, pingbacks, oneself apart."""

from __future__ import annotations

import duckdb
import pytest

from jasette.reconstruct.links import address


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("https://www.Example.org/a/B/", "example.org/a/B"),
        ("http://example.org", "example.org"),
        ("example.org/?", "example.org"),
        ("https://m.example.org/a?b=1&utm_source=x&utm_medium=y#top", "example.org/a?b=1"),
        ("https://example.org/a?utm_source=x&b=2", "example.org/a?b=2"),
        ("HTTPS://YOUTUBE.com/watch?v=AbC", "youtube.com/watch?v=AbC"),
    ],
)
def test_addresses_that_are_the_same(written, same):
    assert duckdb.execute(f"SELECT {address('written')} FROM (SELECT ? AS written)", [written]).fetchall() == [(same,)]


@pytest.fixture
def blogs(world):
    world.voice("gazette", "blog:gazette.example", group="media").voice("carnet", "blog:gazette.example/carnet", "x:1", group="blog")
    world.account("x:1", "carnet")
    world.post("https://gazette.example/une", "blog:gazette.example", 1, platform="blog", kind="article", url="https://gazette.example/une")
    return world


def cited(blogs):
    fields = ("voice", "to_voice", "to_post", "how", "self")
    return [tuple(row[name] for name in fields) for row in blogs.rows("citations")]


def test_a_link_to_a_post_and_a_link_to_a_site(blogs):
    links = ["http://www.gazette.example/une/?utm_source=x", "https://gazette.example/other", "https://elsewhere.example"]
    blogs.post("x:a", "x:7", 5, links=links).build()
    assert cited(blogs) == [(None, "gazette", "https://gazette.example/une", "link", False), (None, "gazette", None, "link", False)]


def test_the_longest_site_owns_the_address(blogs):
    blogs.post("x:a", "x:7", 5, links=["https://gazette.example/carnet/1", "https://gazette.example/carnetage"]).build()
    assert sorted(row[1] for row in cited(blogs)) == ["carnet", "gazette"]


def test_a_link_to_a_post_on_x_whatever_handle_stands_in_it(blogs):
    blogs.post("x:123", "x:1", 4).post("x:a", "x:7", 5, links=["https://twitter.com/former/status/123?s=20"]).build()
    assert cited(blogs) == [(None, "carnet", "x:123", "link", False)]


def test_oneself_is_marked(blogs):
    blogs.post("x:a", "x:1", 5, links=["https://gazette.example/carnet/1"]).build()
    assert cited(blogs) == [("carnet", "carnet", None, "link", True)]


def test_pingbacks(blogs):
    blogs.post("blog:p", "blog:gazette.example/carnet", 5, platform="blog", kind="pingback", reply_to="https://gazette.example/une").build()
    assert cited(blogs) == [("carnet", "gazette", "https://gazette.example/une", "pingback", False)]


def test_reposts_and_the_link_that_carries_a_quote_cite_nothing(blogs):
    url = "https://x.com/carnet/status/123"
    blogs.post("x:123", "x:1", 4).post("x:a", "x:7", 5, kind="quote", quote_of="x:123", links=[url])
    blogs.post("x:b", "x:7", 6, kind="repost", links=[url]).build()
    assert cited(blogs) == []
