"""What of the Spark engine can be tested without Spark: the translation."""

import pytest

from jasette import spark
from jasette.errors import QueryError


def test_the_dialect_is_translated() -> None:
    assert spark.translated('SELECT "group", CAST(a AS VARCHAR) AS b FROM t') == "SELECT `group`, CAST(a AS STRING) AS b FROM t"


def test_what_cannot_be_said_is_an_error() -> None:
    with pytest.raises(QueryError, match="Spark's dialect"):
        spark.translated("SELECT FROM WHERE")


def test_temporary_tables_are_recognised() -> None:
    made = spark.CREATE.fullmatch("CREATE OR REPLACE TEMP TABLE per_person AS\nSELECT 1")
    assert made
    assert (made[1], made[2].strip()) == ("per_person", "SELECT 1")
    assert spark.DROP.fullmatch("DROP TABLE IF EXISTS per_person")
