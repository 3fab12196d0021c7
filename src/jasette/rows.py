"""Rows as they come out of an observatory: Arrow inside, readable in a notebook, ready for polars and pandas."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jasette.errors import QueryError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa

SHOWN = 50
"""Rows that a notebook shows; all of them are there."""


class Rows:
    """A table of results. Every library that speaks the Arrow C stream takes it as it is (polars, pandas, DuckDB, pyarrow).

    Times are microseconds UTC (`*_us`), null is unknown. `withheld` says why rows are not shown, where that is so.
    """

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def arrow(self) -> pa.Table:
        """The Arrow table inside."""
        return self._table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def pl(self) -> polars.DataFrame:
        """A polars data frame; QueryError where polars is not installed."""
        try:
            from polars import DataFrame
        except ImportError:
            raise QueryError("polars is not installed", remedy="pip install polars, or use .arrow()") from None
        return DataFrame(self._table)

    def df(self) -> pandas.DataFrame:
        """A pandas data frame; QueryError where pandas is not installed."""
        try:
            return self._table.to_pandas()
        except ImportError:
            raise QueryError("pandas is not installed", remedy="pip install pandas, or use .arrow()") from None

    def to_pylist(self) -> list[dict[str, Any]]:
        """Every row as a dict; no rows: []."""
        rows: list[dict[str, Any]] = self._table.to_pylist()
        return rows

    @property
    def columns(self) -> list[str]:
        return list(self._table.column_names)

    @property
    def withheld(self) -> str:
        """Why evidence is withheld, or only a part of it is shown; "" where all of it is."""
        reason: bytes = (self._table.schema.metadata or {}).get(b"withheld", b"")
        return reason.decode()

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_pylist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and bool(self._table.equals(other._table))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self):,} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """A table for notebooks: the first rows, everything escaped, since words of posts are in it."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        rows = self._table.slice(0, SHOWN).to_pylist()
        body = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row.values())}</tr>" for row in rows)
        more = f"<p>{len(self) - SHOWN:,} more rows</p>" if len(self) > SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object) -> str:
    return "" if value is None else html.escape(str(value))
