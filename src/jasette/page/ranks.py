"""Ranks as pages show them: a place, how far it may be chance, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jasette.page.blocks import Figure, Spread
from jasette.page.figures import figure

if TYPE_CHECKING:
    from jasette.locale import Words


def ranked(row: dict[str, Any], words: Words) -> Figure:
    """The place with its range, drawn on the line of all places; beside it the value. Without a place what is known instead."""
    plain = figure(row, words)
    if row["rank"] is None:
        return plain
    low, high = row["rank_low"], row["rank_high"]
    return Figure(
        words.rank(row["rank"], low, high),
        interval=words("{value} {unit}", value=plain.value, unit=words(row["unit"]))
        if row["unit"] not in ("share", "seconds")
        else plain.value,
        n=plain.n,
        state=plain.state,
        small=plain.small,
        link=plain.link,
        spread=Spread(low, row["rank"], high),
        order=-row["rank"],
    )
