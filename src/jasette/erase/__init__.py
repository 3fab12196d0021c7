"""Erasure with a receipt: what was deleted, or asked to be forgotten, leaves nothing but a keyed hash.

    1  the journal, in the desk: keyed hashes of all that goes, in one transaction; every view hides it from then on
    2  under the archive's lock: each table that holds something is rewritten in one commit, and its old bytes go
    3  derived tables, spilled rows, uploads, jobs
    4  the desk: roster, coverage, entries, reasons in the log; SQLite's own log
    5  a search through every file, decoded; the receipt

Whoever opens the observatory finishes what was interrupted: all steps after the first need the hashes only.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.desk.addresses import parse_account
from jasette.desk.dates import now_us
from jasette.desk.optouts import Erasure, ShutId
from jasette.desk.retention import DAY_US
from jasette.engine import connect
from jasette.erase.aliases import aliases
from jasette.erase.closed import closed, mark
from jasette.erase.expiry import drop, learn, too_old
from jasette.erase.find import Shut
from jasette.erase.leavings import clear_desk, clear_folder
from jasette.erase.met import meet
from jasette.erase.receipt import CANNOT_REACH, SEALED, ErasureReceipt
from jasette.erase.scan import Hit, scan
from jasette.erase.sweep import Counts, left, sweep
from jasette.errors import Busy
from jasette.people import keyed_hash
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb

    from jasette.archive import Archive
    from jasette.desk import Desk

__all__ = ["ErasureReceipt", "Hit", "expire", "expire_if_due", "finish_unfinished", "forget", "honour_deletions", "note", "scan"]

Step = Callable[[str], None]

PATIENCE_S = 1.0
WORDS_AT_LEAST = 24
"""Shorter texts ("Merci !") are other people's words too: finding them would prove nothing."""


def _silent(_: str) -> None:
    return None


def forget(
    archive: Archive, desk: Desk, folder: Path, *accounts: str, reason: str = "asked", who: str = "", progress: Step = _silent
) -> ErasureReceipt:
    """Remove accounts (any form of `desk/addresses.py`, or `platform:id`) from the observatory in `folder`, for good.

    What is not there yet stays out all the same. The receipt is printed by the caller, and saved in `receipts/`.
    Raises InputError where one of `accounts` is none (nothing is removed then), Busy where another writer does not end.
    """
    account_ids = list(dict.fromkeys(parse_account(account) for account in accounts))
    with archive.lock():  # nobody adds a row between the list of what goes and its end
        progress("journal")
        with _reading(archive, folder) as connection:
            needles, erasure = _begin(connection, desk, account_ids, reason, who)
        return _finish(archive, desk, folder, erasure, progress, needles)


def honour_deletions(
    archive: Archive, desk: Desk, folder: Path, *, digests: Collection[str] | None = None, progress: Step = _silent
) -> ErasureReceipt | None:
    """Erase posts and accounts that a platform reports as deleted, and what an `add` brought of people who stay out; None: nothing to do.

    Of the public nothing stays but the hash; of a rostered voice time, kind and count of its posts. `digests` limits the search for
    names in new rows to files with these digests; deletions are looked for everywhere.
    """
    with archive.lock():
        if not desk.optouts.awaited() and Shut(desk.gate(), desk.optouts.platforms()).nobody and not archive.any_deleted():
            desk.optouts.swept()
            return None
        with _reading(archive, folder) as connection:
            meet(connection, desk)
            gate = desk.gate()
            gone = {row["post_id"] for row in archive.deleted(connection).select(["post_id"]).to_pylist()}
            ended = closed(connection, desk)
            posts = sorted(one for one in gone | ended.posts if not one.startswith("erased:"))
            ids = [_post(gate.key, post_id) for post_id in posts]
            ids += [ShutId(gate.hash(name), "account", _platform(name)) for name in sorted(ended.accounts)]
            batches = None if digests is None or desk.optouts.unswept else _batches(connection, digests)
        if ended.marks is not None:
            mark(archive, desk, ended.marks)
        if ids:
            return _finish(archive, desk, folder, desk.optouts.begin("deletions", "", "deleted on the platform", ids), progress)
        if left(archive, desk, _spill(folder), batches):
            return _finish(archive, desk, folder, desk.optouts.begin("replay", "", "brought again by a file", ()), progress)
        desk.optouts.swept()
    return None


def expire(archive: Archive, desk: Desk, folder: Path, *, as_of_us: int | None = None, progress: Step = _silent) -> ErasureReceipt | None:
    """Erase what has been kept for longer than the retention; None: nothing has. The clock can be set (`as_of_us`)."""
    now = now_us() if as_of_us is None else as_of_us
    with archive.lock():
        progress("what is too old")
        with _reading(archive, folder) as connection:
            learn(connection, desk, now_us())
            old = too_old(connection, desk, now)
            counts = {} if old.nothing else drop(archive, connection, old)
        desk.retention.looked(now_us())
        if old.nothing:
            return None
        key = desk.gate().key
        erasure = desk.optouts.begin("retention", "", f"kept for {desk.retention_days} days", [_post(key, one) for one in old.posts])
        return _finish(archive, desk, folder, erasure, progress, by_age=counts)


def expire_if_due(archive: Archive, desk: Desk, folder: Path, *, added: str = "") -> ErasureReceipt | None:
    """As `expire`, at most once a day, and not where another writer is at work. To be called at every opening and `add`.

    At once where the file `added` has been here for too long: its profiles and rejects have no id that could stay out.
    """
    now = now_us()
    if now - desk.retention.looked_us < DAY_US and added not in desk.retention.since_before(now - desk.retention_days * DAY_US):
        return None
    try:
        with archive.lock(wait_s=PATIENCE_S):
            return expire(archive, desk, folder)
    except Busy:
        return None


def note(desk: Desk, posts: Collection[str], handles: Collection[str] = ()) -> None:
    """These posts and handles are of people who stay out: no words of others may name them. What an intake tells (`archive.add`)."""
    key = desk.gate().key
    ids = [_post(key, one) for one in sorted(posts)]
    desk.optouts.note([*ids, *(ShutId(keyed_hash(key, one), "account", _platform(one)) for one in sorted(handles))])


def finish_unfinished(archive: Archive, desk: Desk, folder: Path, *, progress: Step = _silent) -> list[ErasureReceipt]:
    """Finish erasures that were interrupted; none, or another writer is at work: []. To be called at every opening."""
    if not desk.optouts.pending() and not desk.optouts.unswept:
        return []
    try:
        with archive.lock(wait_s=PATIENCE_S):
            done = [_finish(archive, desk, folder, erasure, progress) for erasure in desk.optouts.pending()]
            if desk.optouts.unswept and (receipt := honour_deletions(archive, desk, folder, progress=progress)):
                done.append(receipt)
            return done
    except Busy:  # a writer is at work, maybe this very erasure; until it is done the gate hides what goes
        return []


def _begin(connection: duckdb.DuckDBPyConnection, desk: Desk, account_ids: list[str], reason: str, who: str) -> tuple[list[str], Erasure]:
    """Write the journal; returns the needles of the search at the end, which are never written anywhere."""
    gate = desk.gate()
    names = aliases(connection, account_ids)
    inside = f"({', '.join(map(literal, sorted(names)))})"
    posts = connection.execute(f"SELECT DISTINCT post_id, text FROM stored_posts WHERE account_id IN {inside}").fetchall()
    # posts that nobody collected, and that an answer names
    answered = (
        f"SELECT DISTINCT reply_to, NULL FROM stored_posts WHERE reply_to_account IN {inside} AND NOT starts_with(reply_to, 'erased:')"
    )
    posts += connection.execute(answered).fetchall()
    ids = [ShutId(gate.hash(name), "account", _platform(name)) for name in sorted(names)]
    ids += [_post(gate.key, post_id) for post_id in sorted({row[0] for row in posts if row[0]})]
    members = [keyed_hash(gate.audience_key, name) for name in names] if gate.audience_key else []
    with desk.transaction():
        desk.optouts.wait_for(ShutId(gate.hash(one), "account", _platform(one)) for one in account_ids if _unknown(one, names))
        what, subject = ("account", gate.hash(account_ids[0])) if len(account_ids) == 1 else ("accounts", "")
        erasure = desk.optouts.begin(what, subject, reason, ids, members)
        for account_id in account_ids:
            desk.audit.log("forget", account_id, who=who)
    return needles_of(names, posts), erasure


def needles_of(names: Iterable[str], posts: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """What the search looks for: ids, handles with their @ or in an address (alone they may be words of the language), texts."""
    needles = set()
    for name in names:
        native = _native(name)
        needles |= {native, f"x.com/{native[1:]}", f"twitter.com/{native[1:]}"} if native.startswith("@") else {_word(name)}
    for post_id, text in posts:
        if post_id:
            needles.add(_word(post_id))
        if text and len(text.strip()) >= WORDS_AT_LEAST:
            needles.add(text.strip())
    return sorted(needles)


def _finish(
    archive: Archive,
    desk: Desk,
    folder: Path,
    erasure: Erasure,
    progress: Step,
    needles: list[str] | None = None,
    by_age: Counts | None = None,
) -> ErasureReceipt:
    """Steps 2 to 5. Each can be done twice; the journal is closed last."""
    counts = _sum(by_age or {}, sweep(archive, desk, _spill(folder), progress))
    archive.purge()  # also of tables that an interrupted sweep rewrote and did not purge
    progress("derived tables")
    deleted = clear_folder(folder)
    progress("desk")
    cleared = clear_desk(desk, Shut(desk.gate(), desk.optouts.platforms()))
    emptied = desk.truncate_log()
    progress("search")
    found = sorted({hit.file for hit in scan(folder, needles)}) if needles is not None else []
    if needles is None and left(archive, desk, _spill(folder)):
        found.append("archive")
    if not emptied:
        found.append("desk.sqlite-wal (a reader holds it; it is emptied when that ends)")
    receipt = ErasureReceipt(
        id=erasure.id,
        what=erasure.what,
        subject=erasure.subject,
        reason=erasure.reason,
        began_us=erasure.began_us,
        done_us=now_us(),
        archive=counts,
        desk=cleared,
        deleted=tuple(deleted),
        searched="hashes" if needles is None else "words",
        found=tuple(found),
        cannot_reach=CANNOT_REACH if desk.gate().audience_key else (*CANNOT_REACH, SEALED),
    )
    receipt.save(folder / "receipts")
    desk.optouts.done(erasure)
    desk.optouts.swept()
    return receipt


@contextlib.contextmanager
def _reading(archive: Archive, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(_spill(folder)) as connection:
        archive.mount(connection, None)
        yield connection


def _spill(folder: Path) -> Path:
    spill = folder / "derived" / "tmp"
    spill.mkdir(parents=True, exist_ok=True)
    return spill


def _batches(connection: duckdb.DuckDBPyConnection, digests: Collection[str]) -> list[str]:
    inside = ", ".join(map(literal, sorted(digests))) or "NULL"
    return [row[0] for row in connection.execute(f"SELECT DISTINCT batch FROM stored_ledger WHERE digest IN ({inside})").fetchall()]


def _post(key: str, post_id: str) -> ShutId:
    return ShutId(keyed_hash(key, post_id), "post", _platform(post_id))


def _unknown(account_id: str, names: Collection[str]) -> bool:
    """A handle of which it is not known whose it is."""
    return ":@" in account_id and not any(_platform(one) == _platform(account_id) and ":@" not in one for one in names)


def _sum(*counts: Counts) -> Counts:
    summed: Counts = {}
    for one in counts:
        for table, numbers in one.items():
            known = summed.setdefault(table, {"removed": 0, "cleared": 0})
            for what, number in numbers.items():
                known[what] += number
    return summed


def _platform(global_id: str) -> str:
    return global_id.partition(":")[0]


def _native(global_id: str) -> str:
    return global_id.partition(":")[2]


def _word(global_id: str) -> str:
    """The native id; with its platform where it is so short that it stands everywhere."""
    native = _native(global_id)
    return native if len(native) > 5 and not native.startswith("//") else global_id
