from __future__ import annotations

import pytest

from jasette import engine
from jasette.archive import gate as gates


@pytest.mark.parametrize("few", [0, 4096])
def test_many_ids_are_found_as_few_are(made, monkeypatch, few):
    """Hashed by DuckDB or here: the same ids."""
    monkeypatch.setattr(gates, "HASHED_HERE", few)
    people = made.gate(["x:2", "x:é"], ["x:p3"])
    posts = made.rows(
        "posts",
        {"post_id": "x:p1", "account_id": "x:1", "mentions": ["x:2", "x:3"], "reply_to": "x:p3", "reply_to_account": "x:é"},
        {"post_id": "x:p2", "account_id": "x:é", "mentions": None},
        {"post_id": "x:p3", "account_id": None, "mentions": []},
        {"post_id": None, "account_id": "x:3", "quote_of": "x:p3", "text": "words"},
    ).rows
    with engine.connect() as connection:
        assert gates.shut_rows(lambda: connection, "posts", posts, people).tolist() == [False, True, True, False]
        cleared = gates.clear(lambda: connection, posts, people, named := set()).to_pylist()
    # a parent whose author is shut is theirs, whether or not it was known
    assert named == {"x:p3"}
    erased = gates.ERASED + people.hash("x:p3")
    assert [row["mentions"] for row in cleared] == [["x:3"], None, [], None]
    assert [row["reply_to"] for row in cleared] == [erased, None, None, None]
    assert [row["quote_of"] for row in cleared] == [None, None, None, erased]
    assert [row["reply_to_account"] for row in cleared] == [None] * 4
    assert cleared[3]["text"] == "words"


def test_nobody_shut_costs_nothing(made):
    posts = made.rows("posts", {"post_id": "x:1"}).rows
    assert gates.clear(None, posts, made.gate(), set()) is posts
    assert not gates.shut_rows(None, "posts", posts, made.gate()).any()
