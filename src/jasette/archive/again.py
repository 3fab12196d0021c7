"""What a finished reading came to, so that the same bytes, read the same way, need not be read a second time.

One small file a reading in `archive/.again/`, and an empty one for each size of file: counts only, no name and no word of anybody.
It holds as long as nothing but appends came after it: whatever rewrites a table removes all of them first, and a reading under other
opt-outs, by another program or from another schema has another mark. Without it a file is read again, and everything in it is found
to be there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jasette import schema
from jasette.archive.ledger import Receipt, prefix_of

if TYPE_CHECKING:
    from jasette.archive.ledger import Reading
    from jasette.people import Gate

FOLDER, SIZE = ".again", ".bytes"
LEAST = 1000
"""Records of a reading that is remembered: to read fewer again takes no longer than to keep a file for each small live commit."""


def remember(root: Path, readings: Sequence[Reading], gate: Gate, receipts: Sequence[Receipt]) -> None:
    """Keep what came of files in one commit, whole or not at all; the caller holds the lock and has written the ledger."""
    if sum(receipt.read for receipt in receipts) < LEAST:
        return
    (root / FOLDER).mkdir(exist_ok=True)
    number_of = {(reading.file, reading.digest): number for number, reading in enumerate(readings)}
    counts = []
    for receipt in receipts:
        known = asdict(receipt)
        counts.append({"of": number_of[known.pop("file"), known.pop("digest")], **known})
    draft = root / FOLDER / "new"
    draft.write_text(json.dumps({"mark": _mark(gate), "receipts": counts}), encoding="utf-8")
    draft.replace(_file(root, readings))


def recall(root: Path, readings: Sequence[Reading], gate: Gate) -> list[Receipt]:
    """The receipts of the same files today, read the same way, where all that was stored is a duplicate; [] where it has to be read."""
    try:
        kept = json.loads((_file(root, readings)).read_bytes())
    except (OSError, ValueError):
        return []
    if kept["mark"] != _mark(gate):
        return []
    receipts = []
    for counts in kept["receipts"]:
        reading = readings[counts.pop("of")]
        receipts.append(Receipt(file=reading.file, digest=reading.digest, **counts))
    for receipt in receipts:
        receipt.duplicate, receipt.stored = receipt.duplicate + receipt.stored, 0
    return receipts


def note_size(root: Path, size: int) -> None:
    """That a file of so many bytes was read, where readings are remembered at all."""
    with suppress(OSError):
        (root / FOLDER / f"{size}{SIZE}").touch()


def size_noted(root: Path, size: int) -> bool:
    """Whether a file that is as large was read, and may be this one: no more than a guess."""
    return (root / FOLDER / f"{size}{SIZE}").exists()


def _file(root: Path, readings: Sequence[Reading]) -> Path:
    return root / FOLDER / f"{prefix_of(readings)}.json"


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
