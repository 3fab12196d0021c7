"""X API v2: real files with known counts, and made-up records for what the real ones lack."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from jasette.source import Recipe, ndjson
from jasette.source.files import InputFile, expand
from jasette.sources import x_v2
from jasette.sources.x_v2 import source


def read(gather, *records, recipe=None):
    data = "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read(InputFile.of_bytes("f.jsonl", data), recipe or Recipe()))


def tweet(ident="100", **more):
    return {"id": ident, "text": "x", "author_id": "5", "created_at": "2022-06-10T21:57:21.500Z", **more}


def test_the_candidates_of_paris(real_data, gather):
    posts, accounts, coverage, files = [], [], [], 0
    for file in expand(sorted((real_data / "fr_paris_v2").glob("*.json.gz"))):
        got = gather(source.read(file, Recipe()))
        assert got.rejected == []
        assert source.sniff(file.head()) > 0.9
        posts += got.rows["posts"]
        accounts += got.rows["accounts"]
        coverage += got.rows["coverage"]
        files += 1
    assert (files, len(posts)) == (29, 6040)
    assert len({post["root"] for post in posts}) == 5751
    assert sum(post["reply_to_account"] is not None for post in posts) == 587
    kinds = Counter(post["kind"] for post in posts)
    assert kinds["reply"] == 587
    # no parent is named, no repost names its original
    assert all(post["reply_to"] is None and post["repost_of"] is None for post in posts)
    assert all(post["text"].startswith("RT @") for post in posts if post["kind"] == "repost")
    assert kinds["repost"] == sum(post["text"].startswith("RT @") and post["kind"] != "reply" for post in posts)
    # a file with a single tweet says nothing about what it covers
    assert len(coverage) == 28
    spans = {row["subject"]: (row["from_us"], row["to_us"]) for row in coverage}
    times = [post["published_us"] for post in posts if post["account_id"] == "x:943672818"]
    assert spans["x:943672818"] == (min(times), max(times) + 1)
    assert {"x:1411773978658672646": "futur_asso"}.items() <= {a["account_id"]: a["handle"] for a in accounts}.items()


def test_what_a_post_refers_to(gather):
    references = {
        "reply": [{"type": "replied_to", "id": "1"}],
        "quote": [{"type": "quoted", "id": "2"}],
        "repost": [{"type": "retweeted", "id": "3"}],
        "both": [{"type": "quoted", "id": "2"}, {"type": "replied_to", "id": "1"}],
    }
    got = read(gather, *(tweet(str(n), referenced_tweets=ref, in_reply_to_user_id="9") for n, ref in enumerate(references.values())))
    reply, quote, repost, both = got.rows["posts"]
    assert (reply["kind"], reply["reply_to"], reply["reply_to_account"]) == ("reply", "x:1", "x:9")
    assert (repost["kind"], repost["repost_of"], repost["reply_to_account"], repost["likes"]) == ("repost", "x:3", None, None)
    assert (both["kind"], both["reply_to"], both["quote_of"]) == ("reply", "x:1", "x:2")
    assert quote["quote_of"] == "x:2"
    alone = read(gather, tweet(referenced_tweets=[{"type": "quoted", "id": "2"}])).rows["posts"][0]
    assert (alone["kind"], alone["quote_of"]) == ("quote", "x:2")


def test_all_columns_of_a_post(gather):
    entities = {
        "mentions": [{"id": "7", "username": "Ville"}, {"username": "Autre"}, {"id": "7", "username": "Ville"}],
        "hashtags": [{"tag": "Vélo"}],
        "urls": [
            {"url": "https://t.co/a", "expanded_url": "https://bit.ly/a", "unwound_url": "https://journal.example/a"},
            {"url": "https://t.co/b", "expanded_url": "https://x.com/x/status/1/photo/1", "media_key": "3_1"},
            {"url": "https://t.co/c", "expanded_url": "https://twitter.com/someone/status/2"},
        ],
    }
    metrics = {"retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 4, "impression_count": 5}
    record = tweet(
        text="cut…", note_tweet={"text": "the whole", "entities": entities}, lang="fr", conversation_id=99, author_id=5,
        public_metrics=metrics, referenced_tweets=[{"type": "quoted", "id": "2"}], __twarc={"retrieved_at": "2023-01-01T00:00:00Z"},
    )  # fmt: skip
    (post,) = read(gather, record).rows["posts"]
    expected = {
        "post_id": "x:100", "platform": "x", "kind": "quote", "account_id": "x:5", "published_us": 1654898241500000,
        "observed_us": 1672531200000000, "text": "the whole", "lang": "fr", "url": "https://x.com/i/status/100", "root": "x:99",
        "mentions": ["x:7", "x:@autre"], "links": ["https://journal.example/a"], "tags": ["vélo"], "quote_of": "x:2",
        "likes": 3, "replies": 2, "reposts": 1, "quotes": 4, "views": 5, "visibility": "public",
    }  # fmt: skip
    assert post == dict.fromkeys(post) | expected


def test_a_page_tells_its_accounts_and_posts_beside(gather):
    page = {
        "data": [tweet("100"), tweet("101")],
        "includes": {
            "tweets": [tweet("50", author_id="6")],
            "users": [{
                "id": "5", "username": "Ville", "name": "La ville", "description": "bio", "url": "https://t.co/x",
                "entities": {"url": {"urls": [{"expanded_url": "https://ville.example"}]}},
                "public_metrics": {"followers_count": 10, "following_count": 2},
            }],
        },
        "__twarc": {"retrieved_at": "2023-01-01T00:00:00Z"},
    }  # fmt: skip
    got = read(gather, page)
    assert [post["post_id"] for post in got.rows["posts"]] == ["x:100", "x:101", "x:50"]
    assert {post["observed_us"] for post in got.rows["posts"]} == {1672531200000000}
    (account,) = got.rows["accounts"]
    expected = {
        "account_id": "x:5", "platform": "x", "handle": "Ville", "name": "La ville", "bio": "bio", "url": "https://ville.example",
        "links": ["https://ville.example"], "followers": 10, "following": 2, "observed_us": 1672531200000000, "deleted_us": None,
    }  # fmt: skip
    assert account == expected
    # the post beside is another author's; the file is of one account all the same
    assert [row["subject"] for row in got.rows["coverage"]] == ["x:5"]


def test_posts_of_protected_accounts_are_filtered_and_counted(gather):
    page = {"data": [tweet("1"), tweet("2", author_id="6")], "includes": {"users": [{"id": "5", "username": "a", "protected": True}]}}
    got = read(gather, page)
    assert [post["post_id"] for post in got.rows["posts"]] == ["x:2"]
    assert got.filtered == {"protected accounts": 2}
    assert got.rows["accounts"] == []


def test_without_a_time_the_id_tells_it(gather):
    recipe = Recipe(observed_us=7)
    (new, old) = read(gather, {"id": "1535746509421137922", "text": "x"}, {"id": "20", "text": "x"}, recipe=recipe).rows["posts"]
    assert new["published_us"] // 1_000_000 == 1654985475
    assert old["published_us"] is None
    assert (new["account_id"], new["observed_us"]) == (None, 7)


def test_several_authors_or_one_post_cover_nothing(gather):
    assert read(gather, tweet("1"), tweet("2", author_id="6")).rows["coverage"] == []
    assert read(gather, tweet("1")).rows["coverage"] == []


ODD = (
    {"id": "x1"},
    {"author_id": "+5"},
    {"conversation_id": "1.4E+18"},
    {"in_reply_to_user_id": " 7"},
    {"id": "1" * 21},
    {"id": "", "created_at": "nonsense"},
    {"referenced_tweets": [{"type": "replied_to", "id": "x"}]},
    {"referenced_tweets": [{"type": "else", "id": "x"}]},
    {"referenced_tweets": [{"type": "quoted", "id": "2"}, {"type": "quoted", "id": "x"}]},
    {"referenced_tweets": [{"type": "quoted"}]},
    {"referenced_tweets": [{"type": "retweeted", "id": "3"}], "in_reply_to_user_id": "x"},
    {"referenced_tweets": [], "in_reply_to_user_id": "x"},
    {"text": None, "author_id": None, "created_at": None},
    {"created_at": "2022-06-10T21:57:21"},
)


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_is_trusted_ends_as_what_is_looked_at_record_by_record(odd, tmp_path, gather, monkeypatch):
    """The rows show whether their ids are numbers: a bad one among thousands of good ones is still set aside, and nothing else."""
    monkeypatch.setattr(ndjson, "BATCH", 2048)
    path, at = tmp_path / "f.jsonl", 5000
    records = [tweet(str(n), in_reply_to_user_id="8", referenced_tweets=[{"type": "replied_to", "id": "1"}]) for n in range(1, 6001)]
    records[at] |= odd
    records[at + 1] = {"id": "9", "username": "a"}  # a user is no post: its id stands in no row of a post
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    trusting = gather(source.read(InputFile.of_path(path), Recipe()))
    monkeypatch.setattr(x_v2, "LAYOUT", replace(x_v2.LAYOUT, trusting=""))
    exact = gather(source.read(InputFile.of_path(path), Recipe()))
    assert trusting.rows == exact.rows and trusting.rejected == exact.rejected
    assert [reject.line for reject in trusting.rejected] == [at + 1]
    assert len(trusting.rows["posts"]) == len(records) - 2


def test_nobody_who_is_mentioned_is_given_twice_and_each_with_the_latest_moment(gather):
    mentions = {"entities": {"mentions": [{"id": "7", "username": "Zoe"}, {"id": "x", "username": "no"}, {"username": "alone"}, None]}}
    seen = [{"__twarc": {"retrieved_at": f"2024-01-0{day}T00:00:00Z"}} for day in (2, 3, 1)]
    got = read(gather, *(tweet(str(n), **mentions, **when) for n, when in enumerate(seen)))
    [zoe] = got.rows["accounts"]
    assert (zoe["account_id"], zoe["handle"], zoe["observed_us"]) == ("x:7", "Zoe", 1704240000000000)
    assert got.rows["posts"][0]["mentions"] == ["x:7", "x:@no", "x:@alone"]
