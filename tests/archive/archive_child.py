"""What processes of their own do to an archive, for tests that kill them or run several at once.

The fork server has imported this module (no thread is started by that), so that a child begins in no time.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from jasette import engine
from jasette.archive import Archive
from jasette.kernels.keyset import KeySet
from jasette.kernels.xxh64 import row_keys
from jasette.people import Gate, keyed_hash
from jasette.schema import TABLES
from jasette.source import Filtered, Recipe, Rejected, Rows

GATE = Gate("a" * 64, "b" * 64, frozenset([keyed_hash("a" * 64, "x:out")]))
BATCHES, EACH = 4, 300


def rows(into, records):
    table = TABLES[into]
    return Rows(into, pa.Table.from_pylist([dict.fromkeys(table.names) | record for record in records], schema=table.arrow))


def file_of_all_kinds():
    """Several tables, mixed, with every fate that a record can have."""
    for b in range(BATCHES):
        ids = range(b * EACH, (b + 1) * EACH + 20)  # the last 20 come again in the next batch
        yield rows("posts", [{"post_id": f"x:{i}", "account_id": "x:out" if i % 50 == 0 else f"x:a{i % 7}", "text": f"t{i}"} for i in ids])
        yield rows("accounts", [{"account_id": f"x:a{i}", "handle": f"h{i}"} for i in range(b, b + 5)])
        yield rows("audience", [{"account_id": "x:a1", "member": f"x:m{i}"} for i in range(b * 10, b * 10 + 15)])
        yield rows("interactions", [{"account_id": f"x:a{i % 3}", "object": "o", "kind": "share"} for i in range(9)])
        yield Rejected("posts", "bad", f"raw {b}".encode(), b, b)
        yield Filtered("posts", 1, "private")
    yield rows("coverage", [{"subject": "x:a1", "stream": "own_posts", "how": "query"}])


def add(archive):
    return archive.add(file_of_all_kinds(), file="f.json", digest="c" * 64, source="made_up", recipe=Recipe(), gate=GATE)


def add_many(archive, seed):
    for n in range(10):
        own = [{"post_id": f"x:{seed}-{n}-{i}", "account_id": "x:gone" if i % 10 == 0 else "x:stays"} for i in range(40)]
        shared = [{"post_id": f"x:shared-{i}", "account_id": "x:stays"} for i in range(10)]
        archive.add([rows("posts", own + shared)], file=f"{seed}-{n}", digest=f"{seed}{n:02}" * 16, source="s", recipe=Recipe(), gate=GATE)


def remove(archive):
    with engine.connect() as connection:
        for _ in range(5):
            archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE account_id <> 'x:gone'")


WORK = {"add": add, "many": add_many, "remove": remove}


def child(pipe, what, root, *more, kill_at=None):
    """Says `ready`, waits for a word, works, says how many seconds of CPU that took.

    With `kill_at` it ends by kill -9 after so many of them: unlike the clock's, they do not depend on who else is at work.
    """
    archive = Archive.open(Path(root))
    pipe.send("ready")
    pipe.recv()
    began = time.process_time()

    def kill():
        while time.process_time() - began < kill_at:
            time.sleep(0.0005)
        os.kill(os.getpid(), signal.SIGKILL)

    if kill_at is not None:
        threading.Thread(target=kill, daemon=True).start()
    WORK[what](archive, *more)
    pipe.send(time.process_time() - began)


# the kernels are loaded before the fork, not in every child
row_keys(rows("posts", [{"post_id": "x:1", "tags": ["a"]}]).rows, TABLES["posts"].names)
KeySet().admit(np.ones(1, np.int64))
KeySet(counting=True).nth(np.ones(1, np.int64))
