"""What a finished reading came to, so that the same bytes, read the same way, need not be read a second time.

One small file a reading in `archive/.again/`: counts only, no name and no word of anybody. It holds as long as nothing but
appends came after it: whatever rewrites a table removes all of them first, and a reading under other opt-outs, by another
program or from another schema has another mark. Without it a file is read again, and everything in it is found to be there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jasette import schema
from jasette.archive.ledger import Receipt

if TYPE_CHECKING:
    from jasette.people import Gate

FOLDER = ".again"
LEAST = 1000
"""Records of a reading that is remembered: to read fewer again takes no longer than to keep a file for each small live commit."""


def remember(root: Path, reading: str, gate: Gate, receipts: Sequence[Receipt]) -> None:
    """Keep what came of `reading` (`ledger.prefix`), whole or not at all; the caller holds the lock and has written the ledger."""
    if sum(receipt.read for receipt in receipts) < LEAST:
        return
    (root / FOLDER).mkdir(exist_ok=True)
    counts = [{name: value for name, value in asdict(receipt).items() if name not in ("file", "digest")} for receipt in receipts]
    draft = root / FOLDER / "new"
    draft.write_text(json.dumps({"mark": _mark(gate), "receipts": counts}), encoding="utf-8")
    draft.replace(root / FOLDER / f"{reading}.json")


def recall(root: Path, reading: str, gate: Gate, *, file: str, digest: str) -> list[Receipt]:
    """The receipts of the same reading today, where all that was stored is a duplicate; [] where it has to be read."""
    try:
        kept = json.loads((root / FOLDER / f"{reading}.json").read_bytes())
    except (OSError, ValueError):
        return []
    if kept["mark"] != _mark(gate):
        return []
    receipts = [Receipt(file=file, digest=digest, **counts) for counts in kept["receipts"]]
    for receipt in receipts:
        receipt.duplicate, receipt.stored = receipt.duplicate + receipt.stored, 0
    return receipts


def forget(root: Path) -> None:
    """What was stored may be gone after this: remove all that is remembered."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)


def _mark(gate: Gate) -> str:
    """What another reading would depend on besides the bytes: who is shut out, the keys, the schema and the program."""
    shut = [sorted(hashes) for hashes in (gate.shut_accounts, gate.shut_posts)]
    text = json.dumps([gate.key, gate.audience_key, shut, schema.VERSION, _program()])
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _program() -> str:
    """The code that reads, by the time and size of its files: a source that was mended reads anew."""
    home = Path(__file__).parents[1]
    code = sorted(
        path
        for folder in ("source", "sources", "kernels", "archive")
        for path in (home / folder).rglob("*.*")
        if path.suffix in (".py", ".toml")
    )
    return hashlib.sha256(repr([(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in code]).encode()).hexdigest()
