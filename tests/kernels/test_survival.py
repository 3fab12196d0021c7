from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.survival import CENSORED, EVENT, RIVAL, incidence, quantile

# Freireich et al. (1963), Blood 21:699: weeks of remission under 6-MP (a + was censored) and under placebo.
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_STATUS = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_freireich_survival_and_greenwood():
    curve = incidence(SIX_MP, SIX_MP_STATUS)
    at = {int(time): index for index, time in enumerate(curve.time)}
    published = {
        6: (0.857, 0.0764),
        7: (0.807, 0.0869),
        10: (0.753, 0.0963),
        13: (0.690, 0.1068),
        16: (0.627, 0.1141),
        22: (0.538, 0.1282),
        23: (0.448, 0.1346),
    }
    for week, (survival, error) in published.items():
        assert 1 - curve.incidence[at[week]] == pytest.approx(survival, abs=5e-4)
        assert curve.error[at[week]] == pytest.approx(error, abs=5e-5)


def test_freireich_median_and_its_limits():
    median = quantile(incidence(SIX_MP, SIX_MP_STATUS), 0.5)
    assert (median.value, median.low) == (23, 13)
    assert math.isnan(median.high)
    placebo = quantile(incidence(PLACEBO, [EVENT] * len(PLACEBO)), 0.5)
    assert (placebo.value, placebo.low, placebo.high) == (8, 4, 11)


def test_nothing_observed_and_nothing_happened():
    assert len(incidence([], []).time) == 0
    assert math.isnan(quantile(incidence([], []), 0.5).value)
    waiting = incidence([1, 2, 3], [CENSORED] * 3)
    assert waiting.incidence.tolist() == [0, 0, 0]
    assert math.isnan(quantile(waiting, 0.5).value)


def test_median_of_an_even_number_is_the_middle_of_two():
    assert quantile(incidence([1, 2, 4, 9], [EVENT] * 4), 0.5).value == 3
    assert quantile(incidence([1, 2, 9], [EVENT] * 3), 0.5).value == 2


def test_rivals_by_hand():
    # Ten at risk: 2 events at 1; of 8, 1 rival at 2; of 7, 3 events at 3 (and one leaves); of 3, 1 rival at 4.
    time = [1, 1, 2, 3, 3, 3, 3, 4, 5, 5]
    status = [EVENT, EVENT, RIVAL, EVENT, EVENT, EVENT, CENSORED, RIVAL, CENSORED, CENSORED]
    curve = incidence(time, status)
    assert curve.incidence.tolist() == pytest.approx([0.2, 0.2, 0.2 + 0.7 * 3 / 7, 0.5, 0.5])
    assert curve.at_risk.tolist() == [10, 8, 7, 3, 2]


@given(st.lists(st.tuples(st.integers(1, 8), st.sampled_from([EVENT, RIVAL])), min_size=2, max_size=40))
def test_without_censoring_it_is_the_plain_share_with_its_binomial_error(rows: list[tuple[int, int]]):
    time, status = (np.array(column) for column in zip(*rows, strict=True))
    curve = incidence(time, status)
    for index, t in enumerate(curve.time):
        share = float(np.mean((time <= t) & (status == EVENT)))
        assert curve.incidence[index] == pytest.approx(share)
        assert curve.error[index] == pytest.approx(math.sqrt(share * (1 - share) / len(time)), abs=1e-7)


def slowly(rows: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """Aalen–Johansen and its delta-method error written as the textbook sums, quadratic."""
    steps, survival, estimate = [], 1.0, 0.0
    for t in sorted({time for time, _ in rows}):
        at_risk = sum(time >= t for time, _ in rows)
        events = sum((time, status) == (t, EVENT) for time, status in rows)
        gone = sum(time == t and status != CENSORED for time, status in rows)
        estimate += survival * events / at_risk
        steps.append((at_risk, events, gone, survival, estimate))
        survival *= 1 - gone / at_risk
    found = []
    for index, (*_, now) in enumerate(steps):
        variance = 0.0
        for at_risk, events, gone, before, then in steps[: index + 1]:
            if gone < at_risk:
                variance += (now - then) ** 2 * gone / (at_risk * (at_risk - gone))
            variance += before**2 * (at_risk - events) / at_risk**3 * events
            variance -= 2 * (now - then) * before * events / at_risk**2
        found.append((now, math.sqrt(max(variance, 0.0))))
    return found


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from([CENSORED, EVENT, RIVAL])), min_size=1, max_size=60))
def test_running_sums_equal_the_textbook(rows: list[tuple[int, int]]):
    curve = incidence(*zip(*rows, strict=True))
    assert list(zip(curve.incidence, curve.error, strict=True)) == [pytest.approx(pair, abs=1e-7) for pair in slowly(rows)]
    inside = ~np.isnan(curve.low)
    assert (curve.low[inside] <= curve.incidence[inside] + 1e-12).all() and (curve.incidence[inside] <= curve.high[inside] + 1e-12).all()


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from([CENSORED, EVENT, RIVAL]), st.integers(1, 4)), min_size=1, max_size=20))
def test_weights_are_repetitions(rows: list[tuple[int, int, int]]):
    time, status, weight = zip(*rows, strict=True)
    one = incidence(time, status, weight)
    other = incidence(np.repeat(time, weight), np.repeat(status, weight))
    np.testing.assert_allclose(one.incidence, other.incidence)
    np.testing.assert_allclose(one.error, other.error, atol=1e-7)
