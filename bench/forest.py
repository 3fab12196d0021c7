"""The reply forest: from each post's parent to the thread it stands in.

*From dense integers*: `parent[i]` is the index of post i's parent, -1 where it has none. *From text ids*: the ids of post
and parent as the archive holds them; six in a hundred parents were not collected, and their replies must stay together.
Every contender gives each post's thread. Jasette gives more and is timed with it: depth, and cycles cut. Libraries are
imported, kernels compiled, and inputs lie in memory (as Arrow, for DuckDB as a table) before the clock starts.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from contest import Bench, Contender

Ints = npt.NDArray[np.int64]
SEED = 4
LONG = 400
"""Posts of the longest exchange of two who go on and on."""
LOST = 0.06
"""Share of posts that were not collected."""


# ---- the inputs


def make(folder: Path, size: int) -> None:
    """Posts in order of time; 65 % are replies, mostly to what was said a moment ago."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rng = np.random.default_rng(SEED)
    here = np.arange(size)
    back = 1 + np.floor(rng.pareto(0.7, size) * 5)
    parent = np.where((rng.random(size) < 0.65) & (back <= here), here - np.minimum(back, size), -1).astype(np.int64)
    chain = np.sort(rng.choice(size, min(LONG, size // 4), replace=False))
    parent[chain[1:]] = chain[:-1]
    np.save(folder / "parent.npy", parent)

    # ids as the platform gives them: they grow with time, and are not dense
    native = pa.array((1_500_000_000_000 << 20) + np.cumsum(rng.integers(1, 1 << 32, size)))
    ids = pc.binary_join_element_wise("x:", native.cast(pa.string()), "")
    reply_to = ids.take(pa.array(np.maximum(parent, 0), mask=parent < 0))
    posts = pa.table({"post_id": ids, "reply_to": reply_to}).filter(pa.array(rng.random(size) >= LOST))
    pq.write_table(posts, folder / "posts.parquet", compression="lz4")


# ---- the answers


def threads(labels: npt.ArrayLike, count: int | None = None) -> dict[str, Any]:
    """The partition, whatever its labels are: each post's thread named by its first post."""
    labels = np.asarray(labels)[:count]
    _, first, which = np.unique(labels, return_index=True, return_inverse=True)
    return {"threads": len(first), "partition": _digest(first[which])}


def threads_and_depth(result: tuple[Ints, Ints]) -> dict[str, Any]:
    return threads(result[0]) | {"depth": _digest(result[1])}


def _digest(values: npt.ArrayLike) -> str:
    return hashlib.sha256(np.ascontiguousarray(values, np.int64).tobytes()).hexdigest()[:16]


# ---- from dense integers


def load_parent(folder: Path) -> Ints:
    return np.load(folder / "parent.npy")


def load_kernel(folder: Path) -> Ints:
    from jasette.kernels.forest import forest

    forest(np.array([1, -1]))  # compiled, or found in the cache: what `init` does in the background
    return load_parent(folder)


def dense_jasette(parent: Ints) -> tuple[Ints, Ints]:
    from jasette.kernels.forest import forest

    grown = forest(parent)
    return grown.root, grown.depth


def dense_numpy(parent: Ints) -> tuple[Ints, Ints]:
    """Pointer jumping: every pass doubles the distance. It never ends on a cycle, where ours cuts it."""
    here = np.arange(parent.size)
    root, depth = np.where(parent < 0, here, parent), (parent >= 0).astype(np.int64)
    while True:
        above = root[root]
        if np.array_equal(above, root):
            return root, depth
        depth += depth[root]
        root = above


def load_scipy(folder: Path) -> Ints:
    import scipy.sparse.csgraph  # noqa: F401

    return load_parent(folder)


def _components(count: int, child: Ints, parent: Ints) -> npt.NDArray[np.int32]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ties = coo_array((np.ones(child.size, np.int8), (child.astype(np.int32), parent.astype(np.int32))), shape=(count, count))
    return connected_components(ties.tocsr(), directed=True, connection="weak")[1]


def dense_scipy(parent: Ints) -> npt.NDArray[np.int32]:
    child = np.flatnonzero(parent >= 0)
    return _components(parent.size, child, parent[child])


def load_igraph(folder: Path) -> Ints:
    import igraph  # noqa: F401

    return load_parent(folder)


def dense_igraph(parent: Ints) -> list[int]:
    import igraph

    child = np.flatnonzero(parent >= 0)
    ties = np.column_stack((child, parent[child]))
    return igraph.Graph(n=parent.size, edges=ties).connected_components(mode="weak").membership


def load_duckdb(folder: Path) -> Any:
    import duckdb
    import pyarrow as pa

    parent = load_parent(folder)
    connection = duckdb.connect()
    connection.register("given", pa.table({"node": np.arange(parent.size), "parent": parent}))
    connection.execute("CREATE TABLE input AS SELECT * FROM given")
    return connection


def dense_duckdb(connection: Any) -> tuple[Ints, Ints]:
    """Pointer jumping by joins."""
    connection.execute(
        "CREATE TABLE up AS SELECT node, CASE WHEN parent < 0 THEN node ELSE parent END AS above, (parent >= 0)::BIGINT AS depth FROM input"
    )
    _jump(connection)
    got = connection.execute("SELECT above, depth FROM up ORDER BY node").fetchnumpy()
    return got["above"], got["depth"]


def _jump(connection: Any) -> None:
    while True:
        connection.execute(
            "CREATE OR REPLACE TABLE next AS SELECT a.node, b.above, a.depth + b.depth AS depth, a.above <> b.above AS moved "
            "FROM up AS a JOIN up AS b ON b.node = a.above"
        )
        moved = connection.execute("SELECT bool_or(moved) FROM next").fetchone()[0]
        connection.execute("DROP TABLE up")
        connection.execute("ALTER TABLE next RENAME TO up")
        if not moved:
            return


def load_networkx(folder: Path) -> Ints:
    import networkx  # noqa: F401

    return load_parent(folder)


def dense_networkx(parent: Ints) -> Ints:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(parent.size))
    child = np.flatnonzero(parent >= 0)
    graph.add_edges_from(zip(child.tolist(), parent[child].tolist(), strict=True))
    label = np.empty(parent.size, np.int64)
    for number, members in enumerate(networkx.connected_components(graph)):
        label[list(members)] = number
    return label


# ---- from text ids


def load_posts(folder: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(folder / "posts.parquet")


def load_numbers(folder: Path) -> Any:
    """The posts, and the kernels compiled."""
    load_kernel(folder)
    posts = load_posts(folder)
    text_jasette(posts.slice(0, 2))
    return posts


def text_jasette(posts: Any) -> tuple[Ints, int]:
    """Numbers and forest, as the steps `numbers` and `threads` of a build make them."""
    from jasette.kernels.numbering import Numbers
    from jasette.reconstruct.threads import Ties, grow

    numbers = Numbers()
    node = numbers.take(posts["post_id"])
    parent = numbers.take(posts["reply_to"])
    child = np.flatnonzero(parent >= 0)
    ghosts = np.arange(posts.num_rows, len(numbers))
    return grow(len(numbers), Ties(node[child], parent[child], np.full(child.size, -1)), ghosts).root, posts.num_rows


def load_text(*libraries: str) -> Any:
    def load(folder: Path) -> Any:
        import importlib

        for library in libraries:
            importlib.import_module(library)
        return load_posts(folder)

    return load


def _dense(posts: Any) -> tuple[int, Ints, Ints, Ints]:
    """Text ids as numbers, the fastest way we know outside DuckDB: Arrow's dictionary over posts and parents."""
    import pyarrow as pa

    both = pa.chunked_array([*posts["post_id"].chunks, *posts["reply_to"].chunks]).combine_chunks().dictionary_encode()
    codes = both.indices
    node = np.asarray(codes[: posts.num_rows])
    has = np.asarray(posts["reply_to"].is_valid())
    return len(both.dictionary), node, node[has], np.asarray(codes[posts.num_rows :].drop_null())


def text_scipy(posts: Any) -> Any:
    count, node, child, parent = _dense(posts)
    return _components(count, child, parent)[node]


def text_igraph(posts: Any) -> Any:
    import igraph

    count, node, child, parent = _dense(posts)
    graph = igraph.Graph(n=count, edges=np.column_stack((child, parent)).astype(np.int64))
    return np.asarray(graph.connected_components(mode="weak").membership)[node]


def text_networkx(posts: Any) -> Any:
    import networkx

    ids, parents = posts["post_id"].to_pylist(), posts["reply_to"].to_pylist()
    graph = networkx.Graph()
    graph.add_nodes_from(ids)
    graph.add_edges_from((one, up) for one, up in zip(ids, parents, strict=True) if up is not None)
    label = {one: number for number, members in enumerate(networkx.connected_components(graph)) for one in members}
    return np.array([label[one] for one in ids])


def load_text_duckdb(folder: Path) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE posts AS SELECT *, file_row_number AS node FROM read_parquet('{folder / 'posts.parquet'}', file_row_number = true)"
    )
    return connection


def text_duckdb(connection: Any) -> Any:
    """A number for every id, then pointer jumping by joins."""
    connection.execute(
        "CREATE TABLE ids AS SELECT post_id, node FROM posts UNION ALL "
        "SELECT reply_to, (SELECT count(*) FROM posts) + row_number() OVER () - 1 FROM "
        "(SELECT DISTINCT p.reply_to FROM posts AS p ANTI JOIN posts AS here ON here.post_id = p.reply_to WHERE p.reply_to IS NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE up AS SELECT i.node, coalesce(u.node, i.node) AS above, 0 AS depth FROM ids AS i "
        "LEFT JOIN posts AS p ON p.node = i.node LEFT JOIN ids AS u ON u.post_id = p.reply_to"
    )
    _jump(connection)
    return connection.execute("SELECT above FROM up WHERE node < (SELECT count(*) FROM posts) ORDER BY node").fetchnumpy()["above"]


THREADS = "thread only"
bench = Bench(
    name="forest",
    title="the reply forest: the thread of every post",
    unit="posts",
    size=1_000_000,
    make=make,
    rounds={
        "from dense integers": (
            Contender("jasette", dense_jasette, load_kernel, threads_and_depth, note="thread, depth, cycles cut"),
            Contender("scipy", dense_scipy, load_scipy, threads, ("scipy",), note=THREADS),
            Contender("igraph", dense_igraph, load_igraph, threads, ("igraph",), note=THREADS),
            Contender("duckdb", dense_duckdb, load_duckdb, threads_and_depth, note="thread, depth: pointer jumping by joins"),
            Contender("numpy", dense_numpy, load_parent, threads_and_depth, note="thread, depth: pointer jumping, no cycles"),
            Contender("networkx", dense_networkx, load_networkx, threads, ("networkx",), slow=True, note=THREADS),
        ),
        "from text ids": (
            Contender("jasette", text_jasette, load_numbers, lambda got: threads(*got), note="thread, depth, cycles cut"),
            Contender("scipy", text_scipy, load_text("scipy.sparse.csgraph"), threads, ("scipy",), note=f"{THREADS}, ids by Arrow"),
            Contender("igraph", text_igraph, load_text("igraph"), threads, ("igraph",), note=f"{THREADS}, ids by Arrow"),
            Contender("duckdb", text_duckdb, load_text_duckdb, threads, note=THREADS),
            Contender("networkx", text_networkx, load_text("networkx"), threads, ("networkx",), slow=True, note=THREADS),
        ),
    },
)
