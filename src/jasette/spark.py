"""The same SQL on Apache Spark: a connection with the few calls that measures make, so that `measure.run` works on both.

    pip install jasette[spark]        (Java 17 or newer must be there)

Texts are written for DuckDB and translated by sqlglot. Tables meet the engine as Parquet files: nullable integers that
are handed over from memory come out of Spark as nothing, without an error.
"""

from __future__ import annotations

import itertools
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from jasette.errors import QueryError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

CREATE = re.compile(r"\s*CREATE OR REPLACE TEMP (?:TABLE|VIEW) (\w+)\s+AS\s+(.*)", re.DOTALL | re.IGNORECASE)
DROP = re.compile(r"\s*DROP (?:TABLE|VIEW) IF EXISTS (\w+)\s*", re.IGNORECASE)


def translated(text: str) -> str:
    """DuckDB's SQL in Spark's dialect; QueryError where it has no counterpart."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        [spoken] = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except (SqlglotError, ValueError) as error:
        raise QueryError(f"this SQL cannot be said in Spark's dialect: {error}") from None
    return spoken


class Result:
    """What a query gave."""

    def __init__(self, frame: DataFrame) -> None:
        self._frame = frame

    def to_arrow_table(self) -> pa.Table:
        return self._frame.toArrow()

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._frame.collect()]


class Spark:
    """A connection to one local Spark session; a context manager. Views of Parquet files are made with `mount`."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._folder = tempfile.TemporaryDirectory(prefix="jasette-spark-")
        self._number = itertools.count()

    @classmethod
    def local(cls, threads: int = 2) -> Self:
        """A session inside this process; QueryError where pyspark or Java is missing."""
        try:
            from pyspark.sql import SparkSession

            builder = SparkSession.builder.master(f"local[{threads}]").appName("jasette")
            for name, value in {
                "spark.ui.enabled": "false",
                "spark.sql.session.timeZone": "UTC",
                "spark.sql.shuffle.partitions": str(threads),
                "spark.sql.ansi.doubleQuotedIdentifiers": "false",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.sql.execution.arrow.pyspark.enabled": "true",
            }.items():
                builder = builder.config(name, value)
            return cls(builder.getOrCreate())
        except ImportError:
            raise QueryError("pyspark is not installed", remedy="pip install jasette[spark]") from None
        except (RuntimeError, OSError) as error:
            raise QueryError(f"Spark did not start: {error}", remedy="install Java 17 or newer") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.stop()
        self._folder.cleanup()

    def mount(self, folder: Path) -> None:
        """One view for each Parquet file of a build."""
        for file in folder.glob("*.parquet"):
            self._session.read.parquet(str(file)).createOrReplaceTempView(file.stem)

    def register(self, name: str, table: pa.Table) -> None:
        import pyarrow.parquet

        path = Path(self._folder.name) / f"{next(self._number)}.parquet"
        pyarrow.parquet.write_table(table, path)
        self._session.read.parquet(str(path)).createOrReplaceTempView(name)

    def unregister(self, name: str) -> None:
        self._session.catalog.dropTempView(name)

    def sql(self, text: str) -> Result:
        return Result(self._session.sql(translated(text)))

    def execute(self, text: str) -> Result:
        """As `sql`; a temporary table becomes a cached view."""
        if made := CREATE.fullmatch(text):
            frame = self._session.sql(translated(made[2])).cache()
            frame.createOrReplaceTempView(made[1])
            return Result(self._session.createDataFrame([], "made int"))
        if dropped := DROP.fullmatch(text):
            self.unregister(dropped[1])
            return Result(self._session.createDataFrame([], "dropped int"))
        return self.sql(text)
