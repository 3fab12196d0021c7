"""CSV, Parquet and spreadsheets, by a map from columns to fields: a ready one (`sources/maps/`) or `--map column=field`.

A file whose columns bear the names of our fields needs no map. Times carry their zone, or are seconds, milliseconds or
microseconds since 1970; those of other tables need a time zone, which the map or the user gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.schema import TABLES
from jasette.source import Head, Item, Recipe, Rows, Source
from jasette.source.contained import Limits, contained
from jasette.source.guess import SAMPLE, Guess, Row, guess
from jasette.source.json_table import is_json_table, records
from jasette.source.mapping import Mapping
from jasette.source.maps import choose, fields, knows, ready, recognise
from jasette.source.own import from_parquet
from jasette.source.sheets import cells, is_sheets
from jasette.source.tabular import PARQUET, ROW, Plan, header_of, peek_csv, peek_parquet, read_cells, read_csv, read_parquet

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

MAPS = Path(__file__).parent / "maps"


class _Span:
    """First and last post of each account, for maps that say what their files cover."""

    def __init__(self, stream: str, how: str, source: str) -> None:
        self.stream, self.how, self.source = stream, how, source
        self.spans: dict[str, tuple[int, int]] = {}

    def look(self, connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping) -> None:
        columns = mapping.columns()
        if not {"account_id", "published_us"} <= set(columns):
            return
        own = f"SELECT {columns['account_id']} AS account_id, {columns['published_us']} AS at_us FROM {relation}"
        query = f"SELECT account_id, min(at_us), max(at_us) FROM ({own}) WHERE account_id IS NOT NULL AND at_us IS NOT NULL GROUP BY 1"
        for account_id, first, last in connection.execute(query).fetchall():
            known = self.spans.get(account_id, (first, last))
            self.spans[account_id] = min(known[0], first), max(known[1], last)

    def coverage(self) -> Iterator[Item]:
        import pyarrow as pa

        found = [
            {"subject": account_id, "stream": self.stream, "from_us": first, "to_us": last + 1, "how": self.how, "source": self.source}
            for account_id, (first, last) in sorted(self.spans.items())
        ]
        if found:
            yield Rows("coverage", pa.Table.from_pylist(found, TABLES["coverage"].arrow))


def _known(recipe: Recipe) -> Callable[[list[str]], bool]:
    return lambda header: knows(header, recipe, ready(MAPS))


def _cells(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    return cells(file, _known(recipe))


_sheet = contained(_cells, limits=Limits(memory=2 << 30, cpu_s=300, silent_s=600))
"""A workbook is taken in whole before its first row is known."""


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    spans: list[_Span] = []

    def plan_for(header: list[str]) -> Plan:
        found = choose(header, recipe, ready(MAPS), file.name)
        mapping = Mapping(found, recipe.observed_us)
        span = _Span(*found.coverage, f"{found.name}: {file.name}") if found.coverage else None
        if span:
            spans.append(span)

        def items(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
            yield from mapping.items(connection, relation)
            if span:
                span.look(connection, relation, mapping)

        return Plan(found.into, mapping.reason(), items, mapping.left_out(), bool(found.public))

    head = file.head().data
    if head.startswith(PARQUET):
        own = None if recipe.map or recipe.columns else from_parquet(file)
        yield from read_parquet(file, plan_for) if own is None else own
    elif is_sheets(head):
        yield from read_cells(file, _sheet(file, recipe), plan_for)
    elif is_json_table(head, _known(recipe)):
        yield from read_cells(file, records(file, _known(recipe), recipe.into or "posts"), plan_for)
    else:
        yield from read_csv(file, plan_for, _known(recipe))
    for span in spans:
        yield from span.coverage()


def propose(file: InputFile, recipe: Recipe) -> Guess | None:
    """A guess for a table that no map knows; None for what is no table, and for what needs no guess."""
    head = file.head().data
    rows: Sequence[Row] = []
    if head.startswith(PARQUET):
        names, rows = peek_parquet(file, SAMPLE)
    elif is_sheets(head):
        found = next((item.rows for item in _sheet(file, recipe) if isinstance(item, Rows)), None)
        shown = found.drop_columns([ROW]) if found is not None else None
        names, rows = (shown.column_names, [tuple(row.values()) for row in shown.slice(0, SAMPLE).to_pylist()]) if shown else ([], [])
    else:
        names, rows = peek_csv(head)
    return None if not names or not rows or knows(names, recipe, ready(MAPS)) else guess(names, rows, recipe.into)


def _sniff(head: Head) -> float:
    if head.data.startswith(PARQUET):
        return 0.5
    if is_sheets(head.data):
        return 0.9
    if is_json_table(head.data, _known(Recipe())):
        return 0.9
    names = header_of(head.data, lambda header: recognise(header, ready(MAPS)) is not None).names
    if recognise(names, ready(MAPS)):
        return 0.95
    return 0.6 if "post_id" in names and len({name.removesuffix("_us") for name in names} & set(fields("posts"))) > 2 else 0.0


source = Source(
    name="table",
    title="CSV, Parquet and spreadsheets, by a column map",
    tables=("posts", "accounts", "audience", "interactions", "coverage"),
    sniff=_sniff,
    read=_read,
    obtain="exports of collection tools, spreadsheets and researchers' archives; one row per post, account, member or act",
    cannot_tell="whatever has no column; a table does not say what was left out when it was made",
)
