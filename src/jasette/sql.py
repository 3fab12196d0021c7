"""How values and names stand in SQL text, the same in DuckDB and Spark."""

from __future__ import annotations


def literal(text: str) -> str:
    """`text` as an SQL string literal, safe in DuckDB and Spark."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
