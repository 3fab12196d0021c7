"""Single columns of a table's files."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jasette.archive.columns import any_value, count, keys


def write(path, columns, **how):
    pq.write_table(pa.table(columns), path, **how)
    return str(path)


@pytest.fixture
def files(tmp_path):
    first = {"content_key": [1, 2, 3], "batch": ["a-1", "b-1", "a-1"], "deleted_us": pa.nulls(3, pa.int64())}
    second = {"content_key": [4], "batch": ["b-1"]}
    return [write(tmp_path / "1.parquet", first), write(tmp_path / "2.parquet", second)]


def test_no_file():
    assert count([]) == 0
    assert not any_value([], "deleted_us")
    assert list(keys([], "a-1")) == []


def test_rows_and_the_keys_of_other_batches(files):
    assert count(files) == 4
    assert [piece.tolist() for piece in keys(files, "a-1")] == [[2], [4]]
    assert [piece.tolist() for piece in keys(files, "c-1")] == [[1, 2, 3], [4]]


@pytest.mark.parametrize("statistics", [True, False])
def test_whether_a_column_says_anything(tmp_path, files, statistics):
    assert not any_value(files, "deleted_us")
    lists = pa.array([None, [1, 2]])  # a column that lies in one place here and in another in the file
    told = write(tmp_path / "3.parquet", {"lists": lists, "deleted_us": pa.array([None, 7])}, write_statistics=statistics, row_group_size=1)
    silent = write(tmp_path / "4.parquet", {"lists": lists, "deleted_us": pa.nulls(2, pa.int64())}, write_statistics=statistics)
    empty = write(tmp_path / "5.parquet", {"deleted_us": pa.array([], pa.int64())})
    assert not any_value([*files, silent, empty], "deleted_us")
    assert any_value([*files, silent, told], "deleted_us")
