"""One act on an observatory in a process of its own, for a test that kills it. The fork server has imported this module already."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# what the acts import and compile is loaded before the fork, so that a killed process costs tenths of a second; none of it starts a thread
from jasette import erase, export, exports, measure, reading, reconstruct, sources, terms  # noqa: F401
from jasette.archive import Archive  # noqa: F401
from jasette.desk import Desk  # noqa: F401
from jasette.measure import search  # noqa: F401
from jasette.observatory import Observatory
from jasette.reconstruct import asking, builds  # noqa: F401
from jasette.topic import index  # noqa: F401

sources.all_sources()
COPIES = ("uploads", "jobs", "cache", "reports")


def act(observatory: Observatory, what: str, about: Any) -> None:
    match what:
        case "add":
            observatory.add(about)
        case "compact":
            observatory.archive.compact()
        case "build":
            observatory.build(force=True)
        case "count":
            observatory.sql("SELECT count(*) FROM posts")  # a question that needs the maintained tables only
        case "search":
            observatory.search(about)
        case "export":
            for name in COPIES:
                (observatory.path / name).mkdir(exist_ok=True)
                (observatory.path / name / "copy.txt").write_text(about)
            observatory.export("ndjson", observatory.path / "reports" / "posts.ndjson", reason="to look at it", voices=["ville"])
        case "enter":
            observatory.enter(**about)
        case "forget":
            observatory.forget(about)
        case "expire":
            observatory.expire(as_of=datetime.fromtimestamp(about / 1e6, UTC).isoformat())
        case "open":
            pass


def work(pipe: Any, folder: str, what: str, about: Any, kill_at: float | None) -> None:
    """Opens, acts, and says how many seconds of CPU that took; with `kill_at` it ends by kill -9 after so many of them."""
    began = time.process_time()

    def kill() -> None:
        while time.process_time() - began < kill_at:
            time.sleep(0.0003)
        os.kill(os.getpid(), signal.SIGKILL)

    if kill_at is not None:
        threading.Thread(target=kill, daemon=True).start()
    with Observatory.open(Path(folder)) as observatory:
        act(observatory, what, about)
    pipe.send(time.process_time() - began)
