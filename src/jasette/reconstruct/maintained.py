"""Derived tables that follow the archive: after a small addition only the threads that it touches are made anew.

A post's row depends on its own observations, on the roster, on who bears which handle, and on what it is tied to: its
parent and the first of its conversation, theirs, and so on. So what may change are the posts that came, those whose author
or addressee or who is mentioned bears another handle than before, and all that is tied to one of them. The chain runs over
these alone, by the same SQL and kernels; every other row stays as it is, in the file in which it is.

    posts.base.parquet    what the last whole build wrote (a second name of the same file)
    posts.gone.parquet    the numbers of its rows that count no longer
    posts.later.parquet   the rows that came instead, or after
    follow/               what the next build has to know: batches, handles, and how many observations there were

Voices, audiences and coverage are small, and are made anew each time. All other tables need a whole build. So does
whatever a thread does not bound: another roster, other opt-outs, rows that were erased, or an addition that touches much.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from jasette.reconstruct import coverage as windows
from jasette.reconstruct import identity
from jasette.reconstruct.step import registered, run
from jasette.reconstruct.tables import DERIVED
from jasette.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    from numpy.typing import NDArray

MAINTAINED = ("posts", "voices", "audiences", "coverage")
BASE, GONE, LATER, FOLLOW = "posts.base.parquet", "posts.gone.parquet", "posts.later.parquet", "follow"
FEW, SHARE = 20_000, 0.1
"""An addition that touches more posts than both is made by a whole build."""

TIES = """hash(post_id) AS post,
    CASE WHEN coalesce(kind, '') = 'repost' OR reply_to IS NULL THEN 0 ELSE hash(reply_to) END AS reply,
    CASE WHEN coalesce(kind, '') = 'repost' OR root IS NULL THEN 0 ELSE hash(root) END AS root"""
"""What a post is tied to. Two ids of one hash would only make more posts anew."""
RENAMED = """
WITH other AS ((FROM f_aliases EXCEPT FROM f_were) UNION ALL (FROM f_were EXCEPT FROM f_aliases))
SELECT DISTINCT unnest([alias, account_id]) AS account_id FROM other"""
"""Handles that stand for somebody else than before, and the accounts for which they stood and stand."""
_NAMED = """SELECT row FROM (SELECT row, unnest(mentions) AS account_id FROM held WHERE mentions IS NOT NULL)
        WHERE account_id IN (SELECT account_id FROM f_renamed)"""
BEARS = f"""coalesce(account_id IN (SELECT account_id FROM f_renamed), false)
        OR coalesce(reply_to_account IN (SELECT account_id FROM f_renamed), false) OR row IN ({_NAMED})"""


def mounted(folder: Path) -> str:
    """SQL of the rows of `posts` in a build's folder, whole or followed."""
    base = literal(str(_base(folder)))
    if not _followed(folder):
        return f"SELECT * FROM read_parquet({base})"
    return f"""
        SELECT b.* EXCLUDE (file_row_number) FROM read_parquet({base}, file_row_number = true) AS b
        ANTI JOIN read_parquet({literal(str(folder / GONE))}) AS g ON g.row = b.file_row_number
        UNION ALL
        SELECT * FROM read_parquet({literal(str(folder / LATER))})"""


def remember(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write down beside a build what the next one has to know; `connection` has the views that it was made from."""
    ((rows,),) = connection.execute("SELECT count(*) FROM raw_posts").fetchall()
    _remember(connection, folder, "SELECT DISTINCT batch FROM raw_posts", identity.ALIASES, rows)


def _remember(connection: duckdb.DuckDBPyConnection, folder: Path, batches: str, aliases: str, rows: int) -> None:
    (folder / FOLLOW).mkdir(exist_ok=True)
    _copy(connection, batches, folder / FOLLOW / "batches.parquet")
    _copy(connection, aliases, folder / FOLLOW / "aliases.parquet")
    (folder / FOLLOW / "rows.json").write_text(json.dumps({"rows": rows}), encoding="utf-8")


def follow(
    connection: duckdb.DuckDBPyConnection, before: Path, out: Path, *, roster: Mapping[str, pa.Table], coverage: pa.Table, key: str
) -> dict[str, int] | None:
    """Write the maintained tables into `out` from those in `before` and what came since; None where a whole build is needed.

    Arguments as of `reconstruct.build`, and roster, people who stay out and program as they were then: the caller sees to that.
    `raw_posts` and `current_posts` of `connection` are narrowed: mount them anew for anything else. Returns rows by table.
    """
    from jasette.reconstruct import chain, given, queries

    (out / BASE).unlink(missing_ok=True)  # of a try before this one, whose files were compacted away
    if not (before / FOLLOW / "rows.json").exists():
        return None
    _plain(connection, before)
    try:
        there = _came(connection, before)
        if there is None or not _touched(connection, before, roster):
            return None
        _remember(connection, out, "SELECT batch FROM f_batches", "SELECT * FROM f_aliases", there)
        _link(before, out)
        written, rows = queries(key), {}
        with given(connection, roster, coverage):
            for part in chain(key)[:5]:  # identity to posts
                part.run(connection)
                for name in part.writes:
                    rows[name] = _copy(connection, DERIVED[name].select(f"({written[name]}) AS made"), out / f"{name}.parquet")
            made = DERIVED["posts"].select(f"({written['posts']}) AS made")
            stays = "SELECT * FROM f_later WHERE post_id NOT IN (SELECT post_id FROM f_touched)"
            _copy(connection, f"{made} UNION ALL {stays}", out / LATER)
            _copy(connection, "SELECT row FROM f_gone", out / GONE)
            # of all posts the coverage asks for the first and the last
            ends = f"SELECT unnest([min(at_us), max(at_us)]) AS at_us FROM ({mounted(out)})"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE w_spoken AS {ends}")
            run(connection, windows.STEPS)
            rows["coverage"] = _copy(connection, DERIVED["coverage"].select(f"({written['coverage']}) AS made"), out / "coverage.parquet")
        ((rows["posts"],),) = connection.execute(f"SELECT count(*) FROM ({mounted(out)})").fetchall()
        return rows
    finally:
        made_here = "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'f_')"
        for (name,) in connection.execute(made_here).fetchall():
            connection.execute(f"DROP TABLE {name}")


def _plain(connection: duckdb.DuckDBPyConnection, before: Path) -> None:
    """`f_gone` and `f_later` of the build before: empty where it was whole."""
    followed = _followed(before)
    gone = f"SELECT row FROM read_parquet({literal(str(before / GONE))})" if followed else "SELECT CAST(0 AS BIGINT) AS row WHERE false"
    later = f"SELECT * FROM read_parquet({literal(str(before / LATER))})" if followed else DERIVED["posts"].empty()
    connection.execute(f"CREATE OR REPLACE TEMP TABLE f_gone AS {gone}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE f_later AS {later}")


def _came(connection: duckdb.DuckDBPyConnection, before: Path) -> int | None:
    """Make `f_came`, the observations since (a batch comes in one piece), and count all. None where any is gone, or too many came."""
    known = f"read_parquet({literal(str(before / FOLLOW / 'batches.parquet'))})"
    connection.execute("CREATE OR REPLACE TEMP TABLE f_batches AS SELECT DISTINCT batch FROM raw_posts")
    new = connection.execute(f"SELECT batch FROM f_batches ANTI JOIN {known} AS k USING (batch)").fetchall()
    where = f"batch IN ({', '.join(literal(batch) for (batch,) in new)})" if new else "false"
    ((came, there),) = connection.execute(f"SELECT count(*) FILTER ({where}), count(*) FROM raw_posts").fetchall()
    was = json.loads((before / FOLLOW / "rows.json").read_text(encoding="utf-8"))["rows"]
    if was + came != there or came > max(FEW, SHARE * was):
        return None
    connection.execute(f"CREATE OR REPLACE TEMP TABLE f_came AS SELECT * FROM raw_posts WHERE {where}")
    return int(there)


def _touched(connection: duckdb.DuckDBPyConnection, before: Path, roster: Mapping[str, pa.Table]) -> bool:
    """Make `f_touched` (ids of posts to be made anew) and add to `f_gone`; narrow the views to them. False where there are too many."""
    base = _base(before)
    was = f"read_parquet({literal(str(before / FOLLOW / 'aliases.parquet'))})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE f_aliases AS {identity.ALIASES}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE f_were AS SELECT * FROM {was}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE f_renamed AS {RENAMED}")
    renamed = {name for (name,) in connection.execute("SELECT account_id FROM f_renamed").fetchall()}
    if renamed & set(roster["roster_accounts"]["account_id"].to_pylist()):
        return False
    rows = f"""
        WITH held AS (
            SELECT file_row_number AS row, post_id, kind, reply_to, root, account_id, reply_to_account, mentions
            FROM read_parquet({literal(str(base))}, file_row_number = true) AS b ANTI JOIN f_gone AS g ON g.row = b.file_row_number
            UNION ALL
            SELECT -1 - rowid AS row, post_id, kind, reply_to, root, account_id, reply_to_account, mentions FROM f_later
        )
        SELECT row, {TIES}, {BEARS if renamed else "false"} AS renamed FROM held"""
    held = connection.execute(rows).fetchnumpy()
    came = connection.execute(f"SELECT {TIES} FROM f_came").fetchnumpy()
    ties = [np.concatenate([_filled(held[name]), _filled(came[name])]).astype(np.uint64) for name in ("post", "reply", "root")]
    first = np.concatenate([_filled(held["renamed"]).astype(bool), np.ones(len(came["post"]), bool)])
    numbers = _filled(held["row"]).astype(np.int64)[tied(ties, first)[: len(held["row"])]]
    later = int((held["row"] < 0).sum())
    if later + numbers.size > max(FEW, SHARE * len(held["row"])):
        return False
    with registered(connection, {"numbers": pa.table({"row": numbers})}):
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE f_touched AS
            SELECT post_id FROM read_parquet({literal(str(base))}, file_row_number = true)
            WHERE file_row_number IN (SELECT row FROM numbers WHERE row >= 0)
            UNION SELECT post_id FROM f_later WHERE -1 - rowid IN (SELECT row FROM numbers WHERE row < 0)
            UNION SELECT post_id FROM f_came""")
        connection.execute("INSERT INTO f_gone SELECT row FROM numbers WHERE row >= 0")
    connection.execute("CREATE OR REPLACE TEMP TABLE f_posts AS SELECT * FROM raw_posts WHERE post_id IN (SELECT post_id FROM f_touched)")
    connection.execute("CREATE OR REPLACE TEMP VIEW raw_posts AS SELECT * FROM f_posts")
    return True


def tied(ties: list[NDArray[np.uint64]], first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which posts are tied, over any number of steps, to one of the `first`; `ties` are three ids of each post, 0 for none."""
    found = first.copy()
    fresh = found
    while fresh.any():
        ids = np.unique(np.concatenate([column[fresh] for column in ties]))
        ids = ids[ids != 0]
        fresh = np.zeros_like(found)
        for column in ties:
            fresh |= _among(column, ids)
        fresh &= ~found
        found |= fresh
    return found


def _among(column: NDArray[np.uint64], ids: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which are among the sorted `ids`; most are told by a few of their bits."""
    if not ids.size:
        return np.zeros(column.size, bool)
    marked = np.zeros(1 << 20, bool)
    marked[ids & np.uint64(0xFFFFF)] = True
    may = np.flatnonzero(marked[column & np.uint64(0xFFFFF)])
    at = np.minimum(np.searchsorted(ids, column[may]), ids.size - 1)
    found = np.zeros(column.size, bool)
    found[may[ids[at] == column[may]]] = True
    return found


def _followed(folder: Path) -> bool:
    """Whether the build there followed another; else it was whole."""
    return (folder / BASE).exists()


def _base(folder: Path) -> Path:
    """What the last whole build wrote, in the folder of that build or of one that followed it."""
    return folder / (BASE if _followed(folder) else "posts.parquet")


def _filled(column: Any) -> Any:
    return column.filled(0) if isinstance(column, np.ma.MaskedArray) else column


def _link(before: Path, out: Path) -> None:
    base = _base(before)
    try:
        os.link(base, out / BASE)
    except OSError:  # a file system without a second name
        shutil.copyfile(base, out / BASE)


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    return int(connection.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)").fetchall()[0][0])
