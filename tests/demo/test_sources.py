"""The sources read the example: every post, every broken line, nothing else."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from jasette.source import Recipe, Rejected, Repaired, Rows
from jasette.source.files import InputFile
from jasette.sources import mastodon, table, twitter_v1, wordpress, x_v2


def read(path, source, recipe):
    """Post ids, the kinds they have, and the counts of all that came."""
    ids, seen = set(), Counter()
    for item in source.read(InputFile(path.name, path=path), recipe):
        if isinstance(item, Rows) and item.into == "posts":
            known = [post for post, kind in zip(item.rows["post_id"].to_pylist(), item.rows["kind"].to_pylist(), strict=True) if kind]
            ids |= set(known)
        seen[type(item).__name__] += item.count if isinstance(item, Repaired) else 1
        assert not isinstance(item, Rejected) or path.name == "broken.jsonl", item
    return ids, seen


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("x_search_pages.jsonl", x_v2.source),
        ("x_posts.jsonl", x_v2.source),
        ("x_timeline_velo.jsonl", x_v2.source),
        ("twitter_stream.jsonl", twitter_v1.source),
        ("valmont_transport.csv", table.source),
        ("valmont_press.csv", table.source),
        ("mastodon_statuses.jsonl", mastodon.source),
        ("blog_carnet.wordpress.xml", wordpress.source),
        ("blog_night-bus.wordpress.xml", wordpress.source),
    ],
)
def test_every_post_is_read(valmont, objects, toots, name, source):
    truth = json.loads(valmont.truth.read_text("utf-8"))
    path = valmont.truth.parent / name
    ids, _ = read(path, source, Recipe(map=valmont.map_of(path)))
    included = set()
    if name == "x_timeline_velo.jsonl":
        included = {f"x:{tweet['id']}" for page in objects(valmont, name) for tweet in page["includes"]["tweets"]}
        included -= {f"x:{tweet['id']}" for page in objects(valmont, name) for tweet in page["data"]}
    if name == "twitter_stream.jsonl":
        lines = [line for line in objects(valmont, name) if "delete" not in line]
        included = {f"x:{line[key]['id_str']}" for line in lines for key in ("retweeted_status", "quoted_status") if key in line}
        included -= {f"x:{line['id_str']}" for line in lines}
    if name == "mastodon_statuses.jsonl":
        outer = {status["uri"] for status in objects(valmont, name)}
        included = {status["uri"] for status in toots} - outer
    assert included <= ids
    assert len(ids - included) == truth["files"][name]


def test_broken_lines_meet_their_fate(valmont):
    told = json.loads(valmont.truth.read_text("utf-8"))["broken"]
    ids, seen = read(valmont.truth.parent / "broken.jsonl", x_v2.source, Recipe())
    assert len(ids) == told["good"] + told["repaired"]
    assert (seen["Rejected"], seen["Repaired"]) == (told["reject"], told["repaired"])


def test_the_audience_is_read(valmont):
    told = json.loads(valmont.truth.read_text("utf-8"))["audiences"]["members"]
    path = valmont.truth.parent / "valmont_audience.csv"
    items = list(table.source.read(InputFile(path.name, path=path), Recipe(into="audience", map=valmont.map_of(path))))
    members = Counter(account for item in items for account in item.rows["account_id"].to_pylist())
    assert sorted(members.values()) == sorted(told.values())


SOURCES = (x_v2.source, twitter_v1.source, mastodon.source, wordpress.source, table.source)


def test_only_the_right_source_knows_each_file(valmont):
    for path in valmont.files:
        head = InputFile(path.name, path=path).head()
        sure = {source.name: source.sniff(head) for source in SOURCES}
        if path not in valmont.maps:  # an office's own export: that is what the map is for
            right = {"mastodon": "mastodon", "blog": "wordpress", "twitter": "twitter_v1"}.get(path.name.split("_")[0], "x_v2")
            assert max(sure, key=sure.__getitem__) == right
            assert sorted(sure.values())[-2] < 0.5 < max(sure.values())
