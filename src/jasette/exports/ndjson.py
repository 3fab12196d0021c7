"""NDJSON: one JSON object a line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jasette.errors import InputError
from jasette.export import Export, Release, Written

if TYPE_CHECKING:
    import pyarrow as pa


def write_rows(rows: pa.RecordBatchReader, path: Path) -> int:
    """Write the batches, every column in every line, null where it is unknown; the number of rows."""
    import msgspec

    encode, count = msgspec.json.Encoder().encode, 0
    with path.open("wb") as out:
        for batch in rows:
            out.writelines(encode(row) + b"\n" for row in batch.to_pylist())
            count += batch.num_rows
    return count


def write(release: Release, path: Path) -> Written:
    return {release.table: write_rows(release.reader(), path)}


def read(path: Path, schema: pa.Schema) -> pa.Table:
    """The rows of such a file. Raises InputError that names the line which is none."""
    import msgspec
    import pyarrow as pa

    decode, rows = msgspec.json.Decoder(dict).decode, []
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                rows.append(decode(line))
            except msgspec.DecodeError as error:
                raise InputError(f"no JSON object: {error}", place=f"{path}, line {number}", remedy="export it again") from error
    return pa.Table.from_pylist(rows, schema)


export = Export(
    name="ndjson",
    title="NDJSON (a JSON object a line)",
    suffix=".ndjson",
    holds="one table; every column in every line, null for what is unknown",
    cannot_hold="numbers that are none (NaN, infinity) become null",
    write=write,
    read=read,
)
