from __future__ import annotations

import numpy as np
import pytest

from jasette.kernels.inequality import gini, top_share
from jasette.measure.kinds import Figure, Score


def test_sums_of_each_person(figure):
    """Held: 30, 30 and 40."""
    found = figure(Score("amount_of", gini))
    assert (found.value, found.n, found.interval) == (pytest.approx(20 / 300), 4, "confidence")
    assert found.low <= found.value <= found.high
    assert figure(Score("amount_of", gini, key="thread")).value == pytest.approx(0.2)  # 30 and 70
    assert figure(Score("1", lambda amounts, weights: weights @ amounts)).value == 4


def test_in_another_unit(figure):
    kind = Score("amount_of", lambda amounts, weights: top_share(amounts, weights, 1 / 3), per=0.01)
    assert figure(kind).value == pytest.approx(40)


def test_no_value_and_no_limits(figure):
    assert figure(Score("0", gini)) == Figure(None, None, None, 4, "none")
    assert figure(Score("1", gini), where="seen > 6") == Figure(0, None, None, 2, "none")
    assert figure(Score("1", gini), where="FALSE").value is None


def test_a_figure_about_the_top_speaks_of_few():
    top = Score("1", gini, speaks_of=0.01)
    assert [top.told_of(people) for people in (0, 1, 99, 1000, 2550)] == [0, 1, 1, 10, 25]


def test_the_order_of_people_does_not_matter(figure):
    rows = (
        "SELECT 'v' AS voice, NULL AS period, NULL AS slice, 'p:' || n AS person, 't' AS thread, n * n % 7 AS held FROM range(50) AS r(n)"
    )
    turned = f"SELECT * FROM ({rows}) ORDER BY person DESC"
    assert figure(Score("held", gini), rows=rows) == figure(Score("held", gini), rows=turned)
    assert np.isfinite(figure(Score("held", gini), rows=rows).low)
