"""The roster: public voices, what they belong to, and the accounts that are theirs. All of it dated, each with its reason.

A voice is a person or an organisation. Its account is its own (`owns`) or only answers for it (`speaks_for`). At any
instant an account has one owner, a voice has one group, and an account has one relation to a voice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jasette.desk import ready, roster_csv
from jasette.desk.addresses import parse_account
from jasette.desk.dates import now_us, overlap, parse_or_none
from jasette.desk.store import transaction
from jasette.desk.voices import PUBLIC, RELATIONS, AccountLink, Membership, Voice, check_period, check_voice, lapse
from jasette.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["AccountLink", "Membership", "Roster", "Voice"]


class Roster:
    """Voices, memberships and accounts; dates that people write are in `zone`."""

    def __init__(self, connection: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._connection, self._zone = connection, zone

    # as people say it

    def add(
        self,
        voice: str,
        *,
        name: str,
        kind: str = "organisation",
        group: str = "",
        camp: str = "",
        accounts: Iterable[str] = (),
        reason: str = "",
        source: str = "",
        platform: str = "",
    ) -> None:
        """Add a voice with its group and its own accounts, in any form of `desk/addresses.py`: all of it, or an error."""
        with transaction(self._connection):
            self.put(Voice(voice, name, kind, reason, source))
            if group:
                self.join(Membership(voice, group, camp))
            for account in accounts:
                self.tie(AccountLink(parse_account(account, platform), voice))

    def link(
        self, voice: str, account: str, *, how: str = "owns", evidence: str = "", start: str = "", end: str = "", platform: str = ""
    ) -> None:
        """Say whose an account is, with the evidence that was published for it, from `start` up to, not including, `end`."""
        period = (parse_or_none(start, self._zone), parse_or_none(end, self._zone))
        self.tie(AccountLink(parse_account(account, platform), voice, how, *period, evidence))

    def import_csv(self, file: str | Path, *, platform: str = "", replace: bool = False) -> int:
        """Take over a CSV file (columns: `desk/roster_csv.py`), or a ready roster by its name; the number of voices it names.

        All of it, or an error with its line.
        """
        known = str(file) in ready.names() and not Path(file).exists()
        text = ready.text(str(file)) if known else roster_csv.read(Path(file))
        return self.import_text(text, file=Path(file).name, platform=platform, replace=replace)

    def import_text(self, text: str, *, file: str = "roster.csv", platform: str = "", replace: bool = False) -> int:
        """As `import_csv`, of a text; `file` is its name in errors."""
        with transaction(self._connection):
            if replace:
                self.clear()
            return roster_csv.import_csv(self, text, file=file, platform=platform, zone=self._zone)

    def export_text(self) -> str:
        """The roster as CSV; it reads back to the same."""
        return roster_csv.export_csv(self, self._zone)

    def table(self) -> pa.Table:
        """The lines of the CSV as an Arrow table of text."""
        import pyarrow as pa

        columns, lines = roster_csv.export_lines(self, self._zone)
        return pa.Table.from_pylist(lines, schema=pa.schema([(column, pa.string()) for column in columns]))

    # as it is kept

    def put(self, voice: Voice) -> None:
        """Add or update a voice, and confirm it as of now. InputError or Refused where it cannot stand."""
        check_voice(voice)
        self._connection.execute(
            "INSERT INTO voices (voice, name, kind, reason, source, lapses_us, confirmed_us) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (voice) DO UPDATE SET name = excluded.name, kind = excluded.kind, reason = excluded.reason, "
            "source = excluded.source, lapses_us = excluded.lapses_us, confirmed_us = excluded.confirmed_us",
            (*astuple(voice), now_us()),
        )

    def join(self, new: Membership) -> None:
        """Say that a voice is in a group; the same again changes nothing. InputError where it is in another at that time."""
        self._known(new.voice)
        check_period(new.from_us, new.to_us)
        if not new.group or new.group == PUBLIC:
            raise InputError(f"{new.group!r} cannot be the name of a group", remedy="all who are not on the roster are the public")
        with transaction(self._connection):
            for old in self.memberships(new.voice):
                if old == new:
                    return
                if overlap((old.from_us, old.to_us), (new.from_us, new.to_us)):
                    raise InputError(
                        f"{new.voice} is already in {_group(old)} at a time when it would be in {_group(new)}",
                        remedy="give `from` and `to`, so that one ends where the other starts",
                    )
            self._connection.execute('INSERT INTO memberships (voice, "group", camp, from_us, to_us) VALUES (?, ?, ?, ?, ?)', astuple(new))

    def tie(self, new: AccountLink) -> None:
        """Say whose an account is; the same again changes nothing. InputError where somebody else owns it at that time."""
        self._known(new.voice)
        check_period(new.from_us, new.to_us)
        if new.how not in RELATIONS:
            raise InputError(f"{new.how!r} is no relation of an account to a voice", remedy=f"one of: {', '.join(RELATIONS)}")
        if ":" not in new.account_id:
            raise InputError(f"{new.account_id!r} is not an account_id", remedy="write platform:native id, such as x:@handle")
        with transaction(self._connection):
            for old in self._links("WHERE account_id = ?", new.account_id):
                if old == new:
                    return
                if not overlap((old.from_us, old.to_us), (new.from_us, new.to_us)):
                    continue
                if old.voice == new.voice or (old.how == new.how == "owns"):
                    relation = "belongs to" if old.how == "owns" else "speaks for"
                    raise InputError(
                        f"{new.account_id} already {relation} {old.voice}",
                        remedy="an account has one owner at a time: give `from` and `to`, or `roster unlink` the old one first",
                    )
            self._connection.execute(
                "INSERT INTO accounts (account_id, voice, how, from_us, to_us, evidence) VALUES (?, ?, ?, ?, ?, ?)", astuple(new)
            )

    def unlink(self, account_id: str, voice: str = "") -> int:
        """Undo the links of an account (to one voice, or all); the number of links undone."""
        query = "DELETE FROM accounts WHERE account_id = ? AND (? = '' OR voice = ?)"
        return self._connection.execute(query, (account_id, voice, voice)).rowcount

    def refuse(self, voice: str, hash_: str) -> None:
        """Remember that an account, by its keyed hash, is not the voice's: it is not proposed again."""
        self._known(voice)
        self._connection.execute("INSERT OR IGNORE INTO refused_links VALUES (?, ?)", (voice, hash_))

    def refused(self) -> frozenset[tuple[str, str]]:
        """(voice, keyed hash of the account) of all that was refused."""
        return frozenset(self._connection.execute("SELECT voice, hash FROM refused_links"))

    def blank_evidence(self, link: AccountLink) -> None:
        """Empty the evidence of a link: it names somebody who is erased."""
        query = "UPDATE accounts SET evidence = '' WHERE account_id = ? AND voice = ? AND evidence = ?"
        self._connection.execute(query, (link.account_id, link.voice, link.evidence))

    def remove(self, voice: str) -> bool:
        """Take a voice off the roster with its memberships and links; whether it was there."""
        return self._connection.execute("DELETE FROM voices WHERE voice = ?", (voice,)).rowcount > 0

    def clear(self) -> None:
        """Take everybody off."""
        self._connection.execute("DELETE FROM voices")

    def voices(self) -> list[Voice]:
        """All voices, in the order in which they came."""
        query = "SELECT voice, name, kind, reason, source, lapses_us FROM voices ORDER BY rowid"
        return [Voice(*row) for row in self._connection.execute(query)]

    def memberships(self, voice: str = "") -> list[Membership]:
        """Of one voice, or all, in the order in which they came."""
        query = f'SELECT voice, "group", camp, from_us, to_us FROM memberships {"WHERE voice = ?" if voice else ""} ORDER BY rowid'
        return [Membership(*row) for row in self._connection.execute(query, (voice,) if voice else ())]

    def accounts(self, voice: str = "") -> list[AccountLink]:
        """Of one voice, or all, in the order in which they came."""
        return self._links("WHERE voice = ?", voice) if voice else self._links("")

    def account_of(self, voice: str, at_us: int | None = None) -> str:
        """The first account that the voice owned at that time (default: now); InputError where it had none."""
        moment = now_us() if at_us is None else at_us
        for link in self.accounts(voice):
            if link.how == "owns" and overlap((link.from_us, link.to_us), (moment, moment + 1)):
                return link.account_id
        raise InputError(f"{voice!r} has no account of its own at that time", remedy="see `roster show`; `roster link` adds one")

    def _links(self, where: str, *values: str) -> list[AccountLink]:
        query = f"SELECT account_id, voice, how, from_us, to_us, evidence FROM accounts {where} ORDER BY rowid"
        return [AccountLink(*row) for row in self._connection.execute(query, values)]

    def lapsed(self, at_us: int | None = None) -> list[Voice]:
        """Voices whose entry has lapsed at that time (default: now): they are counted with the public until confirmed again."""
        moment = now_us() if at_us is None else at_us
        confirmed = dict(self._connection.execute("SELECT voice, confirmed_us FROM voices"))
        return [voice for voice in self.voices() if lapse(voice, confirmed[voice.voice]) <= moment]

    def tables(self, at_us: int | None = None) -> dict[str, pa.Table]:
        """`voices`, `memberships`, `roster_accounts` as Arrow tables, without the lapsed; a null `from_us` or `to_us` is open."""
        import pyarrow as pa

        lapsed = {voice.voice for voice in self.lapsed(at_us)}
        period = [("from_us", pa.int64()), ("to_us", pa.int64())]
        text = pa.string()
        schemas = {
            "voices": pa.schema([("voice", text), ("name", text), ("kind", text)]),
            "memberships": pa.schema([("voice", text), ("group", text), ("camp", text), *period]),
            "roster_accounts": pa.schema([("account_id", text), ("voice", text), ("how", text), *period]),
        }
        rows: dict[str, list[dict[str, object]]] = {
            "voices": [row.__dict__ for row in self.voices() if row.voice not in lapsed],
            "memberships": [{**row.__dict__, "camp": row.camp or None} for row in self.memberships() if row.voice not in lapsed],
            "roster_accounts": [row.__dict__ for row in self.accounts() if row.voice not in lapsed],
        }
        return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in schemas.items()}

    def _known(self, voice: str) -> None:
        if self._connection.execute("SELECT 1 FROM voices WHERE voice = ?", (voice,)).fetchone() is None:
            near = ", ".join(_near(voice, (known.voice for known in self.voices())))
            raise InputError(f"{voice!r} is not on the roster", remedy=f"did you mean {near}?" if near else "add the voice first")


def _group(membership: Membership) -> str:
    return f"{membership.group} / {membership.camp}" if membership.camp else membership.group


def _near(word: str, known: Iterator[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(word, list(known), n=3)
