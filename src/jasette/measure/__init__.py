"""The contract of a measure, and how it is asked. The measures themselves are one file each in `measures/`."""

from jasette.measure.contract import Ask, Example, Measure, Part
from jasette.measure.kinds import Count, Distinct, Figure, Kind, Quantile, Share
from jasette.measure.listing import evidence
from jasette.measure.methods import messages, sql
from jasette.measure.rows import SCHEMA, run
from jasette.measure.sentence import not_shown

__all__ = [
    "SCHEMA",
    "Ask",
    "Count",
    "Distinct",
    "Example",
    "Figure",
    "Kind",
    "Measure",
    "Part",
    "Quantile",
    "Share",
    "evidence",
    "messages",
    "not_shown",
    "run",
    "sql",
]
