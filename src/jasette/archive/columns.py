"""Single columns of a table's files, read without a database: to start one takes longer, and more memory, than to look at few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jasette.kernels import Integers

AT_ONCE = 1 << 18


def count(files: Sequence[str]) -> int:
    """How many rows the files hold."""
    return sum(pq.read_metadata(file).num_rows for file in files)


def any_value(files: Sequence[str], column: str) -> bool:
    """Whether a row says anything in `column`: by what the files say of themselves, and by the rows where they do not say it."""
    return any(_says(pq.ParquetFile(file), column) for file in files)


def _says(file: pq.ParquetFile, column: str) -> bool:
    at = file.schema_arrow.get_field_index(column)
    if at < 0 or not file.metadata.num_rows:
        return False
    place = next(number for number in range(len(file.schema)) if file.schema.column(number).path == column)
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        known = group.column(place).statistics
        if known is not None and known.has_null_count:
            if known.null_count < group.num_rows:
                return True
        elif file.read_row_group(number, columns=[column])[column].null_count < group.num_rows:
            return True
    return False


def keys(files: Sequence[str], batch: str) -> Iterator[Integers]:
    """The keys of all rows that another batch than `batch` brought, in pieces."""
    for file in files:
        # of a batch there is one text for thousands of rows
        for rows in pq.ParquetFile(file, read_dictionary=["batch"]).iter_batches(AT_ONCE, columns=["content_key", "batch"]):
            theirs = rows.filter(pc.not_equal(rows.column("batch").cast("string"), batch))
            yield theirs.column("content_key").to_numpy()
