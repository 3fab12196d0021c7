"""The numbers of posts and accounts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.errors import DeclarationError
from jasette.reconstruct.numbers import in_order, number_accounts, number_posts

IDS = st.lists(st.text("ab1é", min_size=1, max_size=3), unique=True, max_size=20)


def read(*rows: dict[str, object]) -> pa.Table:
    names = {"post_id": pa.string(), "at_us": pa.int64()} | dict.fromkeys(("reply_to", "root", "shared", "quoted"), pa.string())
    return pa.Table.from_pylist(list(rows), schema=pa.schema(names))


@given(IDS, st.randoms(use_true_random=False))
def test_order_is_by_time_then_length_then_id(ids, chance):
    at = [chance.choice([None, 1, 1, 2]) for _ in ids]
    order = in_order(pa.chunked_array([pa.array(ids, pa.string())]), pa.chunked_array([pa.array(at, pa.int64())]))
    expected = sorted(range(len(ids)), key=lambda row: (at[row] is None, at[row] or 0, len(ids[row]), ids[row].encode()))
    assert order.tolist() == expected


def test_posts_first_then_ghosts_by_id_then_what_is_only_shared():
    made = number_posts(
        read(
            {"post_id": "x:9", "at_us": 2, "reply_to": "x:z", "root": "x:8", "shared": "x:s", "quoted": "x:a"},
            {"post_id": "x:8", "at_us": 1, "reply_to": "x:a", "root": "x:8"},
        )
    )
    assert made.ids.to_pylist() == ["x:8", "x:9", "x:a", "x:z", "x:s"]
    assert {name: column.tolist() for name, column in made.columns.items()} == {
        "node": [1, 0],
        "reply": [3, 2],
        "root": [0, 0],
        "shared": [4, -1],
        "quoted": [2, -1],
    }


def test_no_posts():
    made = number_posts(read())
    assert made.ids.to_pylist() == []
    assert all(column.size == 0 for column in made.columns.values())


def test_one_id_for_two_posts_is_refused():
    with pytest.raises(DeclarationError, match="twice"):
        number_posts(read({"post_id": "x:1", "at_us": 1}, {"post_id": "x:1", "at_us": 2}))


def test_handles_are_the_accounts_that_bear_them_and_numbers_follow_ids():
    alias = pa.table({"alias": ["x:@zoe", "x:@nobody"], "account_id": ["x:7", "x:8"]})
    numbers, ids = number_accounts(alias, {"author": pa.array(["x:@zoe", "x:@abe", None]), "named": pa.array(["x:7", "x:1"])})
    assert ids.to_pylist() == sorted(ids.to_pylist())
    assert ids.take(pa.array(numbers["author"][:2])).to_pylist() == ["x:7", "x:@abe"]
    assert ids.take(pa.array(numbers["named"])).to_pylist() == ["x:7", "x:1"]
    assert numbers["author"][2] == -1
    assert "x:@zoe" not in ids.to_pylist()


def test_no_accounts():
    alias = pa.table({"alias": pa.array([], pa.string()), "account_id": pa.array([], pa.string())})
    numbers, ids = number_accounts(alias, {"author": pa.nulls(2, pa.string())})
    assert numbers["author"].tolist() == [-1, -1]
    assert (np.asarray(ids).size, len(ids)) == (0, 0)
