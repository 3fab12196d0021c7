"""Which words one side uses more than another: weighted log-odds with a Dirichlet prior (Monroe, Colaresi & Quinn 2008).

Of a word with y uses among n on each side, and a prior of α such uses among α₀ (their equations 16, 19 and 22):

    δ = ln((y₁ + α) / (n₁ + α₀ - y₁ - α)) - ln((y₂ + α) / (n₂ + α₀ - y₂ - α))        z = δ / √(1/(y₁ + α) + 1/(y₂ + α))

An informative prior says how often the word is used anyway: it pulls the rare word, of which little is known, to no
difference, where plain odds would put it first. z is what words are ordered by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jasette.kernels import Reals, reals


@dataclass(frozen=True)
class Odds:
    """For each word the difference of log-odds, its standard error, and the two divided; above 0 is the first side's."""

    difference: Reals
    error: Reals
    z: Reals


def log_odds(one: npt.ArrayLike, other: npt.ArrayLike, prior: npt.ArrayLike) -> Odds:
    """Compare the uses `one` and `other` of the same words, `prior` uses of each being known before. O(words).

    ValueError where lengths differ or a prior is not above 0. No words: empty arrays. A side of one word alone has no odds (nan).
    """
    first, second, known = reals(one), reals(other), reals(prior)
    if not first.size == second.size == known.size:
        raise ValueError("uses and prior differ in length")
    if known.size and not known.min() > 0:
        raise ValueError("a prior is above 0 for each word")
    difference = _logit(first + known) - _logit(second + known)
    error = np.sqrt(1 / (first + known) + 1 / (second + known))
    return Odds(difference, error, difference / error)


def _logit(uses: Reals) -> Reals:
    if uses.size < 2:
        return np.full(uses.size, np.nan)
    return reals(np.log(uses / (uses.sum() - uses)))
