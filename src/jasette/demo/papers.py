"""What the people of an observatory would write beside the posts: the roster and the coverage; and a file of broken lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from jasette.demo.cast import VOICES
from jasette.demo.town import Town
from jasette.demo.wordpress import LOGIN
from jasette.demo.world import DAYS, END_S, INSTANCE, START_S, Account

ROSTER = ("voice", "name", "kind", "group", "camp", "account", "how", "from", "to", "evidence", "reason")
COVERAGE = ("subject", "stream", "from", "to", "how", "source")
REASONS = {
    "elected": "elected office of the town",
    "public body": "serves the public",
    "party": "stands for the town hall",
    "media": "publishes news",
    "blog": "presents itself as a public voice on local affairs",
    "organisation": "speaks in public for its members",
}


def _csv(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([columns, *rows])
    return out.getvalue().encode()


def roster() -> bytes:
    """All voices with their accounts, by their English names: the catalogue has the French ones."""
    rows = []
    for voice in VOICES:
        evidence = f"profile links to https://{voice.slug}.valmont.example, which links back"
        written = [(known, account.how) for account in voice.accounts for known in _addresses(account)]
        for number, (address, how) in enumerate(written):
            group = (voice.group, voice.camp) if number == 0 else ("", "")
            rows.append((voice.slug, voice.en, voice.kind, *group, address, how, "", "", evidence, REASONS[voice.group]))
    return _csv(ROSTER, rows)


def _addresses(account: Account) -> list[str]:
    """How the roster names an account: a blog by its one author too, a paper by its name in the monitor's export."""
    if account.place == "mastodon":
        return [f"https://{INSTANCE}/@{account.handle}"]
    if account.place in ("blog", "press"):
        writer = f"press:{account.handle}" if account.place == "press" else f"https://{account.handle}/author/{LOGIN}"
        return [writer, f"https://{account.handle}"]
    if account.how == "owns":
        return [f"x:@{account.handle.lower()}"]
    # an employee's handle stands in no file, only the number of the account: then the roster must say that
    town = Town("x", 0, 0)
    return [f"x:{town.ids[town.handles.index(account.handle)]}"]


def coverage() -> bytes:
    """What was collected of whom, over the whole campaign; what is not said is not observable."""
    start, end = (datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z") for at in (START_S, END_S))
    rows = [
        (voice.slug, stream, start, end, how, f"made-up collection of {DAYS} days")
        for voice in VOICES
        for stream, how in voice.coverage.items()
    ]
    return _csv(COVERAGE, rows)


def _object(number: int, text: str, **changed: str) -> str:
    fields = {
        "id": f'"{8_700_000_000_000_000_000 + number}"',
        "text": f'"{text}"',
        "created_at": '"2023-01-20T12:00:00.000Z"',
        "author_id": f'"{8_799_000_000_000_000_000 + number}"',
        "conversation_id": f'"{8_700_000_000_000_000_000 + number}"',
        "lang": '"fr"',
        "public_metrics": '{"retweet_count":0,"reply_count":0,"like_count":0,"quote_count":0}',
    }
    return "{" + ",".join(f'"{name}":{value}' for name, value in {**fields, **changed}.items() if value) + "}"


BROKEN: tuple[tuple[str, str], ...] = (
    ("good", _object(1, "Une ligne saine parmi les autres.")),
    ("reject", '{"id":"8700000000000000002","text":"coupée au mil'),
    (
        "reject",
        _object(3, "NaN is not a number in JSON", public_metrics='{"retweet_count":NaN,"reply_count":0,"like_count":0,"quote_count":0}'),
    ),
    ("reject", "{}"),
    ("reject", "null"),
    ("reject", _object(6, "an id that a spreadsheet rounded", id='"8.7E+18"')),
    ("reject", _object(7, "no time zone, no time", created_at='"hier soir"')),
    (
        "reject",
        _object(8, "counts are not words", public_metrics='{"retweet_count":"many","reply_count":0,"like_count":0,"quote_count":0}'),
    ),
    ("reject", "<html><body>502 Bad Gateway</body></html>"),
    ("good", _object(10, "and another sound one, with a \u2028 inside")),
    ("repaired", _object(12, "the first of two languages counts", lang='"en","lang":"fr"')),
    ("repaired", _object(11, "half an emoji: \\ud83d")),
)
"""Lines as collectors really leave them, each with what must become of it."""


def broken() -> tuple[bytes, dict[str, int]]:
    """The file, and how many of its lines must be set aside or repaired."""
    fates = [fate for fate, _ in BROKEN]
    return "".join(f"{line}\n" for _, line in BROKEN).encode(), {fate: fates.count(fate) for fate in ("good", "reject", "repaired")}
