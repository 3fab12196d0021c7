"""A small observatory in which everything names Marie, in every place where somebody can be named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jasette import engine
from jasette.archive import Archive, Receipt
from jasette.desk import Desk, entries
from jasette.desk.coverage import Covered
from jasette.schema import TABLES
from jasette.source import Recipe, Rejected, Rows

MARIE, HANDLE, WORDS = "x:900100200300", "Marie_Mark", "The unmistakable words of Marie about the bridge"
VILLE, PAUL, JEAN = "x:111222333444", "x:555666777888", "x:999888777666"
ASKED, OTHER, ANSWER = "x:1500000000000000001", "x:1500000000000000002", "x:1500000000000000003"
MARKS = ("900100200300", "marie_mark", "unmistakable words", "1500000000000000001", "1500000000000000002", "secret note")
"""What must be nowhere, in lower case."""


def rows(into: str, *records: dict[str, Any]) -> Rows:
    table = TABLES[into]
    return Rows(into, pa.Table.from_pylist([dict.fromkeys(table.names) | record for record in records], schema=table.arrow))


def post(number: int, account: str, text: str | None, kind: str = "post", **more: Any) -> dict[str, Any]:
    return {
        "post_id": f"x:15000000000000000{number:02}",
        "platform": "x",
        "kind": kind,
        "account_id": account,
        "published_us": 1_650_000_000_000_000 + number,
        "text": text,
        "url": f"https://x.com/i/web/status/15000000000000000{number:02}",
        **more,
    }


POSTS = (
    post(1, MARIE, f"@Ville {WORDS} — when does it open?", url=f"https://x.com/{HANDLE}/status/1500000000000000001", mentions=[VILLE]),
    post(2, MARIE, f"{WORDS}, again", links=["https://example.org/bridge"], tags=["bridge"]),
    post(3, VILLE, f"@{HANDLE} On Monday.", "reply", reply_to=ASKED, reply_to_account=MARIE, root=ASKED, mentions=[MARIE]),
    post(4, JEAN, f"@marie_mark @Ville Thanks, @{HANDLE.upper()}! (not @mariemark)", "reply", reply_to=ANSWER, reply_to_account=VILLE,
         root=ASKED, mentions=[MARIE, VILLE]),
    post(5, PAUL, f"RT @{HANDLE}: {WORDS}", "repost", repost_of=OTHER, mentions=[MARIE], tags=["bridge"], links=["https://example.org/bridge"]),
    post(6, PAUL, f"RT @{HANDLE}: {WORDS}", "repost", mentions=[f"x:@{HANDLE.lower()}"]),
    post(7, PAUL, f"Look: https://twitter.com/{HANDLE}/status/1500000000000000002?s=20", "quote", quote_of=OTHER,
         links=[f"https://twitter.com/{HANDLE}/status/1500000000000000002", "https://example.org/kept"]),
    post(8, PAUL, "Marie is a first name; marie is not a handle", mentions=[JEAN], links=["https://example.org/marie"]),
    post(9, JEAN, f"profile: https://x.com/{HANDLE} and mail a@b.example", links=[f"https://x.com/{HANDLE}"]),
)  # fmt: skip
ACCOUNTS = (
    {
        "account_id": MARIE,
        "platform": "x",
        "handle": HANDLE,
        "name": "Marie",
        "bio": "bridges",
        "url": "https://marie.example",
        "observed_us": 5,
    },
    {"account_id": VILLE, "platform": "x", "handle": "Ville", "observed_us": 5},
    {"account_id": PAUL, "platform": "x", "handle": "paul", "bio": f"friend of @{HANDLE}, https://x.com/{HANDLE}", "observed_us": 5},
    {"account_id": JEAN, "platform": "x", "handle": HANDLE, "name": "bore it before", "observed_us": 1},
)
RECORD = json.dumps({"id": 12, "author_id": "900100200300", "text": WORDS}).encode()
OTHER_RECORD = json.dumps({"id": 13, "author_id": "555666777888", "text": "marie", "handle": "paul"}).encode()


@dataclass
class House:
    """An observatory without its wiring."""

    folder: Path
    archive: Archive
    desk: Desk

    def add(self, *items: Any, digest: str = "1", file: str = "marie_mark_export.json") -> list[Receipt]:
        return self.archive.add(items, file=file, digest=digest * 64, source="made_up", recipe=Recipe(), gate=self.desk.gate())

    def add_all(self) -> list[Receipt]:
        return self.add(
            rows("posts", *POSTS),
            rows("accounts", *ACCOUNTS),
            rows(
                "audience",
                {"account_id": VILLE, "member": MARIE, "how": "follows"},
                {"account_id": VILLE, "member": PAUL, "how": "follows"},
            ),
            rows("audience", {"account_id": MARIE, "member": PAUL, "how": "follows"}),
            rows(
                "interactions",
                {"account_id": MARIE, "object": "https://example.org", "kind": "share", "platform": "x"},
                {"account_id": PAUL, "object": ASKED, "kind": "share", "platform": "x"},
                {"account_id": PAUL, "object": "https://example.org", "kind": "share", "platform": "x"},
            ),
            rows("coverage", {"subject": MARIE, "stream": "own_posts", "from_us": 0, "to_us": 9, "how": "query", "source": "q"}),
            rows(
                "coverage",
                {"subject": VILLE, "stream": "own_posts", "from_us": 0, "to_us": 9, "how": "query", "source": "marie_mark_export.json"},
            ),
            Rejected("posts", "text is missing", RECORD, 0, 1),
            Rejected("posts", "text is missing", OTHER_RECORD, 90, 2),
            Rejected("posts", "text is missing", b"\xff12," + HANDLE.encode() + b",hello", 190, 3),
        )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with engine.connect() as connection:
            self.archive.mount(connection, None)
            return connection.execute(sql).fetchall()

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        return {name: self.ask(f"SELECT * FROM stored_{name} ORDER BY ALL") for name in TABLES}


def marks_in(folder: Path, marks: tuple[str, ...] = MARKS) -> list[tuple[str, str]]:
    """Every mark in every file, found without the product: bytes, DuckDB's Parquet reader, sqlite3's dump."""
    import gzip
    import sqlite3

    found = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        data = file.read_bytes()
        readings = [str(file.relative_to(folder)), data.decode("latin-1")]
        if data[:4] == b"PAR1":
            with engine.connect() as connection:
                readings += [str(row) for row in connection.execute(f"SELECT * FROM read_parquet('{file}')").fetchall()]
        elif data[:2] == b"\x1f\x8b":
            readings.append(gzip.decompress(data).decode("latin-1"))
        elif data[:6] == b"SQLite":
            connection = sqlite3.connect(file)
            readings += list(connection.iterdump())
            connection.close()
        found += [(str(file.relative_to(folder)), mark) for mark in marks if any(mark in reading.lower() for reading in readings)]
    return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "observatory"
    folder.mkdir()
    with Desk.create(folder / "desk.sqlite", "to see who answers", "A. Tremblay") as desk:
        yield House(folder, Archive.create(folder / "archive", wait_s=60), desk)


@pytest.fixture
def marked(house: House) -> House:
    """With everything in it that can name Marie, on the archive's, the desk's and the disposable side."""
    fill(house)
    return house


def fill(house: House) -> None:
    desk, derived = house.desk, house.folder / "derived"
    house.add_all()
    desk.roster.add("ville", name="Ville", group="public body", accounts=[VILLE])
    desk.roster.add("marie", name="Marie (Marie_Mark)", kind="person", group="elected", accounts=["x:@Marie_Mark"], reason="deputy")
    desk.roster.link("ville", JEAN, how="speaks_for", evidence=f"says so to @{HANDLE}")
    desk.coverage.say(Covered("marie", "own_posts", 0, 9))
    desk.coverage.say(Covered(MARIE, "replies", 0, 9))
    call = entries.post(
        desk,
        voice="ville",
        person=MARIE,
        at="2022-05-03",
        medium="telephone",
        source="secret note",
        witness=f"@{HANDLE}",
        words="secret note on her",
    )
    house.add(call.rows, digest="2", file="by hand")
    entries.record(desk, call)
    desk.audit.log("open", ASKED, f"to answer @{HANDLE}")
    desk.audit.log("open", ANSWER, "to answer somebody else")
    (derived / "builds" / "1").mkdir(parents=True)
    (derived / "current").write_text("1")
    (derived / "builds" / "1" / "manifest.json").write_text('{"made_from": {}, "summary": {}}')
    pq.write_table(pa.table({"text": [WORDS]}), derived / "builds" / "1" / "posts.parquet")
    (derived / "tmp").mkdir()
    (derived / "tmp" / "spill").write_text(WORDS)
    (house.folder / "uploads").mkdir()
    (house.folder / "uploads" / "marie_mark.json").write_text(WORDS)


@pytest.fixture
def kit() -> Any:
    """The names above: tests are imported by path, so that they cannot import one another."""
    from types import SimpleNamespace

    return SimpleNamespace(**{name: value for name, value in globals().items() if not name.startswith("_")})
