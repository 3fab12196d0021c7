"""What a process of its own does to an observatory, for a test that kills it: add two files, build, forget somebody."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from jasette.observatory import Observatory

STEPS = ("add_a", "add_b", "build", "forget")


def work(folder: Path, files: dict[str, str], account: str) -> None:
    """Every step that is not marked as done; a mark is written after its step, so that a kill between both repeats it."""
    for step in STEPS:
        mark = folder.parent / f"{folder.name}.{step}"
        if mark.exists():
            continue
        with Observatory.open(folder) as observatory:
            if step.startswith("add"):
                observatory.add(files[step])
            elif step == "build":
                observatory.build()
            else:
                observatory.forget(account)
        mark.touch()


def main(folder: str, files: str, account: str, kill_at: str = "") -> None:
    """Works, and prints how many seconds of CPU that took; with `kill_at` it ends by kill -9 after so many of them."""
    began = time.process_time()

    def kill() -> None:
        while time.process_time() - began < float(kill_at):
            time.sleep(0.0005)
        os.kill(os.getpid(), signal.SIGKILL)

    if kill_at:
        threading.Thread(target=kill, daemon=True).start()
    work(Path(folder), json.loads(files), account)
    print(time.process_time() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
