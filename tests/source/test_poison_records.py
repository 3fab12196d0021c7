"""Records of JSON made to hurt, one a line among good ones, on the fast way and on the careful one: by name, in the order of tables."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.source.repair import REPEATED, SURROGATE
from jasette.sources.x_v2 import source

GOOD = {"id": "1512390850344636417", "text": "où ?", "author_id": "2", "created_at": "2022-06-10T21:57:21Z"}
DIGITS = "7" * 5_000


def line(text: str = "x", **more: str) -> bytes:
    """A record whose fields are given as JSON."""
    fields = {"id": '"12"', "text": json.dumps(text, ensure_ascii=False), "author_id": '"2"'} | more
    return ("{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}").encode()


def read(gather: Any, tmp_path: Any, fast: bool, data: bytes, name: str = "f.jsonl") -> Any:
    path = tmp_path / name
    path.write_bytes(data)
    return gather(source.read(InputFile.of_path(path) if fast else InputFile.of_bytes(name, data), Recipe()))


BAD = {
    "an id of 5,000 digits": (line(id=DIGITS), "id"),
    "a count of 5,000 digits": (line(public_metrics=f'{{"like_count": {DIGITS}}}'), "like_count"),
    "NaN": (line(public_metrics='{"like_count": NaN}'), "not JSON"),
    "Infinity": (line(public_metrics='{"like_count": -Infinity}'), "not JSON"),
    "a NUL as it is": (b'{"id": "12", "text": "a\0b"}', "not JSON"),
    "Windows-1252": (b'{"id": "12", "text": "caf\xe9"}', "byte 0xe9 at position 25 of the record is not UTF-8"),
    "a surrogate in bytes": (b'{"id": "12", "text": "\xed\xa0\x80"}', "byte 0xed at position 22 of the record is not UTF-8"),
    "zeros for a time": (line(created_at='"0000-00-00T00:00:00Z"'), "0000-00-00T00:00:00Z is not a time"),
    "an id that Excel ruined": (line(id='"1.4E+18"'), "1.4E+18"),
    "an id that Excel ruined, as a number": (line(id="1.4E+18"), "Excel"),
    "100,000 deep": (line(entities="[" * 100_000), "$.entities"),
}


@pytest.mark.parametrize("fast", [True, False], ids=["fast", "careful"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_is_set_aside_by_name(gather, tmp_path, fast, name):
    bad, said = BAD[name]
    good = json.dumps(GOOD, ensure_ascii=False).encode()
    got = read(gather, tmp_path, fast, b"\n".join([good, bad, good.replace(b"417", b"418")]))
    assert [post["post_id"] for post in got.rows["posts"]] == ["x:1512390850344636417", "x:1512390850344636418"]
    (reject,) = got.rejected
    assert said in reject.reason and len(reject.reason) < 300
    assert (reject.line, reject.byte_offset, reject.raw) == (2, len(good) + 1, bad)


KEPT = {
    "an unknown field of 5,000 digits": (line(other=DIGITS), "x", {}),
    "a NUL that is escaped": (b'{"id": "12", "text": "a\\u0000b", "author_id": "2"}', "a\0b", {}),
    "U+2028": (line("a\u2028b\u2029c\u0085d"), "a\u2028b\u2029c\u0085d", {}),
    "U+2028, escaped": (b'{"id": "12", "text": "a\\u2028b", "author_id": "2"}', "a\u2028b", {}),
    "a lone surrogate": (b'{"id": "12", "text": "a\\ud83d", "author_id": "2"}', "a\ufffd", {SURROGATE: 1}),
    "the same key twice": (b'{"id": "12", "text": "first", "text": "second", "author_id": "2"}', "first", {REPEATED: 1}),
    "year 30000": (line(created_at='"30000-01-01T00:00:00Z"'), "x", {}),
    "a mark at the start": (b"\xef\xbb\xbf" + line(), "x", {}),
}


@pytest.mark.parametrize("fast", [True, False], ids=["fast", "careful"])
@pytest.mark.parametrize("name", KEPT)
def test_what_looks_odd_is_kept_and_repairs_are_counted(gather, tmp_path, fast, name):
    odd, text, repaired = KEPT[name]
    got = read(gather, tmp_path, fast, odd + b"\n" + json.dumps(GOOD).encode())
    assert [post["text"] for post in got.rows["posts"]] == [text, "où ?"]
    assert (got.rejected, got.repaired) == ([], repaired)


@pytest.mark.parametrize("fast", [True, False], ids=["fast", "careful"])
def test_a_truncated_gzip_gives_what_it_held(gather, tmp_path, fast):
    lines = [json.dumps(GOOD | {"id": str(10**17 + n * 7919**3)}).encode() for n in range(3_000)]
    got = read(gather, tmp_path, fast, gzip.compress(b"\n".join(lines))[:-2_000], "f.jsonl.gz")
    kept = [post["post_id"] for post in got.rows["posts"]]
    assert 1_000 < len(kept) < 3_000 and kept == [f"x:{10**17 + n * 7919**3}" for n in range(len(kept))]
    assert "the gzip stream ends early" in got.rejected[-1].reason
