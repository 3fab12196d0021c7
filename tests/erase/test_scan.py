"""A needle is found however the file is packed, also where a reader of the file would no longer see it."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from jasette.erase.scan import CHUNK, Needles, scan

WORDS = "Où est le café de l'été ?"


def parquet(file: Path) -> None:
    pq.write_table(
        pa.table({"t": [[None, WORDS], None], "n": [1, 2]}), file, compression="zstd", use_dictionary=False, write_statistics=False
    )


def statistics(file: Path) -> None:
    pq.write_table(pa.table({"t": ["x"], "n": [1]}).replace_schema_metadata({"note": WORDS}), file)


def least(file: Path) -> None:
    pq.write_table(pa.table({"t": [WORDS, "z"]}), file, compression="zstd")


def binary(file: Path) -> None:
    pq.write_table(pa.table({"raw": [WORDS.encode()]}), file, compression="zstd")


def zipped(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member", WORDS * 3)


def database(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (?)", ("filler " * 3000 + WORDS,))  # over several pages
    connection.close()


def freed(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (?)", (WORDS,))
        connection.commit()
        connection.execute("DELETE FROM t")
    connection.close()


@pytest.mark.parametrize(
    "write",
    [
        parquet,
        statistics,
        least,
        binary,
        zipped,
        database,
        freed,
        lambda file: file.write_text(f"before {WORDS} after"),
        lambda file: file.write_text(json.dumps({"text": WORDS})),
        lambda file: file.write_bytes(gzip.compress(WORDS.encode())),
        lambda file: file.write_bytes(zstandard.compress(b"one ") + zstandard.compress(WORDS.encode())),
        lambda file: file.write_text("x" * (CHUNK - 11) + " " + WORDS),
        lambda file: file.write_bytes(b"PAR1" + WORDS.encode()),
        lambda file: file.write_bytes(b"\x1f\x8b" + WORDS.encode()),
    ],
    ids=["parquet", "footer", "least", "binary", "zip", "sqlite", "freed", "text", "json", "gzip", "zstd", "seam", "no-parquet", "no-gzip"],
)
def test_a_needle_is_found(tmp_path: Path, write) -> None:
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / "file")
    hits = scan(tmp_path, ["not there at all", WORDS.upper()])
    assert {(hit.file, hit.needle) for hit in hits} == {("folder/file", 1)}
    assert scan(tmp_path, ["not there at all"]) == []


def test_the_write_ahead_log_is_read(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (?)", (WORDS,))
    hits = {(hit.file, hit.where) for hit in scan(tmp_path, [WORDS])}
    assert ("db-wal", "bytes") in hits
    connection.close()


def test_names_of_files_count(tmp_path: Path) -> None:
    (tmp_path / "marie mark.csv").touch()
    assert [(hit.where, hit.needle) for hit in scan(tmp_path, ["mark"])] == [("name", 0)]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(WORDS)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to(tmp_path / "elsewhere")
    assert scan(tmp_path / "folder", [WORDS]) == []


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("123456", "id 123456.", True),
        ("123456", "id 91234567", False),
        ("123456", "id 1234567 and 123456", True),
        ("@marie", "@Marie, hello", True),
        ("@marie", "@mariette and marie", False),
        ("x.com/marie", "https://x.com/marie/status/1", True),
        ("marie_mark", "marie_marks", False),
        ("…", "nothing to look up by", False),
    ],
)
def test_whole_words_only(needle: str, text: str, found: bool) -> None:
    assert Needles([needle]).find(text) == ({0} if found else set())
