"""All measures on another engine: the same SQL on Spark, from the same Parquet files, gives equal rows (`./run spark`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jasette import engine
from jasette.measure import Ask, run
from jasette.measures import all_measures
from jasette.observatory import Observatory
from jasette.reconstruct import asking, builds

pytestmark = pytest.mark.skipif(os.environ.get("JASETTE_SPARK") != "1", reason="asked for with ./run spark")


@pytest.fixture(scope="module")
def build(valmont: Path) -> Path:
    with Observatory.open(valmont / "observatory") as observatory:
        observatory.build()
    found = builds.current(valmont / "observatory" / "derived")
    assert found
    return found.folder


@pytest.fixture(scope="module")
def spark(build: Path) -> Iterator[Any]:
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("Java is not installed")
    from jasette.spark import Spark

    with Spark.local() as connection:
        connection.mount(build)
        yield connection


@pytest.mark.parametrize("name", list(all_measures()))
def test_equal_rows_on_both_engines(spark: Any, build: Path, name: str) -> None:
    measure = all_measures()[name]
    with engine.connect() as duck:
        asking.mount(duck, build)
        expected = run(duck, measure, Ask()).to_pylist()
    found = run(spark, measure, Ask()).to_pylist()
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        assert one == {name: pytest.approx(value, rel=1e-9) if isinstance(value, float) else value for name, value in other.items()}
