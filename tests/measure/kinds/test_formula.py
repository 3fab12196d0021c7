from __future__ import annotations

import numpy as np
import pytest

from jasette.measure.kinds import Count, Figure, Formula, Share, ratio

RATIO = Formula((Count("amount_of"), Count()))


def test_ratio_of_two_sums(figure):
    found = figure(RATIO)
    assert (found.value, found.n, found.interval) == (25, 4, "confidence")
    assert found.low <= 25 <= found.high
    assert figure(Formula((Share("done = 1"), Count("seen")))).value == pytest.approx(2 / 21)


def test_any_formula_of_any_number_of_sums(figure):
    external, internal = Share("done = 1"), Share("done = 0 AND seen IS NOT NULL")
    index = Formula((external, internal), how=lambda e, i: (e - i) / (e + i))
    assert figure(index).value == pytest.approx(1 / 3)


def test_nothing_below_the_line_has_no_value(figure):
    assert figure(Formula((Count(), Count("0")))) == Figure(None, None, None, 4, "none")
    assert figure(RATIO, where="FALSE").value is None
    assert np.isnan(ratio(np.array([1.0, 2.0]), np.array([0.0, 4.0]))).tolist() == [True, False]


def test_one_cluster_has_no_limits(figure):
    assert figure(RATIO, where="person = 'p:1'") == Figure(15, None, None, 2, "none")


def test_threads_tell_where_there_is_one_person(figure):
    rows = """SELECT 'v' AS voice, NULL AS period, NULL AS slice, 'v' AS person, 't' || n % 20 AS thread, n AS amount_of
        FROM range(100) AS r(n)"""
    found = figure(RATIO, rows=rows)
    assert found.value == 49.5 and found.low < 49.5 < found.high
