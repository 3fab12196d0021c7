"""Parquet: the table in its types, with the warning in its metadata."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jasette.export import Export, Release, Written
from jasette.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa


def write_rows(rows: pa.RecordBatchReader, path: Path, **about: str) -> int:
    """Write the batches, compressed; the number of rows. `about` goes into the file's metadata."""
    from pyarrow.parquet import ParquetWriter

    count = 0
    with ParquetWriter(path, rows.schema.with_metadata(about or None), compression="zstd") as out:
        for batch in rows:
            out.write_batch(batch)
            count += batch.num_rows
    return count


def write(release: Release, path: Path) -> Written:
    return {release.table: write_rows(release.reader(), path, jasette=__version__, warning=release.warning)}


def read(path: Path, schema: pa.Schema) -> pa.Table:
    """The rows of such a file."""
    from pyarrow.parquet import read_table

    table: pa.Table = read_table(path).replace_schema_metadata(None).cast(schema)
    return table


export = Export(
    name="parquet",
    title="Parquet (DuckDB, polars, pandas, Spark, R)",
    suffix=".parquet",
    holds="one table, in its own types",
    cannot_hold="nothing that a table has",
    write=write,
    read=read,
)
