"""Who is heard: PageRank of a large graph, and how sure ranks are.

*PageRank*: from columns of int64 (source, target) in memory to a value for each node: the making of the graph is timed. As many
nodes as the size, ten edges for each, without loops or doubles; both ends are drawn by Zipf's law, each in an order of its
own, so that a third of the nodes are never a target. Damping 0.85, what is lost in nodes without edges spread alike, to an L1 change of
1e-10: where a library stops by another rule, its tolerance is set to the same. Every answer is held against one worked out to 1e-13.

*Ranks over draws*: a million acts of four kinds (or what size is told), seven in ten upon a thousand voices. 200 draws of the people; in
each, acts and distinct people by kind, the h-index of posts reposted, and PageRank of each kind. Numbered rows lie in memory, the
weights are drawn within the clock. NumPy and SciPy are given the same weights.

Libraries are imported and kernels compiled before the clock starts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from contest import Bench, Contender

SEED, DEGREE = 6, 10
DAMPING, TOLERANCE = 0.85, 1e-10
DRAWS, VOICES, KINDS = 200, 1_000, 4


# ---- the inputs


def make(folder: Path, size: int) -> None:
    rng = np.random.default_rng(SEED)
    edges = size * DEGREE
    known = np.empty(0, np.int64)
    orders = [rng.permutation(size) for _ in range(2)]
    while known.size < edges:
        ends = [order[_zipf(rng, size, edges)] for order in orders]
        known = np.unique(np.concatenate([known, (ends[0] * size + ends[1])[ends[0] != ends[1]]]))
    known = rng.permutation(known)[:edges]
    source, target = known // size, known % size
    np.save(folder / "source.npy", source)
    np.save(folder / "target.npy", target)
    np.save(folder / "reference.npy", power(size, source, target, 1e-13))
    acts(folder, size, rng)


def _zipf(rng: np.random.Generator, size: int, count: int) -> npt.NDArray[np.int64]:
    """Places from 0, the place p about as often as 1 / (p + size / 100)."""
    first = size / 100
    return np.minimum(first * ((size + first) / first) ** rng.random(count) - first, size - 1).astype(np.int64)


def acts(folder: Path, size: int, rng: np.random.Generator) -> None:
    """Of the acts 70 % reach voices; the others go from person to person. The first persons are the voices themselves."""
    people = max(VOICES * 2, size * 3 // 10)
    person = rng.permutation(people)[_zipf(rng, people, size)]
    voice = np.minimum((VOICES * rng.random(size) ** 2).astype(np.int64), VOICES - 1)
    target = np.where(rng.random(size) < 0.7, voice, rng.integers(0, people, size))
    posts = max(VOICES, size // 10)
    begins = np.linspace(0, posts, VOICES + 1).astype(np.int64)
    post = begins[voice] + (rng.random(size) ** 2 * np.diff(begins)[voice]).astype(np.int64)
    np.savez(folder / "acts.npz", person=person, target=target, kind=rng.integers(0, KINDS, size), post=post, begins=begins, people=people)


# ---- PageRank

Edges = tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64], Path]


def load_edges(rank: Callable[..., Any]) -> Callable[[Path], Edges]:
    def load(folder: Path) -> Edges:
        rank(3, np.array([0, 1]), np.array([1, 2]))  # libraries imported and started, kernels compiled
        source, target = (np.load(folder / f"{name}.npy") for name in ("source", "target"))
        return source.size // DEGREE, source, target, folder

    return load


def jasette(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Any:
    from jasette.kernels import graph, pagerank

    return pagerank.pagerank(graph.build(source, target, nodes=size), damping=DAMPING, tolerance=TOLERANCE).values


def power(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64], tolerance: float = TOLERANCE) -> Any:
    """Power iteration over SciPy's rows."""
    from scipy.sparse import coo_array

    count = np.bincount(source, minlength=size)
    share = np.divide(DAMPING, count, out=np.zeros(size), where=count > 0)
    ends = target.astype(np.int32), source.astype(np.int32)
    into = coo_array((np.ones(source.size), ends), shape=(size, size)).tocsr()
    value = np.full(size, 1 / size)
    while True:
        following = into @ (share * value)
        following += (1 - following.sum()) / size
        moved = np.abs(following - value).sum()
        value = following
        if moved <= tolerance:
            return value


def igraph_prpack(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Any:
    import igraph

    known = igraph.Graph(n=size, edges=np.column_stack((source, target)), directed=True)
    return known.pagerank(damping=DAMPING, implementation="prpack")


def networkit_l1(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Any:
    import networkit

    known = networkit.GraphFromCoo((source.astype(np.uint64), target.astype(np.uint64)), size, directed=True)
    sinks = networkit.centrality.SinkHandling.DistributeSinks
    ranking = networkit.centrality.PageRank(known, damp=DAMPING, tol=TOLERANCE, distributeSinks=sinks)
    ranking.norm = networkit.centrality.Norm.l1norm
    ranking.run()
    return ranking.scores()


def rustworkx_tuples(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Any:
    import rustworkx

    known = rustworkx.PyDiGraph(node_count_hint=size, edge_count_hint=source.size)
    known.add_nodes_from(range(size))
    known.add_edges_from_no_data(list(zip(source.tolist(), target.tolist(), strict=True)))
    ranked = rustworkx.pagerank(known, alpha=DAMPING, tol=TOLERANCE / size, max_iter=1_000)  # it stops at size · tol
    return [ranked[node] for node in range(size)]


def graphblas_power(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Any:
    """Power iteration by GraphBLAS, as LAGraph has it."""
    from graphblas import Matrix, Vector, binary, dtypes, monoid, semiring, unary

    into = Matrix.from_coo(target, source, 1.0, nrows=size, ncols=size, dtype=dtypes.FP64)
    count = into.reduce_columnwise(monoid.plus).new()
    share = count.apply(binary.truediv, left=DAMPING).new()
    value = Vector.from_scalar(1 / size, size)
    while True:
        passed = share.ewise_mult(value, binary.times).new()
        following = Vector.from_scalar(0.0, size)
        following(binary.plus) << into.mxv(passed, semiring.plus_second)
        lost = 1 - following.reduce(monoid.plus).get(0.0)
        following << following.apply(binary.plus, right=lost / size)
        moved = following.ewise_mult(value, binary.minus).new().apply(unary.abs).new().reduce(monoid.plus).get(0.0)
        value = following
        if moved <= TOLERANCE:
            return value.to_dense()


def networkx_dicts(size: int, source: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> Any:
    import networkx

    known = networkx.DiGraph()
    known.add_nodes_from(range(size))
    known.add_edges_from(zip(source.tolist(), target.tolist(), strict=True))
    ranked = networkx.pagerank(known, alpha=DAMPING, tol=TOLERANCE / size, max_iter=1_000)  # it stops at size · tol
    return [ranked[node] for node in range(size)]


def ranking(name: str, rank: Callable[..., Any], *needs: str, **how: Any) -> Contender:
    return Contender(name, lambda edges: (rank(*edges[:3]), edges[3]), load_edges(rank), told, needs, **how)


def told(result: tuple[Any, Path]) -> dict[str, Any]:
    """The first twenty in order, and whether all is as near to the reference as that tolerance asks."""
    values = np.asarray(result[0], np.float64)
    away = np.abs(values - np.load(result[1] / "reference.npy")).sum()
    return {"first": np.argsort(-values, kind="stable")[:20].tolist(), "within 1e-9": bool(away < 1e-9)}


# ---- ranks over draws


def load_acts(rank: Callable[..., Any]) -> Callable[[Path], Any]:
    def load(folder: Path) -> Any:
        nothing = {name: np.zeros(1, np.int64) for name in ("person", "target", "kind", "post")}
        rank(nothing | {"begins": np.linspace(0, 1, VOICES + 1).astype(np.int64), "people": VOICES}, draws=1)
        with np.load(folder / "acts.npz") as held:
            return {name: held[name] for name in held.files}

    return load


def _pairs(held: Any, kind: int) -> tuple[Any, Any, Any]:
    """Person, target and number of acts, for each pair of a kind."""
    from jasette.kernels import graph

    of = held["kind"] == kind
    merged = graph.merge(graph.build(held["person"][of], held["target"][of], nodes=int(held["people"])))
    return merged.sources, merged.targets, merged.weights


def ranks_jasette(held: Any, draws: int = DRAWS) -> list[Any]:
    from jasette.kernels import graph, ranks

    people, made = int(held["people"]), []
    for kind in range(KINDS):
        person, target, much = _pairs(held, kind)
        upon = target < VOICES
        columns = person[upon], target[upon]
        made.append(ranks.sums(*columns, much[upon], people=people, voices=VOICES, draws=draws))
        made.append(ranks.sums(*columns, people=people, voices=VOICES, draws=draws))
        made.append(ranks.pageranks(graph.build(person, target, nodes=people), np.arange(VOICES), draws=draws))
    shared = held["kind"] == 0
    made.append(ranks.h_indices(held["person"][shared], held["post"][shared], held["begins"], people=people, draws=draws))
    return made


def ranks_scipy(held: Any, draws: int = DRAWS) -> list[Any]:
    """The same draw by draw: weighted counts by NumPy, power iteration by SciPy."""
    from jasette.kernels import lots

    people = int(held["people"])
    known = [_pairs(held, kind) for kind in range(KINDS)]
    shared = held["kind"] == 0
    who, what, begins = held["person"][shared], held["post"][shared], held["begins"]
    made: list[list[Any]] = [[] for _ in range(3 * KINDS + 1)]
    for first in range(0, draws, lots.LANES):
        for weight in lots.lots(people, first).T[: draws - first].astype(np.float64):
            for kind, (person, target, much) in enumerate(known):
                upon = target < VOICES
                drawn = weight[person]
                made[3 * kind].append(np.bincount(target[upon], (much * drawn)[upon], VOICES))
                made[3 * kind + 1].append(np.bincount(target[upon], drawn[upon], VOICES))
                made[3 * kind + 2].append(_drawn_power(people, person, target, weight))
            counts = np.bincount(what, weight[who], int(begins[-1]))
            by_voice = np.split(counts, begins[1:-1])
            made[-1].append([int((np.sort(one)[::-1] >= np.arange(1, one.size + 1)).sum()) for one in by_voice])
    return [np.array(rows) for rows in made]


def _drawn_power(people: int, person: Any, target: Any, weight: Any) -> Any:
    from scipy.sparse import csr_array

    there = weight[person] > 0
    acting = np.bincount(person, minlength=people) > 0
    acting[:VOICES] = False
    restart = np.where(acting, weight, 1.0)
    restart /= restart.sum()
    count = np.bincount(person[there], minlength=people)
    share = np.divide(DAMPING, count, out=np.zeros(people), where=count > 0)
    into = csr_array((np.ones(int(there.sum())), (target[there], person[there])), shape=(people, people))
    value = restart
    while True:
        following = into @ (share * value)
        following += (1 - following.sum()) * restart
        moved = np.abs(following - value).sum()
        value = following
        if moved <= TOLERANCE:
            return value[:VOICES]


def drawn(result: list[Any]) -> dict[str, Any]:
    """Counts to the last one; PageRank to what its tolerance allows."""
    counts = [values for at, values in enumerate(result) if at % 3 < 2 or at == 3 * KINDS]
    walked = np.concatenate([values for at, values in enumerate(result) if at % 3 == 2])
    # A value in 10^7 of the mean: rounded numbers may fall on either side of a half, a sum of them hardly does.
    return {
        "counts": hashlib.sha256(np.concatenate(counts).astype(np.int64).tobytes()).hexdigest()[:16],
        "PageRank": [f"{value:.6e}" for value in walked.mean(axis=0)[:8]],
    }


bench = Bench(
    name="graph",
    title="PageRank of a large graph; ranks over draws of people",
    unit="nodes (ten edges each), and acts",
    size=1_000_000,
    make=make,
    rounds={
        "PageRank": (
            ranking("jasette", jasette, note="Gauss-Seidel, one core"),
            ranking("scipy", power, "scipy", note="power iteration on rows of floats"),
            ranking("graphblas", graphblas_power, "graphblas", note="power iteration, all cores"),
            ranking("networkit", networkit_l1, "networkit", note="all cores"),
            ranking("igraph", igraph_prpack, "igraph", note="PRPACK"),
            ranking("rustworkx", rustworkx_tuples, "rustworkx", slow=True, note="takes a list of tuples"),
            ranking("networkx", networkx_dicts, "networkx", slow=True),
        ),
        "ranks over 200 draws": (
            Contender("jasette", ranks_jasette, load_acts(ranks_jasette), drawn, note="8 draws at a time, all cores"),
            Contender("scipy", ranks_scipy, load_acts(ranks_scipy), drawn, ("scipy",), slow=True, note="draw by draw"),
        ),
    },
)
