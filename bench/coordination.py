"""Coordinated sharing: pairs of accounts that share one object within ten seconds, with their events and distinct objects.

Shares over sixty days, of objects that few or very many share. *Pairs*: no object is shared more than 20,000 times.
*One crowd*: one of them is shared 100,000 times, within one day. Every contender gives each pair's weight and events; ours
hands them out in blocks. Inputs are dense integers in memory (as Arrow, for DuckDB as a table); libraries are imported and
kernels compiled before the clock starts.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from contest import Bench, Contender

SEED = 6
DAYS = 60
DAY_S = 86_400
WINDOW_S = 10
MOST, CROWD = 20_000, 100_000
"""Shares of the most shared object, and of the one that a crowd shares."""


def make(folder: Path, size: int) -> None:
    """`pairs.parquet` and `crowd.parquet`: object, account, and the moment in whole seconds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(SEED)
    objects, accounts, most, crowd = size // 10, size // 10, min(MOST, size // 20), min(CROWD, size // 3)
    wanted = (np.arange(1, objects + 1) ** -0.9 * most).astype(np.int64) + 1
    what = np.concatenate([np.repeat(np.arange(objects), wanted)[:size], rng.integers(0, objects, max(0, size - int(wanted.sum())))])
    # what is shared is shared soon: most of it on the first day after it appeared
    appeared = rng.integers(0, (DAYS - 10) * DAY_S, objects)
    at = appeared[what] + np.minimum(rng.exponential(DAY_S / 2, size), 9 * DAY_S).astype(np.int64)
    who = (rng.random(size) ** 2 * accounts).astype(np.int64)
    # one in a hundred by rings of twenty, who share a thing within five seconds
    ring = np.arange(size // 100)
    what[ring], who[ring] = ring // 20 % objects, ring // 20 % 50 * 20 + ring % 20
    at[ring] = appeared[what[ring]] + 3_600 + rng.integers(0, 5, ring.size)
    shuffled = rng.permutation(size)
    what, who, at = what[shuffled], who[shuffled], at[shuffled]
    pq.write_table(pa.table({"object": what, "account": who, "at": at}), folder / "pairs.parquet", compression="lz4")
    what[:crowd], at[:crowd] = objects, rng.integers(0, DAY_S, crowd)
    pq.write_table(pa.table({"object": what, "account": who, "at": at}), folder / "crowd.parquet", compression="lz4")


def totals(pairs: int, events: int, heavy: int, weights: int, accounts: int) -> dict[str, Any]:
    return {"pairs": int(pairs), "events": int(events), "pairs of weight 2": int(heavy), "weights": int(weights), "accounts": int(accounts)}


def table(folder: Path, name: str) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(folder / f"{name}.parquet")


def load_jasette(folder: Path, name: str) -> Any:
    run_jasette((np.array([0, 0]), np.array([0, 1]), np.array([0, 1])))  # compiled, or found in the cache
    return tuple(table(folder, name)[column].to_numpy() for column in ("object", "account", "at"))


def run_jasette(columns: Any) -> dict[str, Any]:
    from jasette.kernels.coordination import Shares

    shares = Shares(*columns, WINDOW_S)
    met = np.zeros(shares.accounts, bool)
    pairs = events = heavy = weights = 0
    for block in shares.pairs():
        pairs, events = pairs + block.one.size, events + block.events.sum()
        heavy, weights = heavy + np.count_nonzero(block.weight > 1), weights + block.weight.sum()
        met[block.one] = met[block.other] = True
    return totals(pairs, events, heavy, weights, met.sum())


def load_duckdb(folder: Path, name: str) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE shares AS SELECT * FROM read_parquet('{folder / f'{name}.parquet'}')")
    return connection


SUMS = """, pairs AS (SELECT one, other, count(*) AS events, count(DISTINCT object) AS weight FROM met GROUP BY one, other),
accounts AS (SELECT one AS account FROM pairs UNION SELECT other FROM pairs)
SELECT count(*), sum(events), count(*) FILTER (weight > 1), sum(weight), (SELECT count(*) FROM accounts) FROM pairs"""
SELF_JOIN = f"""
WITH met AS (SELECT a.account AS one, b.account AS other, a.object FROM shares AS a JOIN shares AS b
    ON a.object = b.object AND a.account < b.account AND b.at BETWEEN a.at - {WINDOW_S} AND a.at + {WINDOW_S}){SUMS}"""
BUCKETS = f"""
WITH late AS (SELECT *, "at" // {WINDOW_S} AS bucket FROM shares),
early AS (SELECT object, account, "at", "at" // {WINDOW_S} + k AS bucket FROM shares, (VALUES (-1), (0), (1)) AS step(k)),
met AS (SELECT a.account AS one, b.account AS other, a.object FROM early AS a JOIN late AS b
    ON a.object = b.object AND a.bucket = b.bucket AND a.account < b.account AND abs(a.at - b.at) <= {WINDOW_S}){SUMS}"""


def run_duckdb(query: str, connection: Any) -> dict[str, Any]:
    return totals(*connection.execute(query).fetchone())


def load_polars(folder: Path, name: str) -> Any:
    import polars

    return polars.read_parquet(folder / f"{name}.parquet")


def run_polars(shares: Any) -> dict[str, Any]:
    """A join on object and bucket, with the bucket before and after."""
    import polars as pl

    left = shares.lazy().with_columns(bucket=pl.concat_list(pl.col("at") // WINDOW_S + k for k in (-1, 0, 1))).explode("bucket")
    right = shares.lazy().with_columns(bucket=pl.col("at") // WINDOW_S)
    near = left.join(right, on=["object", "bucket"], suffix="_b").filter(
        (pl.col("account") < pl.col("account_b")) & ((pl.col("at") - pl.col("at_b")).abs() <= WINDOW_S)
    )
    pairs = near.group_by("account", "account_b").agg(events=pl.len(), weight=pl.col("object").n_unique()).collect()
    accounts = pl.concat([pairs["account"], pairs["account_b"]]).n_unique()
    return totals(pairs.height, pairs["events"].sum(), (pairs["weight"] > 1).sum(), pairs["weight"].sum(), accounts)


def contenders(name: str) -> tuple[Contender, ...]:
    return (
        Contender("jasette", run_jasette, functools.partial(load_jasette, name=name), dict),
        Contender("polars", run_polars, functools.partial(load_polars, name=name), dict, ("polars",), note="bucketed join"),
        Contender(
            "duckdb", functools.partial(run_duckdb, SELF_JOIN), functools.partial(load_duckdb, name=name), dict, slow=True, note="self-join"
        ),
        Contender(
            "duckdb buckets", functools.partial(run_duckdb, BUCKETS), functools.partial(load_duckdb, name=name), dict, note="bucketed join"
        ),
    )


bench = Bench(
    name="coordination",
    title="coordinated sharing: pairs of accounts, events, distinct objects",
    unit="shares",
    size=3_000_000,
    make=make,
    rounds={"pairs": contenders("pairs"), "one crowd": contenders("crowd")},
)
