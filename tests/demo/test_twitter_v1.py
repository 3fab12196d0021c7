"""Statuses have the shape of the real ones."""

from __future__ import annotations

import gzip
import json


def test_v1_has_the_keys_of_real_objects(real_data, statuses):
    real = [
        json.loads(line) for line in gzip.decompress((real_data / "rumoureval2017" / "train.tweets.ndjson.gz").read_bytes()).splitlines()
    ]
    always = set.intersection(*(set(status) for status in real))
    user = set.intersection(*(set(status["user"]) for status in real))
    known = {key for status in real for key in status}
    known_of_users = {key for status in real for key in status["user"]}
    shapes = {
        name: {key for status in real for entity in status["entities"][name] for key in entity}
        for name in ("user_mentions", "hashtags", "urls")
    }
    later = {
        "extended_tweet",
        "retweeted_status",
        "quote_count",
        "reply_count",
        "is_quote_status",
        "quoted_status_id",
        "quoted_status_id_str",
        "quoted_status",
        "timestamp_ms",
    }
    for status in statuses:
        assert always <= set(status) <= known | later
        assert user <= set(status["user"]) <= known_of_users
        assert set(status["entities"]) == {"hashtags", "symbols", "user_mentions", "urls"}
        for name, shape in shapes.items():
            assert {key for entity in status["entities"][name] for key in entity} <= shape
        assert type(status["id"]) is type(real[0]["id"])
        assert status["id_str"] == str(status["id"])


def test_entities_stand_where_they_say(statuses):
    cut = 0
    for status in statuses:
        whole = status.get("extended_tweet")
        cut += whole is not None
        assert status["truncated"] == (whole is not None)
        assert len(status["text"]) <= 140
        for text, entities in [(status["text"], status["entities"])] + ([(whole["full_text"], whole["entities"])] if whole else []):
            for kind, mark, key in (("user_mentions", "@", "screen_name"), ("hashtags", "#", "text"), ("urls", "", "url")):
                for entity in entities[kind]:
                    assert text[slice(*entity["indices"])] == mark + entity[key]
    assert cut > 0
