import pytest

from jasette.page.quoting import address, quoted

NAMED = {"@ville"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"author_voice": "ville", "text": "@marie merci, @Ville: https://x.com/marie/status/1"}, "@… merci, @Ville: (link)"),
        ({"author_voice": None, "text": "a question of mine"}, ""),
        ({"author_voice": "ville", "text": "RT @marie: private words", "kind": "repost"}, ""),
        ({"author_voice": "ville", "text": "RT @marie: private words", "role": "repost"}, ""),
        ({"author_voice": "ville", "text": None}, ""),
    ],
)
def test_public_voices_are_quoted_and_nobody_else(row: dict[str, str], words: str) -> None:
    assert quoted(row, NAMED) == words


def test_what_is_long_is_cut_at_a_word() -> None:
    assert quoted({"author_voice": "ville", "text": "one two three"}, (), longest=9) == "one two […]"
    assert quoted({"author_voice": "ville", "text": "one two"}, (), longest=7) == "one two"


@pytest.mark.parametrize(
    "row",
    [
        {"author_voice": None},
        {"author_voice": "ville", "to_person": "p:1"},
        {"author_voice": "ville", "person": "p:1"},
        {"author_voice": "ville", "role": "quote"},
        {"author_voice": "ville", "kind": "repost"},
    ],
)
def test_no_address_leads_to_a_private_person(row: dict[str, str]) -> None:
    assert address({**row, "url": "https://x.com/ville/1"}) == ""
    assert address({"author_voice": "ville", "to_person": "parc", "url": "https://x.com/ville/1"}) == "https://x.com/ville/1"
