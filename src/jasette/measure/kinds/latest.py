"""What was observed last, and when: Latest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jasette.measure.kinds.base import Figure, Kind, Stats


@dataclass(frozen=True)
class Latest(Kind):
    """The largest of the last observations of `of`, one for each `key`, with its instant `at`.

    What different keys have may be the same people: together they have no fewer than the largest and no more than all. No rows: no value.
    """

    of: str
    key: str
    at: str
    title: ClassVar[str] = "last observation"

    def columns(self) -> dict[str, str]:
        return {"amount": f"CAST({self.of} AS BIGINT)", "unit": self.key, "observed": f"CAST({self.at} AS BIGINT)"}

    def state(self, cell: str) -> str:
        return (
            f"SELECT {cell}, unit, MAX_BY(amount, observed) AS amount, MAX(observed) AS observed FROM evidence "
            f"WHERE unit IS NOT NULL AND amount IS NOT NULL GROUP BY {cell}, unit ORDER BY {cell}, unit"
        )

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        amount = stats["amount"]
        place = int(amount.argmax())
        value, whole, at_us = float(amount[place]), float(amount.sum()), int(stats["observed"][place])
        return Figure(value, value, whole, len(amount), "exact" if len(amount) == 1 else "bound", at_us=at_us)
