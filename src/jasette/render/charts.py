"""Charts as SVG made on the server: screen, paper and export show the same picture, and nothing runs.

Pure functions from numbers to markup. Places are percentages, so that a chart fills the width that it is given without
bending its dots. Colours come from the page's style sheet; what a chart says stands beside it as text, or in its title.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from jasette.page import Moment, Span, Spread

DURATIONS = (60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400)
"""Ticks of an axis of waiting times, which lie orders apart: in seconds, on a logarithmic axis."""
HEIGHTS = {"complete": 10, "sample": 7, "query": 5}
"""Of a lane, by how it was collected."""
STRIP = 18
LINE = (150, 36)
"""Heights and widths in CSS pixels."""


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high` with its ticks, in the unit of a measure."""

    unit: str
    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def at(self, value: float) -> float:
        """The place of `value` as a share of the axis, 0..1; what lies outside stands at its end."""
        low, high, value = ((math.log(max(end, 1e-9)) if self.log else float(end)) for end in (self.low, self.high, value))
        return float(min(max((value - low) / (high - low), 0.0), 1.0))


def axis(unit: str, spreads: Iterable[Spread | None]) -> Axis:
    """The axis on which all can be drawn: shares 0 to 1, ranks from the first, waiting times logarithmic, else from 0 on round ticks."""
    ends = [end for spread in spreads if spread for end in spread if end is not None]
    if unit == "share":
        return Axis(unit, 0, 1, (0, 0.25, 0.5, 0.75, 1))
    if unit == "rank":
        last = max([2.0, *ends])
        return Axis(unit, 1, last, tuple(dict.fromkeys((1, round((1 + last) / 2), last))))
    if unit == "seconds":
        first = max((tick for tick in DURATIONS[:-1] if tick <= min(ends, default=60)), default=DURATIONS[0])
        last = min((tick for tick in DURATIONS if tick >= max(ends, default=86_400) and tick > first), default=DURATIONS[-1])
        return Axis(unit, first, last, tuple(tick for tick in DURATIONS if first <= tick <= last), log=True)
    low, high = min([0.0, *ends]), max([0.0, *ends]) or (0.0 if any(ends) else 1.0)
    step = _step(high - low)
    first, last = math.floor(low / step), max(math.ceil(high / step), 1)
    return Axis(unit, first * step, last * step, tuple(number * step for number in range(first, last + 1)))


def _step(width: float) -> float:
    """A round step that cuts `width` into two to five."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(step for step in (power * part for part in (0.2, 0.5, 1, 2, 5)) if width / step <= 5)


def head(scale: Axis, shown: Callable[[float], str], *, few: bool = False) -> Markup:
    """The ticks' labels, to stand above a column of strips; the first, middle and last alone where there is room for `few`.

    `shown` puts a value into words.
    """
    named = {0, len(scale.ticks) // 2, len(scale.ticks) - 1} if few else set(range(len(scale.ticks)))

    def label(index: int, tick: float) -> str:
        anchor = "start" if index == 0 else "end" if index == len(scale.ticks) - 1 else "middle"
        return f'<text x="{_percent(scale.at(tick))}" y="11" text-anchor="{anchor}">{escape(shown(tick))}</text>'

    labels = "".join(label(index, tick) for index, tick in enumerate(scale.ticks) if index in named)
    return Markup(f'<svg class="axis" width="100%" height="14" aria-hidden="true" focusable="false">{labels}</svg>')


def strip(spread: Spread | None, scale: Axis, *, small: bool = False) -> Markup:
    """A dot in its interval. An end that was not reached runs to the end of the axis, broken; without a value: the bare axis."""
    middle = STRIP / 2
    parts = [f'<line class="tick" x1="{_percent(at)}" x2="{_percent(at)}" y1="0" y2="{STRIP}"/>' for at in map(scale.at, scale.ticks)]
    if spread:
        open_ended = spread.low is None or spread.high is None
        start = (
            scale.at(spread.low) if spread.low is not None else 0.0 if open_ended and spread.high is not None else scale.at(spread.value)
        )
        end = scale.at(spread.high) if spread.high is not None else 1.0 if open_ended and spread.low is not None else scale.at(spread.value)
        kind = "range open" if open_ended else "range"
        parts.append(f'<line class="{kind}" x1="{_percent(start)}" x2="{_percent(end)}" y1="{middle}" y2="{middle}"/>')
        dot = "dot small" if small else "dot"
        parts.append(f'<circle class="{dot}" cx="{_percent(scale.at(spread.value))}" cy="{middle}" r="4.5"/>')
    return Markup(f'<svg class="strip" width="100%" height="{STRIP}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')


def line(moments: Sequence[Moment], scale: Axis, title: str) -> Markup:
    """A series as a line with its band, a short stroke at the bottom where nothing can be said. `title` says it in words."""
    width, height = LINE
    step = (width - 8) / max(len(moments) - 1, 1)

    def x(index: int) -> str:
        return _number(4 + index * step)

    def y(value: float | None, otherwise: float) -> str:
        return _number(4 + (height - 8) * (1 - (scale.at(value) if value is not None else otherwise)))

    parts = [f'<line class="tick" x1="0" x2="{width}" y1="{y(end, 0)}" y2="{y(end, 0)}"/>' for end in (scale.low, scale.high)]
    for run in _runs(moments):
        there = [(index, spread) for index in run if (spread := moments[index].spread)]
        upper = " ".join(f"{x(index)},{y(spread.high, 1)}" for index, spread in there)
        lower = " ".join(f"{x(index)},{y(spread.low, 0)}" for index, spread in reversed(there))
        if len(there) > 1:
            parts.append(f'<polygon class="band" points="{upper} {lower}"/>')
            parts.append(f'<polyline class="course" points="{" ".join(f"{x(i)},{y(s.value, 0)}" for i, s in there)}"/>')
        parts += [f'<circle class="dot" cx="{x(index)}" cy="{y(spread.value, 0)}" r="1.8"/>' for index, spread in there]
    gaps = [index for index, moment in enumerate(moments) if not moment.spread]
    parts += [f'<line class="gap" x1="{x(index)}" x2="{x(index)}" y1="{height - 7}" y2="{height - 2}"/>' for index in gaps]
    box = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return Markup(f'<svg class="line" {box} role="img"><title>{escape(title)}</title>{"".join(parts)}</svg>')


def _runs(moments: Sequence[Moment]) -> list[list[int]]:
    """Indexes of neighbours that all have a value."""
    runs: list[list[int]] = [[]]
    for index, moment in enumerate(moments):
        if moment.spread:
            runs[-1].append(index)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def lanes(spans: Iterable[Span]) -> Markup:
    """What was collected on one line of time: each way of collecting has a height of its own, so that colour is not needed."""
    bars = "".join(_bar(span) for span in spans)
    ground = '<line class="tick" x1="0" x2="100%" y1="12.5" y2="12.5"/>'
    return Markup(f'<svg class="lane" width="100%" height="14" aria-hidden="true" focusable="false">{ground}{bars}</svg>')


def _bar(span: Span) -> str:
    height = HEIGHTS.get(span.how, 3)
    place = f'x="{_percent(span.start)}" width="{_percent(max(span.end - span.start, 0.004))}" y="{12 - height}" height="{height}"'
    return f'<rect class="how {escape(span.how)}" {place}/>'


def _percent(share: float) -> str:
    return f"{_number(share * 100)}%"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def key(how: str) -> Markup:
    """One bar of a lane, for a legend."""
    return Markup(f'<svg class="key" width="18" height="14" aria-hidden="true" focusable="false">{_bar(Span(0, 1, how))}</svg>')
