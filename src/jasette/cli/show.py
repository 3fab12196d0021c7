"""How the terminal shows things: progress in bytes, tables for people, rows for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jasette.locale import EPOCH

if TYPE_CHECKING:
    import pyarrow as pa

LONG = 200
"""Characters of one cell that a person gets to see; every other format has all of them."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, highlight=False)


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def say(message: str) -> None:
    """One line to a person; never mixed into rows that a program reads."""
    err.print(message, markup=False, soft_wrap=True)


def next_commands(*commands: str) -> None:
    """The next useful commands, at the end of a long one."""
    if err.is_terminal or out.is_terminal:
        err.print(Text("Next:", style="bold"), *(f"\n  {command}" for command in commands), sep="", markup=False)


def grid(title: str, columns: list[str], rows: list[list[str]], *, numeric: frozenset[int] = frozenset()) -> None:
    """A table for people; text is never interpreted as markup."""
    table = Table(title=title or None, title_justify="left", header_style="bold", box=SIMPLE, pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(
            column.replace("_", " "), justify="right" if index in numeric else "left", no_wrap=index in numeric, overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def emit(table: pa.Table, form: Format, file: Path | None, human: Callable[[pa.Table], None] | None = None) -> None:
    """Rows in the format that was asked: `human` shows them to people, everything else goes through render.data."""
    from jasette.render import data

    if form is Format.table and file is None:
        (human or plain)(table)
        return
    form = Format.csv if form is Format.table else form
    if file is not None:
        with file.open("wb") as stream:
            data.write(table, form, stream)
        say(f"{table.num_rows:,} rows written to {file}")
    elif form is Format.parquet and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is binary: name a file with -f, or redirect the output")
    else:
        data.write(table, form, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def plain(table: pa.Table) -> None:
    """Any table as it is, without columns that say nothing; times as days and minutes (UTC), what is long cut short."""
    rows = table.to_pylist()
    shown = [name for name in table.column_names if any(row[name] is not None for row in rows)] or table.column_names
    grid("", shown, [[_cell(name, row[name]) for name in shown] for row in rows])
    say(f"{table.num_rows:,} rows")


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name.endswith("_us") and isinstance(value, int):
        try:
            return f"{EPOCH + timedelta(microseconds=value):%Y-%m-%d %H:%M}"
        except OverflowError:  # somebody claims a year that no calendar holds
            return f"{value} µs"
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar in bytes with rate and time left; nothing at all where the output is not a terminal."""
    if not err.is_terminal:
        yield lambda done: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def working(label: str) -> Iterator[Callable[[str], None]]:
    """A spinner with the step that runs; nothing where the output is not a terminal."""
    if not err.is_terminal:
        yield lambda step: None
        return
    with err.status(label) as status:
        yield lambda step: status.update(f"{label}: {step}")
