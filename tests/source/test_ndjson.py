"""The careful way finds every bad line at its byte, and agrees with the fast way on every record."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jasette.source import Recipe
from jasette.source import ndjson as module
from jasette.source.files import InputFile
from jasette.source.repair import REPEATED, SURROGATE
from jasette.sources.twitter_v1 import source as v1
from jasette.sources.x_v2 import source

TWEET = {
    "id": "1512390850344636417",
    "text": "Bonjour @ville, où en est la piste ? \u2028 à demain",
    "created_at": "2022-06-10T21:57:21.000Z",
    "author_id": "25067168",
    "conversation_id": "1512390850344636417",
    "entities": {"mentions": [{"id": "7", "username": "ville"}], "hashtags": [{"tag": "Vélo"}]},
    "public_metrics": {"retweet_count": 1, "reply_count": 0, "like_count": 2, "quote_count": 0},
}
LINE = json.dumps(TWEET, ensure_ascii=False).encode()


def numbered(number: int) -> bytes:
    return LINE.replace(b'"id": "1512390850344636417"', f'"id": "{1512390850344636417 + number}"'.encode())


def read(gather, data: bytes, path: Path | None = None):
    """Through memory (the careful way), or through a file (the fast way where it can)."""
    if path is None:
        return gather(source.read(InputFile.of_bytes("f.jsonl", data), Recipe()))
    path.write_bytes(data)
    file = InputFile.of_path(path)
    file.name = "f.jsonl"
    return gather(source.read(file, Recipe()))


BAD = {
    b"{": "not JSON",
    b'{"id": "1", "text": "x"': "not JSON",
    b'{"id": "1", "text": "x"} trailing': "not JSON",
    b"null": "null",
    b"{}": "id is missing",
    b"[1, 2]": "array",
    b"5": "int",
    b'{"id": 1.4E+18, "text": "x"}': "Excel",
    b'{"id": "1.51239E+18", "text": "x"}': "Excel",
    b'{"id": {"a": 1}, "text": "x"}': "$.id",
    b'{"id": "12", "text": {"a": 1}}': "$.text",
    b'{"id": "12", "text": "x", "public_metrics": 3}': "$.public_metrics",
    b'{"id": "12", "text": "x", "public_metrics": {"like_count": "many"}}': "$.public_metrics.like_count",
    b'{"id": "12", "text": "x", "public_metrics": {"like_count": NaN}}': "not JSON",
    b'{"id": "12", "text": "x", "entities": {"mentions": {"id": 3}}}': "$.entities.mentions",
    b'{"id": "12", "text": "x", "created_at": "2022-06-10 21:57:21"}': "no time zone",
    b'{"id": "12", "text": "x", "created_at": "yesterdayZ"}': "is not a time",
    b'{"id": "12", "text": "\xff"}': "0xff",
    b'{"id": "12", "text": "a\x01b"}': "not JSON",
    b'{"id": "12", "other": "\xc3"}': "0xc3",
    b'{"id": "12", "author_id": "abc"}': "author_id",
    b'{"id": "12"}': "not a post",
    # numbers that only the database refuses
    b'{"id": "12", "text": "x", "public_metrics": {"like_count": 1e300}}': "1e300",
    b'{"id": "12", "text": "x", "public_metrics": {"like_count": 99999999999999999999999}}': "99999",
}


@pytest.mark.parametrize("fast", [True, False])
def test_every_bad_line_is_found_at_its_byte_and_nothing_else_is_lost(gather, tmp_path, fast):
    rows = [row for pair in zip((numbered(i) for i in range(len(BAD))), BAD, strict=True) for row in pair]
    data = b"\n".join([b"", *rows, b"  ", numbered(99)])
    got = read(gather, data, tmp_path / "f.jsonl" if fast else None)
    assert len(got.rows["posts"]) == len(BAD) + 1
    assert [reject.raw for reject in got.rejected] == list(BAD)
    for reject in got.rejected:
        assert data[reject.byte_offset :].startswith(reject.raw)
        assert reject.line == data[: reject.byte_offset].count(b"\n") + 1
        assert BAD[reject.raw] in reject.reason


def test_a_good_file_is_read_at_once(gather, tmp_path, monkeypatch):
    monkeypatch.setattr(module._Reading, "careful", lambda *_: pytest.fail("the careful way was taken"))
    data = b"\n".join(numbered(i) for i in range(5))
    assert len(read(gather, data, tmp_path / "f.jsonl").rows["posts"]) == 5
    assert len(read(gather, gzip.compress(data), tmp_path / "f.jsonl.gz").rows["posts"]) == 5


def test_what_is_wrong_in_content_alone_is_found_without_the_careful_way(gather, tmp_path, monkeypatch):
    monkeypatch.setattr(module._Reading, "careful", lambda *_: pytest.fail("the careful way was taken"))
    data = b"\n \n" + numbered(1) + b'\r\n{"id": "1.5E+18", "text": "x"}\n' + numbered(2)
    (reject,) = read(gather, data, tmp_path / "f.jsonl").rejected
    assert (reject.line, data[reject.byte_offset : reject.byte_offset + 5]) == (4, b'{"id"')


@pytest.mark.parametrize("trouble", [b'{"id": "12", "text": "\xff"}', b'{"id": "12", "text": {"a": 1}}', b'{"data": []}', b""])
def test_the_careful_way_goes_on_where_the_fast_one_stopped(gather, tmp_path, monkeypatch, trouble):
    """Thousands of records before the trouble, one of them wrong by its content alone: each is there once, in its order."""
    taken, real = [], module._Reading.careful

    def careful(self, by_line, taken_before=0):
        taken.append(taken_before)
        return real(self, by_line, taken_before)

    monkeypatch.setattr(module._Reading, "careful", careful)
    monkeypatch.setattr(module, "BATCH", 2048)
    filler = b"\n".join(numbered(i) for i in range(40_000))
    data = b"\n".join([filler, b" \t\x0b\x0c\r", b'{"id": "1.5E+18", "text": "x"}', filler, trouble, numbered(90_000)])
    got = read(gather, data, tmp_path / "f.jsonl")
    assert len(got.rows["posts"]) == 80_001
    ids = [f"x:{1512390850344636417 + i}" for i in range(40_000)]
    # no list for pytest to explain: that takes minutes
    same = [post["post_id"] for post in got.rows["posts"]] == [*ids, *ids, f"x:{1512390850344636417 + 90_000}"]
    assert same
    for reject in got.rejected:
        assert data[reject.byte_offset :].startswith(reject.raw)
        assert reject.line == data[: reject.byte_offset].count(b"\n") + 1
    assert [reject.raw for reject in got.rejected] == [b'{"id": "1.5E+18", "text": "x"}', *([trouble] if b"id" in trouble else [])]
    assert bool(taken) == bool(trouble)  # where the fast way stopped is the parser's affair: its threads read ahead


@pytest.mark.parametrize("fast", [True, False])
def test_lone_surrogates_and_repeated_keys_are_repaired_and_counted(gather, tmp_path, fast):
    data = b"\n".join(
        [
            b'{"id": "1", "text": "a\\ud83d b \\ud83d\\ude00 c \\\\ud800", "author_id": "2"}',
            b'{"id": "2", "text": "first", "text": "second", "author_id": "2"}',
            b'{"id": "3", "text": "third", "author_id": "2", "other": 1, "other": 2}',
            b'{"id": "4", "text": "x", "author_id": "2", "public_metrics": {"like_count": 4, "like_count": 5}}',
        ]
    )
    got = read(gather, data, tmp_path / "f.jsonl" if fast else None)
    assert [post["text"] for post in got.rows["posts"]] == ["a\ufffd b 😀 c \\ud800", "first", "third", "x"]
    assert got.rows["posts"][3]["likes"] == 4
    assert got.repaired == {SURROGATE: 1, REPEATED: 2}
    assert got.rejected == []


@pytest.mark.parametrize("text", ["{}", "[1]", '{"a": 1}', "[Live] bonjour", "{ ah"])
def test_a_text_that_looks_like_json_is_a_text(gather, tmp_path, text):
    data = json.dumps({"id": "1", "text": text}).encode()
    assert read(gather, data, tmp_path / "f.jsonl").rows["posts"][0]["text"] == text


def test_layouts_of_the_same_records_give_the_same_rows(gather, tmp_path):
    tweets = [json.loads(numbered(i)) for i in range(4)]
    expected = read(gather, b"\n".join(json.dumps(t).encode() for t in tweets)).rows
    layouts = {
        "array": json.dumps(tweets),
        "pretty array": json.dumps(tweets, indent=2),
        "one to a line in brackets": "[\n" + ",\n".join(json.dumps(t) for t in tweets) + "\n]",
        "page": json.dumps({"data": tweets, "meta": {"result_count": 4}}),
        "pretty page": json.dumps({"data": tweets}, indent=4),
        "page with one post each": "\n".join(json.dumps({"data": t}) for t in tweets),
        "array of pages": json.dumps([{"data": tweets[:2]}, {"data": tweets[2:]}]),
        "one after another": "".join(json.dumps(t) for t in tweets),
        "pretty, one after another": "\n".join(json.dumps(t, indent=1) for t in tweets),
        "byte order mark": "\ufeff" + "\n".join(json.dumps(t) for t in tweets),
        "windows lines": "\r\n".join(json.dumps(t) for t in tweets),
    }
    for name, text in layouts.items():
        for path in (None, tmp_path / "f.json"):
            got = read(gather, text.encode(), path)
            assert (got.rows, got.rejected) == (expected, []), name


def test_a_bad_element_of_a_document_is_found_at_its_byte(gather):
    parts = [numbered(1).decode(), '{"id": "2", "text": {}}', numbered(3).decode(), '{"id": "4 "text": "x"}', numbered(5).decode()]
    for text in ("[\n" + ",\n".join(parts) + "]", '{"data": [' + ",".join(parts[:3]) + "]}"):
        data = text.encode()
        got = read(gather, data)
        assert got.rejected
        for reject in got.rejected:
            assert data[reject.byte_offset :].startswith(reject.raw)
            assert reject.line == data[: reject.byte_offset].count(b"\n") + 1
        assert len(got.rows["posts"]) + len(got.rejected) == text.count('"text": ')


def test_a_document_that_breaks_off_gives_its_records_and_says_so(gather):
    for whole in (json.dumps([TWEET] * 3), json.dumps({"data": [TWEET] * 3})):
        for cut in (len(whole) - 1, len(whole) - 30, whole.rindex('{"id": "15')):
            got = read(gather, whole[:cut].encode())
            assert len(got.rows["posts"]) >= 2
            assert "does not end" in got.rejected[-1].reason


def test_a_missing_bracket_costs_one_record(gather):
    parts = [numbered(i).decode() for i in range(6)]
    parts[2] = parts[2][:-2]
    got = read(gather, ("[" + ", ".join(parts) + "]").encode())
    assert (len(got.rows["posts"]), len(got.rejected)) == (5, 1)


def test_a_damaged_archive_is_read_as_far_as_it_goes(gather, tmp_path):
    packed = gzip.compress(b"\n".join(numbered(i * 7919) for i in range(2000)))
    got = read(gather, packed[: len(packed) // 2], tmp_path / "f.jsonl.gz")
    assert 500 < len(got.rows["posts"]) < 1500
    assert "ends early" in got.rejected[-1].reason


def test_temporary_files_go_where_the_file_says_and_are_gone_afterwards(tmp_path, gather):
    (tmp_path / "f.jsonl").write_bytes(LINE)
    (tmp_path / "spool").mkdir()
    items = source.read(InputFile.of_path(tmp_path / "f.jsonl", spool=tmp_path / "spool"), Recipe())
    next(items)
    assert list((tmp_path / "spool").iterdir())
    items.close()
    assert not list((tmp_path / "spool").iterdir())


def test_accounts_come_once_whatever_the_size_of_the_chunks(gather, monkeypatch):
    import jasette.source.records as records

    data = b"\n".join(numbered(i) for i in range(50))
    at_once = read(gather, data).rows
    monkeypatch.setattr(records, "CHUNK", 2000)
    assert read(gather, data).rows == at_once
    assert len(at_once["accounts"]) == 1


mutation = st.tuples(st.sampled_from(["flip", "drop", "insert", "cut", "double", "keep", "swap"]), st.floats(0, 0.999), st.integers(0, 255))


def mutate(line: bytes, how: str, where: float, byte: int) -> bytes:
    at = int(where * len(line))
    if byte in (10, 13):
        byte = 34
    match how:
        case "flip":
            return line[:at] + bytes([byte]) + line[at + 1 :]
        case "drop":
            return line[:at] + line[at + 1 :]
        case "insert":
            return line[:at] + bytes([byte]) + line[at:]
        case "cut":
            return line[:at]
        case "double":
            return line + b" " + line[at:]
        case "swap":
            return line[:at] + line[at + 2 :] + line[at : at + 2]
    return line


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(mutation, min_size=1, max_size=12))
def test_each_line_is_accounted_for_whatever_is_wrong_with_it(gather, mutations):
    good = [numbered(100), numbered(101)]
    found = [*good, *(mutate(numbered(i), *one) for i, one in enumerate(mutations))]
    data = b"\n".join(found)
    expected = sum(1 for line in found if line.strip(b" \t\r\n"))
    with tempfile.TemporaryDirectory() as folder:
        results = [read(gather, data), read(gather, data, Path(folder, "f.jsonl"))]
    for got in results:
        assert len(got.rows["posts"]) + len(got.rejected) == expected
        for reject in got.rejected:
            assert data[reject.byte_offset : reject.byte_offset + len(reject.raw)] == reject.raw
            assert reject.line == data[: reject.byte_offset].count(b"\n") + 1
    careful, fast = results
    assert careful.rows == fast.rows
    assert [(r.byte_offset, r.raw) for r in careful.rejected] == [(r.byte_offset, r.raw) for r in fast.rejected]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["array", "page", "pretty"]), st.lists(mutation, min_size=1, max_size=3))
def test_no_document_however_broken_raises(gather, layout, mutations):
    tweets = [json.loads(numbered(i)) for i in range(4)]
    document = {"array": tweets, "page": {"data": tweets, "includes": {"tweets": tweets[:1]}}, "pretty": tweets}[layout]
    data = json.dumps(document, indent=1 if layout == "pretty" else None).encode()
    for one in mutations:
        data = mutate(data, *one)
    for reader in (source, v1):
        for reject in gather(reader.read(InputFile.of_bytes("f.json", data), Recipe())).rejected:
            assert data[reject.byte_offset : reject.byte_offset + len(reject.raw)] == reject.raw
