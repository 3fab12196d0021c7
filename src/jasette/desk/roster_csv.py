"""The roster as a CSV file, in and out.

    voice,name,kind,group,camp,account,how,from,to,evidence,reason

A line states a voice; with `group`, that it is in that group from ≤ t < to; with `account`, that the account is its
own (or `speaks_for` it) in the same time. Name, kind and reason need to stand once per voice. Two more columns may
follow: `source` (of the entry) and `lapses` (when it must have been confirmed again). `to` is the first day that no
longer counts. What is exported reads back to the same roster, and is exported the same again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jasette.cells import unescape
from jasette.desk import ready
from jasette.desk.addresses import parse_account
from jasette.desk.dates import parse_or_none, show
from jasette.desk.voices import AccountLink, Membership, Voice, slug
from jasette.errors import InputError, JasetteError

if TYPE_CHECKING:
    from jasette.desk.roster import Roster

COLUMNS = ("voice", "name", "kind", "group", "camp", "account", "how", "from", "to", "evidence", "reason")
OPTIONAL = ("source", "lapses")


@dataclass(frozen=True)
class Entry:
    """What one line states."""

    line: int
    voice: dict[str, str]
    membership: Membership | None
    account: AccountLink | None


def import_csv(roster: Roster, text: str, *, file: str, platform: str, zone: ZoneInfo) -> int:
    """Add what the text states; the number of voices it names. Call it inside a transaction: an error leaves none of it.

    Errors name the line and the remedy. `platform` is that of accounts which do not say it; dates are in `zone`.
    """
    said: dict[str, dict[str, str]] = {}
    entries: list[Entry] = []
    for line, row in _rows(text, file):
        with _Place(file, line):
            entry = _parse(line, row, platform, zone)
            _agree(said.setdefault(entry.voice["voice"], {}), entry.voice)
            entries.append(entry)
    known = {voice.voice: voice for voice in roster.voices()}
    added: set[str] = set()
    for entry in entries:
        with _Place(file, entry.line):
            name = entry.voice["voice"]
            if name not in added:
                roster.put(_voice(name, said[name], known.get(name), zone))
                added.add(name)
            if entry.membership:
                roster.join(entry.membership)
            if entry.account:
                roster.tie(entry.account)
    return len(added)


def read(path: Path) -> str:
    """The text of a CSV file; InputError that says why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        remedy = f"name a CSV file, or a ready roster: {', '.join(ready.names())}"
        raise InputError(error.strerror or str(error), place=str(path), remedy=remedy) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start}", place=str(path), remedy="save it as UTF-8 (`CSV UTF-8` in a spreadsheet)"
        ) from None


def export_csv(roster: Roster, zone: ZoneInfo) -> str:
    """The whole roster as CSV, lines ending in a bare line feed; an empty roster is the header alone."""
    columns, lines = export_lines(roster, zone)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def export_lines(roster: Roster, zone: ZoneInfo) -> tuple[list[str], list[dict[str, str]]]:
    """The columns in use, and the lines."""
    voices = roster.voices()
    columns = list(COLUMNS)
    if any(voice.source for voice in voices):
        columns.append("source")
    if any(voice.lapses_us is not None for voice in voices):
        columns.append("lapses")
    lines = [line for v in voices for line in _lines(v, roster.memberships(v.voice), roster.accounts(v.voice), zone)]
    return columns, lines


def _rows(text: str, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = [name.strip().lower() for name in next(reader, [])]
    unknown = [name for name in header if name not in (*COLUMNS, *OPTIONAL)]
    if unknown or not {"voice", "name"} & set(header):
        what = f"unknown column {unknown[0]!r}" if unknown else "there is neither a column `voice` nor `name`"
        raise InputError(what, place=f"{file}, line 1", remedy=f"the columns are {', '.join((*COLUMNS, *OPTIONAL))}")
    start = reader.line_num + 1
    for values in reader:
        if len(values) > len(header):
            raise InputError(
                f"{len(values)} values for {len(header)} columns",
                place=f"{file}, line {start}",
                remedy='put values that hold a comma between double quotes: "…"',
            )
        if any(value.strip() for value in values):
            yield (
                start,
                {
                    **dict.fromkeys((*COLUMNS, *OPTIONAL), ""),
                    **dict(zip(header, (unescape(value.strip()) for value in values), strict=False)),
                },
            )
        start = reader.line_num + 1


def _parse(line: int, row: dict[str, str], platform: str, zone: ZoneInfo) -> Entry:
    voice = row["voice"] or slug(row["name"])
    if not voice:
        raise InputError("the line names no voice", remedy="fill the column `voice`")
    from_us, to_us = parse_or_none(row["from"], zone), parse_or_none(row["to"], zone)
    if not row["account"] and (row["how"] or row["evidence"]):
        raise InputError("`how` or `evidence` without an account", remedy="fill the column `account`, or empty both")
    if row["camp"] and not row["group"]:
        raise InputError("a camp without a group", remedy="fill the column `group`")
    if (row["from"] or row["to"]) and not (row["group"] or row["account"]):
        raise InputError("`from` or `to` without a group or an account", remedy="say what is dated, or empty both")
    membership = Membership(voice, row["group"], row["camp"], from_us, to_us) if row["group"] else None
    account = None
    if row["account"]:
        account_id = parse_account(row["account"], platform)
        account = AccountLink(account_id, voice, row["how"] or "owns", from_us, to_us, row["evidence"])
    return Entry(line, {"voice": voice, **{key: row[key] for key in ("name", "kind", "reason", "source", "lapses")}}, membership, account)


def _agree(said: dict[str, str], new: dict[str, str]) -> None:
    """Blank repeats what was said; something else contradicts it."""
    for key, value in new.items():
        if value and said.setdefault(key, value) != value:
            raise InputError(f"{key} of {new['voice']} is {value!r} here and {said[key]!r} above", remedy="say it once, or the same")


def _voice(name: str, said: dict[str, str], known: Voice | None, zone: ZoneInfo) -> Voice:
    """The voice as the file states it; what the file leaves blank stays as it was known."""
    old = known or Voice(name, name, "")
    lapses = parse_or_none(said.get("lapses", ""), zone)
    return Voice(
        name,
        said.get("name", old.name),
        said.get("kind", old.kind),
        said.get("reason", old.reason),
        said.get("source", old.source),
        old.lapses_us if lapses is None else lapses,
    )


def _lines(voice: Voice, memberships: list[Membership], accounts: list[AccountLink], zone: ZoneInfo) -> Iterable[dict[str, str]]:
    """A line per account, with the membership of the same period where there is one; then those that no account carried."""
    by_period = {(m.from_us, m.to_us): m for m in memberships}
    pairs: list[tuple[Membership | None, AccountLink | None]] = [(by_period.get((a.from_us, a.to_us)), a) for a in accounts]
    carried = [membership for membership, _ in pairs]
    pairs = [(m, None) for m in memberships if m not in carried] + pairs
    for membership, account in pairs or [(None, None)]:
        dated = account or membership
        yield {
            "voice": voice.voice,
            "name": voice.name,
            "kind": voice.kind,
            "group": membership.group if membership else "",
            "camp": membership.camp if membership else "",
            "account": account.account_id if account else "",
            "how": account.how if account else "",
            "from": show(dated.from_us, zone) if dated else "",
            "to": show(dated.to_us, zone) if dated else "",
            "evidence": account.evidence if account else "",
            "reason": voice.reason,
            "source": voice.source,
            "lapses": show(voice.lapses_us, zone),
        }


class _Place:
    """Adds file and line to an error that does not say where it happened."""

    def __init__(self, file: str, line: int) -> None:
        self._place = f"{file}, line {line}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, JasetteError) and not error.place:
            raise type(error)(error.what, place=self._place, remedy=error.remedy) from error
