"""How unevenly something is spread over people: Gini's index and shares of the top, for weighted amounts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from jasette.kernels import Reals


def gini(amounts: ArrayLike, weights: ArrayLike) -> Reals:
    """Gini's index of `amounts` (one dimension, not negative), `weights` people having each; 0 where all have the same.

    `weights` may have leading dimensions, one index for each row of weights: so a thousand draws cost one call. Twice the
    area between the diagonal and the Lorenz curve (Gini 1912); for n people it is at most 1 − 1/n. Where nobody has
    anything, nan.
    """
    people, held = _lorenz(amounts, weights)
    return np.asarray(1 - (np.diff(people) * (held[..., 1:] + held[..., :-1])).sum(axis=-1))


def top_share(amounts: ArrayLike, weights: ArrayLike, above: float, upto: float = 0.0) -> Reals:
    """What part of all the people hold who rank between the shares `upto` and `above` from the top: (0.01, 0) the top 1 %.

    Read off the Lorenz curve, so that a share of the people need not be whole people. Dimensions, and nothing held: as gini.
    """
    people, held = _lorenz(amounts, weights)
    ends = [_read(people, held, 1 - share) for share in (upto, above)]
    return np.asarray(ends[0] - ends[1])


def _lorenz(amounts: ArrayLike, weights: ArrayLike) -> tuple[Reals, Reals]:
    """Cumulative shares of people and of what they hold, from the poorest, beginning at 0."""
    amount, weight = np.asarray(amounts, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    order = np.argsort(amount, kind="stable")
    amount, weight = amount[order], weight[..., order]
    start = np.zeros((*weight.shape[:-1], 1))
    people, held = (np.concatenate([start, np.cumsum(column, axis=-1)], axis=-1) for column in (weight, weight * amount))
    with np.errstate(invalid="ignore", divide="ignore"):
        return people / people[..., -1:], held / held[..., -1:]


def _read(people: Reals, held: Reals, at: float) -> Reals:
    """The Lorenz curve at one share of the people, straight between its points."""
    following = np.minimum((people < at - 1e-12).sum(axis=-1, keepdims=True), people.shape[-1] - 1)
    before = np.maximum(following - 1, 0)
    x0, x1, y0, y1 = (np.take_along_axis(line, place, -1)[..., 0] for line in (people, held) for place in (before, following))
    step = np.where(x1 > x0, x1 - x0, 1.0)
    return np.asarray(np.where(x1 > x0, y0 + (y1 - y0) * (at - x0) / step, y1))
