"""What follows an addition is, row for row, what a whole build of everything gives."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from jasette import engine, reconstruct
from jasette.archive import Archive
from jasette.observatory import Observatory
from jasette.people import Gate
from jasette.reconstruct import maintained
from jasette.reconstruct.tables import DERIVED
from jasette.schema import COVERAGE, TABLES
from jasette.source import Recipe, Rows

GAMES = int(os.environ.get("JASETTE_GAMES", "8"))
STEPS = 6
KEY = "0" * 64
GATE = Gate("a" * 64, "b" * 64, frozenset(), frozenset())
ROSTER = {
    "voices": pa.table({"voice": ["ville", "radio"], "name": ["Ville", "Radio"], "kind": ["organisation", "organisation"]}),
    "memberships": pa.table(
        {"voice": ["ville", "ville"], "group": ["city", "town"], "camp": [None, "a"], "from_us": [0, 300], "to_us": [300, None]}
    ),
    "roster_accounts": pa.table(
        {
            "account_id": ["x:0", "x:@h1", "x:2"],
            "voice": ["ville", "radio", "radio"],
            "how": ["owns", "owns", "speaks_for"],
            "from_us": pa.array([None, None, None], pa.int64()),
            "to_us": pa.array([None, 700, None], pa.int64()),
        }
    ),
}


def rows(into: str, records: list[dict[str, Any]]) -> Rows:
    table = TABLES[into]
    return Rows(into, pa.Table.from_pylist([dict.fromkeys(table.names) | record for record in records], schema=table.arrow))


def somebody(draw: random.Random) -> str | None:
    number = draw.randrange(9)
    return draw.choice([f"x:{number}", f"x:{number}", f"x:@h{number}", None])


def post(draw: random.Random, ids: int) -> dict[str, Any]:
    """Any post: a reply to what is here, is not yet or never comes, a repost, a quote, an edit, a deletion, a pingback."""
    any_id = lambda: f"x:p{draw.randrange(ids)}"  # noqa: E731
    names = [f"@h{draw.randrange(9)}" for _ in range(draw.randrange(3))]
    record: dict[str, Any] = {
        "post_id": any_id(),
        "platform": "x",
        "kind": draw.choice(["post", "post", "reply", "reply", "reply", "quote", "repost", "comment", "pingback", None]),
        "account_id": somebody(draw),
        "published_us": draw.choice([None, *(draw.randrange(1000) for _ in range(9))]),
        "observed_us": draw.randrange(1000),
        "text": draw.choice([" ".join([*names, draw.choice(["yes", "why?", "and @h3 too"])]), None]),
        "likes": draw.randrange(5),
    }
    if record["kind"] in ("reply", "comment", "pingback") or draw.random() < 0.1:
        record |= {"reply_to": draw.choice([any_id(), any_id(), None]), "reply_to_account": somebody(draw)}
    if draw.random() < 0.3:
        record["root"] = any_id()
    if draw.random() < 0.5:
        record["mentions"] = [f"x:{name if draw.random() < 0.3 else name[2:]}" for name in names]
    if record["kind"] in ("quote", "repost"):
        record["quote_of" if record["kind"] == "quote" else "repost_of"] = any_id()
    if draw.random() < 0.05:
        record["deleted_us"] = draw.randrange(1000)
    return record


def account(draw: random.Random) -> dict[str, Any]:
    """A handle, which may have been another's; those of the roster's accounts change too, now and then."""
    number = draw.randrange(9)
    handle = f"h{number if draw.random() < 0.7 else draw.randrange(9)}"
    known = {"account_id": f"x:{number}", "platform": "x", "handle": handle, "observed_us": draw.randrange(1000)}
    return known | {"followers": draw.choice([None, draw.randrange(99)])}


class Following:
    """An archive that grows, the build that follows it, and whole builds beside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.archive = folder, Archive.create(folder / "archive")
        self.number, self.followed = 0, 0
        self.before: Path | None = None

    def add(self, *items: Rows) -> None:
        self.number += 1
        self.archive.add(items, file="f", digest=f"{self.number:064}", source="s", recipe=Recipe(), gate=GATE)

    def step(self) -> None:
        """Follow, and compare with a whole build."""
        given: dict[str, Any] = {"roster": ROSTER, "coverage": pa.Table.from_pylist([], schema=COVERAGE.arrow), "key": KEY}
        whole, out = self.folder / f"whole{self.number}", self.folder / f"out{self.number}"
        out.mkdir()

        def make(connection: Any) -> None:
            reconstruct.build(connection, whole, **given)
            maintained.remember(connection, whole)

        with engine.connect() as connection:
            self.archive.reading(connection, GATE, make)
        told = None
        if self.before is not None:
            before = self.before
            with engine.connect() as connection:
                told = self.archive.reading(connection, GATE, lambda mounted: maintained.follow(mounted, before, out, **given))
        if told is None:
            self.before = whole
            return
        self.followed += 1
        self.before = out
        for name in maintained.MAINTAINED:
            expected = read(whole, name)
            assert read(out, name) == expected, name
            assert told[name] == len(expected)


def read(folder: Path, name: str) -> list[tuple[Any, ...]]:
    sql = maintained.mounted(folder) if name == "posts" else f"SELECT * FROM read_parquet('{folder}/{name}.parquet')"
    with engine.connect() as connection:
        found = connection.execute(f"SELECT * FROM ({sql}) ORDER BY ALL")
        assert [column[0] for column in found.description] == list(DERIVED[name].names)
        return found.fetchall()


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Following]:
    yield Following(tmp_path)


@pytest.mark.parametrize("seed", range(GAMES))
def test_followed_is_what_a_whole_build_gives(following: Following, seed: int) -> None:
    """Posts that come late, again, deleted, in rings and below what never comes; handles that pass to others; compactions between."""
    draw = random.Random(1642 + seed)
    ids = draw.choice([60, 200, 500])
    for _ in range(STEPS):
        items = [rows("posts", [post(draw, ids) for _ in range(draw.choice([0, 1, 5, 30]))])]
        if draw.random() < 0.6:
            items.append(rows("accounts", [account(draw) for _ in range(draw.randrange(1, 4))]))
        if draw.random() < 0.3:
            stated = {
                "subject": draw.choice(["x:0", "ville", "*"]),
                "stream": "own_posts",
                "how": "complete",
                "from_us": draw.randrange(500),
            }
            items.append(rows("coverage", [stated]))
        following.add(*items)
        if draw.random() < 0.3:
            following.archive.compact()
        following.step()
    assert following.followed >= 1


def test_only_what_is_tied_is_made_anew(following: Following) -> None:
    """A thread of three, one apart, and a reply to the second: the thread is made anew, the other row stays in its file."""
    first = [
        {"post_id": f"x:{n}", "kind": "reply" if n else "post", "account_id": "x:7", "reply_to": f"x:{n - 1}" if n else None}
        for n in range(3)
    ]
    following.add(rows("posts", [*first, {"post_id": "x:apart", "kind": "post", "account_id": "x:8"}]))
    following.step()
    following.add(rows("posts", [{"post_id": "x:9", "kind": "reply", "account_id": "x:8", "reply_to": "x:1"}]))
    following.step()
    assert following.followed == 1 and following.before is not None
    with engine.connect() as connection:
        later = connection.execute(f"SELECT post_id FROM read_parquet('{following.before}/{maintained.LATER}') ORDER BY 1").fetchall()
        assert later == [("x:0",), ("x:1",), ("x:2",), ("x:9",)]
        assert connection.execute(f"SELECT count(*) FROM read_parquet('{following.before}/{maintained.GONE}')").fetchall() == [(3,)]


def test_what_touches_much_and_what_took_rows_away_asks_for_a_whole_build(following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintained, "FEW", 10)
    posts = [{"post_id": f"x:{n}", "kind": "post", "account_id": "x:7"} for n in range(40)]
    following.add(rows("posts", posts))
    following.step()
    following.add(rows("posts", [{"post_id": f"x:more{n}", "kind": "post"} for n in range(11)]))
    following.step()
    assert following.followed == 0
    with engine.connect() as connection:
        following.archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE post_id <> 'x:3'")
    following.number += 1
    following.step()
    assert following.followed == 0


def test_tied_over_many_steps_and_over_ids_that_are_no_posts() -> None:
    post, reply, root = np.array([1, 2, 3, 4, 5, 6]), np.array([0, 1, 2, 0, 9, 9]), np.array([0, 0, 0, 0, 0, 0])
    ties = [column.astype(np.uint64) for column in (post, reply, root)]
    first = np.array([False, False, True, False, False, False])
    assert maintained.tied(ties, first).tolist() == [True, True, True, False, False, False]
    first = np.array([False, False, False, False, True, False])
    assert maintained.tied(ties, first).tolist() == [False, False, False, False, True, True]
    assert not maintained.tied(ties, np.zeros(6, bool)).any()


def line(post: str, author: str, parent: str | None = None) -> dict[str, Any]:
    return {"post_id": post, "platform": "x", "kind": "reply" if parent else "post", "account_id": author, "reply_to": parent, "text": post}


class City:
    """An observatory that is added to and asked."""

    def __init__(self, observatory: Observatory) -> None:
        self.observatory, self.number = observatory, 0

    def add(self, *posts: dict[str, Any]) -> None:
        self.number += 1
        what: dict[str, Any] = {"file": "f", "digest": f"{self.number:064}", "source": "s", "recipe": Recipe()}
        self.observatory._store([rows("posts", list(posts))], **what)

    def count(self, table: str = "posts") -> tuple[int, bool]:
        """The rows of a table, and whether the build that told so has all tables."""
        (row,) = self.observatory.sql(f"SELECT count(*) AS n FROM {table}").to_pylist()
        derived = self.observatory.path / "derived"
        folder = derived / "builds" / (derived / "current").read_text(encoding="utf-8")
        return row["n"], (folder / "requests.parquet").exists()


def test_an_observatory_asks_its_posts_without_a_whole_build(tmp_path: Path) -> None:
    """Posts alone are followed; what needs the other tables is built whole; a person who is forgotten is in neither."""

    def line(post: str, author: str, parent: str | None = None) -> dict[str, Any]:
        known = {"post_id": post, "platform": "x", "account_id": author, "text": post, "published_us": ord(post[-1])}
        return known | {"kind": "reply" if parent else "post", "reply_to": parent}

    with Observatory.create(tmp_path / "city", purpose="to test", responsible="A. Roy") as observatory:
        observatory.roster.add("ville", name="Ville", group="public body", accounts=["x:1"])
        city = City(observatory)
        city.add(line("x:a", "x:1"), line("x:b", "x:2", "x:a"))
        assert city.count() == (2, True)
        city.add(line("x:c", "x:3", "x:b"))
        assert city.count() == (3, False)
        assert [row["depth"] for row in observatory.sql("SELECT depth FROM posts ORDER BY 1")] == [0, 1, 2]
        assert city.count("requests") == (1, True)
        city.add(line("x:d", "x:2", "x:a"))
        assert city.count() == (4, False)
        observatory.forget("x:2")
        assert city.count() == (2, True)
        city.add(line("x:e", "x:3", "x:a"))
        assert city.count() == (3, False)
        assert observatory.build().rows["posts"] == 3
        assert city.count() == (3, True)
