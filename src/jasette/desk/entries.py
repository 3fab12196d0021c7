"""Conversations entered by hand: a telephone call, a letter, the words on a screenshot, with their source and witness.

The words live in the archive, as a post of platform `hand`; the desk keeps who saw it and where it comes from.

    entered = post(desk, voice="ville", person="x:@marie", at="2026-05-03 14:10", medium="telephone", …)
    archive.add([entered.rows], digest=entered.digest, …)
    record(desk, entered)
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jasette import schema
from jasette.desk.addresses import parse_account
from jasette.desk.dates import now_us, parse
from jasette.errors import InputError, Refused
from jasette.source import Rows

if TYPE_CHECKING:
    from jasette.desk import Desk


@dataclass(frozen=True)
class Entry:
    """Where a post entered by hand comes from."""

    post_id: str
    medium: str
    source: str
    witness: str
    entered_us: int = 0


@dataclass(frozen=True)
class Entered:
    """A new entry: the post for the archive (`rows`, with the `digest` of what it says), and where it comes from."""

    rows: Rows
    digest: str
    entry: Entry


def post(
    desk: Desk,
    *,
    voice: str,
    at: str,
    medium: str,
    source: str,
    witness: str,
    words: str = "",
    person: str = "",
    answers: str = "",
    by_person: bool = False,
) -> Entered:
    """What was said between `voice` and `person` (an account), by the voice unless `by_person`; it answers the post `answers`.

    The same words at the same time are the same post. InputError where something is missing, Refused where it is about
    somebody who stays out.
    """
    if not medium.strip() or not source.strip() or not witness.strip():
        raise InputError(
            "an entry needs its medium, its source and its witness", remedy="say how it was said, where that is known from, and who saw it"
        )
    if not person and (by_person or not answers):
        raise InputError("with whom is not said", remedy="name the person's account (--with), or the post that it answers (--answers)")
    at_us = parse(at, desk.zone)
    ours, theirs = desk.roster.account_of(voice, at_us), parse_account(person) if person else None
    gate = desk.gate()
    if (theirs and gate.hash(theirs) in gate.shut_accounts) or (answers and gate.hash(answers) in gate.shut_posts):
        raise Refused("what concerns them was erased, and stays out", remedy="keep no note of it")
    row: dict[str, object] = {
        "platform": "hand",
        "kind": "reply",
        "account_id": theirs if by_person else ours,
        "published_us": at_us,
        "text": words or None,
        "reply_to": answers or None,
        "reply_to_account": ours if by_person else theirs,
    }
    digest = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
    row["post_id"] = f"hand:{digest[:32]}"
    return Entered(_rows(row), digest, Entry(f"hand:{digest[:32]}", medium.strip(), source.strip(), witness.strip()))


def record(desk: Desk, entered: Entered) -> str:
    """Keep where the entry comes from, once its post is in the archive; returns the post_id."""
    desk.entries.add(entered.entry)
    return entered.entry.post_id


def _rows(row: dict[str, object]) -> Rows:
    import pyarrow as pa

    return Rows("posts", pa.Table.from_pylist([row], schema=schema.POSTS.arrow))


class Entries:
    """The desk's side of entries."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, entry: Entry) -> None:
        """Keep where a post entered by hand comes from; the same post again replaces it."""
        values = (entry.post_id, entry.medium, entry.source, entry.witness, entry.entered_us or now_us())
        self._connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", values)

    def rows(self) -> list[Entry]:
        """All entries, in the order in which they were made."""
        query = "SELECT post_id, medium, source, witness, entered_us FROM entries ORDER BY entered_us, post_id"
        return [Entry(*row) for row in self._connection.execute(query)]

    def blank(self, post_id: str) -> None:
        """Empty source and witness: words about somebody who is erased."""
        self._connection.execute("UPDATE entries SET source = '', witness = '' WHERE post_id = ?", (post_id,))

    def remove(self, post_id: str) -> bool:
        return self._connection.execute("DELETE FROM entries WHERE post_id = ?", (post_id,)).rowcount > 0
