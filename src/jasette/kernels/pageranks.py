"""PageRank in many draws of the people who act, some draws at a time over the same edges.

A person who is drawn k times is k people who do the same: each restarts the walk, and passes on what she has by the same
shares. One who is not drawn passes on nothing. Only nodes that both pass on and receive need to be iterated: who passes on without
receiving is known at the start, and who receives without passing on follows at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel
from jasette.kernels.graph import Graph, Nodes, build, merge
from jasette.kernels.lots import LANES, Lots
from jasette.kernels.pagerank import DAMPING, PASSES, TOLERANCE, shares

Truths = npt.NDArray[np.bool_]


class _Rows(NamedTuple):
    """Edges by target, of the nodes that receive; in each row up to `middle` those from nodes that are iterated."""

    indptr: Integers
    middle: Integers
    indices: Nodes
    weights: Reals


@dataclass(frozen=True, eq=False)
class Walk:
    """A graph prepared for many draws: nodes numbered anew, `iterated` first, then those that only receive, then others."""

    rows: _Rows
    share: Reals
    kept: Reals
    """Of a node's value, the part that goes to iterated nodes."""
    person: Integers
    """The number that each new node had."""
    acting: Truths
    """New nodes that restart the walk as often as they are drawn: those that edges leave, and that are not ranked."""
    iterated: int
    ranked: Integers
    """The new numbers of the nodes whose values are asked for."""


def prepare(graph: Graph, ranked: npt.ArrayLike, *, damping: float = DAMPING) -> Walk:
    """Order the nodes of `graph` for `draw`; O(n log n + m).

    `ranked` (int64) are the nodes whose values are asked for: they restart the walk once in each draw, drawn or not, so that
    their values differ by what others give them.
    """
    weights = graph.weights if graph.weights.size else None
    acts, receives = graph.strength > 0, np.bincount(graph.targets, weights, graph.n) > 0
    person = np.argsort(np.where(acts & receives, 0, np.where(receives, 1, 2)), kind="stable")
    place = np.empty(graph.n, np.int64)
    place[person] = np.arange(graph.n)
    iterated, received = int((acts & receives).sum()), int(receives.sum())
    known = merge(build(place[graph.sources], place[graph.targets], weights, nodes=graph.n, loops=True))
    # Merged columns come in order of their sources, and counting is stable: rows begin with iterated nodes.
    inner = known.sources < iterated
    indptr = known.into.indptr[: received + 1]
    middle = indptr[:-1] + np.bincount(known.targets[inner], minlength=graph.n)[:received]
    share = shares(damping, known.strength)
    within = inner & (known.targets < iterated)
    kept = share[:iterated] * np.bincount(known.sources[within], known.weights[within], iterated)
    acting, asked = acts[person], place[integers(ranked)]
    acting[asked] = False
    return Walk(_Rows(indptr, middle, known.into.indices, known.into.weights), share, kept, person, acting, iterated, asked)


def draw(walk: Walk, lots: Lots, *, tolerance: float = TOLERANCE, passes: int = PASSES) -> Reals:
    """PageRank of the ranked nodes (float64, ranked × LANES) where node i is drawn `lots[i]` times (uint8, n × LANES).

    Restarts, and what is lost in nodes without edges, are spread as the people drawn; those who never act and those ranked
    count once. The same values as `pagerank` on the edges of those who were drawn, with these restarts. O(n + m), and
    a pass O(edges between nodes that are iterated).
    """
    y, total = _draw(*walk.rows, walk.share, walk.kept, walk.person, walk.acting, lots, walk.iterated, tolerance / 2, passes)
    # Who receives nothing has the one restart.
    values = np.ones((walk.ranked.size, LANES))
    there = walk.ranked < len(y)
    values[there] = y[walk.ranked[there]]
    return values / total


@kernel
def _given(node: int, lane: int, person: Integers, acting: Truths, lots: Lots) -> float:
    return float(lots[person[node], lane]) if acting[node] else 1.0


@kernel
def _gather(indices: Nodes, weights: Reals, start: int, end: int, passing: Reals, come: Reals) -> None:
    """Add to `come` what flows along the edges `start` to `end`."""
    for at in range(start, end):
        source, weight = indices[at], weights[at]
        for lane in range(LANES):
            come[lane] += weight * passing[source, lane]


@kernel
def _begin(
    indptr: Integers, middle: Integers, indices: Nodes, weights: Reals, share: Reals, person: Integers, acting: Truths, lots: Lots
) -> Reals:
    """For each node that receives what does not change from pass to pass: its restarts, and what nodes not iterated pass on."""
    base = np.empty((middle.size, LANES), np.float64)
    for node in range(middle.size):
        for lane in range(LANES):
            base[node, lane] = _given(node, lane, person, acting, lots)
        for at in range(middle[node], indptr[node + 1]):
            source = int(indices[at])
            passed = weights[at] * share[source]
            for lane in range(LANES):
                if lots[person[source], lane]:
                    base[node, lane] += passed * _given(source, lane, person, acting, lots)
    return base


@kernel
def _draw(
    indptr: Integers,
    middle: Integers,
    indices: Nodes,
    weights: Reals,
    share: Reals,
    kept: Reals,
    person: Integers,
    acting: Truths,
    lots: Lots,
    iterated: int,
    tolerance: float,
    passes: int,
) -> tuple[Reals, Reals]:
    """The values of the nodes that receive, not yet made to sum to 1, and the sum of all."""
    base = _begin(indptr, middle, indices, weights, share, person, acting, lots)
    y, passing = base.copy(), np.empty((iterated, LANES), np.float64)
    whole = np.zeros(LANES, np.float64)
    for node in range(iterated):
        for lane in range(LANES):
            whole[lane] += base[node, lane]
            passing[node, lane] = share[node] * y[node, lane] if lots[person[node], lane] else 0.0
    for _ in range(passes):
        moved, total, lost = np.zeros(LANES, np.float64), np.zeros(LANES, np.float64), np.zeros(LANES, np.float64)
        come = np.empty(LANES, np.float64)
        for node in range(iterated):
            # by lane: an assignment of arrays is checked for its shape, and the words of that error take a second to compile
            for lane in range(LANES):
                come[lane] = base[node, lane]
            _gather(indices, weights, indptr[node], middle[node], passing, come)
            for lane in range(LANES):
                drawn = lots[person[node], lane] > 0
                on = kept[node] if drawn else 0.0
                moved[lane] += abs(come[lane] - y[node, lane]) * on
                total[lane] += come[lane]
                lost[lane] += come[lane] * (1 - on)
                y[node, lane] = come[lane]
                passing[node, lane] = share[node] * come[lane] if drawn else 0.0
        if _lengthen(y, passing, iterated, moved, total, whole, lost) <= tolerance:
            break
    whole[:] = 0.0
    for node in range(person.size):
        if iterated <= node < middle.size:
            _gather(indices, weights, indptr[node], middle[node], passing, y[node])
        for lane in range(LANES):
            whole[lane] += y[node, lane] if node < middle.size else _given(node, lane, person, acting, lots)
    return y, whole


@kernel
def _lengthen(y: Reals, passing: Reals, iterated: int, moved: Reals, total: Reals, whole: Reals, lost: Reals) -> float:
    """Make what is given and what is lost equal, as `pagerank` does; the largest bound on a residual before it."""
    bound, longer = 0.0, np.ones(LANES, np.float64)
    for lane in range(LANES):
        if total[lane] > 0:
            bound = max(bound, moved[lane] / total[lane])
            longer[lane] = whole[lane] / lost[lane]
    for node in range(iterated):
        for lane in range(LANES):
            y[node, lane] *= longer[lane]
            passing[node, lane] *= longer[lane]
    return bound
