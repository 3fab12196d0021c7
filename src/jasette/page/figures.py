"""Tidy rows of measures as figures of a page, and where a figure's posts stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jasette.measure import not_shown
from jasette.page.blocks import Figure, Moment, Spread

if TYPE_CHECKING:
    from jasette.locale import Words
    from jasette.page import Reading

GREY_BELOW = 10


def figure(row: dict[str, Any], words: Words) -> Figure:
    """A value with interval and n, which opens onto its posts; or what is known instead of a value, and why."""
    if row["value"] is None:
        return Figure(
            words(not_shown(row["state"])),
            state=row["state"] if row["state"] != "ok" else "none",
            note=row["why_not"] or "",
            n=_n(row, words),
        )
    return Figure(
        words.quantity(row["value"], row["unit"]),
        interval=words.interval(row["low"], row["high"], row["unit"]),
        n=_n(row, words),
        state=row["state"],
        small=(row["n"] or 0) < GREY_BELOW,
        spread=Spread(row["low"], row["value"], row["high"]),
        link=anchor(row["measure"], row["part"], row["voice"]),
    )


def moment(row: dict[str, Any], words: Words) -> Moment:
    """One period of a series."""
    if row["value"] is None:
        return Moment(str(row["period"]), words(not_shown(row["state"])))
    return Moment(str(row["period"]), words.quantity(row["value"], row["unit"]), Spread(row["low"], row["value"], row["high"]))


def weekly(reading: Reading, measure: str, part: str, words: Words) -> dict[str, list[Moment]]:
    """One part by week, for each voice or group of which anything can be said in time."""
    found: dict[str, list[Moment]] = {}
    for row in reading.measure(measure, by="week", parts=(part,)):
        if row["period"] is not None and row["part"] == part:
            found.setdefault(str(row["voice"]), []).append(moment(dict(row), words))
    return found


def stretch(series: dict[str, list[Moment]], words: Words) -> str:
    """From which moment to which series go; empty without any."""
    labels = sorted({one.label for moments in series.values() for one in moments})
    return words("{start} to {end}", start=labels[0], end=labels[-1]) if labels else ""


def anchor(measure: str, part: str, voice: str) -> str:
    """Where the posts behind a figure stand."""
    return f"posts-{measure}-{part}-{voice}"


def _n(row: dict[str, Any], words: Words) -> str:
    return f"n\u00a0=\u00a0{words.number(row['n'])}" if row["n"] is not None else ""
