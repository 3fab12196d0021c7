"""How long until something happens, when some are still waiting and others can no longer be served.

The Aalen–Johansen estimate of the cumulative incidence; without rivals it is one minus Kaplan–Meier. Its variance is
the delta-method one (Marubini & Valsecchi 1995), which without rivals equals Greenwood's. Bands are log-log,
quantiles invert the estimate and its bands (Brookmeyer & Crowley 1982).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

CENSORED, EVENT, RIVAL = 0, 1, 2
"""Status of an observation: still waiting when last seen; it happened; something else made it impossible."""


@dataclass(frozen=True)
class Curve:
    """Cumulative incidence just after each distinct time; `low` and `high` are nan where the band is undefined."""

    time: Floats
    incidence: Floats
    error: Floats
    low: Floats
    high: Floats
    at_risk: Floats


@dataclass(frozen=True)
class Point:
    """A quantile with its limits, in the unit of the times; nan means not reached."""

    value: float
    low: float
    high: float


def incidence(time: ArrayLike, status: ArrayLike, weight: ArrayLike | None = None, *, level: float = 0.95) -> Curve:
    """Cumulative incidence of EVENT, RIVAL competing, CENSORED leaving at their time (after the events of that time).

    `time`, `status` and `weight` (how many share them; 1 each if not given) have one length; equal times may repeat and
    need no order. Nothing observed gives a curve of length 0.
    """
    times = np.asarray(time, dtype=np.float64)
    states = np.asarray(status)
    weights = np.ones(len(times)) if weight is None else np.asarray(weight, dtype=np.float64)
    distinct, place = np.unique(times, return_inverse=True)

    def total(mask: NDArray[Any]) -> Floats:
        return np.bincount(place[mask], weights=weights[mask], minlength=len(distinct)).astype(np.float64)

    events, rivals, leaving = total(states == EVENT), total(states == RIVAL), total(np.ones(len(times), dtype=bool))
    at_risk = np.cumsum(leaving[::-1])[::-1]
    gone = events + rivals
    survival = np.cumprod(1 - gone / at_risk)
    before = np.concatenate(([1.0], survival[:-1])) if len(distinct) else survival
    estimate = np.cumsum(before * events / at_risk)

    # Σ (F − Fᵢ)² aᵢ is opened up into running sums, so that the whole curve costs one pass. Where everybody at risk
    # goes, aᵢ is infinite but meets F − Fᵢ = 0 there, and nobody is left for later times.
    left = at_risk - gone
    a = np.divide(gone, at_risk * left, out=np.zeros_like(gone), where=left > 0)
    b = before * events / at_risk**2
    spread = estimate**2 * np.cumsum(a) - 2 * estimate * np.cumsum(a * estimate) + np.cumsum(a * estimate**2)
    own = np.cumsum(before**2 * events * (at_risk - events) / at_risk**3)
    crossed = estimate * np.cumsum(b) - np.cumsum(b * estimate)
    error = np.sqrt(np.maximum(spread + own - 2 * crossed, 0.0))

    low, high = _log_log(estimate, error, level)
    return Curve(distinct, estimate, error, low, high, at_risk)


def _log_log(estimate: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    """Limits on the log(−log(1 − F)) scale: inside 0..1, nan at 0 and at 1, where the scale ends."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    low, high = np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    inner = (estimate > 0) & (estimate < 1 - 1e-12)
    remain = 1 - estimate[inner]
    step = z * error[inner] / (remain * -np.log(remain))
    low[inner] = 1 - remain ** np.exp(-step)
    high[inner] = 1 - remain ** np.exp(step)
    return low, high


def quantile(curve: Curve, share: float) -> Point:
    """The time at which the incidence reaches `share`; its limits are where the upper and lower band reach it.

    A curve that lies exactly at `share` for a while gives the middle of that stretch (as the median of an even number
    of values is the middle of two). What is not reached is nan.
    """
    estimate, upper, lower = (_reaches(curve.time, line, share) for line in (curve.incidence, curve.high, curve.low))
    return Point(estimate, upper, lower)


def _reaches(time: Floats, line: Floats, share: float) -> float:
    reached = np.flatnonzero(line >= share - 1e-9)
    if not len(reached):
        return math.nan
    first = int(reached[0])
    if abs(line[first] - share) > 1e-9:
        return float(time[first])
    above = np.flatnonzero(line > share + 1e-9)
    return float((time[first] + time[above[0]]) / 2) if len(above) else float(time[first])
