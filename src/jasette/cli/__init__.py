"""The command line: a few lines for each command, over one `Observatory`.

Exit codes: 0 done · 1 an error, said in one message with its place and remedy · 2 wrong usage ·
3 done, but records were set aside (only with `add --strict`) · 130 interrupted.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from jasette.version import __version__

        print(f"jasette {__version__}")  # noqa: T201
        return
    from jasette.cli.lean import lean

    lean()
    from jasette.cli.app import run

    run()
