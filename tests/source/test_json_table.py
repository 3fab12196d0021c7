"""Records of JSON as rows: found from the outside in, none passed over, and files made to hurt."""

from __future__ import annotations

import pytest

from jasette.errors import InputError
from jasette.source import Head, Recipe
from jasette.source.files import InputFile
from jasette.source.json_table import flat
from jasette.sources.table import source


def read(gather, text):
    return gather(source.read(InputFile.of_bytes("answer.json", text.encode()), Recipe()))


def test_records_of_an_interface(gather):
    article = '{"url": "https://a.example/%d", "title": "t", "seendate": "20260502T161500Z", "domain": "a.example"}'
    both = ", ".join(article % n for n in (1, 2))
    for text in (f'{{"articles": [{both}]}}', f"[{both}]", "\n".join(f'{{"status": "ok", "articles": [{article % n}]}}' for n in (1, 2))):
        got = read(gather, text)
        assert [post["post_id"] for post in got.rows["posts"]] == ["https://a.example/1", "https://a.example/2"]
    # beside a record stand records, also those that lack a name; where JSON ends, a reject says so
    got = read(gather, f'{{"articles": [{article % 1}, {{"title": "no address"}}, {{"url": "https://a.ex')
    assert ([post["post_id"] for post in got.rows["posts"]], len(got.rejected)) == (["https://a.example/1"], 2)
    deep = '{"a": ' * 100_000
    with pytest.raises(InputError):
        read(gather, deep)


def test_numbers_stay_as_they_are_written(gather):
    long = "7" * 5000
    text = f'[{{"id": {long}, "video_description": "x", "create_time": 1778000000, "username": "a", "like_count": 1e3, "view_count": NaN}}]'
    assert [reject.reason for reject in read(gather, text).rejected] == ["row 1: likes 1e3 is not a whole number"]
    got = read(gather, text.replace("1e3", "12").replace("NaN", "null"))
    assert (got.rows["posts"][0]["post_id"], got.rows["posts"][0]["likes"]) == (f"tiktok:{long}", 12)
    rounded = text.replace(long, "7.4E+18").replace("1e3", "1")
    assert "is not exact" in read(gather, rounded).rejected[0].reason


def test_what_lies_in_objects_and_lists():
    record = {"a": {"b": {"c": "1"}}, "d": ["x", "y"], "e": [{"f": "2"}], "g": None, "h": True, "i": "half \ud83d"}
    expected = {"a.b.c": "1", "d": "x y", "e": '[{"f": "2"}]', "g": None, "h": "true", "i": "half \ufffd"}
    assert flat(record) == expected


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"[[[[", b'{"url": 1}', b'{"a": ' * 100_000, b"{" * 100_000, b"[1, 2"])
def test_what_holds_no_records_that_anybody_knows(data):
    assert source.sniff(Head("f", data)) == 0
