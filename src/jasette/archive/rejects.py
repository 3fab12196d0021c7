"""Rejects tried again: the raw bytes go back to a source, and what can be read now moves into its table."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jasette.archive.intake import Origin, StillRejected
from jasette.errors import InputError
from jasette.source import Recipe, Rejected, Repaired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import duckdb

    from jasette.archive.intake import Sent
    from jasette.source import Item

AT_ONCE = 500


@dataclass(frozen=True)
class Reject:
    """One record set aside, with all that its source needs to try again."""

    source: str
    file: str
    byte_offset: int | None
    line: int | None
    reason: str
    raw: bytes
    into: str
    recipe: Recipe
    key: int


def digest_of(connection: duckdb.DuckDBPyConnection, rejects: str) -> str:
    """SHA-256 over the keys of the rejects that are tried: the same ones again are the same batch. None: ''."""
    keys = connection.sql(f"SELECT content_key FROM ({rejects}) ORDER BY content_key").fetchnumpy()["content_key"]
    return hashlib.sha256(keys.tobytes()).hexdigest() if len(keys) else ""


def read(connection: duckdb.DuckDBPyConnection, rejects: str) -> Iterator[Reject]:
    """The rejects that the SQL text `rejects` names, in the order of their files; bounded memory, whatever their number."""
    cursor = connection.cursor()
    cursor.execute(
        'SELECT source, file, byte_offset, line, reason, raw, "into", recipe, content_key '
        f"FROM ({rejects}) ORDER BY file, byte_offset NULLS LAST, line NULLS LAST, content_key"
    )
    try:
        while records := cursor.fetchmany(AT_ONCE):
            for source, file, byte_offset, line, reason, raw, into, recipe, key in records:
                yield Reject(source, file, byte_offset, line, reason, raw or b"", into, Recipe(**json.loads(recipe or "{}")), key)
    finally:
        cursor.close()


def send(rejects: Iterable[Reject], again: Callable[[Reject], Iterable[Item]], digest: str, resolved: list[int]) -> Iterator[Sent]:
    """The items of the rejects that can be read now; a record that still fails, even in part, is counted and stays.

    Keys of those that can be read are appended to `resolved`.
    """
    for reject in rejects:
        origin = Origin(reject.file, digest, reject.source, "")
        try:
            items = list(again(reject))
        except InputError:
            items = []
        if any(isinstance(item, Rejected) for item in items) or not any(not isinstance(item, Repaired) for item in items):
            yield origin, StillRejected(reject.into)
            continue
        resolved.append(reject.key)
        for item in items:
            yield origin, item
