from __future__ import annotations

import pytest

from jasette.measure.kinds import Count, Distinct, Figure, Share


def test_count_is_exact_where_all_was_collected_and_a_bound_elsewhere(figure):
    assert figure(Count()) == Figure(4, 4, 4, 4, "exact")
    assert figure(Count("amount_of")) == Figure(100, 100, 100, 4, "exact")
    assert figure(Count(), partial=True) == Figure(4, 4, None, 4, "bound")
    assert figure(Count(), where="FALSE") == Figure(0, 0, 0, 0, "exact")


def test_distinct_ignores_null(figure):
    assert figure(Distinct("person")).value == 3
    assert figure(Distinct("seen")).value == 3


def test_share_counts_null_as_no_hit(figure):
    found = figure(Share("seen > 6"))
    assert (found.value, found.hits, found.n, found.interval) == (0.5, 2, 4, "confidence")
    assert found.low is not None and found.low < 0.5 < (found.high or 0)


def test_share_of_a_grain(figure):
    found = figure(Share("done = 1", grain="thread"))
    assert (found.value, found.hits, found.n) == (1.0, 2, 2)
    assert figure(Share("done = 1", grain="person")).value == pytest.approx(2 / 3)


def test_share_of_nothing_has_no_value(figure):
    assert figure(Share("done = 1"), where="FALSE") == Figure(None, None, None, 0, "none", hits=0)
