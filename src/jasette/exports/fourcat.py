"""CSV as 4CAT takes it by its custom import: the five columns that it asks for, and more that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.export import Export, Release, Written
from jasette.exports.csv import write_rows
from jasette.locale import EPOCH

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = {
    "id": "post_id",
    "thread_id": "thread",
    "timestamp": "at_us",
    "unix_timestamp": "at_us",
    "author": "person",
    "body": "text",
    "parent_id": "reply_to",
    "platform": "platform",
    "kind": "kind",
    "group": "group",
    "language": "lang",
    "hashtags": "tags",
    "likes": "likes",
    "replies": "replies",
    "reposts": "reposts",
}


def write(release: Release, path: Path) -> Written:
    import pyarrow as pa

    numbers = ("unix_timestamp", "likes", "replies", "reposts")
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in COLUMNS])
    rows = pa.RecordBatchReader.from_batches(schema, _batches(release.reader("threads"), schema))
    return {"posts": write_rows(rows, path, bom=release.bom)}


def _batches(found: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in found:
        columns = {name: batch.column(batch.schema.get_field_index(source)).to_pylist() for name, source in COLUMNS.items()}
        columns["timestamp"] = [_told(at_us) for at_us in columns["timestamp"]]
        columns["unix_timestamp"] = [None if at is None else at // 1_000_000 for at in columns["unix_timestamp"]]
        columns["hashtags"] = [None if tags is None else ",".join(tags) for tags in columns["hashtags"]]
        yield pa.RecordBatch.from_pydict(columns, schema=schema)


def _told(at_us: int | None) -> str | None:
    try:
        return None if at_us is None else f"{EPOCH + timedelta(microseconds=at_us):%Y-%m-%d %H:%M:%S}"
    except OverflowError:  # a year that no calendar has; unix_timestamp still tells it
        return None


export = Export(
    name="fourcat",
    title="4CAT CSV (its custom import)",
    suffix=".csv",
    holds="id, thread_id, timestamp (UTC), author and body, which 4CAT asks for; unix_timestamp, parent_id, platform, kind, group, "
    "language, hashtags and counts beside them. As in csv, a text that a spreadsheet would take for a formula has a ' before it",
    cannot_hold="mentions and links; times in whole seconds",
    write=write,
)
