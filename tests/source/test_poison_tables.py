"""Tables made to hurt: a bad cell costs its row, by name; nothing shifts, nothing is rounded, nothing is dropped."""

from __future__ import annotations

import gzip
import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources.table import source

RECIPE = Recipe(
    columns={"id": "post_id", "who": "account_id", "when": "published", "text": "text", "likes": "likes"}, platform="x", zone="UTC"
)
HEADER = b"id,who,when,text,likes\n"
GOOD = b"9,5,2022-01-01T00:00:00Z,\xc3\xa9t\xc3\xa9,3\n"


def read(gather, *rows: bytes, recipe: Recipe = RECIPE, header: bytes = HEADER):
    return gather(source.read(InputFile.of_bytes("t.csv", header + b"".join(rows)), recipe))


ROWS = {
    "rounded id": (b"1.4E+18,5,2022-01-01T00:00:00Z,x,3\n", "post_id 1.4E+18 is not exact: a spreadsheet"),
    "rounded id in French": (b'"1,4E+18",5,2022-01-01T00:00:00Z,x,3\n', "post_id 1,4E+18 is not exact: a spreadsheet"),
    "rounded account": (b"1,1.4e18,2022-01-01T00:00:00Z,x,3\n", "account_id 1.4e18 is not exact"),
    "id of a data frame": (b"1512390850344636417.0,5,2022-01-01T00:00:00Z,x,3\n", "post_id 1512390850344636417.0 is not exact"),
    "zeros for a day": (b"1,5,0000-00-00,x,3\n", "published 0000-00-00 is not a time"),
    "zeros for a moment": (b"1,5,0000-00-00 00:00:00,x,3\n", "published 0000-00-00 00:00:00 is not a time"),
    "year 30000": (b"1,5,30000-01-01T00:00:00Z,x,3\n", "published 30000-01-01T00:00:00Z is not a time"),
    "year 30000 in seconds": (b"1,5,884541600000,x,3\n", None),
    "year 12000 in microseconds": (b"1,5,316516550400000000,x,3\n", "is not a time"),
    "NaN for a time": (b"1,5,NaN,x,3\n", "published NaN is not a time"),
    "NaN for a count": (b"1,5,2022-01-01T00:00:00Z,x,NaN\n", "likes NaN is not a whole number"),
    "a count of 5,000 digits": (b"1,5,2022-01-01T00:00:00Z,x,%s\n" % (b"7" * 5000), "is not a whole number"),
    "a time of 5,000 digits": (b"1,5,%s,x,3\n" % (b"7" * 5000), "is not a time"),
    "a comma in the text": (b"1,5,2022-01-01T00:00:00Z,Hello, world,3\n", "6 values where the header has 5 columns"),
    "a comma in the text, the end missing": (b"1,5,2022-01-01T00:00:00Z,Hello, world\n", "likes  world is not a whole number"),
    "Windows-1252": (b"1,5,2022-01-01T00:00:00Z,caf\xe9,3\n", "byte 0xe9 at position 28 of the row is not UTF-8"),
    "a lone surrogate": (b"1,5,2022-01-01T00:00:00Z,\xed\xa0\x80,3\n", "byte 0xed at position 25 of the row is not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_set_aside_by_name(gather, name):
    row, said = ROWS[name]
    got = read(gather, GOOD, row, GOOD.replace(b"9,", b"8,", 1))
    kept = [post["post_id"] for post in got.rows["posts"]]
    if said is None:
        assert (kept, got.rejected) == (["x:9", "x:1", "x:8"], [])
        return
    assert kept == ["x:9", "x:8"]
    (reject,) = got.rejected
    assert said in reject.reason and len(reject.reason) < 200
    assert (reject.line, reject.byte_offset, reject.raw) == (3, len(HEADER + GOOD), HEADER + row)


def test_what_looks_odd_and_is_not(gather):
    texts = ["zero\0byte", "line\u2028and\u2029paragraph", "\u0085next", "\ufeff", "=1+1"]
    rows = [f'{n},5,2022-01-01T00:00:00Z,"{text}",3\n'.encode() for n, text in enumerate(texts)]
    got = read(gather, *rows)
    assert ([post["text"] for post in got.rows["posts"]], got.rejected) == (texts, [])
    # the careful way gives the same
    got = read(gather, *rows, b"bad\n")
    assert ([post["text"] for post in got.rows["posts"]], len(got.rejected)) == (texts, 1)


def test_a_long_id_is_text_and_a_short_one_with_a_point_is_none(gather):
    long = b"7" * 5000
    got = read(gather, long + GOOD[1:], GOOD.replace(b"9,5,", b"12.0,5.0,"))
    assert [(post["post_id"], post["account_id"]) for post in got.rows["posts"]] == [(f"x:{long.decode()}", "x:5"), ("x:12", "x:5")]


def test_a_mark_at_the_start_is_no_part_of_the_first_name(gather):
    for more in (b"", b"bad\n"):
        got = read(gather, GOOD, more, header=b"\xef\xbb\xbf" + HEADER)
        assert [post["post_id"] for post in got.rows["posts"]] == ["x:9"]


def test_a_truncated_gzip_gives_whole_rows_and_says_so(gather):
    rows = [b"%d,5,2022-01-01T00:00:00Z,%s,3\n" % (n, hashlib.sha256(b"%d" % n).hexdigest().encode()) for n in range(2_000)]
    got = gather(source.read(InputFile.of_bytes("t.csv.gz", gzip.compress(HEADER + b"".join(rows))[:-3_000]), RECIPE))
    kept = [post["post_id"] for post in got.rows["posts"]]
    assert 1_000 < len(kept) < 2_000 and kept == [f"x:{n}" for n in range(len(kept))]
    assert any("gzip stream ends early" in reject.reason for reject in got.rejected)


def test_numbers_as_people_group_them(gather):
    recipe = Recipe(columns={"id": "post_id", "likes": "likes", "views": "views"}, platform="x")
    got = read(gather, '1,"1,234","12\u202f345"\n2,"1,23",5\n'.encode(), recipe=recipe, header=b"id,likes,views\n")
    assert [(post["likes"], post["views"]) for post in got.rows["posts"]] == [(1234, 12345)]
    assert [reject.reason for reject in got.rejected] == ["likes 1,23 is not a whole number"]


def test_a_weight_that_is_no_number(gather):
    recipe = Recipe(columns={"a": "account_id", "b": "target", "w": "weight"}, platform="x", into="interactions")
    got = read(gather, b"1,2,NaN\n1,2,inf\n1,2,x\n1,2,0.5\n1,2,\n", recipe=recipe, header=b"a,b,w\n")
    assert [row["weight"] for row in got.rows["interactions"]] == [0.5, 1.0]
    assert {reject.reason for reject in got.rejected} == {"weight is not a number"}


def test_ids_that_parquet_holds_as_decimals(gather, tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": pa.array([1512390850344636417.0, 7.0, float("nan")]), "likes": [1.0, 2.0, 3.0]}), path)
    got = gather(source.read(InputFile.of_path(path), Recipe(columns={"id": "post_id", "likes": "likes"}, platform="x")))
    assert [(post["post_id"], post["likes"]) for post in got.rows["posts"]] == [("x:7", 2)]
    assert sorted(reject.reason for reject in got.rejected) == [
        "row 1: post_id 1.5123908503446364e+18 is not exact: a spreadsheet (Excel) has rounded it; export again with ids as text",
        "row 3: post_id nan is no id",
    ]
