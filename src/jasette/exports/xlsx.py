r"""XLSX: one sheet of rows, texts typed as texts, so that Excel runs none of them.

A cell holds 32,767 characters at most: what is longer goes on in the sheet `continued`, and characters that a sheet cannot
hold are written as JSON does (behind `'\`). A sheet ends at 1,048,576 rows.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette.cells import QUOTE
from jasette.errors import InputError
from jasette.export import Export, Release, Written

if TYPE_CHECKING:
    import pyarrow as pa

ROWS, COLUMNS = 1_048_576, 16_384
PIECE = 16_000
"""Characters of one cell: each may count twice."""
EXACT = 10**15
"""Excel keeps fifteen digits of a number; longer ones are written as text."""
UNHELD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
CONTINUED, ABOUT = "continued", "about"
JSON = QUOTE + "\\"


def _written(text: str) -> str:
    if UNHELD.search(text):
        body = json.dumps(text, ensure_ascii=False)[1:-1].replace("_", "\\u005f").replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
        return JSON + body
    return QUOTE + text if not text or text.startswith(QUOTE) else text


def _meant(cell: str) -> str:
    if cell.startswith(JSON):
        return str(json.loads(f'"{cell[len(JSON) :]}"'))
    return cell[1:] if cell.startswith(QUOTE) else cell


def write_rows(rows: pa.RecordBatchReader, path: Path, *, sheet: str = "rows", about: str = "") -> int:
    """Write the batches; the number of rows. Raises InputError where there are more than a sheet holds."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    try:
        page, bold = book.add_worksheet(sheet), book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        for column, name in enumerate(rows.schema.names):
            page.write_string(0, column, name, bold)
        longer: list[tuple[int, str, str]] = []
        count = 0
        for batch in rows:
            if count + batch.num_rows >= ROWS:
                raise InputError(f"a sheet ends at {ROWS:,} rows", place=str(path), remedy="export parquet or csv, or one --platform")
            columns = [column.to_pylist() for column in batch.columns]
            for values in zip(*columns, strict=True):
                count += 1
                for column, value in enumerate(values):
                    rest = _cell(page, count, column, value)
                    longer += [(count, rows.schema.names[column], piece) for piece in rest]
        if longer:
            _continued(book.add_worksheet(CONTINUED), longer)
        told = book.add_worksheet(ABOUT)
        told.write_string(0, 0, "rows")
        told.write_number(0, 1, count)  # rows of nothing but unknowns leave no trace in their sheet
        told.write_string(1, 0, about)
    finally:
        book.close()
    return count


def _cell(page: Any, row: int, column: int, value: Any) -> list[str]:
    """Write one value; the pieces of a long text that did not fit."""
    if value is None:
        return []
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
        return []
    if isinstance(value, int) and abs(value) < EXACT:
        page.write_number(row, column, value)
        return []
    text = _written(value) if isinstance(value, str) else repr(value) if isinstance(value, int | float) else _written(_listed(value))
    page.write_string(row, column, text[:PIECE])
    return [text[at : at + PIECE] for at in range(PIECE, len(text), PIECE)]


def _listed(value: list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _continued(page: Any, longer: list[tuple[int, str, str]]) -> None:
    for column, title in enumerate(("row", "column", "goes on")):
        page.write_string(0, column, title)
    for at, (row, name, piece) in enumerate(longer, 1):
        page.write_number(at, 0, row)
        page.write_string(at, 1, name)
        page.write_string(at, 2, piece)


def write(release: Release, path: Path) -> Written:
    return {release.table: write_rows(release.reader(), path, sheet=release.table, about=release.warning)}


def read(path: Path, schema: pa.Schema) -> pa.Table:
    """The rows of such a file. Raises InputError where its columns are others, or a cell does not fit."""
    import pyarrow as pa
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    sheet = book.get_sheet_by_index(0)
    header, *lines = sheet.to_python(skip_empty_area=False)
    if header != schema.names:
        raise InputError(
            f"its columns are {', '.join(map(str, header))}", place=str(path), remedy=f"they should be {', '.join(schema.names)}"
        )
    lines += [[""] * len(header) for _ in range(int(float(str(book.get_sheet_by_name(ABOUT).to_python()[0][1]))) - len(lines))]
    longer: dict[tuple[int, str], list[str]] = defaultdict(list)
    if CONTINUED in book.sheet_names:
        for row, column, piece in book.get_sheet_by_name(CONTINUED).to_python(skip_empty_area=False)[1:]:
            longer[int(float(str(row))), str(column)].append(str(piece))
    for (row, name), pieces in longer.items():
        at = header.index(name)
        lines[row - 1][at] = "".join([str(lines[row - 1][at]), *pieces])
    try:
        arrays = [pa.array([_value(line[at], field.type) for line in lines], field.type) for at, field in enumerate(schema)]
    except ValueError as error:
        raise InputError(f"a cell holds something else than its column: {error}", place=str(path)) from error
    return pa.Table.from_arrays(arrays, schema=schema)


def _value(cell: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if cell == "" and isinstance(cell, str):
        return None
    if pa.types.is_string(kind):
        return _meant(str(cell))
    if pa.types.is_list(kind):
        return json.loads(_meant(str(cell)))
    if pa.types.is_boolean(kind) or pa.types.is_floating(kind):
        return bool(cell) if pa.types.is_boolean(kind) else float(cell)
    return int(cell)


export = Export(
    name="xlsx",
    title="XLSX (Excel, LibreOffice)",
    suffix=".xlsx",
    holds="one table in one sheet, texts typed as texts; a text longer than a cell goes on in the sheet “continued”, and what a sheet "
    "cannot hold is written as JSON does",
    cannot_hold="more than 1,048,575 rows: refused, and nothing is left behind",
    write=write,
    read=read,
)
