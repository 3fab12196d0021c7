"""All parts over the same rows, counted in one pass: the large tables are read once, whatever number of figures comes of it.

The table `seen` holds the rows of the windows, with the predicates of the parts and the values that their kinds need, each
once; `per_person` and `per_thread` hold the sums over it. What comes out is what `query.state` says part by part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from jasette.measure import query
from jasette.measure.contract import Ask, Part, fill
from jasette.measure.kinds import Summed

if TYPE_CHECKING:
    import duckdb

SEEN = "seen_in_windows"
PRIVATE = "'p:%'"
"""How pseudonyms look: people who are no rostered voice."""


@dataclass(frozen=True)
class Pass:
    """`parts` over one and the same source and windows, each with its `settings`."""

    parts: tuple[Part, ...]
    settings: tuple[Mapping[str, str], ...]
    ask: Ask
    values: bool = True
    """Without, only `people` can be asked."""

    @cached_property
    def names(self) -> dict[str, str]:
        """A column of `seen` for each different predicate and value, by its SQL."""
        wanted = [sql for index in range(len(self.parts)) for sql in (self._rows(index), self._whose(index), *self._values(index).values())]
        return {sql: f"c{number}" for number, sql in enumerate(dict.fromkeys(wanted))}

    @contextmanager
    def on(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """The tables of the pass, for as long as its figures are asked for; needs `windows`, `peers` and `calendar`."""
        tables = {SEEN: self.seen(), "per_person": self.sums("person")}
        if self.values and any(self._shared(index) for index in range(len(self.parts))):
            tables["per_thread"] = self.sums("thread")
        try:
            # Views are written so that each join leaves fewer rows. The optimizer, which knows little of what Parquet files hold,
            # began with every post in every window: half a minute for a million posts instead of one second.
            connection.execute("SET disabled_optimizers = 'join_order'")
            for name, sql in tables.items():
                connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
            yield
        finally:
            connection.execute("RESET disabled_optimizers")
            for name in tables:
                connection.execute(f"DROP TABLE IF EXISTS {name}")

    def seen(self) -> str:
        """The rows in the windows, one column for each of `names`: those too that no part counts, for their slices have a cell."""
        clusters = [f"{expression} AS {name}" for name, expression in query.CLUSTERS.items()]
        columns = ", ".join([*query.cell_columns(self.ask), *clusters, *(f"{sql} AS {name}" for sql, name in self.names.items())])
        return f"SELECT {columns}\n{fill(query.counted(self.parts[0], self.ask), self.settings[0])}"

    def sums(self, cluster: str) -> str:
        """For each person or thread (`cluster`) in each cell: rows that each part counts, and the sums of its kind.

        Of threads nothing that only people need.
        """
        columns: dict[str, str] = {}
        for index in range(len(self.parts)):
            kind = self._shared(index) if self.values else None
            if kind is not None:
                columns[self._total(index)] = kind.total(self.names[self._rows(index)], self.names[self._values(index)[kind.column]])
            if kind is not None or cluster == "person":
                columns[self._n(index)] = f"COUNT(CASE WHEN {self.names[self._rows(index)]} THEN 1 END)"
            if cluster == "person":
                columns[self._behind(index)] = f"COUNT(CASE WHEN {self.names[self._whose(index)]} THEN 1 END)"
        cell = ", ".join(query.keys(self.ask))
        listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        return f"SELECT {cell}, {cluster} AS cluster, {listed} FROM {SEEN} GROUP BY {cell}, {cluster}"

    def state(self, index: int) -> str:
        """What `query.state` gives for the part, from the tables of the pass; of rows upon nobody compared nothing."""
        cell = ", ".join(query.keys(self.ask))
        if (kind := self._shared(index)) is not None:
            clusters = " UNION ALL ".join(
                f"SELECT {cell}, '{cluster}' AS cluster, {self._total(index)} AS total, {self._n(index)} AS n FROM per_{cluster} "
                f"WHERE {self._n(index)} > 0 AND voice IS NOT NULL"
                for cluster in query.CLUSTERS
            )
            return f"WITH sums AS ({clusters}) {kind.of_sums(cell)}"
        return f"WITH evidence AS ({self._evidence(index)} AND voice IS NOT NULL) {self.parts[index].kind.state(cell)}"

    def acts(self, index: int) -> str:
        """What acting people did, for figures that come together and for ranks; rows upon nobody compared have no voice."""
        cell = ", ".join(query.keys(self.ask))
        if self._shared(index) is not None:
            n = self._n(index)
            return f"SELECT {cell}, cluster AS person, {self._total(index)} AS amount, {n} AS n FROM per_person WHERE {n} > 0"
        return f"WITH evidence AS ({self._evidence(index)}) {self.parts[index].kind.acts(cell)}"

    def people(self) -> str:
        """How many people stand behind each cell of each part, and how many of these are of the public."""
        cell = ", ".join(query.keys(self.ask))
        columns = [
            f"COUNT(CASE WHEN {rows} > 0 THEN cluster END) AS people{index}, "
            f"COUNT(CASE WHEN {rows} > 0 AND cluster LIKE {PRIVATE} THEN 1 END) AS private{index}"
            for index, rows in enumerate(self._behind(index) for index in range(len(self.parts)))
        ]
        return f"SELECT {cell}, {', '.join(columns)} FROM per_person WHERE voice IS NOT NULL GROUP BY {cell}"

    def _evidence(self, index: int) -> str:
        values = [f"{self.names[sql]} AS {name}" for name, sql in self._values(index).items()]
        keys = [*query.keys(self.ask), *query.CLUSTERS]
        return f"SELECT {', '.join([*keys, *values])} FROM {SEEN} WHERE {self.names[self._rows(index)]}"

    def _rows(self, index: int) -> str:
        return fill(self.parts[index].rows, self.settings[index])

    def _whose(self, index: int) -> str:
        part = self.parts[index]
        return fill(f"({part.rows}) AND ({part.whose})" if part.whose else part.rows, self.settings[index])

    def _values(self, index: int) -> dict[str, str]:
        columns = self.parts[index].kind.columns() if self.values else {}
        return {name: fill(sql, self.settings[index]) for name, sql in columns.items()}

    def _n(self, index: int) -> str:
        """The column of `sums` that counts the part's rows: one for all parts that count the same."""
        return f"n_{self.names[self._rows(index)]}"

    def _behind(self, index: int) -> str:
        """The column of `sums` that counts the rows that a person must have to stand behind the part's figure."""
        return f"n_{self.names[self._whose(index)]}"

    def _total(self, index: int) -> str:
        """The column of `sums` that holds the sum of a kind that is summed."""
        (value,) = self._values(index).values()
        return f"total_{self.names[self._rows(index)]}_{self.names[value]}"

    def _shared(self, index: int) -> Summed | None:
        """The part's kind, if sums over people and threads are all that it needs."""
        kind = self.parts[index].kind
        return kind if isinstance(kind, Summed) and kind.shared else None
