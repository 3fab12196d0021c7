"""How rows add up: one class for each kind. Adding a kind is adding one."""

from jasette.measure.kinds.base import Acts, Figure, Interval, Kind, State, Stats, Summed
from jasette.measure.kinds.contrast import Contrast
from jasette.measure.kinds.counts import Count, Distinct, Share
from jasette.measure.kinds.formula import Formula, ratio
from jasette.measure.kinds.latest import Latest
from jasette.measure.kinds.quantile import Quantile
from jasette.measure.kinds.score import Score
from jasette.measure.kinds.together import Mixing, Network, Portion, Things, Together, quantile

__all__ = [
    "Acts",
    "Contrast",
    "Count",
    "Distinct",
    "Figure",
    "Formula",
    "Interval",
    "Kind",
    "Latest",
    "Mixing",
    "Network",
    "Portion",
    "Quantile",
    "Score",
    "Share",
    "State",
    "Stats",
    "Summed",
    "Things",
    "Together",
    "quantile",
    "ratio",
]
