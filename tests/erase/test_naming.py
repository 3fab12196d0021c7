from __future__ import annotations

import pytest

from jasette.erase.naming import ids_of_address, ids_of_file_name, ids_of_record, ids_of_text


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("https://x.com/Marie", "x:@marie"),
        ("https://twitter.com/Marie/status/123?s=20", "x:123"),
        ("https://twitter.com/Marie/status/123?s=20", "x:@marie"),
        ("http://mobile.twitter.com/#!/Marie", "x:@marie"),
        ("https://x.com/i/web/status/123", "x:123"),
        ("https://twitter.com/Marie/statuses/123", "x:123"),
        ("https://x.com/i/user/25067168", "x:25067168"),
        ("https://twitter.com/intent/user?screen_name=Marie", "x:@marie"),
        ("https://piaille.fr/@Marie", "mastodon:@marie@piaille.fr"),
        ("https://piaille.fr/users/Marie/statuses/1", "mastodon:@marie@piaille.fr"),
        ("https://piaille.fr/users/Marie/statuses/1", "https://piaille.fr/users/Marie/statuses/1"),
        ("https://bsky.app/profile/Marie.bsky.social/post/3k", "bluesky:@marie.bsky.social"),
        ("https://bsky.app/profile/did:plc:abc/post/3k", "at://did:plc:abc/app.bsky.feed.post/3k"),
        ("at://did:plc:abc/app.bsky.feed.post/3k", "bluesky:did:plc:abc"),
        ("https://www.blog.example/marie/2007/05/", "blog:blog.example/marie"),
        ("https://www.blog.example/", "blog:blog.example"),
    ],
)
def test_what_an_address_may_mean(address: str, meant: str) -> None:
    assert meant in set(ids_of_address(address))


def test_an_address_elsewhere_names_no_handle() -> None:
    assert not any(one.startswith("x:") for one in ids_of_address("https://lemonde.fr/marie"))
    assert "x:@marie" not in set(ids_of_address("https://notx.company/marie"))


def test_what_a_text_may_mean() -> None:
    found = set(
        ids_of_text("Hi @Marie_1, .@ann.bsky.social and @bob@piaille.fr: see https://x.com/Carl/status/9 (Dora)", ["x", "mastodon"])
    )
    assert {"x:@marie_1", "mastodon:@bob@piaille.fr", "x:@carl", "x:9", "x:@ann.bsky.social"} <= found
    assert "x:@dora" not in found


@pytest.mark.parametrize("meant", ["x:25067168", "x:@marie", "bluesky:did:plc:abc", "at://did:plc:abc/app.bsky.feed.post/3k"])
def test_an_id_as_this_program_writes_it(meant: str) -> None:
    assert meant in set(ids_of_text(f"to answer {meant}, who asked twice.", ["x", "bluesky"]))


@pytest.mark.parametrize(
    ("record", "meant"),
    [
        ('{"author_id": "25067168", "text": "…"}', "x:25067168"),
        ('{"author_id":25067168}', "x:25067168"),
        ('{"user": {"username": "Marie"}}', "x:@marie"),
        ('{"username": "Marie"', "x:@marie"),
        ('"Marie"', "x:@marie"),
        ('{"text": "RT @Marie: hello"}', "x:@marie"),
        ('{"url": "https:\\/\\/x.com\\/Marie\\/status\\/123"}', "x:123"),
        ("12,Marie,hello", "x:@marie"),
        ('2022-01-01;"@Marie";hello\n', "x:@marie"),
        ('{"did": "did:plc:abc"}', "x:did:plc:abc"),
        ('{"uri": "at://did:plc:abc/app.bsky.feed.post/3k"}', "at://did:plc:abc/app.bsky.feed.post/3k"),
    ],
)
def test_what_a_broken_record_may_mean(record: str, meant: str) -> None:
    assert meant in set(ids_of_record(record, ["x"]))


def test_keys_and_words_of_a_record_name_nobody() -> None:
    found = set(ids_of_record('{"marie": 1, "text": "marie and paul"}', ["x"]))
    assert "x:@marie" not in found
    assert "x:@paul" not in found


@pytest.mark.parametrize("name", ["Marie_Mark.csv", "tweets-Marie_Mark-22.jsonl.gz", "a.zip!x/Marie_Mark.json", "of_marie_mark_3.csv"])
def test_what_the_name_of_a_file_may_mean(name: str) -> None:
    assert "x:@marie_mark" in set(ids_of_file_name(name, ["x"]))
