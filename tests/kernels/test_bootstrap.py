from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.bootstrap import NORMAL, Types, _student, limits, share_limits, wider, wilson


def test_wilson_published():
    # Newcombe (1998), Stat Med 17:857, table I, method 3 (score): 81/263, 15/148, 0/20, 1/29.
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):
        limits = wilson(hits / n, n)
        assert (limits.low, limits.high) == pytest.approx((low, high), abs=5e-5)


def test_singles_are_wilson():
    types = Types.of([1] * 15 + [0] * 133, [1] * 148)
    assert share_limits(types) == wilson(15 / 148, 148)


def test_equal_shares_fall_back_to_the_number_of_clusters():
    assert share_limits(Types.of([2, 3, 4], [2, 3, 4])) == wilson(1.0, 3)
    assert share_limits(Types.of([1, 2], [2, 4])) == wilson(0.5, 2)


def test_one_person_leaves_it_to_the_threads_and_one_of_both_to_wilson():
    person, threads = Types.of([6], [10]), Types.of([1, 0, 2, 3], [2, 3, 2, 3])
    assert wider(person, threads) == share_limits(threads)
    assert wider(person, Types.of([6], [10])) == wilson(0.6, 1)


def test_the_wider_is_shown():
    people, threads = Types.of([0, 0, 10, 9], [10, 8, 10, 10]), Types.of([1, 0] * 19, [1] * 38)
    assert share_limits(people).width > share_limits(threads).width
    assert wider(people, threads) == share_limits(people)


def test_order_and_grouping_do_not_matter():
    one = Types.of([1, 0, 1, 2], [2, 3, 2, 2])
    other = Types.of([2, 1, 0], [2, 2, 3], [1, 2, 1])
    assert (one.clusters, one.total, one.share) == (other.clusters, other.total, other.share) == (4, 9, 4 / 9)
    assert share_limits(one) == share_limits(other)


def test_types_draw_as_whole_clusters_do():
    """The multinomial over types against the ordinary bootstrap, cluster by cluster: same spread of the share."""
    rng = np.random.default_rng(5)
    n = 1 + rng.poisson(2, 80)
    hits = rng.binomial(n, rng.beta(1, 2, 80))
    types = Types.of(hits, n)
    drawn = rng.integers(0, 80, (4000, 80))
    plain = hits[drawn].sum(1) / n[drawn].sum(1)
    counts = rng.multinomial(80, types.count / 80, 4000)
    assert np.std((counts @ types.hits) / (counts @ types.n)) == pytest.approx(np.std(plain), rel=0.05)


def test_student_table():
    # Tables of Student's t, 97.5 %.
    for degrees, published in ((4, 2.776), (9, 2.262), (19, 2.093), (29, 2.045), (120, 1.980)):
        assert _student(0.975, degrees) == pytest.approx(published, rel=0.004)
    assert _student(0.975, 10**7) == pytest.approx(NORMAL.inv_cdf(0.975), abs=1e-5)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)).map(lambda x: (min(x), x[1])), min_size=1, max_size=30))
def test_limits_hold_the_share(rows: list[tuple[int, int]]):
    types = Types.of(*zip(*rows, strict=True))
    limits = share_limits(types, draws=200)
    assert 0 <= limits.low <= types.share + 1e-12 and types.share - 1e-12 <= limits.high <= 1


@pytest.mark.parametrize(("people", "alpha", "beta"), [(15, 1, 3), (30, 2, 2), (60, 1, 3), (200, 0.5, 4.5)])
def test_limits_cover_the_truth_of_people_who_differ(people: int, alpha: float, beta: float):
    """People answer with their own propensity and ask several times, in threads of their own and in shared ones."""
    covered = 0
    for seed in range(500):
        rng = np.random.default_rng(seed)
        each = 1 + rng.poisson(3, people)
        person = np.repeat(np.arange(people), each)
        hit = rng.binomial(1, rng.beta(alpha, beta, people)[person])
        thread = rng.integers(0, 3 * people, len(person))
        by_person, by_thread = (
            Types.of(np.bincount(key, hit)[np.bincount(key) > 0], np.bincount(key)[np.bincount(key) > 0]) for key in (person, thread)
        )
        limits = wider(by_person, by_thread)
        covered += limits.low <= alpha / (alpha + beta) <= limits.high
    assert 0.92 <= covered / 500 <= 0.98


def test_any_statistic_is_drawn_as_a_share_is():
    types = Types.of([1, 0, 1, 2, 3, 0], [2, 3, 2, 2, 4, 1])
    found = limits(lambda weights: (weights @ types.hits) / (weights @ types.n), types.count)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((share_limits(types).low, share_limits(types).high))


def test_drawing_that_tells_nothing_gives_no_limits():
    assert limits(lambda weights: weights[:, 0], [1]) is None
    assert limits(lambda weights: weights @ np.ones(2), [3, 4]) is None
    assert limits(lambda weights: np.full(len(weights), np.nan), [3, 4]) is None


def test_very_many_types_take_few_draws_and_little_room():
    seen: list[tuple[int, ...]] = []

    def mean(weights: np.ndarray) -> np.ndarray:
        seen.append(weights.shape)
        return weights @ values / weights.sum(axis=1)

    values = np.random.default_rng(3).normal(size=200_000)
    found = limits(mean, np.ones(200_000))
    assert found is not None and found.width == pytest.approx(2 * 1.96 / np.sqrt(200_000), rel=0.2)
    assert max(rows for rows, _ in seen) <= 10 and sum(rows for rows, _ in seen) == 201


@pytest.mark.parametrize("clusters", [25, 100])
def test_limits_cover_a_ratio_of_sums(clusters: int):
    """Each cluster brings a heavy-tailed sum and its size: mean per unit."""
    covered = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        size = 1 + rng.poisson(2, clusters)
        total = rng.gamma(2 * size, 1.5)
        found = limits(lambda weights, total=total, size=size: (weights @ total) / (weights @ size), np.ones(clusters))
        covered += found.low <= 3 <= found.high
    assert 0.91 <= covered / 300 <= 0.99
