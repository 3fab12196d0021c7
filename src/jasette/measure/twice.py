"""The same rows counted twice: the acts, and the distinct people (sites, media) behind them. Voices are ranked by both."""

from __future__ import annotations

from typing import Any, NamedTuple

from jasette.measure.contract import Part
from jasette.measure.kinds import Count, Distinct


class Told(NamedTuple):
    """What tells one of the two from the other; `one` is the sentence for a value of one."""

    name: str
    title: str
    unit: str
    sentence: str
    one: str


def twice(acts: Told, people: Told, **rows: Any) -> tuple[Part, Part]:
    """A part that counts the `rows` (`table`, `view`, `rows`, `needs` of a Part), and one that counts who is behind them."""

    def part(told: Told, kind: Count | Distinct) -> Part:
        return Part(told.name, told.title, kind=kind, unit=told.unit, sentence=told.sentence, sentence_one=told.one, ranked=True, **rows)

    return part(acts, Count()), part(people, Distinct(of="person"))
