"""Roles, addressees, and who is named in own words."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import datetime

import pytest

ACCOUNTS = {"x:1": "ville", "x:7": "ann", "x:8": "bob", "x:9": "Cleo_K"}


@pytest.fixture
def town(world):
    world.voice("ville", "x:1", group="public body", camp="city")
    for account, handle in ACCOUNTS.items():
        world.account(account, handle)
    return world


def own(town, post_id: str) -> list[str]:
    names = {row["account_id"]: row["person"] for row in town.rows("posts")}
    known = {person: account for account, person in names.items()}
    return sorted(known.get(person, person) for person in town.row("posts", post_id=post_id)["own_mentions"] or [])


def test_roles(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:1", 2, reply_to="x:a").post("x:c", "x:7", 3, reply_to="x:b")
    town.post("x:d", "x:7", 4, kind="repost", repost_of="x:a").post("x:e", "x:7", 5, kind="quote", quote_of="x:a")
    town.post("x:f", "x:7", 6, reply_to="x:gone").post("x:g", "x:7", 7, kind="pingback", reply_to="x:a")
    town.post("x:h", "x:7", 8, reply_to="x:b", quote_of="x:a").post("x:i", "x:7", 9, kind="article").build()
    assert [post["role"] for post in town.rows("posts")] == [
        "post",
        "self_reply",
        "reply",
        "repost",
        "quote",
        "reply_unknown",
        "citation",
        "reply",
        "post",
    ]
    assert [post["answers_self"] for post in town.rows("posts")] == [None, True, False, None, None, None, None, False, None]


def test_a_voice_with_two_accounts_answers_itself(world):
    world.voice("ville", "x:1", "x:2").post("x:a", "x:1", 1).post("x:b", "x:2", 2, reply_to="x:a").build()
    assert world.row("posts", post_id="x:b")["role"] == "self_reply"


def test_the_addressee_of_a_reply_has_voice_group_and_camp(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, reply_to="x:a").build()
    reply = town.row("posts", post_id="x:b")
    assert (reply["to_person"], reply["to_voice"], reply["to_group"], reply["to_camp"]) == ("ville", "ville", "public body", "city")
    assert reply["reply_to_account"] == "x:1"  # filled in from the parent


def test_the_parent_knows_its_author_better_than_the_reply(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, reply_to="x:a", reply_to_account="x:8").build()
    assert town.row("posts", post_id="x:b")["to_voice"] == "ville"


def test_mentions_of_a_post_are_own_words(town):
    town.post("x:a", "x:7", 1, "@ville and @bob, look", mentions=["x:1", "x:@bob", "x:7"]).post("x:b", "x:8", 2).build()
    assert own(town, "x:a") == ["ville", "x:8"]
    assert town.row("posts", post_id="x:a")["own_mention_voices"] == ["ville"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@bob @ville I do not think so", []),
        ("@bob I do not think so, ask @ville", ["ville"]),
        ("@bob\u00a0@ville I do not", []),
        ("no @bob, ask @ville", ["ville"]),
        (".@ville @bob this is yours", ["ville"]),
    ],
)
def test_in_a_reply_the_names_in_front_are_carried_over(town, text, expected):
    """Bob wrote it, Ann replies to Bob: what stands in front was put there by the platform."""
    town.post("x:a", "x:8", 1, "hello").post("x:b", "x:7", 2, text, reply_to="x:a", mentions=["x:8", "x:1"]).build()
    assert own(town, "x:b") == expected


def test_in_a_reply_whom_the_parent_names_is_carried_over(town):
    town.post("x:a", "x:8", 1, "hey @ville and @Cleo_K", mentions=["x:1", "x:9"]).post("x:z", "x:9", 9)
    town.post("x:b", "x:7", 2, "@bob indeed @ville never answers @cleo_k", reply_to="x:a", mentions=["x:8", "x:1", "x:9"]).build()
    assert own(town, "x:b") == []


def test_in_a_reply_the_threads_first_author_is_carried_over(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:8", 2, reply_to="x:a")
    town.post("x:c", "x:7", 3, "well said @bob @ville", reply_to="x:b", mentions=["x:8", "x:1"]).build()
    assert own(town, "x:c") == []


def test_a_name_whose_handle_is_not_known_counts_only_after_the_front(town):
    town.post("x:a", "x:8", 1)
    town.post("x:b", "x:7", 2, "@bob @somebody no", reply_to="x:a", mentions=["x:8", "x:55"])
    town.post("x:c", "x:7", 3, "@bob no, @somebody", reply_to="x:a", mentions=["x:8", "x:55"]).build()
    assert town.row("posts", post_id="x:b")["own_mentions"] is None
    assert len(town.row("posts", post_id="x:c")["own_mentions"]) == 1


def test_reposts_and_replies_without_words_name_nobody(town):
    town.post("x:a", "x:8", 1).post("x:b", "x:7", 2, "RT @ville: hi", kind="repost", mentions=["x:1"])
    town.post("x:c", "x:7", 3, None, reply_to="x:a", mentions=["x:1"]).build()
    assert {post["own_mentions"] is None for post in town.rows("posts")} == {True}


def test_a_deleted_post_keeps_its_place_and_no_words(town):
    town.post("x:a", "x:1", 1, None, deleted_us=5).post("x:b", "x:7", 2, reply_to="x:a").build()
    assert town.row("posts", post_id="x:a")["deleted_us"] == 5
    assert town.row("posts", post_id="x:b")["to_voice"] == "ville"


def test_rumoureval_carried_over_mentions_are_no_requests(world, rumours, tweets_into):
    """1,012 of 1,260 replies to third persons in train still mention the first author: none is a request to that author."""
    tweets, structure = rumours["train"]
    by_id = {tweet["id_str"]: tweet for tweet in tweets}
    first: dict[str, str] = {}

    def walk(tree, thread):
        for child, below in {} if isinstance(tree, list) else tree.items():
            first[child] = thread
            walk(below, thread)

    for thread in structure:
        walk(thread["structure"], by_id[thread["thread"]]["user"]["id_str"])
        world.roster["voices"] = [v for v in world.roster["voices"] if v["voice"] != f"v{first[thread['thread']]}"]
        world.voice(f"v{first[thread['thread']]}")
    for native in sorted(set(first.values())):
        world.roster["roster_accounts"].append({"account_id": f"x:{native}", "voice": f"v{native}", "how": "owns"})
    for tweet in tweets:
        tweets_into(world, tweet)
    world.build()

    third = [
        tweet
        for tweet in tweets
        if tweet["in_reply_to_status_id_str"]
        and tweet["in_reply_to_user_id_str"] not in (None, first[tweet["id_str"]])
        and tweet["user"]["id_str"] != first[tweet["id_str"]]
    ]
    carried = {
        f"x:{tweet['id_str']}": f"v{first[tweet['id_str']]}"
        for tweet in third
        if any(person["id_str"] == first[tweet["id_str"]] for person in tweet["entities"]["user_mentions"])
    }
    assert (len(third), len(carried)) == (1260, 1012)
    posts = {post["post_id"]: post for post in world.rows("posts")}
    assert not [post for post, author in carried.items() if author in (posts[post]["own_mention_voices"] or [])]
    # Nor do they make up any request: every post of every request to a voice replies to it, or names it in own words.
    acts = world.sql(
        "SELECT r.voice, sum(r.posts) FROM {requests} AS r GROUP BY r.voice"
        " EXCEPT SELECT voice, count(*) FROM (SELECT to_voice AS voice, post_id FROM {posts} WHERE role = 'reply' AND to_voice IS NOT NULL"
        " UNION SELECT unnest(own_mention_voices) AS voice, post_id FROM {posts} WHERE role NOT IN ('repost', 'citation')) GROUP BY voice"
    )
    assert acts == []
    direct = sum(1 for tweet in tweets if posts[f"x:{tweet['id_str']}"]["to_voice"] == f"v{first[tweet['id_str']]}")
    assert direct > 2000


@pytest.fixture(scope="module")
def candidates(real_data):
    """The 2022 French candidates, read by the columns' plain sense."""
    rows = []
    for file in sorted((real_data / "fr_presidentielle2022").glob("*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines))
    return rows


def test_french_candidates_mostly_answer_themselves(world, candidates):
    """27,296 posts; of 3,943 replies 3,759 answer oneself, 139 somebody else, 45 a tweet that was not found."""
    kinds = {"normal": "post", "retweet": "repost", "quoting": "quote", "reply": "reply"}
    for row in candidates:
        parent = row["referenced_tweet_id"] and f"x:{row['referenced_tweet_id']}"
        author = row["referenced_tweet_author_id"] and f"x:{row['referenced_tweet_author_id']}"
        at = int(datetime.fromisoformat(row["datetime"]).timestamp()) * 1_000_000
        place = {"post": {}, "reply": {"reply_to": parent, "reply_to_account": author or None}}
        place |= {"repost": {"repost_of": parent}, "quote": {"quote_of": parent}}
        kind = kinds[row["type"]]
        world.post(f"x:{row['id']}", f"x:@{row['username'].lower()}", at, row["text"], kind=kind, **place[kind])
        if author:
            world.account(author, row["referenced_tweet_author_username"])
    for name in {row["username"] for row in candidates}:
        world.voice(name.lower(), f"x:@{name.lower()}")
    world.build()
    posts = world.rows("posts")
    assert len(posts) == 27296
    assert Counter(post["kind"] for post in posts) == {"post": 14434, "repost": 7146, "quote": 1773, "reply": 3943}
    assert Counter(post["role"] for post in posts) == {
        "post": 14434,
        "repost": 7146,
        "quote": 1773,
        "self_reply": 3759,
        "reply": 139,
        "reply_unknown": 45,
    }
    assert all(post["voice"] for post in posts)


def test_a_year_in_which_nothing_was_published_is_not_known(world):
    """Year 30000, year 5000, the last moment of year 2199, the first of year 2200, and the first of year 999."""
    ends = (7_258_118_399_999_999, 7_258_118_400_000_000)
    for number, at_us in enumerate((884_541_600_000_000_000, 95_617_584_000_000_000, *ends, -30_641_760_000_000_000)):
        world.post(f"x:{number}", "x:a", at_us)
    world.build()
    found = {row["post_id"]: row["at_us"] for row in world.rows("posts")}
    assert found == {f"x:{number}": ends[0] if number == 2 else None for number in range(5)}
