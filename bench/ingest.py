"""X v2 JSON lines into an archive, beside those who only turn the same file into Parquet.

The posts are those of Valmont (`jasette.demo`), one object per line. `jasette` is the command `jasette add` into a new
observatory: every line checked, every post compared with what is there, one commit. The others read the fields that
Jasette reads and write them down, unchecked. What is timed begins with the import of the libraries, as for a person who
types the command. `duckdb` stores what Jasette stores: the ids as text, the time as a time, compressed by zstd at level 1.
`pandas` reads everything, as it cannot be told which fields are wanted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from contest import Bench, Contender

SEED = 2008
POSTS, OUT, FIELDS, OBSERVATORY = "posts.jsonl", "out.parquet", "fields.json", "observatory"


def make(folder: Path, size: int) -> None:
    """Whole lines, up to `size` bytes (at least one); and the fields that Jasette reads, in both dialects."""
    import numpy as np

    from jasette.demo import block, world, x_v2
    from jasette.demo.fragments import write_rows
    from jasette.source.shape import columns_argument
    from jasette.sources.x_v2 import SHAPE

    written, number = 0, 0
    with (folder / POSTS).open("wb") as file:
        while written < size:
            made = block.make(SEED, number, world.BLOCK)
            order = np.argsort(made.number)
            write_rows(file, x_v2.lines(made, order[made.collected[order]]))
            written, number = file.tell(), number + 1
    with (folder / POSTS).open("rb+") as file:
        file.seek(min(size, written - 1))
        file.readline()
        file.truncate()
    columns = columns_argument(SHAPE).replace("\"created_at\": 'VARCHAR'", "\"created_at\": 'TIMESTAMPTZ'")
    (folder / FIELDS).write_text(json.dumps({"duckdb": columns, "shape": SHAPE}), encoding="utf-8")


def at_hand(folder: Path) -> Path:
    """The folder, without what an earlier contender wrote."""
    (folder / OUT).unlink(missing_ok=True)
    shutil.rmtree(folder / OBSERVATORY, ignore_errors=True)
    return folder


def new_observatory(folder: Path) -> Path:
    """Created in a process of its own, so that nothing is imported yet when the clock starts."""
    where = ["-o", str(at_hand(folder) / OBSERVATORY), "--purpose", "a benchmark", "--responsible", "nobody"]
    subprocess.run([sys.executable, "-c", "from jasette.cli import main; main()", "init", *where], check=True)
    return folder


def add(folder: Path, *files: Path) -> Path:
    """`jasette add` of the files, in this process; RuntimeError where it ends badly."""
    from jasette.cli import main

    sys.argv = ["jasette", "add", *map(str, files), "-o", str(folder / OBSERVATORY), "--strict"]
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise RuntimeError(f"jasette add ended with {end.code}") from end
    return folder


def add_contained(folder: Path, *files: Path) -> Path:
    """As `add`, with the processes in which it reads: their processor time counts once they have ended."""
    add(folder, *files)
    from jasette.source.contained import dismiss

    dismiss()
    return folder


def jasette(folder: Path) -> Path:
    return add(folder, folder / POSTS)


def duckdb(folder: Path) -> Path:
    import duckdb

    columns = json.loads((folder / FIELDS).read_text(encoding="utf-8"))["duckdb"]
    source = f"read_json('{folder / POSTS}', format = 'newline_delimited', columns = {columns})"
    form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
    duckdb.connect().execute(f"COPY (SELECT * FROM {source}) TO '{folder / OUT}' ({form})")
    return folder


def pandas(folder: Path) -> Path:
    import pandas

    # without these two it would make numbers of ids, and dates of texts: slower, and wrong
    pandas.read_json(folder / POSTS, lines=True, dtype=False, convert_dates=False).to_parquet(folder / OUT)
    return folder


def polars(folder: Path) -> Path:
    import polars as pl

    leaves = {"id": pl.String, "text": pl.String, "any": pl.String, "int": pl.Int64, "flag": pl.Boolean}

    def dtype(shape: Any) -> Any:
        if isinstance(shape, list):
            return pl.List(dtype(shape[0]))
        return pl.Struct({key: dtype(inner) for key, inner in shape.items()}) if isinstance(shape, dict) else leaves[shape]

    shape = json.loads((folder / FIELDS).read_text(encoding="utf-8"))["shape"]
    pl.scan_ndjson(folder / POSTS, schema={key: dtype(inner) for key, inner in shape.items()}).sink_parquet(folder / OUT)
    return folder


def answer(folder: Path) -> dict[str, Any]:
    """How many posts, and one number that depends on every id and every like."""
    return _count(f"SELECT id, public_metrics.like_count AS likes, text LIKE 'RT @%' AS repost FROM '{folder / OUT}'", folder)


def answer_of_archive(folder: Path) -> dict[str, Any]:
    from jasette.archive import Archive

    files = [str(file) for file in Archive.open(folder / OBSERVATORY / "archive").files("posts")]
    return _count(f"SELECT substr(post_id, 3) AS id, likes, kind = 'repost' AS repost FROM read_parquet({files})", folder)


def _count(posts: str, folder: Path) -> dict[str, Any]:
    import duckdb

    # the counts on a repost are those of the original: Jasette leaves them unknown
    told = duckdb.sql(
        f"SELECT count(*), count(DISTINCT id), sum(id::HUGEINT)::VARCHAR, sum(likes) FILTER (NOT repost)::BIGINT FROM ({posts})"
    )
    answer = dict(zip(("posts", "distinct", "ids", "likes"), told.fetchall()[0], strict=True))
    at_hand(folder)
    return answer


bench = Bench(
    name="ingest",
    title="X v2 JSON lines into the archive, or into Parquet",
    unit="bytes",
    size=100_000_000,
    make=make,
    rounds={
        "from JSON lines on disk": (
            Contender("jasette", jasette, new_observatory, answer_of_archive, note="checked, deduplicated, committed"),
            Contender("duckdb", duckdb, at_hand, answer, note="the same fields, to Parquet"),
            Contender("polars", polars, at_hand, answer, ("polars",), note="the same fields, to Parquet"),
            Contender("pandas", pandas, at_hand, answer, ("pandas",), slow=True, note="all fields, to Parquet"),
        ),
    },
    notes=(f"{os.cpu_count()} cores; DuckDB alone takes as much memory as it likes, Jasette gives it 1 GB",),
)
