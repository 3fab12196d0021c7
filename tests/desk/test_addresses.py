from __future__ import annotations

import pytest

from jasette.desk.addresses import parse_account, parse_subject
from jasette.errors import InputError


@pytest.mark.parametrize(
    ("text", "platform", "account"),
    [
        ("x:25067168", "", "x:25067168"),
        ("x:@EmmanuelMacron", "", "x:@emmanuelmacron"),
        ("x:EmmanuelMacron", "", "x:@emmanuelmacron"),
        ("@Handle", "x", "x:@handle"),
        ("Handle", "x", "x:@handle"),
        ("25067168", "x", "x:25067168"),
        ("https://x.com/Handle", "", "x:@handle"),
        ("https://twitter.com/Handle/", "mastodon", "x:@handle"),
        ("http://www.twitter.com/@Handle?lang=fr", "", "x:@handle"),
        ("x.com/Handle", "", "x:@handle"),
        ("https://x.com/i/user/25067168", "", "x:25067168"),
        ("https://Piaille.fr/@Someone", "", "mastodon:@someone@piaille.fr"),
        ("https://mastodon.social/users/Someone", "", "mastodon:@someone@mastodon.social"),
        ("@someone@piaille.fr", "mastodon", "mastodon:@someone@piaille.fr"),
        ("https://bsky.app/profile/someone.bsky.social", "", "bluesky:@someone.bsky.social"),
        ("someone.bsky.social", "bluesky", "bluesky:@someone.bsky.social"),
        ("https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur", "", "bluesky:did:plc:z72i7hdynmk6r22z27h6tvur"),
        ("https://www.youtube.com/@Chaine", "", "youtube:@chaine"),
        ("https://www.lemonde.fr/", "", "blog:lemonde.fr"),
        ("http://Blog.example.org/~ann/?page=2#top", "x", "blog:blog.example.org/~ann"),
        ("lemonde.fr", "", "blog:lemonde.fr"),
        ("blog:lemonde.fr/blog", "", "blog:lemonde.fr/blog"),
    ],
)
def test_every_way_to_write_an_account(text: str, platform: str, account: str) -> None:
    assert parse_account(text, platform) == account
    assert parse_account(account) == account


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("", "x"),
        ("two words", "x"),
        ("@handle", ""),
        ("@a-handle-that-x-cannot-have", "x"),
        ("https://twitter.com/handle/status/1512390850344636417", ""),
        ("https://x.com", ""),
        ("https://bsky.app/search", ""),
    ],
)
def test_what_is_no_account_is_refused_with_a_remedy(text: str, platform: str) -> None:
    with pytest.raises(InputError, match="→"):
        parse_account(text, platform)


def test_a_subject_is_everybody_a_voice_or_an_account() -> None:
    assert [parse_subject(text, "x") for text in ("*", "zemmour", "@handle", "https://x.com/handle")] == [
        "*",
        "zemmour",
        "x:@handle",
        "x:@handle",
    ]
