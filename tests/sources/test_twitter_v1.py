"""Twitter API v1.1: RumourEval's raw objects, and made-up records for streams."""

from __future__ import annotations

import gzip
import json

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources.twitter_v1 import source


def read(gather, *records, recipe=None):
    data = "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read(InputFile.of_bytes("f.jsonl", data), recipe or Recipe()))


def tweet(ident="100", user="5", **more):
    author = {
        "id": int(user),
        "id_str": user,
        "screen_name": f"User{user}",
        "name": "N",
        "protected": False,
        "followers_count": 3,
        "friends_count": 4,
    }
    return {"id": int(ident), "id_str": ident, "created_at": "Wed Jan 07 11:06:08 +0000 2015", "text": "x", "user": author, **more}


@pytest.mark.parametrize(("part", "count"), [("train", 4238), ("dev", 281)])
def test_rumoureval(real_data, gather, part, count):
    file = InputFile.of_path(real_data / "rumoureval2017" / f"{part}.tweets.ndjson.gz")
    got = gather(source.read(file, Recipe()))
    assert (len(got.rows["posts"]), got.rejected) == (count, [])
    parents = {post["post_id"]: post["reply_to"] for post in got.rows["posts"]}
    present = 0
    with gzip.open(real_data / "rumoureval2017" / f"{part}.structure.ndjson.gz") as lines:
        for line in lines:
            edges = [(None, json.loads(line)["structure"])]
            while edges:
                above, below = edges.pop()
                for ident, children in below.items():
                    if above is not None and f"x:{ident}" in parents:
                        assert parents[f"x:{ident}"] == f"x:{above}"
                        present += 1
                    if children:
                        edges.append((ident, children))
    assert present > count * 0.9
    handles = {account["account_id"]: account["handle"] for account in got.rows["accounts"]}
    assert all(post["account_id"] in handles for post in got.rows["posts"])


def test_what_a_post_refers_to(gather):
    original = tweet("50", "6", retweet_count=9, favorite_count=8)
    got = read(
        gather,
        tweet("1", in_reply_to_status_id_str="40", in_reply_to_user_id_str="7", in_reply_to_screen_name="Seven"),
        tweet("2", in_reply_to_user_id_str="7"),
        tweet("3", retweeted_status=original, retweet_count=9, quoted_status_id_str="60"),
        tweet("4", quoted_status_id_str="50", quoted_status=original),
    )
    posts = {post["post_id"]: post for post in got.rows["posts"]}
    assert (posts["x:1"]["kind"], posts["x:1"]["reply_to"], posts["x:1"]["reply_to_account"]) == ("reply", "x:40", "x:7")
    assert (posts["x:2"]["kind"], posts["x:2"]["reply_to"]) == ("reply", None)
    assert (posts["x:3"]["kind"], posts["x:3"]["repost_of"]) == ("repost", "x:50")
    assert (posts["x:3"]["quote_of"], posts["x:3"]["reposts"]) == (None, None)
    assert (posts["x:4"]["kind"], posts["x:4"]["quote_of"]) == ("quote", "x:50")
    # the post inside is a record of its own, each time
    assert (posts["x:50"]["account_id"], posts["x:50"]["reposts"], posts["x:50"]["likes"]) == ("x:6", 9, 8)
    assert len(got.rows["posts"]) == 6
    assert "Seven" in {account["handle"] for account in got.rows["accounts"]}


def test_the_whole_text_wins_with_its_entities(gather):
    entities = {
        "user_mentions": [{"id_str": "7", "screen_name": "Seven"}],
        "hashtags": [{"text": "Vélo"}],
        "urls": [{"url": "https://t.co/a", "expanded_url": "https://journal.example/a"}],
    }
    whole = {"full_text": "all of it", "entities": entities}
    cut, full = read(gather, tweet("1", truncated=True, extended_tweet=whole), tweet("2", text=None, full_text="full")).rows["posts"]
    assert (cut["text"], cut["mentions"], cut["tags"], cut["links"]) == ("all of it", ["x:7"], ["vélo"], ["https://journal.example/a"])
    assert full["text"] == "full"
    assert cut["published_us"] == 1420628768000000


def test_a_delete_notice_is_a_deletion(gather):
    notice = {"delete": {"status": {"id": 100, "id_str": "100", "user_id": 5, "user_id_str": "5"}, "timestamp_ms": "1420628768123"}}
    undated = {"delete": {"status": {"id": 552783667052167168, "id_str": "552783667052167168"}}}
    dated, guessed = read(gather, notice, undated).rows["posts"]
    assert (dated["post_id"], dated["account_id"], dated["deleted_us"], dated["text"]) == ("x:100", "x:5", 1420628768123000, None)
    # without a time: when it was posted, as its id tells (7 January 2015)
    assert guessed["deleted_us"] // 86_400_000_000 == 16442


def test_protected_accounts_and_notices_are_filtered_and_counted(gather):
    hidden = tweet("1")
    hidden["user"]["protected"] = True
    got = read(gather, hidden, tweet("2", retweeted_status=hidden), {"limit": {"track": 5}}, {"scrub_geo": {"user_id": 1}})
    assert [post["post_id"] for post in got.rows["posts"]] == ["x:2"]
    assert got.filtered == {"protected accounts": 2, "notices of the stream that are no posts": 2}


def test_what_is_wrong_is_named(gather):
    bad = {
        "retweeted_status.id": tweet("1", retweeted_status={"text": "x"}),
        "created_at": tweet("2", created_at="2015-01-07"),
        "Excel": {"id": 5.5e17, "text": "x", "created_at": "Wed Jan 07 11:06:08 +0000 2015"},
        "not a post": {"id_str": "5"},
        "delete.status.id": {"delete": {"status": {}}},
        "in_reply_to_status_id": tweet("3", in_reply_to_status_id_str="null"),
    }
    got = read(gather, *bad.values())
    assert got.rows["posts"] == []
    for said, reject in zip(bad, got.rejected, strict=True):
        assert said in reject.reason


def test_a_search_page(gather):
    assert len(read(gather, {"statuses": [tweet("1"), tweet("2")], "search_metadata": {"count": 2}}).rows["posts"]) == 2
