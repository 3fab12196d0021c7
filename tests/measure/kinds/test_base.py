from __future__ import annotations

import numpy as np

from jasette.measure.kinds import Figure, Kind


def test_a_further_kind_is_one_class(figure):
    class Largest(Kind):
        title = "largest value"

        def columns(self) -> dict[str, str]:
            return {"amount": "amount_of"}

        def state(self, cell: str) -> str:
            return f"SELECT {cell}, COUNT(*) AS n, MAX(amount) AS most FROM evidence GROUP BY {cell}"

        def finish(self, stats, *, partial):
            return Figure(float(np.max(stats["most"])), None, None, int(stats["n"].sum()), "none")

    assert figure(Largest()).value == 40


def test_a_figure_speaks_of_all_its_people_unless_the_kind_says_otherwise():
    assert Kind.told_of(None, 12) == 12
