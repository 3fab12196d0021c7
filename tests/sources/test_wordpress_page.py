"""Saved pages: those of real blogs, and what themes hide."""

from __future__ import annotations

import re

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources.wordpress_page import source

# Counted in the markup. The page of spektrum has two elements for each comment (118 ids): 59 comments.
KNOWN = {
    "blog.wordpress.com.diverse": ({"comment": 13}, 3),
    "de.creativecommons.org.endlich": ({"comment": 3, "pingback": 2}, 0),
    "erp-news.info.interview": ({"pingback": 2}, 0),
    "franziska-elea.de.vuitton": ({"comment": 17}, 4),
    "jovelstefan.de.gefallt": ({"pingback": 3}, 0),
    "lady50plus.de.sekre": ({"comment": 10}, 5),
    "netzpolitik.org.abmahnungen": ({"comment": 74}, 38),
    "spektrum.de.engelbart": ({"comment": 59}, 1),
}


@pytest.mark.parametrize("name", KNOWN)
def test_real_pages(real_data, gather, name):
    file = InputFile.of_path(real_data / "wordpress_html" / f"{name}.html.gz")
    assert source.sniff(file.head()) == 0.8
    got = gather(source.read.inside(file, Recipe()))
    kinds, nested = KNOWN[name]
    article, *below = got.rows["posts"]
    assert {kind: sum(post["kind"] == kind for post in below) for kind in kinds} == kinds and len(below) == sum(kinds.values())
    assert sum(post["kind"] == "comment" and post["reply_to"] != post["root"] for post in below) == nested
    data = file.open().read(1 << 30).decode("utf-8")
    ids = set(re.findall(r'id="(?:li-)?comment-(\d+)"', data))
    assert {post["post_id"].rpartition("-")[2] for post in below} == ids
    assert article["kind"] == "article" and len(article["text"]) > 100 and got.rejected == []
    known = {post["post_id"] for post in got.rows["posts"]}
    for post in below:
        assert post["root"] == article["post_id"] and post["reply_to"] in known
        assert post["account_id"], post
        if post["kind"] == "comment":
            assert post["text"] and "Antworten" not in post["text"].split("\n")[0]


def page(body: str, head: str = "") -> bytes:
    return f'<!DOCTYPE html><html><head><link rel="canonical" href="https://a.example/1/">{head}</head><body>{body}</body></html>'.encode()


def read(gather, data):
    return gather(source.read.inside(InputFile.of_bytes("f", data), Recipe()))


def test_microformats(gather):
    body = (
        '<article class="h-entry"><h1 class="p-name">T</h1><div class="e-content"><p>Le texte</p></div></article>'
        '<div id="comment-8" class="u-comment h-cite"><a class="p-author h-card u-url" href="https://bo.example/">Bo</a>'
        '<time class="dt-published" datetime="2026-05-04T12:00:00Z"></time><div class="e-content"><p>Oui.</p></div></div>'
    )
    article, comment = read(gather, page(body)).rows["posts"]
    assert article["text"] == "T\n\nLe texte"
    assert (comment["text"], comment["published_us"]) == ("Oui.", 1_777_896_000_000_000)
    assert comment["account_id"].startswith("blog:bo.example#")


def test_schema_org(gather):
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": ["BlogPosting"], "headline": "T", '
        '"datePublished": "2026-05-04T08:00:00-04:00"}]}</script>'
    )
    body = '<div itemprop="articleBody"><p>Le texte</p></div><div id="comment-8"><span itemprop="author">Bo</span>'
    body += "<small>4 mai 2026 à 9 h</small><p>Oui.</p></div>"
    article, comment = read(gather, page(body, head)).rows["posts"]
    # the comment's day has no time zone: it is on the article's clock
    assert comment["published_us"] - article["published_us"] == 3_600_000_000
    assert article["text"] == "T\n\nLe texte"


def test_a_page_that_does_not_say_its_address(gather):
    (reject,) = read(gather, b"<!DOCTYPE html><html><body><p>x a@mail.example</p>").rejected
    assert "does not say its address" in reject.reason and b"@" not in reject.raw


def test_depth_stands_in_for_nesting(gather):
    body = "".join(
        f'<li id="comment-{n}" class="comment depth-{d}"><cite>P{n}</cite><p>x</p></li>'
        for n, d in ((1, 1), (2, 2), (3, 3), (4, 2), (5, 1))
    )
    parents = [post["reply_to"].rpartition("/")[2] for post in read(gather, page(f"<ol>{body}</ol>")).rows["posts"][1:]]
    assert parents == ["", "#comment-1", "#comment-2", "#comment-1", ""]


def test_a_blog_names_its_other_profiles_and_its_readers_do_not(gather):
    body = (
        '<p><a rel="me noopener" href="https://social.example/@carnet">Mastodon</a> <a href="https://x.com/carnet">X</a></p>'
        '<article class="h-entry"><div class="e-content"><p>Le texte</p></div></article>'
        '<ol><li id="comment-8" class="comment"><p class="fn">Bo</p><a rel="me" href="https://social.example/@bo">moi</a><p>Oui.</p></li></ol>'
    )
    accounts = read(gather, page(body)).rows["accounts"]
    assert [row["links"] for row in accounts if row["account_id"] == "blog:a.example"] == [["https://social.example/@carnet"]]
