"""One blog by five ways: an export, feeds, the site's own interface, a saved page. The same things have the same ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources import all_sources

GOLDEN = Path(__file__).parents[1] / "golden"
WAYS = [
    "feed/rss2.xml",
    "feed/comments.rss",
    "feed/comments.atom",
    "wp_json/posts.json",
    "wp_json/comments.json",
    "wordpress_page/nested.html",
]
ARTICLE = "https://www.blog.valmont.example/2026/05/piste/"
NAMED = {"feed/comments.rss"}
"""Ways that know a commenter by name alone."""


@pytest.fixture(scope="module")
def export(gather):
    return posts(gather, "wordpress/blog.xml")


def posts(gather, way):
    source = all_sources()[way.partition("/")[0]]
    got = gather(source.read.inside(InputFile.of_path(GOLDEN / way), Recipe()))
    return {post["post_id"]: post for post in got.rows["posts"] if post["root"] == ARTICLE or post["post_id"] == ARTICLE}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_ids_words_times_and_parents(gather, export, way):
    found = posts(gather, way)
    assert found and set(found) <= set(export)
    for post_id, post in found.items():
        known = export[post_id]
        for column in ("kind", "reply_to", "root", "url", "platform"):
            assert post[column] == known[column], (post_id, column)
        if post["text"]:
            assert post["text"] == known["text"]
        if post["kind"] == "article":
            assert post["links"] == known["links"]
        # the export of comment 2 knows its time by the article's clock only
        assert post["published_us"] in (None, known["published_us"])


@pytest.mark.parametrize("way", sorted(set(WAYS) - NAMED - {"feed/rss2.xml"}))
def test_the_same_people_where_the_file_can_tell(gather, export, way):
    for post_id, post in posts(gather, way).items():
        assert post["account_id"] == export[post_id]["account_id"], post_id


def test_a_feed_knows_the_blog_and_names(gather, export):
    assert {post["account_id"] for post in posts(gather, "feed/rss2.xml").values()} == {"blog:blog.valmont.example"}
    theirs = {post["account_id"].rpartition("#")[2] for post in posts(gather, "feed/comments.rss").values()}
    assert export[f"{ARTICLE}#comment-1"]["account_id"].rpartition("#")[2] in theirs
