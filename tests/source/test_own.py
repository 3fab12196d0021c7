"""What left as a table comes back through `jasette add` as it was, whatever its texts hold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jasette.exports import csv, ndjson, parquet
from jasette.schema import POST_KINDS, POSTS
from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources import choose

FORMATS = {"csv": csv, "ndjson": ndjson, "parquet": parquet}
ODD = ("", "'", "=1+1", " =1", "@a b", "\r\n", "a\rb", 'a,"b"\n', "'\\", "\ufeff=", "\u2028", "[]", "null", "é\U0001f600", "\x01")
TEXT = st.one_of(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20), st.sampled_from(ODD))
BY_KIND = {
    "text": st.none() | TEXT,
    "int": st.none() | st.integers(-(2**63), 2**63 - 1),
    "texts": st.none() | st.lists(TEXT, max_size=3),
}
ROW = st.fixed_dictionaries(
    {column.name: BY_KIND[column.kind] for column in POSTS.columns} | {"kind": st.none() | st.sampled_from(POST_KINDS), "post_id": TEXT}
)
SOME = dict.fromkeys(POSTS.names)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25)
@given(rows=st.lists(ROW, min_size=1, max_size=5))
@example(rows=[SOME | {"post_id": f"x:{n}", "text": text, "tags": [text, text], "likes": 2**63 - 1} for n, text in enumerate(ODD)])
def test_what_left_comes_back(name: str, rows: list[dict], gather) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"posts.{name}"
        FORMATS[name].write_rows(pa.Table.from_pylist(rows, POSTS.arrow).to_reader(2), path)
        file = InputFile.of_path(path)
        source = choose(file, Recipe())
        assert source.name == ("table" if name == "parquet" else "exported")
        got = gather(source.read(file, Recipe()))
    assert sorted(got.rows["posts"], key=by_values) == sorted(rows, key=by_values)  # in whatever order the engine read them
    assert not got.rejected


def test_a_row_of_a_parquet_file_that_cannot_be_a_post_is_set_aside(tmp_path: Path, gather) -> None:
    rows = [SOME | {"post_id": "x:1", "kind": "letter", "tags": ["a"]}, SOME | {"kind": "post"}, SOME | {"post_id": "x:2", "kind": "post"}]
    parquet.write_rows(pa.Table.from_pylist(rows, POSTS.arrow).to_reader(), tmp_path / "posts.parquet")
    file = InputFile.of_path(tmp_path / "posts.parquet")
    got = gather(choose(file, Recipe()).read(file, Recipe()))
    assert [row["post_id"] for row in got.rows["posts"]] == ["x:2"]
    assert [reject.reason.split(" is ")[0] for reject in got.rejected] == ["row 1: kind letter", "row 2: post_id"]
    assert got.rejected[0].raw.startswith(b"post_id,platform,kind")


def by_values(row: dict) -> str:
    return repr([row[name] for name in POSTS.names])
