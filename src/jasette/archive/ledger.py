"""The ledger: for every file and table, read = stored + duplicate + rejected + filtered + opted out.

Its rows are written last. They are the commit point of a batch: a batch without them is taken up again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from jasette.kernels.xxh64 import row_keys
from jasette.schema import LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jasette.source import Recipe

COUNTS = ("stored", "duplicate", "rejected", "filtered", "opted_out")

UNBALANCED = f"""
    SELECT concat(file, ' (', "into", ', ', batch, '): read ', read, ', accounted for ', {" + ".join(COUNTS)})
    FROM stored_ledger WHERE read IS DISTINCT FROM {" + ".join(COUNTS)} ORDER BY 1"""


@dataclass
class Receipt:
    """What became of the records of one file that were meant for one table."""

    file: str
    digest: str
    source: str
    into: str
    read: int = 0
    stored: int = 0
    duplicate: int = 0
    rejected: int = 0
    filtered: int = 0
    opted_out: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    """Counts of repairs, and of records left out by reason; records may be in both."""

    @property
    def balanced(self) -> bool:
        return self.read == self.stored + self.duplicate + self.rejected + self.filtered + self.opted_out

    def note(self, reason: str, count: int) -> None:
        self.notes[reason] = self.notes.get(reason, 0) + count


@dataclass(frozen=True)
class Reading:
    """One file, read in one way; `digest` is the SHA-256 of its bytes."""

    file: str
    digest: str
    source: str
    recipe: Recipe

    @property
    def prefix(self) -> str:
        """What all batches of this reading share."""
        return prefix(self.digest, self.source, recipe_text(self.recipe))


def recipe_text(recipe: Recipe) -> str:
    """The recipe as JSON with sorted keys: how a retry reads the record, and what makes a reading another one."""
    return json.dumps(asdict(recipe), sort_keys=True, ensure_ascii=False)


def prefix(digest: str, source: str, recipe: str) -> str:
    """What all batches of one reading (bytes, source, recipe) share."""
    how = hashlib.sha256("\n".join((source, recipe)).encode()).hexdigest()
    return f"{digest[:16]}-{how[:12]}-"


Runs = dict[str, int]
"""`{prefix of a reading: number of its last run in the ledger}`."""


def runs(batches: Iterable[str]) -> Runs:
    last: Runs = {}
    for batch in batches:
        start, dash, run = batch.rpartition("-")
        last[start + dash] = max(int(run), last.get(start + dash, 0))
    return last


def prefix_of(readings: Sequence[Reading]) -> str:
    """What all batches of these readings in one commit share; of one reading its own."""
    if len(readings) == 1:
        return readings[0].prefix
    whole = hashlib.sha256("\n".join(f"{reading.digest} {reading.prefix}" for reading in readings).encode()).hexdigest()
    return f"{whole[:16]}-{whole[16:28]}-"


def file_of(readings: Sequence[Reading]) -> str:
    """How the desk knows the file, or the files in one commit, that the batch is of: what stands before its first dash."""
    return prefix_of(readings).partition("-")[0]


def rows(receipts: Sequence[Receipt], batch: str) -> pa.RecordBatch:
    """The receipts as stored rows of the ledger."""
    records = [{**asdict(receipt), "notes": json.dumps(receipt.notes, sort_keys=True, ensure_ascii=False)} for receipt in receipts]
    table = pa.Table.from_pylist(records, schema=LEDGER.arrow)
    table = table.append_column("batch", pa.array([batch] * len(records), pa.string()))
    keys = row_keys(table, (*LEDGER.names, "batch"))
    return table.append_column("content_key", pa.array(keys, pa.int64())).cast(LEDGER.arrow_stored).combine_chunks().to_batches()[0]
