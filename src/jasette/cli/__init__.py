"""The command line: a few lines for each command, over one `Observatory`.

Exit codes: 0 done · 1 an error, said in one message with its place and remedy · 2 wrong usage ·
3 done, but records were set aside (only with `add --strict`) · 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib.abc import MetaPathFinder


class _Spared(MetaPathFinder):
    """pandas is not found: pyarrow imports it where it happens to be installed, only to ask of an array whether it is one of its own."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("no command needs pandas", name=fullname)


def main() -> None:
    """Entry point; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from jasette.version import __version__

        print(f"jasette {__version__}")  # noqa: T201
        return
    # what is imported stays: to look for cycles in it again and again takes a fifth of the time
    gc.set_threshold(200_000, 20, 20)
    sys.meta_path.insert(0, _Spared())
    if "OMP_NUM_THREADS" not in os.environ:
        # NumPy starts a thread of linear algebra for each core when it is imported; no command has work for them
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Arrow's own pool keeps thirty megabytes for each thread that ever asked it for some
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from jasette.cli.app import run

    run()
