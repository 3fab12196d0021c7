from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.contrast import mantel_haenszel, newcombe

UGDP = ((8, 22), (106, 98), (5, 16), (120, 85))
"""Deaths under tolbutamide and placebo, by age: Rothman, Greenland & Lash (2008), Modern Epidemiology, table 15-1."""


def test_published_difference_and_limits():
    """0.035, 90 % from −0.018 to 0.088 (chapter 15); to four digits as the R package metafor prints them: estimate ± 1.645 errors."""
    found = mantel_haenszel(*UGDP, level=0.90)
    reach = 1.644854 * found.error
    assert (found.value, found.value - reach, found.value + reach) == pytest.approx((0.0349, -0.0176, 0.0874), abs=5e-5)
    # Klingenberg's limits are near these where no arm is small
    assert (found.limits.low, found.limits.high) == pytest.approx((-0.0176, 0.0874), abs=1e-3)


def test_the_limits_are_where_the_test_begins_to_reject():
    """(δ̂ − δ)² = z² Var(δ), Sato's variance with δ in the place of the estimate (Klingenberg 2014)."""
    a, n1, c, n0 = (np.array(values, float) for values in ((3, 8, 1), (9, 20, 12), (0, 1, 2), (3, 4, 5)))
    size, weight = n1 + n0, (n1 * n0 / (n1 + n0)).sum()
    p = ((n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / size**2).sum()
    q = ((a * (n0 - c) + c * (n1 - a)) / (2 * size)).sum()
    found = mantel_haenszel(a, n1, c, n0)
    for limit in (found.limits.low, found.limits.high):
        assert (found.value - limit) ** 2 == pytest.approx(1.959964**2 * (limit * p + q) / weight**2, rel=1e-5)


def test_large_strata_agree_with_greenland_and_robins():
    """Their variance of 1985 for large strata: Σ [a b n₀³ + c d n₁³] / (n₁ n₀ N²) / (Σ n₁ n₀ / N)²."""
    a, n1, c, n0 = (np.array(values) * 100.0 for values in UGDP)
    size = n1 + n0
    spread = ((a * (n1 - a) * n0**3 + c * (n0 - c) * n1**3) / (n1 * n0 * size**2)).sum()
    assert mantel_haenszel(a, n1, c, n0).error == pytest.approx(math.sqrt(spread) / (n1 * n0 / size).sum(), rel=1e-3)


def test_newcombe_published():
    # Newcombe (1998), Stat Med 17:873, table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 10/10 − 0/10.
    for case, low, high in (((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((10, 10, 0, 10), 0.6075, 1.0)):
        limits = newcombe(*case)
        assert (limits.low, limits.high) == pytest.approx((low, high), abs=5e-5)


def test_nobody_came_back_is_no_certainty():
    found = mantel_haenszel([0, 0], [10, 10], [0, 0], [10, 10])
    assert (found.value, found.error) == (0, 0)
    assert found.limits == newcombe(0, 20, 0, 20) and found.limits.low < -0.1


def test_a_stratum_without_a_second_arm_weighs_nothing():
    alone = mantel_haenszel([5], [10], [2], [10])
    assert mantel_haenszel([5, 3, 0], [10, 9, 0], [2, 0, 4], [10, 0, 7]) == alone
    assert math.isnan(mantel_haenszel([5], [10], [0], [0]).value)
    assert math.isnan(mantel_haenszel([], [], [], []).value)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=6))
def test_it_is_the_weighed_mean_of_the_strata(rows: list[tuple[int, int, int, int]]):
    tables = [(min(a, n1), n1, min(c, n0), n0) for a, n1, c, n0 in rows]
    weights = [n1 * n0 / (n1 + n0) for _, n1, _, n0 in tables]
    mean = sum(w * (a / n1 - c / n0) for w, (a, n1, c, n0) in zip(weights, tables, strict=True)) / sum(weights)
    found = mantel_haenszel(*zip(*tables, strict=True))
    assert found.value == pytest.approx(mean, abs=1e-12)
    assert -1 <= found.limits.low <= found.value + 1e-12 and found.value - 1e-12 <= found.limits.high <= 1


@pytest.mark.parametrize(("people", "strata"), [(150, 1), (400, 8), (300, 60)])
def test_the_interval_covers_the_truth_also_where_strata_mislead(people: int, strata: int):
    """Who is answered more often comes back more often, for a reason that the strata hold: no effect, and none is found."""
    covered = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        stratum = rng.integers(0, strata, people)
        keen = rng.beta(2, 3, strata)[stratum]
        answered = rng.random(people) < 0.2 + 0.6 * keen
        back = rng.random(people) < 0.05 + 0.5 * keen
        counts = [np.bincount(stratum[chosen], minlength=strata) for chosen in (back & answered, answered, back & ~answered, ~answered)]
        limits = mantel_haenszel(*counts).limits
        covered += limits.low <= 0 <= limits.high
    assert covered >= 90


@pytest.mark.parametrize(("people", "answered", "back"), [(75, 0.85, 0.13), (70, 0.65, 0.13), (75, 0.85, 0.05), (250, 0.85, 0.13)])
def test_the_interval_covers_the_truth_where_one_arm_is_small(people: int, answered: float, back: float):
    """Nobody of a dozen came back: that is no certainty. Estimate ± 1.96 errors covers 84 to 93 of 100 here."""
    covered = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        stratum, arm, hit = rng.integers(0, 10, people), rng.random(people) < answered, rng.random(people) < back
        counts = [np.bincount(stratum[chosen], minlength=10) for chosen in (hit & arm, arm, hit & ~arm, ~arm)]
        limits = mantel_haenszel(*counts).limits
        covered += limits.low <= 0 <= limits.high
    assert covered >= 0.93 * 400
