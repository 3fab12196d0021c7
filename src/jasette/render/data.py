"""Tables as data: CSV, JSON and Parquet, to a file or to a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from jasette.cells import GUARDED, to_cells

if TYPE_CHECKING:
    import pyarrow as pa


def write(table: pa.Table, form: str, out: BinaryIO) -> None:
    """Write `table` to `out`. Times stay integer microseconds. No rows: header only, or `[]`.

    In CSV a list becomes `a|b`, and a text that a spreadsheet would take for a formula gets a ' before it (`jasette.cells`).
    """
    if form == "csv":
        import pyarrow.csv

        pyarrow.csv.write_csv(_flat(table), out)
    elif form == "json":
        import msgspec

        encode = msgspec.json.Encoder().encode
        out.write(b"[")
        separator = b"\n"
        for batch in table.to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                out.write(separator + encode(row))
                separator = b",\n"
        out.write(b"\n]\n")
    elif form == "parquet":
        import pyarrow.parquet

        pyarrow.parquet.write_table(table, out, compression="zstd")
    else:
        raise ValueError(form)


def _flat(table: pa.Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    for index, column in enumerate(table.schema):
        if pa.types.is_list(column.type):
            joined = pc.binary_join(table.column(index).cast(pa.list_(pa.string())), "|")
            table = table.set_column(index, pa.field(column.name, pa.string()), joined)
        if pa.types.is_string(table.schema.field(index).type):
            table = table.set_column(index, column.name, to_cells(table.column(index), GUARDED))
    return table
