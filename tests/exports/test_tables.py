"""Import(export(x)) = x for every format that holds a table, over whatever text, list and number there can be."""

from __future__ import annotations

import csv as plain
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jasette import cells
from jasette.errors import InputError
from jasette.exports import all_exports, csv, ndjson, parquet, xlsx

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.string()),
        ("tags", pa.list_(pa.string())),
        ("n", pa.int64()),
        ("x", pa.float64()),
        ("is", pa.bool_()),
    ]
)
FORMATS = {"csv": csv, "ndjson": ndjson, "parquet": parquet, "xlsx": xlsx}
ODD = (
    "",
    "'",
    "''",
    "=1+1",
    "'=1",
    " =1",
    "-",
    "+",
    "@a",
    "\t",
    "\r",
    "\r\n",
    "a\rb",
    'a,"b"\n',
    "\x00",
    "\ufeff",
    "\u2028",
    "_x0041_",
    "'\\",
)
TEXT = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from(ODD), st.text("'=+-@\t\r\n\\\"_x0041, \x00", max_size=8)
)
ROW = st.tuples(
    st.none() | TEXT,
    st.none() | TEXT,
    st.none() | st.lists(st.none() | TEXT, max_size=3),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.booleans(),
)


def there_and_back(name: str, table: pa.Table) -> pa.Table:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        assert FORMATS[name].write_rows(table.to_reader(7), path) == table.num_rows
        return FORMATS[name].read(path, table.schema)


def table_of(rows: list[tuple]) -> pa.Table:
    return pa.Table.from_arrays([pa.array([row[at] for row in rows], field.type) for at, field in enumerate(SCHEMA)], schema=SCHEMA)


def test_every_format_that_reads_is_tried_here() -> None:
    assert {name for name, export in all_exports().items() if export.read} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(rows=st.lists(ROW, max_size=12))
@example(rows=[(text, text, [text, None], 2**63 - 1, -0.0, True) for text in ODD])
@example(rows=[("x" * 40_000 + "é\U0001f600" * 9_000, "=" + "\x01" * 40_000, ["y" * 70_000], -(2**63), 1e300, None)])
@example(rows=[(None, None, None, None, None, None), ("last", None, [], None, None, None)])
def test_what_goes_out_comes_back(name: str, rows: list[tuple]) -> None:
    table = table_of(rows)
    back = there_and_back(name, table)
    assert back.schema == SCHEMA
    assert back.to_pylist() == table.to_pylist()
    assert [math.copysign(1, row["x"] or 1) for row in back.to_pylist()] == [math.copysign(1, row["x"] or 1) for row in table.to_pylist()]


@given(st.text(st.characters(codec="utf-8"), max_size=20) | TEXT)
def test_no_cell_is_a_formula_and_each_comes_back(text: str) -> None:
    cell = cells.escape(text)
    assert cell and not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) and cell[0] not in "\t\r\n"
    assert cells.unescape(cell) == text
    assert cells.to_cells(pa.array([text]), cells.GUARDED)[0].as_py() == (cell if text else "")
    assert cells.to_cells(pa.array([text]))[0].as_py() == cell


def test_a_spreadsheet_sees_no_formula_null_and_empty_differ(tmp_path: Path) -> None:
    rows = [
        ("x:1", "=HYPERLINK(1)", ["a,b", "c"], 10**18, 0.5, None),
        ("x:2", "", None, -1, None, False),
        ("x:3", None, [], None, -1.5, None),
    ]
    assert csv.write_rows(table_of(rows).to_reader(), tmp_path / "a.csv", bom=True) == 3
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(plain.reader(file))[1:] == [
            ["x:1", "'=HYPERLINK(1)", '["a,b", "c"]', str(10**18), "0.5", ""],
            ["x:2", "'", "", "-1", "", "false"],
            ["x:3", "", "[]", "", "-1.5", ""],
        ]


def test_a_sheet_that_is_too_small_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 3)
    with pytest.raises(InputError, match="a sheet ends at 3 rows") as caught:
        xlsx.write_rows(table_of([(str(n), None, None, n, None, None) for n in range(5)]).to_reader(), tmp_path / "a.xlsx")
    assert "parquet" in str(caught.value)


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_another_table_is_named(name: str, tmp_path: Path) -> None:
    FORMATS[name].write_rows(pa.table({"a": ["b"]}).to_reader(), tmp_path / "rows")
    with pytest.raises(InputError, match="its columns are a"):
        FORMATS[name].read(tmp_path / "rows", SCHEMA)
