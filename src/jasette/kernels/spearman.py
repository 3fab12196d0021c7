"""Whether two measures put the same things first: Spearman's rank correlation."""

from __future__ import annotations

import numpy as np

from jasette.kernels import Reals


def spearman(one: Reals, other: Reals) -> Reals:
    """Spearman's ρ of each line of two arrays (float64, lines × things): Pearson's correlation of ranks.

    Equal values share the mean rank. nan where a line has fewer than two things, or equal values only. O(lines · n log n).
    Spearman 1904; ties as in Kendall & Gibbons 1990.
    """
    first, second = _centred(one), _centred(other)
    with np.errstate(invalid="ignore"):
        scale = np.sqrt((first**2).sum(axis=1) * (second**2).sum(axis=1))
        return np.asarray(np.where(scale > 0, (first * second).sum(axis=1) / np.where(scale > 0, scale, 1), np.nan))


def _centred(values: Reals) -> Reals:
    """Mean ranks of each line, less their mean; nan is below all."""
    filled = np.where(np.isnan(values), -np.inf, values)
    ordered = np.sort(filled, axis=1)
    ranks = [
        (np.searchsorted(line, row, "left") + np.searchsorted(line, row, "right")) / 2 for line, row in zip(ordered, filled, strict=True)
    ]
    ranked = np.array(ranks, dtype=np.float64).reshape(values.shape)
    return np.asarray(ranked - (ranked.mean(axis=1, keepdims=True) if values.shape[1] else 0))
