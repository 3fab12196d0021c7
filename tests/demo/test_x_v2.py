"""Objects and pages have the shape of the real ones."""

from __future__ import annotations

import gzip
import json


def test_v2_has_the_keys_of_real_objects(real_data, tweets):
    real = [
        tweet for path in sorted((real_data / "fr_paris_v2").glob("*.json.gz")) for tweet in json.loads(gzip.decompress(path.read_bytes()))
    ]
    known = {key for tweet in real for key in tweet}
    always = set.intersection(*(set(tweet) for tweet in real)) - {
        "attachments",
        "context_annotations",
        "geo",
        "withheld",
        "source",
        "entities",
        "in_reply_to_user_id",
    }
    parts = {key for item in real for key in item["entities"] or {}}
    for tweet in tweets:
        # those real objects were fetched without references, and before posts had an edit history
        assert set(tweet) - {"referenced_tweets", "edit_history_tweet_ids"} <= known
        assert always <= set(tweet)
        assert set(tweet["public_metrics"]) == set(real[0]["public_metrics"])
        assert set(tweet.get("entities", {})) <= parts
    for kind in ("mentions", "hashtags", "urls"):
        shape = {key for item in real for entity in (item["entities"] or {}).get(kind, []) for key in entity}
        assert {key for tweet in tweets for entity in tweet.get("entities", {}).get(kind, []) for key in entity} <= shape


def test_entities_stand_where_they_say(tweets):
    for tweet in tweets:
        for kind, mark, key in (("mentions", "@", "username"), ("hashtags", "#", "tag"), ("urls", "", "url")):
            for entity in tweet.get("entities", {}).get(kind, []):
                assert tweet["text"][entity["start"] : entity["end"]] == mark + entity[key]


def test_pages_are_pages(valmont, objects, tweets):
    for page in objects(valmont, "x_search_pages.jsonl") + objects(valmont, "x_timeline_velo.jsonl"):
        ids = [tweet["id"] for tweet in page["data"]]
        assert len(ids) == page["meta"]["result_count"] <= 100
        assert (ids[0], ids[-1]) == (page["meta"]["newest_id"], page["meta"]["oldest_id"])
        assert {user["id"] for user in page["includes"]["users"]} == {tweet["author_id"] for tweet in page["data"]}
    assert any(page["includes"]["tweets"] for page in objects(valmont, "x_timeline_velo.jsonl"))


def test_no_account_or_post_can_be_a_real_one(tweets):
    """Identifiers count milliseconds since 2010: those of the example lie in the middle of the century and after it."""
    for tweet in tweets:
        assert int(tweet["id"]) > 1 << 62
        assert (1 << 62) < int(tweet["author_id"]) < (1 << 63)
