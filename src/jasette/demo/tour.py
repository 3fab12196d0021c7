"""`jasette demo`: from the bundled example to a report, through the same readers as any other files."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette.errors import ObservatoryError

if TYPE_CHECKING:
    from jasette.archive import Receipt
    from jasette.demo import Written
    from jasette.observatory import Observatory

Say = Callable[[str], None]
Working = Callable[[str], AbstractContextManager[Callable[[str], None]]]

PURPOSE = "To show what Jasette does, on a city that does not exist"
RESPONSIBLE = "nobody: all of it is made up"
"""Given in English, as the voices' names are; the catalogue has their French."""

MARK = "made-up.txt"
"""Lies in every demo's folder: only a folder that holds it is ever deleted to make room for a new demo."""


def run(folder: Path, *, report: Path, seed: int, scale: float, lang: str, say: Say, working: Working) -> None:
    """Write the example, read it, build, write the report, and say what was found and what to do next."""
    from jasette.demo import write
    from jasette.observatory import Observatory

    _make_room(folder)
    with working("Valmont") as step:
        step("writing the example's files")
        written = write(folder / "files", seed=seed, scale=scale)
        (folder / MARK).write_text("A made-up city: nobody in these files exists.\n", encoding="utf-8")
        step("creating the observatory")
        with Observatory.create(
            folder / "observatory",
            name="Valmont",
            purpose=PURPOSE,
            responsible=RESPONSIBLE,
            language=lang,
        ) as observatory:
            receipts = collect(observatory, written, step)
            summary = observatory.build(progress=step)
            step("writing the report")
            observatory.report(report, lang=lang, progress=step)
            lines = list(_found(observatory, receipts))
    for line in [*lines, *summary.lines()]:
        say(line)
    say(f"The report is {report}; open it in any browser. The observatory is {folder / 'observatory'}.")
    say("Next:")
    for command in ("measure response_rate", "evidence response_rate --voice info-311", "rejects", "doctor"):
        say(f"  jasette {command} -o {folder / 'observatory'}")


def collect(observatory: Observatory, written: Written, step: Callable[[str], None]) -> list[Receipt]:
    """Read the example's files into an observatory, as a person would: roster, files, coverage."""
    observatory.roster.import_csv(written.roster)
    receipts: list[Receipt] = []
    for file in written.files:
        step(f"reading {file.name}")
        receipts += observatory.add(file, map=written.map_of(file))
    with written.coverage.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            observatory.desk.coverage.set(
                subjects=[row["subject"]], streams=[row["stream"]], start=row["from"], end=row["to"], how=row["how"], source=row["source"]
            )
    return receipts


def _make_room(folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).exists():
        raise ObservatoryError("this folder holds something else", place=str(folder), remedy="name another folder: jasette demo -o FOLDER")
    shutil.rmtree(folder)


def _found(observatory: Observatory, receipts: list[Receipt]) -> Iterator[str]:
    """What the example shows, in a few lines: sums first, then who answers."""
    read, stored, rejected = (sum(getattr(receipt, name) for receipt in receipts) for name in ("read", "stored", "rejected"))
    yield f"Valmont: {read:,} records read, {stored:,} stored, {rejected} set aside (broken on purpose: jasette rejects)."
    rates = [row for row in _rows(observatory, "response_rate") if row["part"] == "all"]
    shown = sorted((row for row in rates if row["value"] is not None), key=lambda row: -row["value"])
    for row in [*shown[:2], *shown[-1:]]:
        yield row["sentence"].replace("Of ", f"{row['voice']}: of ", 1)
    withheld = [row["voice"] for row in rates if row["state"] == "suppressed"]
    unseen = [row["voice"] for row in rates if not row["observable"]]
    if withheld:
        yield f"Withheld, since fewer than ten people asked: {', '.join(withheld)}."
    if unseen:
        yield f"Not observable, since nobody collected what was said to them: {', '.join(unseen)}."
    mixes = [row for row in _rows(observatory, "broadcast_share") if row["value"] is not None and row["part"] == "broadcast"]
    if mixes:
        most = max(mixes, key=lambda row: row["value"])
        yield f"{most['voice']}: {most['sentence']}"


def _rows(observatory: Observatory, measure: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = observatory.measure(measure).to_pylist()
    return rows
