"""How sure a rank is: the people who act are drawn anew with all their acts (`lots`), and the voices ranked in each draw.

Each function but the last gives a value for each draw and voice (float64, draws × voices) that `stability` takes. Persons are
numbered alike in all calls, or have keys (`lots.People`), so that one draw is one draw for all measures.
A count sums the weights of the acts, a distinct
count those of the people: a person drawn twice is two people.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel, reals
from jasette.kernels.bootstrap import SEED
from jasette.kernels.graph import Graph
from jasette.kernels.hindex import h_indices as h_of
from jasette.kernels.lots import DRAWS, LANES, Lots, People, each, lots
from jasette.kernels.pagerank import DAMPING, TOLERANCE
from jasette.kernels.pageranks import draw, prepare


class Stability(NamedTuple):
    """For each voice its `rank` (int64; 1 is first, equals share the best), the range of ranks `first` to `last` (int64) and of values
    `low` to `high` (float64) over the draws. Each range contains what the point values say.
    """

    rank: Integers
    first: Integers
    last: Integers
    low: Reals
    high: Reals


def sums(
    person: npt.ArrayLike,
    voice: npt.ArrayLike,
    amount: npt.ArrayLike | None = None,
    *,
    people: People,
    voices: int,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Reals:
    """For each draw and voice the sum of `amount` · how often the person is drawn, over rows (person, voice, amount) of one length.

    With one row for each pair: acts as `amount` give a count, none (all one) a distinct count. A mean is the ratio of two such
    sums. O(rows + people) for LANES draws.
    """
    who, whom = integers(person), integers(voice)
    much = np.empty(0, np.float64) if amount is None else reals(amount)
    if who.shape != whom.shape or (amount is not None and much.shape != who.shape):
        raise ValueError(f"rows need columns of one length, not {who.size}, {whom.size} and {much.size}")
    _numbered(who, people if isinstance(people, int) else people.size)
    _numbered(whom, voices)
    return each(draws, lambda first: _sums(who, whom, much, lots(people, first, seed), voices))


def h_indices(
    person: npt.ArrayLike, post: npt.ArrayLike, indptr: npt.ArrayLike, *, people: People, draws: int = DRAWS, seed: int = SEED
) -> Reals:
    """For each draw and voice the h-index of the voice's posts, each taken up as often as those who did so are drawn.

    One row (person, post) for each act; the posts of voice v are those numbered from `indptr[v]` to `indptr[v + 1]` − 1.
    O(rows + people + posts) for LANES draws.
    """
    who, what, begins = integers(person), integers(post), integers(indptr)
    if who.shape != what.shape:
        raise ValueError(f"rows need columns of one length, not {who.size} and {what.size}")
    posts, none = int(begins[-1]), np.empty(0, np.float64)
    _numbered(who, people if isinstance(people, int) else people.size)
    _numbered(what, posts)

    def work(first: int) -> Reals:
        counts = _sums(who, what, none, lots(people, first, seed), posts).T.astype(np.int64)
        return np.column_stack([h_of(lane, begins) for lane in counts]).astype(np.float64)

    return each(draws, work)


def pageranks(
    graph: Graph,
    ranked: npt.ArrayLike,
    *,
    damping: float = DAMPING,
    tolerance: float = TOLERANCE,
    people: People | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Reals:
    """For each draw the PageRank of the nodes `ranked` (int64), where node i is drawn as person i (see `pageranks.draw`) of `people`."""
    walk = prepare(graph, ranked, damping=damping)
    who = graph.n if people is None else people
    return each(draws, lambda first: draw(walk, lots(who, first, seed), tolerance=tolerance))


def stability(values: npt.ArrayLike, drawn: npt.ArrayLike, *, level: float = 0.95) -> Stability:
    """Ranks of `values` (float64, voices), the largest first, and their percentile ranges over `drawn` (draws × voices): 2.5–97.5.

    A voice that equals others may stand anywhere among them: `first` comes from those strictly above it, `last` from those
    not below. nan ranks after all. O(draws · v log v). No voices: empty. Raises ValueError where the shapes do not fit.
    """
    point, draws = reals(values), reals(drawn)
    if draws.ndim != 2 or draws.shape[1:] != point.shape or not len(draws):
        raise ValueError(f"values {point.shape} and draws {draws.shape} are not of the same voices")
    low, high = (1 - level) / 2, (1 + level) / 2
    rank, _ = _ranks(point)
    best, worst = (np.array(side) for side in zip(*map(_ranks, draws), strict=True))
    first = np.quantile(best, low, axis=0, method="inverted_cdf")
    last = np.quantile(worst, high, axis=0, method="inverted_cdf")
    # nan, where a draw says nothing of a voice, is above all in a sort: it is left at the end of both.
    least, most = np.quantile(draws, (low, high), axis=0, method="inverted_cdf")
    return Stability(rank, np.minimum(first, rank), np.maximum(last, rank), np.fmin(least, point), np.fmax(most, point))


def _ranks(values: Reals) -> tuple[Integers, Integers]:
    """The best and the worst place of each value among all, equal ones standing in any order."""
    known = np.where(np.isnan(values), -np.inf, values)
    ordered = np.sort(known)
    above, not_below = (ordered.size - np.searchsorted(ordered, known, side) for side in ("right", "left"))
    return above + 1, not_below


def _numbered(values: Integers, count: int) -> None:
    if values.size and (values.min() < 0 or values.max() >= count):
        raise ValueError(f"numbers run from 0 to {count - 1}, not from {values.min()} to {values.max()}")


@kernel
def _sums(person: Integers, voice: Integers, amount: Reals, drawn: Lots, voices: int) -> Reals:
    made = np.zeros((voices, LANES), np.float64)
    for row in range(person.size):
        much = amount[row] if amount.size else 1.0
        who, whom = person[row], voice[row]
        for lane in range(LANES):
            made[whom, lane] += much * drawn[who, lane]
    return made
