"""Tables that Jasette exported are known by their columns, however long their first line is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from jasette.errors import InputError
from jasette.exports import ndjson
from jasette.schema import POSTS
from jasette.source import Head, Recipe
from jasette.source.files import InputFile
from jasette.sources import all_sources, choose


def test_a_first_line_longer_than_what_is_looked_at(tmp_path: Path, gather) -> None:
    row = dict.fromkeys(POSTS.names) | {"post_id": "web:1", "platform": "press", "kind": "article", "text": "long " * 40_000}
    ndjson.write_rows(pa.Table.from_pylist([row], POSTS.arrow).to_reader(), tmp_path / "posts.ndjson")
    file = InputFile.of_path(tmp_path / "posts.ndjson")
    assert choose(file, Recipe()).name == "exported"
    assert gather(all_sources()["exported"].read(file, Recipe())).rows["posts"] == [row]


@pytest.mark.parametrize("head", [b"", b'{"post_id": 1, "text": ', b'{"a":1}\n', b"[1]\n", b"post_id,platform\n", b'{"post_id":\n'])
def test_what_only_looks_like_one(head: bytes) -> None:
    assert all_sources()["exported"].sniff(Head("f", head)) == 0


def test_a_table_with_other_columns_is_named() -> None:
    with pytest.raises(InputError, match="not those of an export"):
        list(all_sources()["exported"].read(InputFile.of_bytes("f", b"a,b\n1,2\n"), Recipe()))
