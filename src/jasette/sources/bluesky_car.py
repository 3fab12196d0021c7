"""Bluesky repositories: all that one account has written, as the CAR file of `com.atproto.sync.getRepo`.

Every record is turned into the event that would have made it, and read as those of Jetstream are. The repository says what
stood in it at its last commit, whose number (`rev`) holds the time: that is the time of observation.
"""

from __future__ import annotations

import mmap
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.schema import TABLES
from jasette.source import Filtered, Head, Item, Recipe, Rejected, Rows, Source
from jasette.source.bluesky import DID, POST, PROFILE, REPOST, SHY
from jasette.source.bluesky_events import LAYOUT, OTHERS, emit
from jasette.source.car import Broken, Car, commit, entries
from jasette.source.records import lines
from jasette.source.staged import Taken, through

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

WANTED = (POST, REPOST, PROFILE)
TID = "234567abcdefghijklmnopqrstuvwxyz"
UNSEEN = "records of an account that does not want to be shown to people who are not signed in"
START = b"\xa2eroots\x81"
"""How the header of a repository begins, after its length: a map of `roots` (one) and `version`."""


def tid_us(tid: object) -> int | None:
    """The microseconds that a timestamp identifier holds; None for what is none. See atproto.com/specs/tid."""
    if not isinstance(tid, str) or len(tid) != 13 or not set(tid) <= set(TID):
        return None
    number = 0
    for letter in tid:
        number = number * 32 + TID.index(letter)
    return (number >> 10) & ((1 << 53) - 1)


class _Repository:
    """One file: its records as events, and what was left out."""

    def __init__(self, data: Any, recipe: Recipe) -> None:
        self.data, self.recipe = data, recipe
        self.did, self.seen_us = "", None if recipe.observed_us is None else recipe.observed_us
        self.whole = True

    def events(self) -> Iterator[Taken | Item]:
        try:
            car = Car(self.data)
            head = commit(car)
        except Broken as error:
            yield self._bad(str(error), b"", error.offset)
            return
        self.did = head["did"]
        self.seen_us = self.recipe.observed_us if self.recipe.observed_us is not None else tid_us(head.get("rev"))
        if self.seen_us is None:
            yield self._bad("the commit's rev is no time", b"", car.blocks[car.roots[0]].start)
            return
        # twice through the tree: what the profile asks for is known before any post is read
        first = [entry.value for entry in entries(car, head["data"], (PROFILE,))]
        if car.damage is not None:
            yield self._bad(str(car.damage), b"", car.damage.offset)
        if any(_is_shy(profile) for profile in first):
            yield Filtered("posts", len(first), UNSEEN)
            self.whole = False
            return
        left: Counter[str] = Counter()
        for entry in entries(car, head["data"], WANTED):
            collection, _, rkey = entry.key.partition("/")
            if entry.problem:
                yield self._bad(f"{entry.key}: {entry.problem}".removeprefix(": "), entry.raw, entry.offset)
            elif collection not in WANTED:
                left[OTHERS] += 1
            else:
                made = {"operation": "create", "collection": collection, "rkey": rkey, "record": entry.value}
                event = {"did": self.did, "time_us": self.seen_us, "kind": "commit", "commit": made}
                yield Taken(msgspec.json.encode(event), entry.offset)
        for reason, count in left.items():
            yield Filtered("posts", count, reason)

    def _bad(self, reason: str, raw: bytes, offset: int) -> Rejected:
        self.whole = False
        return Rejected("posts", reason, raw, offset, None)


def _is_shy(profile: Any) -> bool:
    labels = profile.get("labels") if isinstance(profile, dict) else None
    values = labels.get("values") if isinstance(labels, dict) else None
    return any(isinstance(one, dict) and one.get("val") == SHY for one in values) if isinstance(values, list) else False


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    if file.head().data.lstrip()[:1] == b"{":
        # a record that was set aside: already the event that it was turned into
        yield from through(file, _lines(file), LAYOUT, lambda connection, _: emit(connection))
        return
    with tempfile.TemporaryDirectory(prefix="repository-", dir=file.spool) as folder:
        path, damage = file.local(Path(folder))
        if not path.stat().st_size:
            yield Rejected("posts", damage or "the file is empty", b"", 0, None)
            return
        with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            repository = _Repository(data, recipe)
            span: list[int | None] = [None, None]

            def told(connection: duckdb.DuckDBPyConnection, _: str) -> Iterator[Item]:
                for item in emit(connection):
                    if isinstance(item, Rows) and item.into == "posts":
                        _widen(span, item)
                    yield item

            for item in through(file, repository.events(), LAYOUT, told):
                repository.whole &= not isinstance(item, Rejected)
                yield item
            yield from _coverage(repository, span, f"bluesky_car: {file.name}")
    if damage:
        yield Rejected("posts", f"{damage}; what follows could not be unpacked", b"", None, None)


def _lines(file: InputFile) -> Iterator[Taken | Item]:
    for chunk in lines(file.open()):
        for record in chunk:
            yield Taken(record.data, record.offset, record.line)


def _widen(span: list[int | None], item: Rows) -> None:
    import pyarrow.compute as pc

    least = pc.min(item.rows["published_us"]).as_py()
    span[0] = min((value for value in (span[0], least) if value is not None), default=None)


def _coverage(repository: _Repository, span: list[int | None], source: str) -> Iterator[Item]:
    """A repository holds every post and repost that its account made and did not delete, up to its last commit."""
    import pyarrow as pa

    first, last = span[0], repository.seen_us
    if first is None or last is None or first > last or not re.fullmatch(DID, repository.did):
        return
    row = {
        "subject": f"bluesky:{repository.did}",
        "stream": "own_posts",
        "from_us": first,
        "to_us": last + 1,
        "how": "complete" if repository.whole else "sample",
        "source": source,
    }
    yield Rows("coverage", pa.Table.from_pylist([row], TABLES["coverage"].arrow))


def _sniff(head: Head) -> float:
    return 0.95 if START in head.data[:12] else 0.0


source = Source(
    name="bluesky_car",
    title="Bluesky: the repository of one account, as a CAR file",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain=(
        "one's own: Settings → Account → Export my data; anybody's: com.atproto.sync.getRepo with the account's DID, asked of the server "
        "on which the account lives. Pictures and private messages are not in it"
    ),
    cannot_tell=(
        "what others answered; the account's handle; how often a post was liked, shared or seen; when a post was really written (its "
        "author claims it); what was deleted before the last commit. Up to it, own posts are covered as `complete`"
    ),
)
