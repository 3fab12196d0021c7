"""Records of JSON as rows: found from the outside in, none passed over, and files made to hurt."""

from __future__ import annotations

import json

import pytest

from jasette.errors import InputError
from jasette.source import Head, Recipe, json_table
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


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_more_than_fits_in_memory_is_read_in_parts(gather, monkeypatch, bom):
    article = {"url": "https://a.example/%d", "title": "é « t » 🌊", "seendate": "20260502T161500Z", "domain": "a.example"}
    articles = [json.dumps({**article, "url": f"https://a.example/{n}"}, ensure_ascii=False) for n in range(60)]
    articles[40] = articles[40][:-1] + ', "language": "French"}'  # a name that only a later part has
    for text in ('{"status": "ok", "articles": [' + ",\n ".join(articles) + "]}", "[" + ", ".join(articles) + "]", "\n".join(articles)):
        whole = read(gather, bom + text)
        broken = read(gather, bom + text[: text.index("a.example/50")])
        assert len(whole.rows["posts"]) == 60 and len(broken.rows["posts"]) == 50 and len(broken.rejected) == 1
        for longest in (150, 200, 1000):
            with monkeypatch.context() as patch:
                patch.setattr(json_table, "LONGEST", longest)
                patch.setattr(json_table, "ROWS_AT_ONCE", 7)
                assert read(gather, bom + text).rows == whole.rows
                found = read(gather, bom + text[: text.index("a.example/50")])
                assert (found.rows, found.rejected) == (broken.rows, broken.rejected)


def test_a_byte_that_is_not_utf8_is_named_wherever_it_stands(gather, monkeypatch):
    monkeypatch.setattr(json_table, "LONGEST", 100)
    good = b'{"url": "https://a.example/1", "title": "t", "seendate": "20260502T161500Z", "domain": "a.example"}\n' * 5
    with pytest.raises(InputError, match=f"byte 0xff at position {len(good) + 2} is not UTF-8"):
        gather(source.read(InputFile.of_bytes("answer.json", good + b"  \xff"), Recipe()))
