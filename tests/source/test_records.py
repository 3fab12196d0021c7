"""Records are cut at the right byte and line, whatever the size of the blocks."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jasette.source import records
from jasette.source.files import Stream
from jasette.source.long_pages import values
from jasette.source.records import Pages, Record, lines, text_at, unwrap

PAGES = Pages({("data",): False, ("includes", "tweets"): True}, seen=("__twarc", "retrieved_at"))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def in_blocks(data: bytes, size: int) -> Stream:
    return Stream(data[at : at + size] for at in range(0, len(data), size))


@given(st.lists(json_values, max_size=6), st.sampled_from([None, 0, 1, 4]), st.integers(1, 40), st.booleans())
def test_elements_of_an_array_are_those_of_the_array(elements, indent, size, ascii_only):
    data = json.dumps(elements, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "CHUNK", size)
        found = [record for chunk in values(in_blocks(data, 7)) for record in chunk]
    assert [json.loads(record.data) for record in found] == elements
    for record in found:
        assert data[record.offset :].startswith(record.data)
        assert record.line == data[: record.offset].count(b"\n") + 1
        assert record.whole


@example(b"\xef\xbb\xbf{}", 1)
@given(st.binary(max_size=200).map(lambda data: data.replace(b"\r", b"\n")), st.integers(1, 50))
def test_lines_are_those_of_the_bytes(data, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "CHUNK", size)
        found = [record for chunk in lines(in_blocks(data, 5)) for record in chunk]
    start, blank = 3 if data.startswith(b"\xef\xbb\xbf") else 0, b" \t\n\x0b\x0c"
    assert [record.data for record in found] == [line.strip(blank) for line in data[start:].split(b"\n") if line.strip(blank)]
    for record in found:
        assert data[record.offset :].startswith(record.data)
        assert record.line == data[: record.offset].count(b"\n") + 1


@given(st.binary(max_size=120), st.integers(1, 30))
def test_no_bytes_raise_or_are_named_twice(data, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "CHUNK", size)
        found = [record for chunk in values(in_blocks(data, 5)) for record in chunk]
    end = 0
    for record in found:
        assert record.offset >= end
        assert data[record.offset :].startswith(record.data)
        end = record.offset + len(record.data)


def test_a_record_longer_than_is_sensible_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(records, "CHUNK", 100)
    monkeypatch.setattr(records, "LONGEST", 300)
    good = b'{"id": "1", "text": "x"}'
    data = b"[" + good + b', {"id": "2", "text": [' + b"[1], " * 40 + b", " + good + b"," + good + b"]"
    found = [record for chunk in values(in_blocks(data, 50)) for record in chunk]
    assert [record.whole for record in found] == [True, False, True, True]


def test_unwrap_a_page():
    page = b'{"meta": {"data": 1}, "data": [{"id": "1"},\n {"id": "2"}], "includes": {"users": [], "tweets": [{"id": "3"}]}, '
    page += b'"__twarc": {"retrieved_at": "2022-01-01T00:00:00Z"}}'
    found = unwrap(Record(page, 100, 5), PAGES)
    assert found is not None
    assert [(json.loads(r.data)["id"], r.line, r.included, r.seen) for r in found] == [
        ("1", 5, False, "2022-01-01T00:00:00Z"),
        ("2", 6, False, "2022-01-01T00:00:00Z"),
        ("3", 6, True, "2022-01-01T00:00:00Z"),
    ]
    assert all(page[r.offset - 100 :].startswith(r.data) for r in found)


def test_what_is_no_page_and_what_is_an_empty_one():
    assert unwrap(Record(b'{"id": "1", "text": "\\"data\\""}', 0, 1), PAGES) is None
    assert unwrap(Record(b'{"id": "1", "x": {"data": []}}', 0, 1), PAGES) is None
    assert unwrap(Record(b'[{"data": 1}]', 0, 1), PAGES) is None
    assert unwrap(Record(b'{"data": []}', 0, 1), PAGES) == []
    assert [r.data for r in unwrap(Record(b'{"data": {"id": 1}}', 0, 1), PAGES) or []] == [b'{"id": 1}']


def test_a_time_that_is_nested_without_end_is_none():
    deep = b'{"__twarc": {"retrieved_at": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    assert text_at(deep, PAGES.seen) is None
    assert unwrap(Record(b'{"data": [{"id": "1"}], ' + deep[1:], 0, 1), PAGES) is not None
