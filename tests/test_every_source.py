"""What holds for each source: its golden records, its sniff, its schema, and that no damage makes it raise.

`tests/golden/<source>/` holds files made after the real shape, each with `<file>.expected.json`: the rows of each table
(without columns that are null), rejects and counts. A new source is tested by putting such files there;
`python -m pytest tests/test_every_source.py --rewrite-golden` writes what is expected, to be read before it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jasette.errors import InputError, UnknownFormat
from jasette.schema import SOURCE_TABLES, TABLES
from jasette.source import Head, Item, Recipe, Rejected, Rows, Source
from jasette.source.contained import Contained
from jasette.source.files import InputFile
from jasette.sources import again, all_sources, choose

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path for path in GOLDEN.glob("*/*") if not path.name.endswith((".expected.json", ".recipe.json")))


def recipe_of(path: Path) -> Recipe:
    """How a golden file is read: as it says itself, unless `<file>.recipe.json` adds what a person must."""
    told = path.with_name(f"{path.name}.recipe.json")
    return Recipe(**json.loads(told.read_text(encoding="utf-8"))) if told.exists() else Recipe()


def inside(source: Source) -> Callable[[InputFile, Recipe], Iterator[Item]]:
    """The reader in this process, where mistakes are seen, counted by coverage, and quick: `test_contained` tries the room around it."""
    return replace(source, read=source.read.inside).items if isinstance(source.read, Contained) else source.items


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_golden_records(path, gather, request):
    source = all_sources()[path.parent.name]
    file = InputFile.of_bytes(path.name, path.read_bytes())
    recipe = recipe_of(path)
    got = gather(source.items(file, recipe))
    found = {
        "rows": {into: [{k: v for k, v in row.items() if v is not None} for row in rows] for into, rows in sorted(got.rows.items())},
        "rejected": [[reject.line, reject.byte_offset, reject.reason] for reject in got.rejected],
        "filtered": got.filtered,
        "repaired": got.repaired,
    }
    expected = path.with_name(f"{path.name}.expected.json")
    if request.config.getoption("--rewrite-golden"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))
    # the fast way gives the same, and so does the reader without the process around it
    if isinstance(source.read, Contained):
        assert gather(inside(source)(file, recipe)) == got
    on_disk = InputFile.of_path(path)
    on_disk.name = path.name
    assert gather(source.items(on_disk, recipe)) == got


@pytest.mark.parametrize("path", FILES, ids=named)
def test_each_file_is_given_to_its_source(path):
    assert choose(InputFile.of_path(path), Recipe()).name == path.parent.name


@pytest.mark.parametrize("name", all_sources())
def test_a_source_says_what_it_is(name):
    source = all_sources()[name]
    assert source.title and source.obtain and source.cannot_tell
    assert source.tables and set(source.tables) <= set(SOURCE_TABLES)
    assert [path for path in FILES if path.parent.name == name], f"tests/golden/{name}/ holds no file"
    assert source.sniff(Head("empty", b"")) == 0


@pytest.mark.parametrize("path", FILES, ids=named)
def test_rows_have_the_schema(path):
    source = all_sources()[path.parent.name]
    for item in inside(source)(InputFile.of_path(path), recipe_of(path)):
        if isinstance(item, Rows):
            assert item.into in source.tables
            assert item.rows.schema == TABLES[item.into].arrow
            assert item.rows.num_rows > 0


@pytest.mark.parametrize("name", all_sources())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_raises_but_what_is_said_on_purpose(name, data):
    source = all_sources()[name]
    path = data.draw(st.sampled_from([path for path in FILES if path.parent.name == name]))
    broken = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        if not broken:
            break
        at = data.draw(st.integers(0, len(broken) - 1))
        match data.draw(st.sampled_from(["flip", "drop", "insert", "cut"])):
            case "flip":
                broken[at] = data.draw(st.integers(0, 255))
            case "drop":
                del broken[at]
            case "insert":
                broken.insert(at, data.draw(st.integers(0, 255)))
            case "cut":
                del broken[max(at, 1) :]
    assert 0 <= source.sniff(Head("f", bytes(broken[:65536]))) <= 1
    try:
        items = list(inside(source)(InputFile.of_bytes("f", bytes(broken)), recipe_of(path)))
    except InputError:
        return
    for item in items:
        if isinstance(item, Rejected):
            assert item.reason
            assert item.into in source.tables
            assert item.byte_offset is None or 0 <= item.byte_offset <= len(broken)


class Aside:
    def __init__(self, source: str, raw: bytes) -> None:
        self.source, self.file, self.raw, self.recipe = source, "f", raw, Recipe()


def test_a_reject_is_read_again_as_its_file_was(gather):
    line = (GOLDEN / "x_v2" / "lines.jsonl").read_bytes().split(b"\n")[0]
    got = gather(again(Aside("x_v2", line)))
    assert (len(got.rows["posts"]), got.rows["coverage"]) == (1, [])
    with pytest.raises(UnknownFormat, match="no source 'gone'"):
        list(again(Aside("gone", line)))


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 \xff", b'{"a": 1}', b"c,d\n1,2\n", b"[]"])
def test_a_file_that_nobody_knows(data):
    with pytest.raises(UnknownFormat, match="no source recognises") as caught:
        choose(InputFile.of_bytes("f", data), Recipe())
    assert "jasette sources" in str(caught.value)


def test_a_map_means_a_table():
    assert choose(InputFile.of_bytes("f", b"a,b\n1,2\n"), Recipe(columns={"a": "post_id"})).name == "table"
