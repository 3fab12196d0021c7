"""Rows made while the file is being parsed: a record is read once, and set down for the first time in the archive.

A source says as SQL over the columns of one good record what the record gives, whatever stands in the records around it.
What does depend on others is kept small and comes when the last record has passed: accounts, once each, and whose
posts the file holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jasette.kernels.keyset import KeySet
from jasette.kernels.xxh64 import row_keys
from jasette.schema import TABLES
from jasette.source import Filtered, Item, Rows
from jasette.source.own_posts import OwnPosts
from jasette.source.rows import BATCH, from_structs, rows, structs

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.source.columns import Make

OWN = "stands_for_itself"
"""Field of a post's struct: true where the post was asked for, false where it only came with another."""
LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Alike:
    """What many records say alike of the same accounts: taken as it stands, and made rows once for each thing said."""

    each: str
    """Field of a post's struct: a list of structs of texts, null where the record gives none."""
    beside: Sequence[str]
    """Integers of the post itself: what differs in them is said twice."""
    row: str
    """A struct made by `rows.struct`, over the fields of `each` and `beside`."""
    where: str
    """Which of them are rows."""


@dataclass(frozen=True)
class Projection:
    """What one good record gives, as SQL over the shape's columns, `included` and `seen`."""

    steps: Sequence[Mapping[str, str]]
    """`{column: expression}`, each step over the columns of the ones before: what is used twice is worked out once."""
    tables: Sequence[tuple[str, str]]
    """`(table, expression)`: a struct made by `rows.struct`, or a list of them; null where the record gives none.

    What few records give should be a list: a null struct is a null in each of its columns.
    """
    left_out: str = "NULL"
    """A list of structs of `table` and `reason`: what the record holds that is not kept."""
    alike: Alike | None = None
    made: Mapping[str, Make] = field(default_factory=dict)
    """Columns of posts that are made in Arrow of the fields of their structs."""

    def over(self, relation: str, beside: Mapping[str, str] | None = None) -> str:
        """The query over `relation`, one row for each of its rows and in their order; `beside` are columns over the same steps."""
        for step in self.steps:
            relation = f"(SELECT *, {', '.join(f'{expression} AS {name}' for name, expression in step.items())} FROM {relation})"
        given = [f"{expression} AS {into}_{number}" for number, (into, expression) in enumerate(self.tables)]
        judged = [f"{expression} AS {name}" for name, expression in (beside or {}).items()]
        return f"SELECT {', '.join([*judged, *given, f'{self.left_out} AS {LEFT_OUT}'])} FROM {relation}"


Project = Callable[["duckdb.DuckDBPyConnection", "str | None"], Projection]
"""`project(connection, relation)`: the projection for the records of `relation`, which may be looked at before.

`relation` is None where the file is known to hold nothing to look for.
"""


class Passing:
    """The records of one file, on their way from the parser to the archive."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, project: Project, source: str) -> None:
        self.project, self.source = project, source
        self.own = OwnPosts()
        # temporary tables of its own: the connection is busy while rows pass
        self._aside = connection.cursor()
        self._given, self._said = KeySet(), KeySet()
        # set down together: a statement takes as long as thousands of rows
        self._spoken_of, self._seen = _Pile(), _Pile()
        self._alike: Alike | None = None
        self._accounts = False

    def emit(self, connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        """The items of all records of `relation`."""
        projection = self.project(connection, relation)
        for batch in connection.sql(projection.over(relation)).to_arrow_reader(BATCH):
            yield from self.items(projection, batch)

    def items(self, projection: Projection, batch: pa.RecordBatch) -> Iterator[Item]:
        """The items of one batch of the projection's rows."""
        import pyarrow as pa

        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            into = name.rpartition("_")[0]
            if into not in TABLES or not len(found := structs(column)):
                continue
            made = from_structs(into, found, projection.made if into == "posts" else {})
            if into == "accounts":
                self._keep(made)
                continue
            if into == "posts":
                if projection.alike is not None:
                    self._hear(projection.alike, found)
                own = found.field(OWN)
                self.own.note(made["account_id"].filter(own), made["published_us"].filter(own))
            yield Rows(into, made)
        left_out = batch.column(LEFT_OUT)
        if left_out.null_count < len(left_out):
            counted = pa.Table.from_struct_array(structs(left_out)).group_by(["table", "reason"]).aggregate([([], "count_all")])
            for count in counted.to_pylist():
                yield Filtered(count["table"], count["count_all"], count["reason"])

    def rest(self) -> Iterator[Item]:
        """What is known when all records have passed."""
        self._make()
        self._set_down()
        if self._accounts:
            known = ", ".join(name for name in TABLES["accounts"].names if name != "observed_us")
            # the latest moment at which the account was seen like this
            latest = f"SELECT {known}, max(observed_us) AS observed_us FROM accounts_seen GROUP BY ALL"
            names = ", ".join(TABLES["accounts"].names)
            yield from rows(self._aside, "accounts", f"SELECT {names} FROM ({latest}) ORDER BY ALL")
        yield from self.own.coverage(self.source)
        self._aside.close()

    def _hear(self, alike: Alike, posts: pa.StructArray) -> None:
        """Keep the accounts that are spoken of here for the first time in these words."""
        import pyarrow as pa
        import pyarrow.compute as pc

        lists = posts.field(alike.each)
        each = lists.flatten()
        if not len(each):
            return
        said = pa.Table.from_arrays(each.flatten(), [field.name for field in each.type])
        parents = pc.list_parent_indices(lists)
        for name in alike.beside:
            said = said.append_column(name, posts.field(name).take(parents))
        self._alike = alike
        if self._spoken_of.add(said.filter(pa.array(self._said.admit(row_keys(said, tuple(said.column_names)))))):
            self._make()

    def _make(self) -> None:
        """Rows of the accounts that are spoken of."""
        if self._alike is not None and (said := self._spoken_of.take()) is not None:
            self._aside.register("said_fresh", said)
            made = self._aside.sql(f"SELECT {self._alike.row} AS made FROM said_fresh WHERE {self._alike.where}").to_arrow_table()["made"]
            self._aside.unregister("said_fresh")
            self._keep(from_structs("accounts", structs(made.combine_chunks())))

    def _keep(self, accounts: pa.Table) -> None:
        """Set the accounts aside that are new to this file: a town of a million people writes ten million posts."""
        import pyarrow as pa

        if self._seen.add(accounts.filter(pa.array(self._given.admit(row_keys(accounts, TABLES["accounts"].names))))):
            self._set_down()

    def _set_down(self) -> None:
        if (fresh := self._seen.take()) is not None:
            self._aside.register("accounts_fresh", fresh)
            into = "INSERT INTO accounts_seen" if self._accounts else "CREATE TEMP TABLE accounts_seen AS"
            self._aside.execute(f"{into} SELECT * FROM accounts_fresh")
            self._aside.unregister("accounts_fresh")
            self._accounts = True


class _Pile:
    """Rows that wait until they are many."""

    def __init__(self) -> None:
        self._rows: list[pa.Table] = []

    def add(self, rows: pa.Table) -> bool:
        """Whether they are many now."""
        if rows.num_rows:
            self._rows.append(rows)
        return sum(int(one.num_rows) for one in self._rows) >= BATCH

    def take(self) -> pa.Table | None:
        """All of them, of which none waits any more; None where there are none."""
        import pyarrow as pa

        rows, self._rows = self._rows, []
        return pa.concat_tables(rows) if rows else None
