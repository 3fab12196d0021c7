"""The contract of a measure, and how it is asked. The measures themselves are one file each in `measures/`."""

from jasette.measure.agreement import agreement
from jasette.measure.contract import Ask, Example, Given, Measure, Part, duration
from jasette.measure.kinds import (
    Contrast,
    Count,
    Distinct,
    Figure,
    Formula,
    Kind,
    Latest,
    Mixing,
    Network,
    Portion,
    Quantile,
    Score,
    Share,
    Things,
    quantile,
    ratio,
)
from jasette.measure.listing import counts_only, evidence
from jasette.measure.methods import messages, sql
from jasette.measure.rows import SCHEMA, run
from jasette.measure.sentence import not_shown
from jasette.measure.twice import Told, twice
from jasette.measure.views import CITED, UPON, columns

__all__ = [
    "CITED",
    "SCHEMA",
    "UPON",
    "Ask",
    "Contrast",
    "Count",
    "Distinct",
    "Example",
    "Figure",
    "Formula",
    "Given",
    "Kind",
    "Latest",
    "Measure",
    "Mixing",
    "Network",
    "Part",
    "Portion",
    "Quantile",
    "Score",
    "Share",
    "Things",
    "Told",
    "agreement",
    "columns",
    "counts_only",
    "duration",
    "evidence",
    "messages",
    "not_shown",
    "quantile",
    "ratio",
    "run",
    "sql",
    "twice",
]
