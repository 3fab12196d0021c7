from __future__ import annotations

import numpy as np
import pytest

from jasette import engine
from jasette.measure.kinds import Count, Distinct, Figure, Kind, Quantile, Share

ROWS = """
    SELECT 'v' AS voice, CAST(NULL AS VARCHAR) AS period, CAST(NULL AS VARCHAR) AS slice, * FROM (VALUES
        ('p:1', 't1', 1, 10, 5), ('p:1', 't1', 0, 20, NULL), ('p:2', 't2', 0, 30, 7), ('p:3', 't2', 1, 40, 9)
    ) AS rows (person, thread, done, amount_of, seen)
"""


def figure(kind: Kind, *, partial: bool = False, where: str = "TRUE") -> Figure:
    columns = ", ".join(f"{value} AS {name}" for name, value in kind.columns().items())
    evidence = f"SELECT voice, period, slice, person, thread, {columns} FROM ({ROWS}) WHERE {where}"
    with engine.connect() as connection:
        table = connection.sql(f"WITH evidence AS ({evidence}) {kind.state('voice')}").to_arrow_table()
    if not table.num_rows:
        return kind.nothing(partial=partial)
    return kind.finish({name: table[name].to_numpy() for name in table.column_names}, partial=partial)


def test_count_is_exact_where_all_was_collected_and_a_bound_elsewhere():
    assert figure(Count()) == Figure(4, 4, 4, 4, "exact")
    assert figure(Count("amount_of")) == Figure(100, 100, 100, 4, "exact")
    assert figure(Count(), partial=True) == Figure(4, 4, None, 4, "bound")
    assert figure(Count(), where="FALSE") == Figure(0, 0, 0, 0, "exact")


def test_distinct_ignores_null():
    assert figure(Distinct("person")).value == 3
    assert figure(Distinct("seen")).value == 3


def test_share_counts_null_as_no_hit():
    found = figure(Share("seen > 6"))
    assert (found.value, found.hits, found.n, found.interval) == (0.5, 2, 4, "confidence")
    assert found.low is not None and found.low < 0.5 < (found.high or 0)


def test_share_of_a_grain():
    found = figure(Share("done = 1", grain="thread"))
    assert (found.value, found.hits, found.n) == (1.0, 2, 2)
    assert figure(Share("done = 1", grain="person")).value == pytest.approx(2 / 3)


def test_share_of_nothing_has_no_value():
    assert figure(Share("done = 1"), where="FALSE") == Figure(None, None, None, 0, "none", hits=0)


def test_quantile_of_values_and_of_durations():
    assert figure(Quantile("amount_of")).value == 25
    assert figure(Quantile("amount_of", per=10)).value == 2.5
    assert figure(Quantile("seen")).n == 3
    waiting = figure(Quantile("amount_of", event="done = 1"))
    assert (waiting.value, waiting.hits, waiting.state) == (40, 2, "ok")
    rivals = figure(Quantile("amount_of", event="done = 1", rival="done = 0", share=0.9))
    assert (rivals.value, rivals.state, rivals.n) == (None, "not_reached", 4)
    assert figure(Quantile("amount_of"), where="FALSE").value is None


def test_a_rival_is_no_hit():
    kind = Quantile("amount_of", event="done = 1", rival="seen = 9")
    with engine.connect() as connection:
        hits = connection.sql(f"SELECT person FROM ({ROWS}) WHERE {kind.wanted}").fetchall()
    assert hits == [("p:1",)]
    assert Count().wanted == "TRUE"


def test_a_further_kind_is_one_class():
    class Largest(Kind):
        title = "largest value"

        def columns(self) -> dict[str, str]:
            return {"amount": "amount_of"}

        def state(self, cell: str) -> str:
            return f"SELECT {cell}, COUNT(*) AS n, MAX(amount) AS most FROM evidence GROUP BY {cell}"

        def finish(self, stats, *, partial):
            return Figure(float(np.max(stats["most"])), None, None, int(stats["n"].sum()), "none")

    assert figure(Largest()).value == 40
