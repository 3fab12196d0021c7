"""Exports have the shape of the real ones; comments hang where they should, and hold what readers must drop."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def bare(element):
    """The name without its namespace, which tells the version."""
    return element.tag.rpartition("}")[2]


@pytest.fixture(scope="module")
def blogs(valmont):
    return {path.name: ET.parse(path).getroot().find("channel") for path in valmont.files if path.suffix == ".xml"}


def test_elements_are_those_of_real_exports(real_data, blogs):
    # one was written with comments of every kind, the other by a version that numbers its authors
    names = ("WPTT-theme-test-data/themeunittestdata.wordpress.xml", "wordpress-importer/small-export.xml")
    real = [ET.parse(real_data / "wordpress_wxr" / name).getroot().find("channel") for name in names]

    def inside(channel, where):
        return {bare(child) for element in channel.iter() if bare(element) == where for child in element}

    assert len(blogs) == 6
    for channel in blogs.values():
        for where in ("channel", "item", "comment", "author"):
            assert inside(channel, where) <= inside(real[0], where) | inside(real[1], where)


def test_comments_are_nested_under_comments_of_the_same_article(blogs):
    nested = 0
    for channel in blogs.values():
        numbers = [comment.find(f"{WP}comment_id").text for comment in channel.iter(f"{WP}comment")]
        assert len(set(numbers)) == len(numbers)
        for item in channel.iter("item"):
            here = set()
            for comment in item.findall(f"{WP}comment"):
                parent = comment.find(f"{WP}comment_parent").text
                assert parent == "0" or parent in here, "a comment comes after its parent"
                nested += parent != "0"
                here.add(comment.find(f"{WP}comment_id").text)
    assert nested > 20


def test_addresses_that_a_reader_must_drop_are_there(blogs):
    for channel in blogs.values():
        for comment in channel.iter(f"{WP}comment"):
            if comment.find(f"{WP}comment_type").text == "comment":
                assert comment.find(f"{WP}comment_author_email").text.endswith("@mail.example")
            assert comment.find(f"{WP}comment_author_IP").text == "192.0.2.17", "a documentation address"


def test_the_page_of_a_pingback_links_here(blogs):
    texts = {item.find("link").text: item.find(CONTENT).text for channel in blogs.values() for item in channel.iter("item")}
    pings = 0
    for channel in blogs.values():
        for item in channel.iter("item"):
            for comment in item.findall(f"{WP}comment"):
                if comment.find(f"{WP}comment_type").text == "pingback":
                    pings += 1
                    assert item.find("link").text in texts[comment.find(f"{WP}comment_author_url").text]
    assert pings > 0
