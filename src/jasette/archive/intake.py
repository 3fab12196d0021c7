"""The way of records into the archive: each one is counted once, and the new ones are streamed into one commit per table.

    items ─► count ─► shut? ─► seen before? ─► commit of the large table, while it is read
                                            └► other tables: a file aside, then one commit each
    last of all: the ledger

A run that was killed is repeated from the start under the same batch. Tables that have the batch already (`unfinished`) are not
written again, and its rows do not count as "seen before": the repeated run ends in the same rows and the same counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jasette.archive import columns, ledger, tables, unfinished
from jasette.archive import gate as gates
from jasette.archive.ledger import Receipt
from jasette.archive.parts import ROW_GROUP
from jasette.archive.views import stored_sql
from jasette.errors import DeclarationError
from jasette.kernels.keyset import KeySet, Truths, mix_repeat
from jasette.kernels.xxh64 import row_keys
from jasette.schema import REJECTS, SOURCE_TABLES, TABLES
from jasette.source import Filtered, Rejected, Repaired, Rows

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from jasette.archive.tables import Standing
    from jasette.people import Gate
    from jasette.schema import Table
    from jasette.source import Item

LARGE = ("posts", "audience", "interactions")
"""The first of these that a file yields is streamed straight into its commit; what else it yields waits in a file."""
TOGETHER = 2_000
"""Rows of several small files that are compared with the archive in one go: to compare one takes as long as a hundred."""
REJECTS_AT_ONCE = 1000
REJECT_BYTES_AT_ONCE = 8 << 20


@dataclass(frozen=True)
class Origin:
    """Where a record comes from; `recipe` is JSON."""

    file: str
    digest: str
    source: str
    recipe: str


@dataclass(frozen=True)
class StillRejected:
    """A reject that could not be read again: counted, and left where it is."""

    into: str


Sent = tuple[Origin, "Item | StillRejected"]
Part = tuple[Origin, pa.Table]
"""Rows of one file."""
Tell = Callable[[Collection[str], Collection[str]], None]
"""Is told posts and handles (`platform:@handle`) of people who stay out."""
Known = dict[str, tuple[int, KeySet]]
"""`{table: (version, keys of its rows)}`: the keys are read again only if somebody else has written since."""


@dataclass
class Lane:
    """One table during one intake."""

    table: Table
    done: bool
    """The batch is in the table already (its run was killed after this commit)."""
    known: KeySet
    repeats: KeySet | None
    aside: pq.ParquetWriter | None = None


@dataclass
class Intake:
    """One batch on its way in. The caller holds the lock; `folder` for files aside exists and is the caller's to remove."""

    root: Path
    folder: Path
    batch: str
    gate: Gate
    engine: Callable[[], duckdb.DuckDBPyConnection]
    """A connection, made where it is needed: that takes longer than to store a hundred posts."""
    known: Known
    named: set[str] = field(default_factory=set)
    """Posts of people who stay out that were met here: not kept, but named by others perhaps."""
    borne: dict[str, int] = field(default_factory=dict)
    """Handles of people who stay out that were met here, and when they bore them last: others may name them so."""
    receipts: dict[tuple[Origin, str], Receipt] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)
    _first: dict[Origin, Receipt] = field(default_factory=dict)
    _repairs: dict[Origin, list[Repaired]] = field(default_factory=dict)
    _waiting: dict[str, list[Part]] = field(default_factory=dict)
    _rows_waiting: Counter[str] = field(default_factory=Counter)
    _rejects: list[dict[str, object]] = field(default_factory=list)
    _reject_bytes: int = 0
    _kept: Known = field(default_factory=dict)
    _done: frozenset[str] = frozenset()

    def run(self, sent: Iterable[Sent], origins: Mapping[Origin, str] | None = None, tell: Tell | None = None) -> list[Receipt]:
        """Take all items in, and commit. One of `origins` without any item gets a receipt of zeros for the table it is mapped to.

        `tell` is told the posts `named` and the handles `borne`, before the batch counts as finished: a run that was killed
        tells them again.
        """
        origins = origins or {}
        known, versions = dict(self.known), {}
        self.known.clear()  # whatever goes wrong below, half-true keys must not survive it
        self._kept = dict(known)
        self._done = unfinished.begin(self.root, self.batch)
        rest = iter(sent)
        for origin, item in rest:
            if isinstance(item, Rows) and item.into in LARGE:
                self._commit(self._lane(item.into), self._stream(origin, item, rest))
                break
            self._set_aside(origin, item)
        for into in list(self._waiting):
            self._write_aside(self._lane(into), self._screen(into))
        self._flush_rejects()
        for lane in self.lanes.values():
            if lane.aside is not None:
                lane.aside.close()
                self._commit(lane, pq.ParquetFile(self._file(lane)).iter_batches(batch_size=ROW_GROUP))
        for origin in dict.fromkeys([*origins, *self._repairs]):
            receipt = self._first.get(origin) or self._receipt(origin, origins.get(origin, "posts"))
            for repaired in self._repairs.get(origin, ()):
                receipt.note(repaired.reason, repaired.count)
        order = {origin: number for number, origin in enumerate(origins)}
        # a file's receipts come in the order of the files, whichever of its tables was waiting for rows of others
        receipts = [receipt for (origin, _), receipt in sorted(self.receipts.items(), key=lambda one: order.get(one[0][0], 0))]
        if tell is not None and (self.named or self.borne):
            tell(self.named, self._still_borne())
        if receipts:
            tables.append_once(self.root / "ledger", TABLES["ledger"], [ledger.rows(receipts, self.batch)], self.batch)
        unfinished.finish(self.root, self.batch)
        for name, lane in self.lanes.items():
            versions[name] = (tables.standing(self.root / name).version, lane.known)
        self.known.update({**known, **versions})
        return receipts

    def _stream(self, origin: Origin, first: Rows, rest: Iterator[Sent]) -> Iterator[pa.RecordBatch]:
        """The new rows of the table of `first`; everything else that passes is set aside."""
        yield from self._gathered(origin, first)
        for place, item in rest:
            if isinstance(item, Rows) and item.into == first.into:
                yield from self._gathered(place, item)
            else:
                self._set_aside(place, item)
        if first.into in self._waiting:
            yield from self._screen(first.into).to_batches()

    def _gathered(self, origin: Origin, item: Rows) -> Iterator[pa.RecordBatch]:
        """The new rows among those that have gathered, once they are enough."""
        self._check(origin, item)
        self._waiting.setdefault(item.into, []).append((origin, item.rows))
        self._rows_waiting[item.into] += item.rows.num_rows
        if self._rows_waiting[item.into] >= TOGETHER:
            yield from self._screen(item.into).to_batches()

    def _set_aside(self, origin: Origin, item: Item | StillRejected) -> None:
        match item:
            case Rows():
                for batch in self._gathered(origin, item):
                    self._write_aside(self._lane(item.into), batch)
            case Rejected():
                receipt = self._receipt(origin, item.into)
                receipt.read += 1
                receipt.rejected += 1
                self._keep_reject(origin, item)
            case StillRejected():
                receipt = self._receipt(origin, item.into)
                receipt.read += 1
                receipt.rejected += 1
            case Filtered():
                receipt = self._receipt(origin, item.into)
                receipt.read += item.count
                receipt.filtered += item.count
                receipt.note(item.reason, item.count)
            case Repaired():
                self._repairs.setdefault(origin, []).append(item)

    def _check(self, origin: Origin, item: Rows) -> None:
        # before anything else happens with them: the receipt of the file begins here
        self._receipt(origin, item.into)
        if item.rows.schema != self._lane(item.into).table.arrow:
            raise DeclarationError(
                f"the source yields rows for {item.into} in another schema",
                place=f"sources/{origin.source}.py",
                remedy=f"cast them to schema.TABLES[{item.into!r}].arrow",
            )

    def _screen(self, into: str) -> pa.Table:
        """Of the rows that wait for `into` those that are neither shut nor seen before, as stored; the others are counted."""
        parts = self._waiting.pop(into)
        del self._rows_waiting[into]
        rows = parts[0][1] if len(parts) == 1 else pa.concat_tables([rows for _, rows in parts]).combine_chunks()
        part_of = np.repeat(np.arange(len(parts)), [rows.num_rows for _, rows in parts])
        shut = gates.shut_rows(self.engine, into, rows, self.gate)
        if shut.any():
            if into == "accounts":
                self._bear(rows.filter(pa.array(shut)))
            if into == "posts":
                self.named.update(one for one in rows["post_id"].filter(pa.array(shut)).to_pylist() if one)
            rows = rows.filter(pa.array(~shut))
        if into == "audience":
            rows = gates.hash_members(self.engine, rows, self.gate)
        fresh, new = self._fresh(self._lane(into), rows)
        counted = [np.bincount(part_of[which], minlength=len(parts)).tolist() for which in (shut, ~shut)]
        stored = np.bincount(part_of[~shut][new], minlength=len(parts)).tolist()
        for (origin, given), opted_out, left, kept in zip(parts, *counted, stored, strict=True):
            receipt = self._receipt(origin, into)
            receipt.read += given.num_rows
            receipt.opted_out += opted_out
            receipt.stored += kept
            receipt.duplicate += left - kept
        # after the key, so that the same record is a duplicate whatever was cleared from it
        return gates.clear(self.engine, fresh, self.gate, self.named) if into == "posts" and fresh.num_rows else fresh

    def _bear(self, rows: pa.Table) -> None:
        for row in rows.select(["platform", "handle", "observed_us"]).to_pylist():
            if row["handle"]:
                name = f"{row['platform']}:@{row['handle'].lower()}"
                self.borne[name] = max(self.borne.get(name, 0), row["observed_us"] or 0)

    def _still_borne(self) -> list[str]:
        """The handles `borne`, without those that somebody else has borne since."""
        if not self.borne:
            return []
        table = TABLES["accounts"]
        stored = f"({stored_sql(table, tables.files(self.root / table.name))})"
        seen = f"SELECT concat(platform, ':@', lower(handle)) AS name, max(observed_us) AS seen_us FROM {stored} GROUP BY 1"
        among = "WHERE name IN (SELECT unnest(?::VARCHAR[]))"
        others = dict(self.engine().execute(f"SELECT name, seen_us FROM ({seen}) {among}", [list(self.borne)]).fetchall())
        return sorted(name for name, seen_us in self.borne.items() if name not in others or (others[name] or 0) < seen_us)

    def _fresh(self, lane: Lane, rows: pa.Table) -> tuple[pa.Table, Truths]:
        """The rows whose key is new, with batch and key; and which of `rows` they are."""
        # when a record was collected does not make it another one
        keys = row_keys(rows, tuple(name for name in lane.table.names if name != "observed_us"))
        if lane.repeats is not None:
            keys = mix_repeat(keys, lane.repeats.nth(keys))
        new = lane.known.admit(keys)
        rows = rows.append_column("batch", pa.repeat(pa.scalar(self.batch, pa.string()), rows.num_rows))
        rows = rows.append_column("content_key", pa.array(keys, pa.int64()))
        return rows if new.all() else rows.filter(pa.array(new)), new

    def _commit(self, lane: Lane, batches: Iterator[pa.RecordBatch]) -> None:
        first = next(batches, None)
        if first is None:  # nothing new: the table stays at its version
            return
        if lane.done:
            for _ in batches:
                pass
            return
        tables.append_once(self.root / lane.table.name, lane.table, _chain(first, batches), self.batch)

    def _keep_reject(self, origin: Origin, item: Rejected) -> None:
        record = {name: getattr(item, name) for name in ("reason", "raw", "byte_offset", "line", "into")}
        self._rejects.append({**record, "source": origin.source, "file": origin.file, "recipe": origin.recipe})
        self._reject_bytes += len(item.raw)
        if len(self._rejects) >= REJECTS_AT_ONCE or self._reject_bytes >= REJECT_BYTES_AT_ONCE:
            self._flush_rejects()

    def _flush_rejects(self) -> None:
        if self._rejects:
            lane = self._lane("rejects")
            self._write_aside(lane, self._fresh(lane, pa.Table.from_pylist(self._rejects, schema=REJECTS.arrow))[0])
            self._rejects, self._reject_bytes = [], 0

    def _write_aside(self, lane: Lane, rows: pa.Table | pa.RecordBatch) -> None:
        if rows.num_rows:
            if lane.aside is None:
                lane.aside = pq.ParquetWriter(self._file(lane), lane.table.arrow_stored, compression="zstd")
            lane.aside.write(rows)

    def _file(self, lane: Lane) -> Path:
        return self.folder / f"{lane.table.name}.parquet"

    def _lane(self, name: str) -> Lane:
        if name not in self.lanes:
            if name not in unfinished.TAKEN:
                raise DeclarationError(f"no source may write into {name!r}", remedy=f"one of {', '.join(SOURCE_TABLES)}")
            table, standing = TABLES[name], tables.standing(self.root / name)
            # a reject of which even the place is unknown has no identity either: the second equal one is another record
            repeats = KeySet(counting=True) if table.keep_repeats or name == "rejects" else None
            self.lanes[name] = Lane(table, name in self._done, self._known_keys(name, standing), repeats)
        return self.lanes[name]

    def _known_keys(self, name: str, standing: Standing) -> KeySet:
        version, keys = self._kept.pop(name, (-1, KeySet()))
        if version == standing.version and name not in self._done:
            return keys
        keys = KeySet(columns.count(standing.files))
        for theirs in columns.keys(standing.files, self.batch):
            keys.admit(theirs)
        return keys

    def _receipt(self, origin: Origin, into: str) -> Receipt:
        key = (origin, into)
        if key not in self.receipts:
            self.receipts[key] = Receipt(origin.file, origin.digest, origin.source, into)
            self._first.setdefault(origin, self.receipts[key])
        return self.receipts[key]


def _chain(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest
