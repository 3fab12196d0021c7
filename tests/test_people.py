import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette import people

KEY = "0f" * 32


@pytest.mark.parametrize("text", ["x:123", "x:@émilie", "at://did:plc:abc/app.bsky.feed.post/1", ""])
def test_python_and_sql_hash_alike(text: str) -> None:
    connection = duckdb.connect()
    row = connection.execute(
        f"SELECT {people.keyed_hash_sql(KEY, 't')}, {people.pseudonym_sql(KEY, 't')} FROM (SELECT ? AS t)", [text]
    ).fetchone()
    assert row == (people.keyed_hash(KEY, text), people.pseudonym(KEY, text))


def test_another_key_gives_another_hash_and_a_wrong_key_is_refused() -> None:
    assert people.keyed_hash(KEY, "x:1") != people.keyed_hash("1f" * 32, "x:1")
    with pytest.raises(ValueError, match="64 hex digits"):
        people.keyed_hash_sql("'; DROP", "t")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@Mairie quand? https://t.co/x", "@… quand? (link)"),
        ("Merci @a_b, et @c@mastodon.example!", "Merci @…, et @…!"),
        (".@ville_val et (@b)", ".@… et (@…)"),
        ("écrire à info@valmont.example", "écrire à info@valmont.example"),
        ("", ""),
    ],
)
def test_mask_in_python_and_in_sql(text: str, masked: str) -> None:
    assert people.mask(text) == masked
    assert duckdb.connect().execute(f"SELECT {people.mask_sql('t')} FROM (SELECT ? AS t)", [text]).fetchone() == (masked,)


def test_public_voices_keep_their_handles_in_what_is_quoted() -> None:
    text = "@Marie_P (cc @Mairie, @mairie@valmont.example) merci"
    assert people.mask(text, {"@mairie"}) == "@… (cc @Mairie, @…) merci"


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ([], []),
        ([0, 0], [False, False]),
        ([40, 12, 30], [False, False, False]),
        ([40, 3, 30], [False, True, True]),  # one hidden cell could be had by subtraction: the smallest other goes too
        ([40, 3, 4], [True, True, True]),  # 3 + 4 < 10: still too few people behind the difference
        ([9], [True]),
    ],
)
def test_suppress(cells: list[int], hidden: list[bool]) -> None:
    assert people.suppress(cells) == hidden


def test_the_floor_can_only_be_raised() -> None:
    assert people.suppress([5, 50, 60], floor=2) == [True, True, False]
    assert people.suppress([15, 50, 60], floor=20) == [True, True, False]


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 30))
def test_a_hidden_cell_cannot_be_had_by_subtraction(cells: list[int], floor: int) -> None:
    hidden = people.suppress(cells, floor)
    floor = max(floor, people.FLOOR)
    assert all(hide or count == 0 or count >= floor for count, hide in zip(cells, hidden, strict=True))
    together = [count for count, hide in zip(cells, hidden, strict=True) if hide]
    assert not together or len(together) > 1 or len([c for c in cells if c]) == 1
    assert not together or sum(together) >= floor or len(together) == len([c for c in cells if c])
