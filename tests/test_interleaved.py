"""Adds, compactions, builds, erasures and expiries in seeded random order, killed (-9) at random moments of each.

After every kill the observatory opens and says nothing wrong; at the end nothing is lost, nothing is there twice, nothing came back, the
sums hold, and no planted mark of what went is in any byte of any file. `./run faults` plays 200 of them with five kills each,
`./run test` a few (JASETTE_INTERLEAVINGS).
"""

from __future__ import annotations

import contextlib
import gzip
import importlib
import json
import multiprocessing
import os
import random
import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jasette import engine
from jasette.desk.dates import now_us
from jasette.desk.retention import DAY_US
from jasette.observatory import Observatory
from jasette.schema import TABLES

pytestmark = pytest.mark.faults
GAMES = int(os.environ.get("JASETTE_INTERLEAVINGS", "3"))
KILLS, RETENTION, PEOPLE, FILES = 5, 30, 5, 4
FORKS = multiprocessing.get_context("forkserver")
VOICE = "did:plc:voicevoicevoicevoicevoic"
LASTS = {"add": 0.6, "compact": 0.4, "build": 1.2, "forget": 1.0, "expire": 1.0, "open": 0.2}
"""Seconds of CPU that an act takes, corrected as they are seen: a kill comes somewhere within them."""


@pytest.fixture(scope="module")
def child() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        here = str(Path(__file__).parent)
        patch.syspath_prepend(here)
        patch.setenv("PYTHONPATH", here, prepend=os.pathsep)
        FORKS.set_forkserver_preload(["interleaved_child", "pytest"])
        yield importlib.import_module("interleaved_child")


def did(person: int) -> str:
    return f"did:plc:person{person}qqqqqqqqqqqqqqqqq"


@dataclass
class Game:
    """What happened so far, and what must be there: the model beside the observatory."""

    folder: Path
    draw: random.Random
    posts: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Each post of a file: its author, and the file that brings it first."""
    added: dict[int, int] = field(default_factory=dict)
    """File → when it first came (µs)."""
    forgotten: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    """Posts that an act which came to its end has removed."""

    def file(self, number: int) -> Path:
        return self.folder / f"events{number}.jsonl"

    def expected(self) -> set[str]:
        gone = self.deleted | self.expired
        return {
            post for post, (author, file) in self.posts.items() if file in self.added and author not in self.forgotten and post not in gone
        }

    def came(self) -> set[str]:
        return {post for post, (_, file) in self.posts.items() if file in self.added}

    def marks(self) -> list[str]:
        """Words and ids that must be nowhere: of posts that went, and of people who were forgotten."""
        return [mark(post) for post in sorted(self.came() - self.expected())] + [one.rpartition(":")[2] for one in sorted(self.forgotten)]


def mark(post: str) -> str:
    return f"mark{post.rpartition('/')[2]}kram"


def events(game: Game, number: int) -> None:
    """A file of posts by everybody, of which some answer what came before, and of deletions of what earlier files brought."""
    draw, lines = game.draw, []
    for n in range(20):
        author = VOICE if n % 5 == 0 else did(draw.randrange(PEOPLE))
        rkey = f"f{number}n{n}"
        post = f"at://{author}/app.bsky.feed.post/{rkey}"
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "createdAt": "2026-05-04T12:00:00Z", "text": f"{mark(post)} said here"}
        if game.posts and draw.random() < 0.6:
            parent = {"uri": draw.choice(sorted(game.posts)), "cid": "bafy"}
            record["reply"] = {"parent": parent, "root": parent}
        lines.append(event(author, "create", rkey, number, record))
        game.posts[post] = (author, number)
    game.file(number).write_text("\n".join(lines) + "\n")


def event(author: str, operation: str, rkey: str, number: int, record: Any = None) -> str:
    commit = {"rev": "r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": rkey, "record": record, "cid": "bafy"}
    return json.dumps({"did": author, "time_us": 1_777_896_000_000_000 + number, "kind": "commit", "commit": commit})


def delete(game: Game) -> Path:
    """A file that deletes two posts of the public."""
    public = sorted(post for post in game.expected() if VOICE not in post)
    chosen = game.draw.sample(public, min(2, len(public)))
    game.deleted |= set(chosen)
    file = game.folder / f"deleted{len(game.deleted)}.jsonl"
    parts = [post.removeprefix("at://").split("/") for post in chosen]
    file.write_text("".join(event(author, "delete", rkey, 99) + "\n" for author, _, rkey in parts))
    return file


def plan(game: Game) -> list[tuple[str, Any]]:
    """Acts in random order: every file once and two again, deletions, a compaction, a build, an erasure, an expiry."""
    for number in range(FILES):
        events(game, number)
    acts: list[tuple[str, Any]] = [("add", number) for number in range(FILES)]
    acts += [("again", None), ("delete", None), ("compact", None), ("build", None), ("forget", did(game.draw.randrange(PEOPLE)))]
    game.draw.shuffle(acts)
    acts.insert(game.draw.randrange(len(acts) // 2, len(acts)), ("expire", None))
    return [*acts, ("again", None)]


def meant(game: Game, what: str, about: Any) -> tuple[str, Any]:
    """An act as the observatory is told it, once the model knows what must come of it."""
    match what:
        case "add":
            game.added.setdefault(about, now_us())
            return "add", str(game.file(about))
        case "again" if game.added:
            return "add", str(game.file(game.draw.choice(sorted(game.added))))
        case "delete" if {post for post in game.expected() if VOICE not in post}:
            return "add", str(delete(game))
        case "forget":
            game.forgotten.add(about)
            return "forget", f"bluesky:{about}"
        case "expire" if game.added:
            # a minute after some file has been here for long enough: it is too old, and so is all that came before it
            at = game.draw.choice(sorted(game.added.values())) + RETENTION * DAY_US + 60_000_000
            old = {file for file, came in game.added.items() if came + RETENTION * DAY_US <= at}
            game.expired |= {post for post, (author, file) in game.posts.items() if file in old and author != VOICE}
            return "expire", at
        case "compact" | "build":
            return what, None
    return "open", None


def play(child: Any, game: Game, what: str, about: Any, *, kill: bool) -> bool:
    """One act; where it is killed, somebody looks at the observatory, and it is done again. True if it was killed."""
    killed = False
    if kill:
        killed = run(child, game, what, about, game.draw.uniform(0, 1.05 * LASTS[what]))
        if killed and game.draw.random() < 0.3:
            run(child, game, *game.draw.choice([("open", None), ("compact", None)]))
        look(game)
    if killed or not kill:
        assert not run(child, game, what, about)
    game.gone = game.came() - game.expected()
    return killed


def run(child: Any, game: Game, what: str, about: Any, kill_at: float | None = None) -> bool:
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=child.work, args=(there, str(game.folder / "observatory"), what, about, kill_at))
    process.start()
    there.close()
    with contextlib.suppress(EOFError):
        LASTS[what] = (LASTS[what] + here.recv()) / 2
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), what
    return process.exitcode != 0


def look(game: Game) -> None:
    """Whatever moment it was killed at, it opens, serves, counts right, and hides what is being erased."""
    with Observatory.open(game.folder / "observatory") as observatory:
        assert observatory.archive.unbalanced() == []
        with engine.connect() as connection:
            observatory.archive.mount(connection, observatory.desk.gate())
            posts = [row[0] for row in connection.execute("SELECT post_id FROM raw_posts WHERE deleted_us IS NULL").fetchall()]
    assert len(posts) == len(set(posts))
    assert set(posts) <= set(game.posts)
    assert not game.gone & set(posts)


def contents(game: Game) -> dict[str, list[tuple[Any, ...]]]:
    with Observatory.open(game.folder / "observatory") as observatory, engine.connect() as connection:
        assert not observatory.desk.optouts.pending() and not observatory.desk.optouts.unswept
        assert observatory.archive.unbalanced() == []
        observatory.archive.mount(connection, None)
        return {name: connection.execute(f"SELECT * FROM stored_{name} ORDER BY ALL").fetchall() for name in TABLES}


def readings(file: Path) -> Iterator[str]:
    """A file as bytes and, where it is packed, as it reads once unpacked; found without the product."""
    data = file.read_bytes()
    yield data.decode("latin-1")
    if data[:4] == b"PAR1":
        with engine.connect() as connection:
            yield from (str(row) for row in connection.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall())
    elif data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data).decode("latin-1")
    elif data[:6] == b"SQLite":
        with contextlib.closing(sqlite3.connect(file)) as desk:
            yield from desk.iterdump()


@pytest.mark.parametrize("seed", range(GAMES))
def test_interleaved_and_killed(child, seed: int, tmp_path: Path) -> None:
    game = Game(tmp_path, random.Random(1759 + seed))
    with Observatory.create(tmp_path / "observatory", purpose="to test", responsible="A. Roy", retention_days=RETENTION) as observatory:
        observatory.roster.add("ville", name="Ville", group="public body", accounts=[f"bluesky:{VOICE}"])
    acts = plan(game)
    kills = set(game.draw.sample(range(len(acts)), KILLS))
    killed = 0
    for number, (what, about) in enumerate(acts):
        killed += play(child, game, *meant(game, what, about), kill=number in kills)
    found = contents(game)
    posts = [row[0] for row in found["posts"] if not row[0].startswith("erased:")]
    assert sorted(posts) == sorted(game.expected())
    assert killed <= KILLS
    receipts = [json.loads(path.read_text()) for path in sorted((tmp_path / "observatory" / "receipts").iterdir())]
    assert {"account", "retention"} & {one["what"] for one in receipts}
    assert all(not one["found"] for one in receipts), receipts
    marks = game.marks()
    assert marks
    for file in sorted((tmp_path / "observatory").rglob("*")):
        if file.is_file():
            for text in readings(file):
                assert not [one for one in marks if one in text], file
