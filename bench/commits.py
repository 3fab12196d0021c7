"""Small live commits: a hundred posts each, into a new observatory, with their line in the ledger, compacted as they come.

Each goes the way of everything that comes in (`Observatory._store`). Beside it stands what the table format alone takes: the same
rows appended by `write_deltalake` to one table, compacted and cleaned at the same interval, with no look for duplicates, no
ledger, and nothing that survives a kill. Afterwards files are listed and posts counted: by a process that has just opened the
observatory, with nothing new, and after one more commit, which the derived posts have to follow.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contest import Bench, Contender

SEED, EACH, PEOPLE, NEAR = 1642, 100, 5_000, 2_000
WORDS = ("pont", "ville", "rue", "neige", "quand", "pourquoi", "merci", "service", "demain", "conseil", "budget", "piste", "école", "hier")


def make(folder: Path, size: int) -> None:
    """Rows are made as they are needed: a hundred take a millisecond."""
    (folder / "commits").write_text(str(size))


def rows(number: int) -> Any:
    """The posts of one commit as a table: six of ten reply to one of the 2,000 posts before them."""
    import pyarrow as pa

    from jasette.schema import POSTS

    draw = random.Random(SEED + number)
    at = range(number * EACH, (number + 1) * EACH)
    replies = [post if post and draw.random() < 0.6 else 0 for post in at]
    columns: dict[str, Any] = {
        "post_id": [f"x:16{post:014}" for post in at],
        "platform": ["x"] * EACH,
        "kind": ["reply" if post else "post" for post in replies],
        "account_id": [f"x:77{draw.randrange(PEOPLE):08}" for _ in at],
        "published_us": [1_650_000_000_000_000 + post * 1_000_000 for post in at],
        "text": [" ".join(draw.choices(WORDS, k=18)) for _ in at],
        "reply_to": [f"x:16{draw.randrange(max(0, post - NEAR), post):014}" if post else None for post in replies],
        "visibility": ["public"] * EACH,
    }
    return pa.table([pa.array(columns.get(f.name, [None] * EACH), f.type) for f in POSTS.arrow], schema=POSTS.arrow)


def load(folder: Path) -> tuple[Path, int]:
    import deltalake  # noqa: F401

    from jasette.observatory import Observatory  # noqa: F401

    place = folder / f"run-{os.getpid()}"
    place.mkdir()
    return place, int((folder / "commits").read_text())


def ours(loaded: tuple[Path, int]) -> dict[str, Any]:
    from jasette.observatory import Observatory
    from jasette.source import Recipe, Rows

    place, commits = loaded
    with Observatory.create(place / "observatory", purpose="a benchmark", responsible="nobody") as observatory:
        observatory.roster.add("ville", name="Ville", group="public body", accounts=["x:7700000007"])

        def commit(number: int) -> None:
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            what: dict[str, Any] = {"file": f"stream {number}", "digest": digest, "source": "x_v2", "recipe": Recipe()}
            observatory._store([Rows("posts", rows(number))], **what)

        spent = each(commit, commits)
    for table in ("posts", "ledger"):
        spent |= sizes(f"after: {table}", place / "observatory" / "archive" / table)
    with timed(spent, "asked: open"):
        observatory = Observatory.open(place / "observatory")
    with observatory:
        with timed(spent, "asked: list the files of posts"):
            spent["after: posts, files named"] = len(observatory.archive.files("posts"))
        counts = []
        for what in ("the first build, whole", "with nothing new", "after one more commit", "with nothing new again"):
            if what == "after one more commit":
                commit(commits)
            with timed(spent, f"asked: count, {what}"):
                counts += [observatory.sql("SELECT count(*) AS n FROM posts").to_pylist()[0]["n"]]
    if counts != [commits * EACH] * 2 + [(commits + 1) * EACH] * 2:
        raise AssertionError(f"counted {counts}")
    return {"place": place, "posts": counts[0], "spent": spent}


def plain(loaded: tuple[Path, int]) -> dict[str, Any]:
    import duckdb
    from deltalake import DeltaTable, write_deltalake

    from jasette.archive import COMPACT_AT
    from jasette.archive.parts import properties
    from jasette.archive.tables import COMPACT_BYTES, configuration
    from jasette.schema import POSTS

    place, commits = loaded
    table = DeltaTable.create(place / "posts", schema=POSTS.arrow, configuration=configuration(POSTS))

    def commit(number: int) -> None:
        write_deltalake(table, rows(number), mode="append", writer_properties=properties(POSTS))
        if (number + 1) % COMPACT_AT == 0:
            table.optimize.compact(target_size=COMPACT_BYTES, writer_properties=properties(POSTS))
            table.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
            table.create_checkpoint()
            table.cleanup_metadata()

    spent = each(commit, commits) | sizes("after: posts", place / "posts")
    with timed(spent, "asked: list the files of posts"):
        files = DeltaTable(place / "posts").file_uris()
    with timed(spent, "asked: count, the archive's rows"), duckdb.connect() as connection:
        ((posts,),) = connection.execute("SELECT count(*) FROM read_parquet(?)", [files]).fetchall()
    return {"place": place, "posts": posts, "spent": spent}


def each(commit: Callable[[int], None], commits: int) -> dict[str, float]:
    """CPU milliseconds of a commit: the first hundred, all, the last hundred."""
    took = []
    for number in range(commits):
        since = time.process_time()
        commit(number)
        took.append(1000 * (time.process_time() - since))
    some = {"the first hundred": took[:100], "all": took, "the last hundred": took[-100:]}
    return {f"one commit, CPU ms: {name}": sum(values) / len(values) for name, values in some.items()}


class timed:
    """Wall and CPU seconds of what happens inside."""

    def __init__(self, spent: dict[str, float], what: str) -> None:
        self.spent, self.what = spent, what

    def __enter__(self) -> None:
        self.since = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.spent[self.what] = time.perf_counter() - self.since[0]
        self.spent[f"{self.what}, CPU"] = time.process_time() - self.since[1]


def sizes(name: str, table: Path) -> dict[str, float]:
    files = list(table.glob("*.parquet"))
    log = list((table / "_delta_log").iterdir())
    return {
        f"{name}, files": len(files),
        f"{name}, MB": sum(file.stat().st_size for file in files) / 1e6,
        f"{name}, files of the log": len(log),
        f"{name}, kB of the log": sum(file.stat().st_size for file in log) / 1e3,
    }


def answer(result: dict[str, Any]) -> dict[str, Any]:
    if not os.environ.get("JASETTE_KEEP"):
        shutil.rmtree(result["place"])
    return {name: value for name, value in result.items() if name != "place"}


bench = Bench(
    name="commits",
    title="small live commits of a hundred posts, then list and count",
    unit="commits",
    size=2_000,
    make=make,
    rounds={
        "commits, then list and count": (
            Contender("jasette", ours, load, answer, slow=True, note="exactly once, without duplicates, with a ledger"),
            Contender("deltalake", plain, load, answer, slow=True, note="appended, compacted as often; the archive's rows counted"),
        )
    },
    notes=("below `one commit` CPU milliseconds, below `asked` seconds (wall, and CPU where it says so)",),
)
