"""The Parquet files of a commit: the same rows, bounded in memory, without a trace of what failed."""

from __future__ import annotations

import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jasette.archive import parts, tables
from jasette.errors import ObservatoryError
from jasette.schema import POSTS

STATED = set(POSTS.statistics)


def made(start: int, count: int, text: str = "bonjour") -> pa.RecordBatch:
    at = range(start, start + count)
    known = {
        "post_id": [f"x:{n}" for n in at],
        "platform": ["x"] * count,
        "text": [text] * count,
        "published_us": [n * 7 % 1000 if n % 5 else None for n in at],
        "mentions": [[f"x:{n}", "x:b"] if n % 3 else None for n in at],
        "content_key": list(at),
        "batch": ["b-1"] * count,
    }
    columns = [pa.array(known.get(field.name, [None] * count), field.type) for field in POSTS.arrow_stored]
    return pa.RecordBatch.from_arrays(columns, schema=POSTS.arrow_stored)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "posts"
    tables.create(path, POSTS)
    return path


def parquet(folder):
    return sorted(folder.glob("*.parquet"))


def test_rows_of_all_files_are_those_given_in_their_order(table, monkeypatch):
    monkeypatch.setattr(parts, "FILE_BYTES", 2_000)
    monkeypatch.setattr(parts, "ROW_GROUP", 300)
    batches = [made(start, count) for start, count in ((0, 1), (1, 299), (300, 1000), (1300, 2), (1302, 498))]
    tables.append_once(table, POSTS, batches, "b-1")
    files = parquet(table)
    assert sorted(map(str, files)) == tables.files(table)
    assert len(files) > 2
    assert pa.concat_tables(pq.read_table(file) for file in files).equals(pa.Table.from_batches(batches))
    # each but the last one is at least as large as a file is to be
    assert all(file.stat().st_size >= 2_000 for file in files[:-1])
    size = tables.size(table)
    assert (size.rows, size.files, size.bytes) == (1800, len(files), sum(file.stat().st_size for file in files))


def groups(file):
    told = pq.read_metadata(file)
    return [told.row_group(number).num_rows for number in range(told.num_row_groups)]


def test_as_many_rows_wait_as_the_first_of_two_bounds_allows(table, monkeypatch):
    monkeypatch.setattr(parts, "ROW_GROUP", 100)
    parts.write(table, POSTS, [made(0, 250), made(250, 30)])
    assert groups(*parquet(table)) == [100, 100, 80]
    monkeypatch.setattr(parts, "GROUP_BYTES", 40_000)
    (before,) = parquet(table)
    parts.write(table, POSTS, [made(10 * n, 10, "x" * 1000) for n in range(12)])
    (file,) = set(parquet(table)) - {before}
    assert groups(file) == [40, 40, 40]


def test_the_log_says_the_least_and_the_most_of_what_is_not_personal(table, monkeypatch):
    monkeypatch.setattr(parts, "ROW_GROUP", 64)
    batches = [made(0, 200)]
    tables.append_once(table, POSTS, batches, "b-1")
    (told,) = pa.table(tables.load(table).get_add_actions(flatten=True)).to_pylist()
    given = [at for at in batches[0]["published_us"].to_pylist() if at is not None]
    assert (told["min.published_us"], told["max.published_us"], told["null_count.published_us"]) == (min(given), max(given), 40)
    assert (told["num_records"], told["null_count.likes"], told["min.likes"]) == (200, 200, None)
    assert {name.split(".")[1] for name, value in told.items() if "." in name and value is not None} <= STATED


def layout(file):
    """What a file says of how it was written."""
    group = pq.read_metadata(file).row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    return {one.path_in_schema: (one.compression, one.has_dictionary_page, one.is_stats_set) for one in columns}


def test_files_that_are_merged_are_written_in_the_same_way(table):
    for batch in (made(0, 500), made(500, 500)):
        tables.append_once(table, POSTS, [batch], f"b-{batch['post_id'][0]}")
    own = layout(parquet(table)[0])
    tables.compact(table, POSTS)
    (merged,) = parquet(table)
    assert layout(merged) == own
    assert {name for name, (_, _, stated) in own.items() if stated} == STATED
    assert {name for name, (_, dictionary, _) in own.items() if dictionary} == {"platform", "kind", "lang", "visibility", "batch"}


def test_no_rows_make_no_file(table):
    assert parts.write(table, POSTS, []) == []
    assert parts.write(table, POSTS, [made(0, 0)]) == []
    assert parquet(table) == []


def test_other_rows_may_come_from_the_files_that_they_replace(table):
    tables.append_once(table, POSTS, [made(0, 100)], "b-1")
    (old,) = parquet(table)
    kept = pq.ParquetFile(old).iter_batches(batch_size=9)
    tables.overwrite(table, POSTS, (batch.slice(0, 1) for batch in kept))
    assert pa.concat_tables(map(pq.read_table, tables.files(table)))["content_key"].to_pylist() == list(range(0, 100, 9))
    tables.overwrite(table, POSTS, [])
    assert tables.files(table) == []


@pytest.mark.parametrize("error", [OSError("the input went away"), KeyboardInterrupt(), ValueError("odd")])
def test_what_stops_the_rows_is_raised_as_it_is_and_leaves_no_file(table, monkeypatch, error):
    monkeypatch.setattr(parts, "FILE_BYTES", 1000)
    monkeypatch.setattr(parts, "ROW_GROUP", 100)

    def rows():
        for start in range(0, 500, 100):
            yield made(start, 100)
        assert len(parquet(table)) > 2
        raise error

    with pytest.raises(type(error)) as told:
        tables.append_once(table, POSTS, rows(), "b-1")
    assert told.value is error
    assert parquet(table) == [] == tables.files(table)


@pytest.mark.parametrize("fails_at", range(4))
def test_a_disk_that_fails_is_told_with_its_place_and_leaves_no_file(table, monkeypatch, fails_at):
    real, calls = pq.ParquetWriter.write_table, iter(range(9))

    def failing(*arguments, **settings):
        if next(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return real(*arguments, **settings)

    monkeypatch.setattr(parts, "ROW_GROUP", 100)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", failing)
    with pytest.raises(ObservatoryError, match=r"could not be written .*No space left") as told:
        tables.append_once(table, POSTS, [made(0, 400)], "b-1")
    assert told.value.place == str(table)
    assert parquet(table) == [] == tables.files(table)


def test_one_group_is_written_while_the_next_is_made_and_no_more(table, monkeypatch):
    begun = {start: threading.Event() for start in range(0, 600, 100)}
    made_when: dict[int, set[int]] = {}
    written: set[int] = set()
    real = parts._Files.write

    def patient(files, group):
        start = group["content_key"][0].as_py()
        # the last group has nobody behind it
        assert start == 500 or begun[start + 100].wait(20)
        written.add(start)
        real(files, group)

    def rows():
        for start, event in begun.items():
            made_when[start] = set(written)
            event.set()
            yield made(start, 100)

    monkeypatch.setattr(parts, "ROW_GROUP", 100)
    monkeypatch.setattr(parts._Files, "write", patient)
    parts.write(table, POSTS, rows())
    assert written == set(begun)
    assert all(set(range(0, start - 100, 100)) <= before for start, before in made_when.items())
