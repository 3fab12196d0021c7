"""Pages and arrays that are longer than memory give the same records as short ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.source import records
from jasette.source.files import InputFile, Stream
from jasette.source.long_pages import values
from jasette.source.ndjson import Layout, read
from jasette.source.records import Pages, Record, unwrap
from jasette.source.shape import TEXT

PAGES = Pages({("data",): False, ("includes", "tweets"): True, ("includes", "more", "tweets"): True}, seen=("__twarc", "at"))

texts = st.text('ab"\\{}[],:\n é\U0001f600', max_size=6)
leaves = st.none() | st.booleans() | st.integers() | texts
anything = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5)
lists = st.lists(st.dictionaries(texts, anything, max_size=3), max_size=4)
includes = st.fixed_dictionaries(
    {}, optional={"tweets": lists, "users": lists, "more": st.fixed_dictionaries({"tweets": lists}), "x": anything}
)
pages = st.fixed_dictionaries(
    {"data": lists | st.dictionaries(texts, leaves, max_size=2)},
    optional={"meta": anything, "includes": includes, "__twarc": st.fixed_dictionaries({"at": texts}), "end": anything},
).flatmap(lambda page: st.permutations(list(page.items())).map(dict))


def in_blocks(data: bytes, size: int) -> Stream:
    return Stream(data[at : at + size] for at in range(0, len(data), size))


def read_all(data: bytes, chunk: int, *, long: int = 10**9, longest: int = 10**9) -> list[Record]:
    """The records of a document, pages opened, whichever way."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("CHUNK", chunk), ("LONG", long), ("LONGEST", longest)):
            patch.setattr(records, name, value)
        found = []
        for one in (one for block in values(in_blocks(data, 7), PAGES, lambda: in_blocks(data, 5)) for one in block):
            inside = unwrap(one, PAGES)
            found += [one] if inside is None else inside
    return sorted((one._replace(inner=False) for one in found), key=lambda one: one.offset)


@settings(max_examples=150, deadline=None)
@given(st.lists(pages | anything, max_size=3), st.booleans(), st.integers(4, 60), st.integers(1, 40), st.booleans(), st.booleans())
def test_a_long_page_gives_what_a_short_one_gives(documents, array, chunk, long, indented, bom):
    indent = 1 if indented else None
    if array:
        data = json.dumps(documents, indent=indent).encode()
    else:
        data = b"\n".join(json.dumps(one, indent=indent).encode() for one in documents)
    data = (records.BOM if bom else b"") + data
    assert read_all(data, chunk, long=long) == read_all(data, 10**6)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=40), st.integers(1, 30))
def test_no_bytes_in_a_long_page_raise_or_are_named_twice(before, after, chunk):
    data = b'{"data": [{"id": "1"}, ' + before + b', {"id": "2"}], "includes": {"tweets": [' + after
    end = 0
    for record in read_all(data, chunk, long=8, longest=40):
        assert record.offset >= end
        assert data[record.offset :].startswith(record.data)
        end = record.offset + len(record.data)


def test_of_a_page_that_was_cut_off_every_whole_record_is_read():
    page = b'{"data": [' + b", ".join(b'{"id": "%d"}' % number for number in range(50)) + b'], "meta": {"a": 1}}'
    for end in (len(page) - 1, len(page) - 12, 300, 305):
        found = read_all(page[:end], 64, long=40)
        assert [one.data for one in found if one.whole] == [
            b'{"id": "%d"}' % number for number in range(page[:end].count(b"}, ") + (end > 660))
        ]
        assert [one.whole for one in found].count(False) >= 1


LAYOUT = Layout({"id": TEXT, "text": TEXT}, "CASE WHEN id IS NULL THEN 'no id' END", PAGES)


@pytest.mark.parametrize("form", ["array", "page"])
def test_a_document_longer_than_the_limits_is_read_in_little_memory_and_each_bad_record_found(form, monkeypatch):
    bad = {400: b'{"id": "400", "text": "a" "b"}', 1200: b'{"text": "nobody"}', 2999: b'{"id": "2999", "text": nonsense}'}
    elements = [bad.get(n) or json.dumps({"id": str(n), "text": "é" * 20}).encode() for n in range(3000)]
    data = b"[\n" + b",\n".join(elements) + b"\n]"
    if form == "page":
        data = b'{"meta": {"count": 3000}, "data": ' + data + b', "__twarc": {"at": "today"}}'
    for name, value in (("CHUNK", 4096), ("LONG", 8192), ("LONGEST", 16384)):
        monkeypatch.setattr(records, name, value)
    held, seen, stored = [], set(), []
    feed = records.Cutter.feed
    monkeypatch.setattr(records.Cutter, "feed", lambda self, more: (feed(self, more), held.append(len(self.data))))

    def emit(connection, relation):
        for number, when in connection.execute(f"SELECT id, seen FROM {relation}").fetchall():
            stored.append(int(number))
            seen.add(when)
        return iter(())

    rejects = list(read(InputFile.of_bytes("f.json", data), LAYOUT, emit))
    assert stored == [n for n in range(3000) if n not in bad]
    assert [one.raw for one in rejects] == list(bad.values())
    for one in rejects:
        assert data[one.byte_offset :].startswith(one.raw)
        assert one.line == data.count(b"\n", 0, one.byte_offset) + 1
    assert seen == {"today" if form == "page" else None}
    assert max(held) < 3 * 8192 < len(data) / 4
