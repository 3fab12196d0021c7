"""What `jasette doctor` looks at: versions, space, integrity of the archive, unfinished work, what is missing."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from jasette.errors import JasetteError
from jasette.version import __version__

ENGINES = ("duckdb", "deltalake", "pyarrow", "numba", "numpy")
SPACE_WANTED = 1 << 30


@dataclass(frozen=True)
class Check:
    """One finding; `remedy` says what to do where it is not well, or what would be next."""

    what: str
    found: str
    ok: bool = True
    remedy: str = ""


def examine(path: Path) -> Iterator[Check]:
    """Every check, in order; one that fails does not keep the others from being made."""
    yield Check("version", f"jasette {__version__}, Python {platform.python_version()}, " + ", ".join(f"{e} {version(e)}" for e in ENGINES))
    yield from _space(path)
    if not (path / "desk.sqlite").exists():
        yield Check("observatory", f"none in {path}", ok=False, remedy=f"jasette init -o {path}")
        return
    try:
        yield from _inside(path)
    except JasetteError as error:
        yield Check("observatory", error.what, ok=False, remedy=error.remedy)


def _space(path: Path) -> Iterator[Check]:
    existing = next(parent for parent in (path, *path.resolve().parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    yield Check(
        "space",
        f"{free / 1e9:.1f} GB free",
        ok=free > SPACE_WANTED,
        remedy="" if free > SPACE_WANTED else "free some space before the next add",
    )


def _inside(path: Path) -> Iterator[Check]:
    from jasette.observatory import Observatory

    with Observatory.open(path) as observatory:
        desk = observatory.desk
        facts = desk.facts
        yield Check(
            "purpose", f"{facts['purpose']} ({facts['responsible']}; posts of the public are kept for {facts['retention_days']} days)"
        )
        stats = observatory.archive.stats()
        for name, table in stats.items():
            missing = [file for file in observatory.archive.files(name) if not Path(file).exists()]
            found = f"{table.rows:,} rows in {table.files} files, {table.bytes / 1e6:.1f} MB, version {table.version}"
            if missing:
                yield Check(f"archive/{name}", f"{found}; {len(missing)} files are gone", ok=False, remedy="restore the folder from a copy")
            else:
                yield Check(f"archive/{name}", found)
        broken = observatory.archive.unbalanced()
        yield Check(
            "sums", "read = stored + duplicate + rejected + filtered + opted out, for every file", ok=not broken, remedy="; ".join(broken)
        )
        chain = desk.audit.verify()
        yield Check(
            "access log", f"{chain.lines} lines", ok=chain.whole, remedy="" if chain.whole else "lines were changed: compare with a copy"
        )
        voices = len(desk.roster.voices())
        yield Check("roster", f"{voices} voices", remedy="" if voices else "jasette roster import roster.csv")
        yield Check("rejects", f"{stats['rejects'].rows:,} records", remedy="")
        summary = observatory.build()
        yield Check("build", "; ".join(summary.lines()))
