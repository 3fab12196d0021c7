"""A small made-up archive for the chain: rows as Python dicts in, derived rows as Python dicts out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from jasette import engine, reconstruct, schema

KEY = "0" * 64
TEXT, TIME = pa.string(), pa.int64()
ROSTER = {
    "voices": pa.schema([("voice", TEXT), ("name", TEXT), ("kind", TEXT)]),
    "memberships": pa.schema([("voice", TEXT), ("group", TEXT), ("camp", TEXT), ("from_us", TIME), ("to_us", TIME)]),
    "roster_accounts": pa.schema([("account_id", TEXT), ("voice", TEXT), ("how", TEXT), ("from_us", TIME), ("to_us", TIME)]),
}


class World:
    """Collects rows; `build()` derives; `rows(table)` and `row(table, …)` read what was made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = engine.connect()
        self.archive: dict[str, list[dict[str, Any]]] = {name: [] for name in ("posts", "accounts", "interactions", "coverage")}
        self.roster: dict[str, list[dict[str, Any]]] = {name: [] for name in ROSTER}
        self.said: list[dict[str, Any]] = []
        self.summary: reconstruct.BuildSummary | None = None

    def voice(self, voice: str, *accounts: str, group: str | None = None, camp: str | None = None, speakers: tuple[str, ...] = ()) -> World:
        """A voice that owns `accounts`, always."""
        self.roster["voices"].append({"voice": voice, "name": voice.title(), "kind": "organisation"})
        if group:
            self.roster["memberships"].append({"voice": voice, "group": group, "camp": camp})
        for how, ids in (("owns", accounts), ("speaks_for", speakers)):
            self.roster["roster_accounts"] += [{"account_id": account, "voice": voice, "how": how} for account in ids]
        return self

    def post(self, post_id: str, account_id: str | None = None, at: int | None = None, text: str | None = "words", **more: Any) -> World:
        row = {"post_id": post_id, "platform": "x", "account_id": account_id, "published_us": at, "text": text, "visibility": "public"}
        row["kind"] = "reply" if more.get("reply_to") or more.get("reply_to_account") else "post"
        self.archive["posts"].append(row | more)
        return self

    def account(self, account_id: str, handle: str, observed_us: int | None = None, platform: str = "x") -> World:
        self.archive["accounts"].append({"account_id": account_id, "platform": platform, "handle": handle, "observed_us": observed_us})
        return self

    def build(self, progress: reconstruct.Progress | None = None) -> World:
        for name, rows in self.archive.items():
            # Views over registered tables, as the archive mounts views over its files.
            self.connection.register(f"given_{name}", pa.Table.from_pylist(rows, schema=schema.TABLES[name].arrow_stored))
            current = "current" if name in ("posts", "accounts") else "raw"
            for prefix in {current, "raw"}:
                self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {prefix}_{name} AS SELECT * FROM given_{name}")
        roster = {name: pa.Table.from_pylist(rows, schema=ROSTER[name]) for name, rows in self.roster.items()}
        said = pa.Table.from_pylist(self.said, schema=schema.COVERAGE.arrow)
        self.summary = reconstruct.build(self.connection, self.folder, roster=roster, coverage=said, key=KEY, progress=progress)
        return self

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        found = self.connection.sql(f"SELECT * FROM read_parquet('{self.folder}/{table}.parquet')").to_arrow_table().to_pylist()
        kept = [row for row in found if all(row[name] == value for name, value in where.items())]
        return sorted(kept, key=lambda row: (row.get("at_us") or row.get("from_us") or 0, str(row.get("post_id")), str(row)))

    def row(self, table: str, **where: Any) -> dict[str, Any]:
        (one,) = self.rows(table, **where)
        return one

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of `query`, in which {posts} stands for the derived table posts, and so on."""
        names = {path.stem: f"read_parquet('{path}')" for path in self.folder.glob("*.parquet")}
        return self.connection.execute(query.format(**names)).fetchall()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "derived")
    yield made
    made.connection.close()


@pytest.fixture(scope="session")
def rumours(real_data: Path) -> dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """RumourEval 2017: part → (tweets as the platform gave them, threads with their true `structure`)."""

    def lines(name: str) -> list[dict[str, Any]]:
        with gzip.open(real_data / "rumoureval2017" / name, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    return {part: (lines(f"{part}.tweets.ndjson.gz"), lines(f"{part}.structure.ndjson.gz")) for part in ("train", "dev")}


def add_tweet(world: World, tweet: dict[str, Any]) -> None:
    """One v1.1 tweet, its author and those it mentions, by the plainest reading of the format."""

    def glob(native: str | None) -> str | None:
        return native and f"x:{native}"

    at = int(datetime.strptime(tweet["created_at"], "%a %b %d %H:%M:%S %z %Y").timestamp()) * 1_000_000
    people = tweet["entities"]["user_mentions"]
    world.post(
        f"x:{tweet['id_str']}",
        f"x:{tweet['user']['id_str']}",
        at,
        tweet["text"],
        reply_to=glob(tweet["in_reply_to_status_id_str"]),
        reply_to_account=glob(tweet["in_reply_to_user_id_str"]),
        mentions=[f"x:{person['id_str']}" for person in people],
        lang=tweet["lang"],
    )
    for person in [tweet["user"], *people]:
        world.account(f"x:{person['id_str']}", person["screen_name"], at)


@pytest.fixture
def tweets_into() -> Any:
    return add_tweet
