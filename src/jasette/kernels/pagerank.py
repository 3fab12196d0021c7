"""Who is endorsed by those who are endorsed: PageRank, and TunkRank over who follows whom.

Both are the solution of y = given + Pᵀ y, where P passes on a share of what a node has. PageRank is y made to sum to one: what is
lost in nodes without edges out, spread as the restarts are, is the same as a longer y (Gleich 2015, SIAM Rev. 57:321, section 2.1).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, kernel, reals
from jasette.kernels.graph import Graph, Nodes

DAMPING, TOLERANCE, PASSES = 0.85, 1e-10, 1_000
P = 0.05
"""The chance that a reader passes on what is read: an assumption, which Tunkelang leaves open."""


class Ranked(NamedTuple):
    """`values` (float64, n), the passes over all edges it took, and a bound on how far it is from being a solution.

    Of PageRank `residual` is the L1 distance that one step more of the walk would move `values`, or more. It is above the
    tolerance only where the passes allowed did not suffice.
    """

    values: Reals
    iterations: int
    residual: float


def pagerank(
    graph: Graph, *, damping: float = DAMPING, tolerance: float = TOLERANCE, personal: npt.ArrayLike | None = None, passes: int = PASSES
) -> Ranked:
    """The stationary share of a walk that follows edges by weight, and restarts with 1 − `damping`; the values sum to 1.

    It restarts anywhere alike, or by `personal` (float64, n, not negative, not all 0), and so it does from a node that no
    weight leaves. Stops where the L1 residual is at most `tolerance`, else after so many `passes`. O(n + m) a pass, by Gauss and
    Seidel's method with the whole set right after each pass: some fifteen passes where power iteration takes twenty. The
    same input gives the same bits. No nodes: nothing. Raises ValueError for a wrong damping, tolerance or personal.

    Page, Brin, Motwani & Winograd 1999; method: Arasu et al. 2002, and Koury, McAllister & Stewart 1984 with one group.
    """
    given = _restarts(personal, graph.n)
    if not 0 <= damping < 1 or not tolerance > 0:
        raise ValueError(f"damping must be in [0, 1) and tolerance above 0, not {damping} and {tolerance}")
    share = shares(damping, graph.strength)
    values, done, moved = _solve(*graph.into, share, graph.strength, given, tolerance / 2, passes)
    # If the last pass changed y by d (L1), the residual of y is at most damping · d, and that of y / Σy twice this over Σy.
    return Ranked(values / values.sum() if graph.n else values, done, 2 * moved)


def tunkrank(
    graph: Graph, *, p: float = P, following: npt.ArrayLike | None = None, tolerance: float = TOLERANCE, passes: int = PASSES
) -> Ranked:
    """How many people are expected to read what a node says: I(x) = Σ_{y follows x} (1 + p · I(y)) / following(y).

    An edge leads from who follows to who is followed; weights are weights of attention. `following` (float64, n) is how many
    each follows in truth, where the graph holds not all (never less than those here); else what the graph says. `tolerance` is the L1
    residual relative to Σ (1 + p · I). O(n + m) a pass. No nodes: nothing. Raises ValueError for p outside [0, 1).

    Tunkelang 2009, "A Twitter analog to PageRank".
    """
    if not 0 <= p < 1 or not tolerance > 0:
        raise ValueError(f"p must be in [0, 1) and tolerance above 0, not {p} and {tolerance}")
    followed = graph.strength if following is None else reals(following)
    if followed.shape != (graph.n,):
        raise ValueError(f"{graph.n} nodes, but {followed.size} numbers of followed")
    share = shares(1.0, np.maximum(followed, graph.strength))
    y, done, moved = _solve(*graph.into, p * share, graph.strength, np.ones(graph.n), tolerance, passes)
    return Ranked(_inflow(*graph.into, share * y), done, moved)


def _restarts(personal: npt.ArrayLike | None, n: int) -> Reals:
    if personal is None:
        return np.full(n, 1 / max(n, 1))
    given = reals(personal)
    whole = given.sum()
    if given.shape != (n,) or not (given >= 0).all() or not 0 < whole < np.inf:
        raise ValueError(f"personal needs {n} weights that are not negative, and not all 0")
    return np.asarray(given / whole)


def shares(part: float, strength: Reals) -> Reals:
    """What goes along an edge of weight one for each unit of its source (float64, n); nothing where no weight leaves it."""
    share = np.zeros(strength.size)
    np.divide(part, strength, out=share, where=strength > 0)
    return share


@kernel
def _solve(
    indptr: Integers, indices: Nodes, weights: Reals, share: Reals, strength: Reals, given: Reals, tolerance: float, passes: int
) -> tuple[Reals, int, float]:
    """y = given + Σ over edges of weight · share[source] · y[source], passes made, and a bound on the residual relative to Σy.

    Gauss–Seidel: a node takes what its neighbours have by now. After a pass y is made as large as it must be for what is given
    and lost to be equal (the slow mode of the iteration is its length).
    """
    n = given.size
    y = given.copy()
    passing = share * y
    done, bound = 0, np.inf if n else 0.0
    while done < passes and bound > tolerance:
        moved, total, lost, whole = 0.0, 0.0, 0.0, 0.0
        for node in range(n):
            come = given[node]
            whole += come
            if weights.size:
                for place in range(indptr[node], indptr[node + 1]):
                    come += weights[place] * passing[indices[place]]
            else:
                for place in range(indptr[node], indptr[node + 1]):
                    come += passing[indices[place]]
            change = come - y[node]
            # What moved here is missed by those alone who took the old value; no more than this can be missing.
            moved += abs(change) * share[node] * strength[node]
            total += come
            lost += come * (1 - share[node] * strength[node])
            y[node] = come
            passing[node] = share[node] * come
        bound = moved / total
        done += 1
        longer = whole / lost
        for node in range(n):
            y[node] *= longer
            passing[node] *= longer
    return y, done, bound


@kernel
def _inflow(indptr: Integers, indices: Nodes, weights: Reals, passing: Reals) -> Reals:
    n = indptr.size - 1
    come = np.zeros(n, np.float64)
    for node in range(n):
        for place in range(indptr[node], indptr[node + 1]):
            come[node] += (weights[place] if weights.size else 1.0) * passing[indices[place]]
    return come
