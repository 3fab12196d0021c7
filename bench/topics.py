"""Fifty topics over the texts of all posts: words, alternatives, phrases and beginnings of words, one after the other.

The texts are those of Valmont's posts (`jasette.demo`), drawn at random, each with eight made-up words out of 300,000 behind it, as
rare as in a language (Zipf), so that the vocabulary is as large as that of many people. Names of accounts and addresses are left out.

In the clock: for ours, to read the query, find the posts, and hand their ids over as an Arrow table; for the others, only to count
the posts. Outside: the indexes of words (ours and FTS5's), made before; `index` tells how long that took. DuckDB has none: it folds and
searches every text for every question, which is what a filter without an index would do.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contest import Bench, Contender

SEED = 2008
MADE_UP, BEHIND, ZIPF = 300_000, 8, 1.3
AT_ONCE = 100_000

WORDS = ("neige", "snow", "bus", "logement", "rue", "budget", "bonjour", "merci", "park", "école", "mot77", "mot90210")
ALTERNATIVES = (
    "neige OR snow OR déneigement", "bus OR métro OR tram", "logement OR loyer OR rent OR housing",
    "rue OR street OR avenue", "école OR school",
    "mot1 OR mot2 OR mot3 OR mot4 OR mot5",
    "budget OR taxes OR impôt", "parc OR park OR jardin OR garden", "the OR le", "mot500 OR mot600",
    "collecte OR pickup OR bac", "piste OR bike OR vélo",
)  # fmt: skip
PHRASES = (
    '"de la"', '"of the"', '"in the"', '"la rue"', '"la ville"', '"the city"', '"le bus"', '"the snow"', '"mot1 mot1"', '"mot1 mot2"',
    '"nothing like it"', '"rien de tel"',
)  # fmt: skip
BEGINNINGS = ("neig*", "log*", "sno*", "bu*", "mot12*", "mot9*", "déneig*", "stre*", '"la ru*"', "par*")
BOTH = ("neige AND rue", "bus AND NOT neige", "(neige OR snow) AND (rue OR street)", '"de la" AND NOT (bus OR rue)')
QUERIES = (*WORDS, *ALTERNATIVES, *PHRASES, *BEGINNINGS, *BOTH)

ROWS = "SELECT post_id, 'post' AS kind, CAST(NULL AS VARCHAR) AS repost_of, text, CAST(NULL AS VARCHAR[]) AS tags"


def make(folder: Path, size: int) -> None:
    """The texts as Parquet, and both indexes."""
    import sqlite3

    import duckdb

    from jasette import engine
    from jasette.topic import index

    _write(folder, size)
    took: dict[str, float] = {}
    with engine.connect(folder) as connection:
        connection.execute(f"CREATE VIEW posts AS {ROWS} FROM read_parquet('{folder}/posts.parquet')")
        since = time.perf_counter(), time.process_time()
        index.build(connection, folder / "words")
        took |= {"index: jasette": time.perf_counter() - since[0], "index: jasette, CPU": time.process_time() - since[1]}
    took["index: peak GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    took["index: GB on disk"] = sum(path.stat().st_size for path in (folder / "words").iterdir()) / 1e9
    (folder / "took.json").write_text(json.dumps(took), encoding="utf-8")
    with sqlite3.connect(folder / "fts.sqlite") as fts, duckdb.connect() as connection:
        fts.execute("CREATE VIRTUAL TABLE posts USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')")
        reader = connection.sql(f"SELECT text FROM read_parquet('{folder}/posts.parquet')").to_arrow_reader(AT_ONCE)
        for batch in reader:
            fts.executemany("INSERT INTO posts (text) VALUES (?)", ([text] for text in batch["text"].to_pylist()))


def _write(folder: Path, size: int) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    told, rng = np.array(_told(folder), dtype=object), np.random.default_rng(SEED)
    schema = pa.schema([("post_id", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(folder / "posts.parquet", schema, compression="zstd") as out:
        for begin in range(0, size, AT_ONCE):
            many = min(AT_ONCE, size - begin)
            made_up = rng.zipf(ZIPF, (many, BEHIND)) % MADE_UP
            behind = [" ".join(f"mot{word}" for word in row) for row in made_up.tolist()]
            texts = [f"{text} {more}" for text, more in zip(told[rng.integers(0, told.size, many)], behind, strict=True)]
            out.write_table(pa.table([[f"x:15{number:017}" for number in range(begin, begin + many)], texts], schema=schema))


def _told(folder: Path) -> list[str]:
    """Texts of a small Valmont, without names of accounts and addresses."""
    import shutil
    import tempfile

    from jasette.demo import tour, write
    from jasette.observatory import Observatory
    from jasette.people import ADDRESS, HANDLE

    with tempfile.TemporaryDirectory(dir=folder) as name:
        with Observatory.create(Path(name) / "observatory", purpose="a benchmark", responsible="nobody") as observatory:
            tour.collect(observatory, write(Path(name) / "files", seed=SEED, scale=0.1), lambda step: None)
            gone = f"regexp_replace(regexp_replace(text, '{ADDRESS}', ' ', 'g'), '{HANDLE}', ' ', 'g')"
            rows = observatory.sql(f"SELECT DISTINCT {gone} AS text FROM posts WHERE text IS NOT NULL AND role <> 'repost' ORDER BY 1")
        shutil.rmtree(Path(name) / "files")
        return [row["text"] for row in rows]


def each(count: Callable[[str], int]) -> dict[str, Any]:
    """How many posts each query finds, and how long each took."""
    found, wall, cpu = [], [], []
    for query in QUERIES:
        since = time.perf_counter(), time.process_time()
        found.append(count(query))
        wall.append(time.perf_counter() - since[0])
        cpu.append(time.process_time() - since[1])
    names = (("median", 0.5), ("95 of 100 below", 0.95), ("slowest", 1.0))
    spent = {f"one question, {clock}: {name}": _quantile(of, at) for clock, of in (("wall", wall), ("CPU", cpu)) for name, at in names}
    return {"found": found, "spent": spent}


def _quantile(values: list[float], at: float) -> float:
    return sorted(values)[min(int(at * len(values)), len(values) - 1)]


# ---- ours


def load_ours(folder: Path) -> tuple[Any, dict[str, float]]:
    from jasette.topic import index, parse

    words = index.Index(folder / "words")
    words.post_ids(parse('"a b" OR c'))  # kernels are compiled, or found in the cache: what `init` does in the background
    return words, json.loads((folder / "took.json").read_text(encoding="utf-8"))


def run_ours(loaded: tuple[Any, dict[str, float]]) -> dict[str, Any]:
    from jasette.topic import parse

    index, took = loaded
    parse.cache_clear()
    told = each(lambda query: index.post_ids(parse(query)).num_rows)
    return told | {"spent": told["spent"] | took}


# ---- the others: the same queries in their own words


def _said(query: str, phrase: Callable[[Any], str], both: Callable[[str, list[str]], str], inverse: Callable[[str], str]) -> str:
    from jasette.topic import parse
    from jasette.topic.language import Both, Node, Not, Phrase

    def say(node: Node) -> str:
        match node:
            case Phrase():
                return phrase(node)
            case Not(of):
                return inverse(say(of))
            case Both(how, of):
                return both(how, [say(one) for one in of])
        raise AssertionError(node)

    return say(parse(query).node)


def load_duckdb(folder: Path) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW posts AS SELECT text FROM read_parquet('{folder}/posts.parquet')")
    return connection


def run_duckdb(connection: Any) -> dict[str, Any]:
    def phrase(one: Any) -> str:
        words = "[^a-z0-9]+".join(f"{term.word}{'[a-z0-9]*' if term.prefix else ''}" for term in one.terms)
        first = one.terms[0].word
        return f"(folded LIKE '%{first}%' AND regexp_matches(folded, '(^|[^a-z0-9]){words}($|[^a-z0-9])'))"

    def count(query: str) -> int:
        where = _said(query, phrase, lambda how, parts: f"({f' {how} '.join(parts)})", "NOT {}".format)
        sql = f"SELECT count(*) FROM (SELECT strip_accents(lower(text)) AS folded FROM posts) WHERE {where}"
        return int(connection.execute(sql).fetchall()[0][0])

    return each(count) | {"spent": {}}


def load_fts(folder: Path) -> Any:
    import sqlite3

    return sqlite3.connect(folder / "fts.sqlite")


def run_fts(fts: Any) -> dict[str, Any]:
    def phrase(one: Any) -> str:
        # FTS5 knows a beginning only as the last word of a phrase, as all of ours here are.
        return f'"{" ".join(term.word for term in one.terms)}"{" *" if one.terms[-1].prefix else ""}'

    def both(how: str, parts: list[str]) -> str:
        # NOT has two sides there.
        wanted, unwanted = [part for part in parts if not part.startswith("NOT ")], [part[4:] for part in parts if part.startswith("NOT ")]
        said = f"({f' {how} '.join(wanted)})"
        return f"({said} NOT ({' OR '.join(unwanted)}))" if unwanted else said

    def count(query: str) -> int:
        match = _said(query, phrase, both, "NOT {}".format)
        return int(fts.execute("SELECT count(*) FROM posts WHERE posts MATCH ?", (match,)).fetchall()[0][0])

    return each(count)


bench = Bench(
    name="topics",
    title="fifty topics over all texts",
    unit="posts",
    size=1_000_000,
    make=make,
    rounds={
        "fifty questions": (
            Contender("jasette", run_ours, load_ours, dict, note="ids of all posts found"),
            Contender("sqlite", run_fts, load_fts, dict, note="FTS5, counts"),
            Contender("duckdb", run_duckdb, load_duckdb, dict, slow=True, note="a full scan, counts"),
        )
    },
    notes=("goal: 95 of 100 questions below 0.3 s at 1M posts, 1 s at 10M",),
)
