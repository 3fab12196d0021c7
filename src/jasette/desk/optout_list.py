"""A list of accounts that asked to be left out: a CSV with a column `account`, or one account a line.

    account                          x:@marie
    x:@marie                         https://bsky.app/profile/paul.example
    https://bsky.app/profile/…       # what stands after a # is a note

Other columns of a CSV are left alone, but for `platform`. All of it is read, or nothing: to pass over an opt-out would be to break
one's word.
"""

from __future__ import annotations

import csv
from pathlib import Path

from jasette.desk.addresses import parse_account
from jasette.desk.roster_csv import read as read_text
from jasette.errors import InputError

COLUMN = "account"


def read(file: str | Path, platform: str = "") -> list[str]:
    """The account_ids of the list, each once, in its order; `platform` of handles that name none. InputError with the line."""
    file = Path(file)
    found: dict[str, None] = {}
    for number, account, where in _lines(read_text(file)):
        try:
            found[parse_account(account, where or platform)] = None
        except InputError as error:
            raise InputError(error.what, place=f"{file.name}, line {number}", remedy=f"{error.remedy}; nothing was changed") from error
    if not found:
        raise InputError(
            "no account stands in this list", place=file.name, remedy="write one account a line, or a CSV with a column `account`"
        )
    return list(found)


def _lines(text: str) -> list[tuple[int, str, str]]:
    """(line, account, platform) of each line that names one."""
    lines = text.split("\n")
    header = next(csv.reader(lines[:1], delimiter=_delimiter(lines[0])), [])
    names = [name.strip().lower() for name in header]
    if COLUMN not in names:
        plain = [(number, line.partition(" #")[0].strip()) for number, line in enumerate(lines, 1) if not line.lstrip().startswith("#")]
        return [(number, account, "") for number, account in plain if account]
    rows = csv.DictReader(lines, fieldnames=names, delimiter=_delimiter(lines[0]))
    next(rows)
    return [(rows.line_num, account, row.get("platform") or "") for row in rows if (account := (row.get(COLUMN) or "").strip())]


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)
