"""CSV: UTF-8, a header, cells as `jasette.cells` writes them, so that a spreadsheet runs none of it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.cells import from_cells, to_cells
from jasette.errors import InputError
from jasette.export import Export, Release, Written

if TYPE_CHECKING:
    import pyarrow as pa

BOM = b"\xef\xbb\xbf"
LONGEST = 1 << 30


def write_rows(rows: pa.RecordBatchReader, path: Path, *, bom: bool = False) -> int:
    """Write the batches; the number of rows. `bom`: Excel takes the file for UTF-8 by itself."""
    import pyarrow as pa
    from pyarrow.csv import CSVWriter, WriteOptions

    schema, count = pa.schema([(name, pa.string()) for name in rows.schema.names]), 0
    with path.open("wb") as file:
        if bom:
            file.write(BOM)
        with CSVWriter(file, schema, write_options=WriteOptions(quoting_style="needed")) as out:
            for batch in rows:
                out.write_batch(pa.RecordBatch.from_arrays([to_cells(column) for column in batch.columns], schema=schema))
                count += batch.num_rows
    return count


def write(release: Release, path: Path) -> Written:
    return {release.table: write_rows(release.reader(), path, bom=release.bom)}


def read(path: Path, schema: pa.Schema) -> pa.Table:
    """The rows of such a file. Raises InputError where its columns are others, or a cell does not fit."""
    import pyarrow as pa

    csv.field_size_limit(LONGEST)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True)
        header = next(lines, [])
        if header != schema.names:
            raise InputError(f"its columns are {', '.join(header)}", place=str(path), remedy=f"they should be {', '.join(schema.names)}")
        # a row of one unknown alone is an empty line
        columns = list(zip(*(line or [""] for line in lines), strict=True)) or [()] * len(header)
    try:
        arrays = [from_cells([cell or None for cell in column], field.type) for column, field in zip(columns, schema, strict=True)]
    except (ValueError, KeyError) as error:
        raise InputError(f"a cell holds something else than its column: {error}", place=str(path)) from error
    return pa.Table.from_arrays(arrays, schema=schema)


export = Export(
    name="csv",
    title="CSV (spreadsheets, R, Stata, SPSS)",
    suffix=".csv",
    holds="one table; identifiers as text, lists as JSON in their cell, empty cells for what is unknown and a lone ' for an empty text; "
    "a text that a spreadsheet would take for a formula has a ' before it",
    cannot_hold="nothing that a table has; a program that opens it must take the ' away again (Jasette does)",
    write=write,
    read=read,
)
