"""Everything that changes an observatory, in seeded random order, killed (-9) at random moments of each act, and of what mends it.

After every kill the observatory opens and says nothing wrong; at the end nothing is lost, nothing is there twice, nothing came back, the
sums hold, and no planted mark of what went is in any byte of any file. `./run faults` plays 200 games, `./run test` a few
(JASETTE_INTERLEAVINGS); in each five processes are killed that were alive. Half are killed after a moment, half after a change of a file.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import interleaved_child
from changes import SEEN, Changes, rest
from jasette import engine
from jasette.desk.dates import now_us
from jasette.desk.retention import DAY_US
from jasette.observatory import Observatory
from jasette.schema import TABLES

pytestmark = pytest.mark.faults
GAMES = int(os.environ.get("JASETTE_INTERLEAVINGS", "3"))
KILLS, RETENTION, PEOPLE, FILES, EACH = 5, 30, 5, 3, 20
FORKS = multiprocessing.get_context("forkserver")
VOICE = "did:plc:voicevoicevoicevoicevoic"
NOON = 1_777_896_000_000_000
ACTS = ("add", "compact", "build", "count", "search", "export", "enter", "forget", "expire", "open")
LASTS = dict.fromkeys(ACTS, 0.3)
"""Seconds of CPU that an act takes, corrected as they are seen: a kill comes somewhere within them."""
CHANGES = dict.fromkeys(ACTS, 60.0)
"""Changes of files that an act makes, corrected likewise."""


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    here = str(Path(__file__).parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", here, prepend=os.pathsep)
        FORKS.set_forkserver_preload(["interleaved_warm", "pytest"])
        process = FORKS.Process(target=int)
        process.start()
        process.join()


def did(person: int) -> str:
    return f"did:plc:person{person}qqqqqqqqqqqqqqqqq"


def handle(author: str) -> str:
    return f"{author[8:15]}handle.example"


def mark(of: str) -> str:
    """A word that stands nowhere but where it was planted."""
    return f"mark{of.rpartition('/')[2]}kram"


@dataclass
class Game:
    """What happened so far, and what must be there: the model beside the observatory."""

    folder: Path
    draw: random.Random
    posts: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Each post of a file: its author, and the file that brings it first."""
    refused: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Marks in records that cannot be read, likewise."""
    noted: dict[str, str] = field(default_factory=dict)
    """Marks in what the desk knows about somebody, and about whom."""
    added: dict[int, int] = field(default_factory=dict)
    """File → when it first came (µs)."""
    forgotten: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    expired: set[int] = field(default_factory=set)
    """Files that were too old."""
    back: set[int] = field(default_factory=set)
    """Those of them that somebody added again: what could not be read of them is here again until they are looked at next."""
    gone: set[str] = field(default_factory=set)
    """Posts that an act which came to its end has removed."""
    receipts: set[str] = field(default_factory=set)
    struck: int = 0

    @property
    def observatory(self) -> Path:
        return self.folder / "observatory"

    def expected(self) -> set[str]:
        return {post for post, (author, file) in self.posts.items() if file in self.added and not self.lost(post, author, file)}

    def lost(self, post: str, author: str, file: int) -> bool:
        return author in self.forgotten or post in self.deleted or (file in self.expired and author != VOICE)

    def came(self) -> set[str]:
        return {post for post, (_, file) in self.posts.items() if file in self.added}

    def public(self) -> list[str]:
        return sorted(post for post in self.expected() if VOICE not in post)

    def people(self) -> list[str]:
        return [one for one in map(did, range(PEOPLE)) if one not in self.forgotten]

    def marks(self) -> list[str]:
        """Words and ids that must be nowhere: of what went, and of people who were forgotten."""
        found = [mark(post) for post in sorted(self.came() - self.expected())]
        found += [one for one, (author, file) in self.refused.items() if author in self.forgotten or file in self.expired - self.back]
        found += [one for one, author in self.noted.items() if author in self.forgotten]
        return found + [name for one in sorted(self.forgotten) for name in (one.rpartition(":")[2], handle(one))]


def events(game: Game, number: int) -> Path:
    """A file of posts by everybody: some answer what came before, some name somebody, one is broken. Plain, packed, or two in a folder."""
    draw, lines = game.draw, [event(did(person), "identity", identity={"handle": handle(did(person))}) for person in range(PEOPLE)]
    for n in range(EACH):
        author = VOICE if n % 5 == 0 else did(draw.randrange(PEOPLE))
        rkey = f"f{number}n{n}"
        post = f"at://{author}/app.bsky.feed.post/{rkey}"
        other = did(draw.randrange(PEOPLE))
        named = draw.choice(["", "", f" as @{handle(other)} did", f" see https://bsky.app/profile/{other}"])
        record: dict[str, Any] = {
            "$type": "app.bsky.feed.post",
            "createdAt": "2026-05-04T12:00:00Z",
            "text": f"{mark(post)} said here{named}",
        }
        if game.posts and draw.random() < 0.6:
            parent = {"uri": draw.choice(sorted(game.posts)), "cid": "bafy"}
            record["reply"] = {"parent": parent, "root": parent}
        lines.append(commit(author, "create", rkey, number, record))
        game.posts[post] = (author, number)
    author, word = did(draw.randrange(PEOPLE)), mark(f"f{number}refused")
    game.refused[word] = (author, number)
    lines.append(commit(author, "create", "not an rkey", number, {"$type": "app.bsky.feed.post", "text": word}))
    data = ("\n".join(lines) + "\n").encode()
    file = game.folder / f"events{number}{draw.choice(['.jsonl'] * 5 + ['.jsonl.gz', '.zip', '.folder'])}"
    match file.suffix:
        case ".folder":
            file.mkdir()
            for part in range(2):
                (file / f"{part}.jsonl").write_text("\n".join(lines[part::2]) + "\n")
        case ".gz":
            file.write_bytes(gzip.compress(data, mtime=0))
        case ".zip":
            with zipfile.ZipFile(file, "w") as packed:
                packed.writestr("events.jsonl", data)
        case _:
            file.write_bytes(data)
    return file


def event(author: str, kind: str, number: int = 0, **what: Any) -> str:
    return json.dumps({"did": author, "time_us": NOON + number, "kind": kind, **what})


def commit(author: str, operation: str, rkey: str, number: int, record: Any = None) -> str:
    known = {"rev": "r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": rkey, "record": record, "cid": "bafy"}
    return event(author, "commit", number, commit=known)


def written(game: Game, name: str, lines: list[str]) -> str:
    file = game.folder / f"{name}.jsonl"
    file.write_text("\n".join(lines) + "\n")
    return str(file)


def plan(game: Game) -> list[tuple[str, Any]]:
    """Acts in random order: every file once and one again, all that takes something out, and all that makes copies of it."""
    acts: list[tuple[str, Any]] = [("add", (number, events(game, number))) for number in range(FILES)]
    one, other = game.draw.sample(range(PEOPLE), 2)
    acts += [("delete", None), ("compact", None), ("forget", did(one)), ("enter", None), ("note", None)]
    acts += game.draw.sample([("build", None), ("count", None), ("search", None), ("export", None), ("close", did(other))], 3)
    game.draw.shuffle(acts)
    acts.insert(game.draw.randrange(len(acts) // 2, len(acts)), ("expire", None))
    return [*acts, ("again", None)]


def meant(game: Game, files: dict[int, str], what: str, about: Any) -> tuple[str, Any]:
    """An act as the observatory is told it, once the model knows what must come of it."""
    draw = game.draw
    match what:
        case "add":
            number, file = about
            game.added.setdefault(number, now_us())
            files[number] = str(file)
            return "add", str(file)
        case "again" if game.added:
            number = draw.choice(sorted(files))
            game.back.add(number)
            return "add", files[number]
        case "delete" if public := game.public():
            chosen = draw.sample(public, min(2, len(public)))
            game.deleted |= set(chosen)
            parts = [post.removeprefix("at://").split("/") for post in chosen]
            return "add", written(game, "deleted", [commit(author, "delete", rkey, 99) for author, _, rkey in parts])
        case "close":
            game.forgotten.add(about)
            return "add", written(game, "closed", [event(about, "account", 99, account={"active": False, "status": "deleted"})])
        case "forget":
            game.forgotten.add(about)
            return "forget", f"bluesky:{about}"
        case "enter":
            person = draw.choice(game.people())
            source, witness = mark("source"), mark("witness")
            game.noted |= {source: person, witness: person}
            known = {"at": "2026-05-04 14:00", "medium": "telephone", "source": source, "witness": witness, "words": "called back"}
            return "enter", {"voice": "ville", "person": f"bluesky:{person}", **known}
        case "expire" if game.added:
            # a minute after some file has been here for long enough: it is too old, and so is all that came before it
            at = draw.choice(sorted(game.added.values())) + RETENTION * DAY_US + 60_000_000
            game.expired |= (old := {file for file, came in game.added.items() if came + RETENTION * DAY_US <= at})
            game.back -= old
            return "expire", at
        case "search":
            return "search", "said"
        case "export":
            return "export", " ".join(map(mark, game.public()))
        case "compact" | "build" | "count":
            return what, None
    return "open", None


def note(game: Game) -> None:
    """What somebody wrote about a person into the access log, and on the roster as evidence."""
    person, word = game.draw.choice(game.people()), mark("reason")
    game.noted[word] = person
    with Observatory.open(game.observatory) as observatory:
        observatory.desk.audit.log("open", f"bluesky:{person}", f"{word}: to answer https://bsky.app/profile/{person}")
        observatory.roster.link("ville", f"bluesky:{VOICE}2", evidence=f"{word}: {person} says so")


def play(game: Game, what: str, about: Any, *, kill: bool) -> None:
    """One act; where it is killed, maybe what mends it is killed too, somebody looks at the observatory, and the act is done again."""
    if kill:
        killed = run(game, what, about, kill=True)
        if killed and game.struck < KILLS and game.draw.random() < 0.4:
            run(game, *game.draw.choice([("open", None), ("compact", None), (what, about)]), kill=True)
        look(game)
        if not killed:
            return
    run(game, what, about)


def run(game: Game, what: str, about: Any, *, kill: bool = False) -> bool:
    """True if it was killed; `kill` tries to, somewhere in what it takes."""
    by_change = kill and SEEN and game.draw.random() < 0.5
    kill_at = game.draw.uniform(0, LASTS[what]) if kill and not by_change else None
    wanted = game.draw.uniform(0.5, CHANGES[what]) if by_change else 1e9
    here, there = FORKS.Pipe()
    process = FORKS.Process(target=interleaved_child.work, args=(there, str(game.observatory), what, about, kill_at))
    with contextlib.ExitStack() as stack:
        changes = stack.enter_context(Changes(game.observatory)) if SEEN else None
        process.start()
        there.close()
        if changes:
            seen = changes.wait(round(wanted), process.sentinel)
            if by_change and seen >= round(wanted):
                rest(game.draw.uniform(0, 0.003))
                process.kill()
        with contextlib.suppress(EOFError):
            LASTS[what] = (LASTS[what] + here.recv()) / 2
            if changes and not by_change:
                CHANGES[what] = (CHANGES[what] + seen) / 2
        process.join()
    here.close()
    assert process.exitcode in (0, -signal.SIGKILL), what
    game.struck += process.exitcode != 0
    if not kill:
        assert process.exitcode == 0, what
        game.gone = game.came() - game.expected()
    return process.exitcode != 0


def look(game: Game) -> None:
    """Whatever moment it was killed at, it opens, serves, counts right, and hides what is being erased."""
    with Observatory.open(game.observatory) as observatory:
        assert observatory.archive.unbalanced() == []
        with engine.connect() as connection:
            observatory.archive.mount(connection, observatory.desk.gate())
            asked = "SELECT post_id FROM raw_posts WHERE deleted_us IS NULL AND platform <> 'hand'"
            posts = [row[0] for row in connection.execute(asked).fetchall()]
    assert len(posts) == len(set(posts))
    assert set(posts) <= set(game.posts)
    assert not game.gone & set(posts)
    kept(game)


def kept(game: Game) -> list[dict[str, Any]]:
    """The receipts: those that were there are there still."""
    folder = game.observatory / "receipts"
    files = sorted(folder.iterdir()) if folder.exists() else []
    assert game.receipts <= {file.name for file in files}
    game.receipts = {file.name for file in files}
    return [json.loads(file.read_text()) for file in files]


def contents(game: Game) -> dict[str, list[tuple[Any, ...]]]:
    with Observatory.open(game.observatory) as observatory, engine.connect() as connection:
        assert not observatory.desk.optouts.pending() and not observatory.desk.optouts.unswept
        assert observatory.archive.unbalanced() == []
        assert observatory.desk.audit.verify().whole
        observatory.archive.mount(connection, None)
        return {name: connection.execute(f"SELECT * FROM stored_{name} ORDER BY ALL").fetchall() for name in TABLES}


def readings(file: Path) -> Iterator[str]:
    """A file as bytes and, where it is packed, as it reads once unpacked; found without the product."""
    data = file.read_bytes()
    yield data.decode("latin-1")
    if data[:4] == b"PAR1":
        with engine.connect() as connection:
            yield from (str(row) for row in connection.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall())
    elif data[:6] == b"ARROW1":
        with pa.ipc.open_file(file) as batches:
            yield str(batches.read_all().to_pylist())
    elif data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data).decode("latin-1")
    elif data[:6] == b"SQLite":
        with contextlib.closing(sqlite3.connect(file)) as desk:
            yield from desk.iterdump()


def standing(folder: Path, words: list[str]) -> set[str]:
    """`file: word` of all that are found."""
    found = set()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            texts = [str(file.relative_to(folder)), *readings(file)]
            found |= {f"{file.relative_to(folder)}: {word}" for word in words if any(word in text for text in texts)}
    return found


def start(folder: Path, seed: int) -> Game:
    game = Game(folder, random.Random(1759 + seed))
    with Observatory.create(game.observatory, purpose="to test", responsible="A. Roy", retention_days=RETENTION) as observatory:
        observatory.roster.add("ville", name="Ville", group="public body", accounts=[f"bluesky:{VOICE}"])
    return game


def go(game: Game) -> None:
    acts, files = plan(game), dict[int, str]()
    kills = set(game.draw.sample([number for number, (what, _) in enumerate(acts) if what != "note"], KILLS))
    for number, (what, about) in enumerate(acts):
        if what == "note":
            note(game)
        else:
            play(game, *meant(game, files, what, about), kill=number in kills and game.struck < KILLS)
    while game.struck < KILLS:  # some kill came too late
        what = game.draw.choice(["again", "compact", "count", "search"])
        play(game, *meant(game, files, what, None), kill=True)


@pytest.mark.parametrize("seed", range(GAMES))
def test_interleaved_and_killed(seed: int, tmp_path: Path, record_property: Callable[[str, Any], None]) -> None:
    game = start(tmp_path, seed)
    go(game)
    found = contents(game)
    posts = [row[0] for row in found["posts"] if not row[0].startswith(("erased:", "hand:"))]
    assert sorted(posts) == sorted(game.expected())
    assert sum(row[0].startswith("hand:") for row in found["posts"]) == 1
    receipts = kept(game)
    assert {"account", "retention"} & {one["what"] for one in receipts}
    assert all(not one["found"] for one in receipts), receipts
    assert game.marks()
    left = standing(game.observatory, game.marks())
    assert left == set(), left
    assert game.struck >= KILLS
    record_property("kills that struck", game.struck)


def test_the_search_finds_what_was_not_taken_out(tmp_path: Path) -> None:
    game, files = start(tmp_path, 0), dict[int, str]()
    for number in range(FILES):
        play(game, *meant(game, files, "add", (number, events(game, number))), kill=False)
    for what in ("search", "export", "enter"):
        play(game, *meant(game, files, what, None), kill=False)
    note(game)
    words = [mark(post) for post in game.posts] + list(game.refused) + list(game.noted) + [handle(did(0)), did(0)]
    found = {line.partition(": ")[0] for line in standing(game.observatory, words)}
    kinds = (
        "archive/posts/",
        "archive/rejects/",
        "archive/accounts/",
        "derived/builds/",
        "desk.sqlite",
        "reports/",
        "uploads/",
        "jobs/",
        "cache/",
    )
    assert [kind for kind in kinds if not any(name.startswith(kind) for name in found)] == []
    assert [name for name in found if "vocabulary.arrow" in name]
    assert {line.partition(": ")[2] for line in standing(game.observatory, words)} == set(words)
