from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given

from jasette.kernels.xxh64 import row_keys, xxh64

# xxhsum's published values: https://github.com/Cyan4973/xxHash, and python-xxhash's documentation
KNOWN = [
    (b"", 0, 0xEF46DB3751D8E999),
    (b"", 1, 0xD5AFBA1336A3BE4B),
    (b"a", 0, 0xD24EC4F1A98C6E5B),
    (b"abc", 0, 0x44BC2CF5AD770999),
    (b"Nobody inspects the spammish repetition", 0, 0xFBCEA83C8A378BF1),
    (b"xxhash", 0, 0x32DD38952C4BC720),
    (b"xxhash", 20141025, 0xB559B98D844E0635),
]


@pytest.mark.parametrize(("data", "seed", "expected"), KNOWN)
def test_published_values(data, seed, expected):
    assert int(xxh64(np.frombuffer(data, np.uint8), 0, len(data), np.uint64(seed))) & (2**64 - 1) == expected


def table(rows):
    schema = pa.schema([("s", pa.string()), ("i", pa.int64()), ("f", pa.float64()), ("b", pa.binary()), ("l", pa.list_(pa.string()))])
    return pa.Table.from_pylist(rows, schema=schema)


COLUMNS = ("s", "i", "f", "b", "l")
row = st.fixed_dictionaries(
    {
        "s": st.none() | st.text(max_size=3),
        "i": st.none() | st.integers(-(2**63), 2**63 - 1),
        "f": st.none() | st.floats(allow_nan=False).filter(lambda x: x != 0),
        "b": st.none() | st.binary(max_size=40),
        "l": st.none() | st.lists(st.none() | st.text(max_size=2), max_size=3),
    }
)


@given(st.lists(row, max_size=12))
def test_keys_are_equal_exactly_where_rows_are(rows):
    keys = row_keys(table(rows), COLUMNS).tolist()
    as_text = [repr(sorted(r.items())) for r in rows]
    assert len(keys) == len(rows)
    for i in range(len(rows)):
        for j in range(i):
            assert (keys[i] == keys[j]) == (as_text[i] == as_text[j])


@given(st.lists(row, min_size=3, max_size=12), st.data())
def test_slices_and_chunks_do_not_matter(rows, data):
    whole = table(rows)
    cut = data.draw(st.integers(0, len(rows)))
    keys = row_keys(whole, COLUMNS)
    chunked = pa.concat_tables([whole.slice(0, cut), whole.slice(cut)])
    assert row_keys(chunked, COLUMNS).tolist() == keys.tolist()
    assert row_keys(whole.slice(cut), COLUMNS).tolist() == keys[cut:].tolist()
    assert row_keys(whole, COLUMNS[::-1]).tolist() == keys.tolist()


def test_a_new_column_that_is_null_leaves_keys_as_they_are():
    rows = table([{"s": "a"}, {"s": ""}, {"s": None}])
    assert row_keys(rows, COLUMNS).tolist() == row_keys(rows, ("s",)).tolist()
    assert len(set(row_keys(rows, ("s",)).tolist())) == 3


def test_columns_do_not_trade_values():
    assert row_keys(table([{"s": "a"}]), COLUMNS)[0] != row_keys(table([{"b": b"a"}]), COLUMNS)[0]


def test_keys_do_not_change_between_versions():
    """Archives hold them: another value here means that every record would be stored twice."""
    rows = table([{"s": "é", "i": -1, "f": 0.5, "b": b"\x00", "l": ["a", None, ""]}])
    assert row_keys(rows, COLUMNS).tolist() == PINNED
    assert row_keys(table([]), COLUMNS).size == 0


PINNED = [-2463717907091369409]
