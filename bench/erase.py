"""One author forgotten: five posts in a thousand of an archive, and every place in which others name them.

What is timed is the whole erasure as `jasette forget` does it: the journal, the tables rewritten and purged, derived tables
deleted, the desk, and the search through every file for the author's ids and words, which signs the receipt. There is
nothing that does the same work; deleting the author's own rows alone, with Delta's `delete` and `vacuum`, stands beside it
as a floor: it leaves her name in other people's posts, in profiles, in the desk, and proves nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contest import Bench, Contender

SEED = 1608
AUTHOR, HANDLE = "x:4200000042", "marie_du_pont"
SHARE = 0.005
"""Of all posts, written by the one who goes."""
BLOCK = 50_000
WORDS = (
    "le pont",
    "la ville",
    "une rue",
    "neige",
    "quand",
    "pourquoi",
    "merci",
    "service",
    "demain",
    "conseil",
    "budget",
    "piste",
    "école",
    "hier",
)


def make(folder: Path, size: int) -> None:
    """An observatory of `size` posts by a tenth as many people; each hundredth post answers, quotes, reposts or names her."""
    from jasette.observatory import Observatory
    from jasette.source import Recipe

    with Observatory.create(folder / "observatory", purpose="a benchmark", responsible="nobody") as observatory:
        observatory.archive.add(_items(size), file="posts", digest="e" * 64, source="x_v2", recipe=Recipe(), gate=observatory.desk.gate())
        observatory.build()


def _items(size: int) -> Iterator[Any]:
    import pyarrow as pa

    from jasette.schema import ACCOUNTS, POSTS
    from jasette.source import Rows

    draw = random.Random(SEED)
    people = max(size // 10, 10)
    hers: list[str] = []
    for begin in range(0, size, BLOCK):
        rows = []
        for number in range(begin, min(begin + BLOCK, size)):
            post_id = f"x:16000{number:014}"
            row: dict[str, Any] = dict.fromkeys(POSTS.names)
            row |= {"post_id": post_id, "platform": "x", "kind": "post", "account_id": f"x:77{draw.randrange(people):08}"}
            row |= {"published_us": 1_650_000_000_000_000 + number * 1_000_000, "text": " ".join(draw.choices(WORDS, k=18))}
            row |= {"url": f"https://x.com/i/web/status/{post_id[2:]}", "likes": draw.randrange(50), "visibility": "public"}
            chance = draw.random()
            if chance < SHARE or not hers:
                row |= {"account_id": AUTHOR, "text": f"{row['text']} {number}"}
                hers.append(post_id)
            elif chance < SHARE + 0.01:
                _naming_her(row, draw.choice(hers), draw.random())
            elif chance < 0.5:
                row |= {
                    "kind": "reply",
                    "reply_to": f"x:16000{draw.randrange(number):014}",
                    "mentions": [f"x:77{draw.randrange(people):08}"],
                }
            rows.append(row)
        yield Rows("posts", pa.Table.from_pylist(rows, schema=POSTS.arrow))
    known = [{"account_id": f"x:77{n:08}", "platform": "x", "handle": f"user{n}", "observed_us": 1} for n in range(people)]
    known.append({"account_id": AUTHOR, "platform": "x", "handle": HANDLE, "observed_us": 1})
    yield Rows("accounts", pa.Table.from_pylist([dict.fromkeys(ACCOUNTS.names) | one for one in known], schema=ACCOUNTS.arrow))


def _naming_her(row: dict[str, Any], post_id: str, chance: float) -> None:
    if chance < 0.5:
        row |= {"kind": "reply", "reply_to": post_id, "root": post_id, "reply_to_account": AUTHOR, "mentions": [AUTHOR]}
        row["text"] = f"@{HANDLE} {row['text']}"
    elif chance < 0.75:
        row |= {"kind": "repost", "repost_of": post_id, "mentions": [AUTHOR], "text": f"RT @{HANDLE}: {row['text']}"}
    else:
        row |= {"kind": "quote", "quote_of": post_id, "links": [f"https://x.com/{HANDLE}/status/{post_id[2:]}"]}


def load(folder: Path) -> Path:
    """A copy of the observatory, since what is measured destroys it."""
    copy = folder / f"copy-{os.getpid()}"
    shutil.copytree(folder / "observatory", copy)
    return copy


def forget(folder: Path) -> dict[str, Any]:
    """As `jasette forget`; `spent` says what took how long."""
    from jasette.observatory import Observatory

    spent: dict[str, float] = {}
    doing, since = "", time.perf_counter()

    def step(now: str) -> None:
        nonlocal doing, since
        if doing:
            spent[doing] = spent.get(doing, 0.0) + time.perf_counter() - since
        doing, since = now, time.perf_counter()

    with Observatory.open(folder) as observatory:
        receipt = observatory.forget(AUTHOR, progress=step)
        step("")
        left = observatory.archive.stats()["posts"].rows
    if not receipt.clean:
        raise AssertionError(f"found in {receipt.found}")
    return {"folder": folder, "spent": spent, "left": left}


def delete(folder: Path) -> dict[str, Any]:
    """Her own rows alone, by the table format."""
    from deltalake import DeltaTable

    DeltaTable(folder / "archive" / "posts").delete(f"account_id = '{AUTHOR}'")
    table = DeltaTable(folder / "archive" / "posts")
    table.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True)
    return {"folder": folder, "left": sum(DeltaTable(folder / "archive" / "posts").to_pyarrow_dataset().count_rows() for _ in "1")}


def answer(result: dict[str, Any]) -> dict[str, Any]:
    shutil.rmtree(result["folder"])
    return {name: value for name, value in result.items() if name != "folder"}


bench = Bench(
    name="erase",
    title="one author of five posts in a thousand forgotten",
    unit="posts",
    size=1_000_000,
    make=make,
    rounds={
        "nothing of the author left in any file": (
            Contender("jasette", forget, load, answer),
            Contender("deltalake: delete and vacuum", delete, load, answer, note="her own rows only; nothing is searched"),
        )
    },
    notes=(f"{os.cpu_count()} cores", "half of the posts reply, each hundredth names the author"),
)
