"""Runs SQL text on an embedded DuckDB, in memory, over Parquet files and Arrow tables.

Only extensions inside the wheel (json, parquet, icu) are used; nothing is fetched. What does not fit in memory
spills to `spill`, which belongs to the observatory and is emptied when it is opened.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "1GB"
"""Of DuckDB's buffers; with Python, Arrow and the writer the process stays below 1.5 GB."""


def connect(spill: Path | None = None, *, memory: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory connection, clock at UTC, extensions never fetched; close it before exit."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": True,
        "memory_limit": os.environ.get("JASETTE_MEMORY", memory),
        "threads": os.cpu_count() or 2,
    }
    if spill is not None:
        config["temp_directory"] = str(spill)
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection
