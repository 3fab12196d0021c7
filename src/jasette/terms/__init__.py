"""Words that tell one side from another, and words that are used much more than usual for some days.

Every answer is rows of words with what they rest on. A word that private people used is shown where at least as many of
them as the floor used it, on each side (rule 4 of PEOPLE); who they are is never told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from jasette.errors import QueryError
from jasette.kernels import Integers
from jasette.kernels.bursts import GAMMA, RATIO
from jasette.kernels.bursts import bursts as find_bursts
from jasette.kernels.logodds import log_odds
from jasette.measure import Ask
from jasette.measure.calendar import Period, calendar
from jasette.terms.uses import Uses, read, shown

if TYPE_CHECKING:
    import duckdb

BETWEEN = ("group", "period")
LIMIT = 20
DIGITS = 4
"""Of what is worked out; counts are exact."""
CANDIDATES = 10
"""So many times as many words as are shown are looked at: some may be withheld."""
BETWEEN_SCHEMA = pa.schema(
    [
        ("side", pa.string()),
        ("place", pa.int64()),
        ("term", pa.string()),
        ("z", pa.float64()),
        ("difference", pa.float64()),
        ("posts", pa.int64()),
        ("people", pa.int64()),
        ("other_posts", pa.int64()),
        ("other_people", pa.int64()),
        ("side_posts", pa.int64()),
    ]
)
"""`posts` of the side with the term and their `people`, the same of all other sides, and all posts of the side."""
BURSTS_SCHEMA = pa.schema(
    [
        ("term", pa.string()),
        ("from_us", pa.int64()),
        ("to_us", pa.int64()),
        ("from", pa.string()),
        ("to", pa.string()),
        ("level", pa.int64()),
        ("weight", pa.float64()),
        ("posts", pa.int64()),
        ("people", pa.int64()),
        ("share", pa.float64()),
        ("usual", pa.float64()),
    ]
)
"""From the first day of the burst to before `to_us` (`to` is its last day); the term's share of posts then, and over all days."""


def between(connection: duckdb.DuckDBPyConnection, what: str, ask: Ask, *, limit: int = LIMIT) -> pa.Table:
    """Rows (BETWEEN_SCHEMA): for each group, or each period (`ask.by`, months unless told), the words that set it apart from all others.

    Ordered by side, then by z (kernels/logodds.py, prior: the uses on all sides together), at most `limit` each, none with
    z ≤ 0. Needs the derived tables. QueryError on another `what`. Metadata `withheld`: how many words were left out.
    """
    if what not in BETWEEN:
        raise QueryError(f"cannot compare by {what!r}", remedy=f"use one of: {', '.join(BETWEEN)}")
    uses = read(connection, ask)
    cell, sides = _groups(uses) if what == "group" else _periods(uses, ask)
    counts = uses.counts(cell, len(sides))
    rows: list[dict[str, object]] = []
    withheld = 0
    for number, side in enumerate(sides):
        one, other = counts[number], counts.sum(axis=0) - counts[number]
        if not one.any() or not other.any():
            continue
        odds = log_odds(one, other, one + other)
        order = np.argsort(-odds.z, kind="stable")[: limit * CANDIDATES]
        order = order[(odds.z[order] > 0) & (one[order] > 0)]
        mine, theirs = cell == number, (cell >= 0) & (cell != number)
        (people, private), (others, others_private) = uses.people(mine, order), uses.people(theirs, order)
        allowed = shown(private, ask.floor) & shown(others_private, ask.floor)
        places = np.flatnonzero(allowed)[:limit]
        withheld += int((~allowed[: places[-1] if places.size == limit else None]).sum())
        for place, at in enumerate(places.tolist(), 1):
            w = int(order[at])
            rows.append(
                {
                    "side": side, "place": place, "term": uses.written(w), "z": round(float(odds.z[w]), DIGITS),
                    "difference": round(float(odds.difference[w]), DIGITS),
                    "posts": one[w], "people": people[at], "other_posts": other[w], "other_people": others[at],
                    "side_posts": int(mine.sum()),
                }
            )  # fmt: skip
    return _table(rows, BETWEEN_SCHEMA, withheld)


def bursts(
    connection: duckdb.DuckDBPyConnection, ask: Ask, *, limit: int = LIMIT, levels: int = 1, ratio: float = RATIO, gamma: float = GAMMA
) -> pa.Table:
    """Rows (BURSTS_SCHEMA): the days on which a word was used much more than usual (kernels/bursts.py), heaviest first.

    A document is a post, a batch a day of the question's time zone, from the first post to the last. Needs the derived tables.
    Metadata `withheld`: how many heavier bursts than the last one shown were left out.
    """
    uses = read(connection, ask)
    days = _calendar("day", uses, ask)
    if not days:
        return _table([], BURSTS_SCHEMA, 0)
    day = _place(uses, days)
    often = np.flatnonzero(np.bincount(uses.word, minlength=len(uses.words)) >= ask.floor)
    documents = np.bincount(day, minlength=len(days))
    relevant = uses.counts(day, len(days)).T[often]
    found = find_bursts(relevant, documents, levels=levels, ratio=ratio, gamma=gamma)
    rows: list[dict[str, object]] = []
    withheld = 0
    for at in np.argsort(-found.weight, kind="stable").tolist():
        if len(rows) == limit:
            break
        series, start, end = int(found.series[at]), int(found.start[at]), int(found.end[at])
        word = often[series : series + 1]
        people, private = uses.people((day >= start) & (day < end), word)
        if not shown(private, ask.floor)[0]:
            withheld += 1
            continue
        posts = int(relevant[series, start:end].sum())
        rows.append(
            {
                "term": uses.written(int(word[0])), "from_us": days[start].start_us, "to_us": days[end - 1].end_us,
                "from": days[start].label,
                "to": days[end - 1].label, "level": int(found.level[at]), "weight": round(float(found.weight[at]), DIGITS), "posts": posts,
                "people": int(people[0]), "share": round(posts / int(documents[start:end].sum()), DIGITS),
                "usual": round(int(relevant[series].sum()) / int(documents.sum()), DIGITS),
            }
        )  # fmt: skip
    return _table(rows, BURSTS_SCHEMA, withheld)


def _table(rows: list[dict[str, object]], schema: pa.Schema, withheld: int) -> pa.Table:
    return pa.Table.from_pylist(rows, schema.with_metadata({"withheld": str(withheld)} if withheld else {}))


def _groups(uses: Uses) -> tuple[Integers, list[str]]:
    """The group of each post, and their names."""
    names = uses.posts["group"].to_pylist()
    sides = sorted({name for name in names if name})
    number = {name: place for place, name in enumerate(sides)}
    return np.array([number.get(name, -1) for name in names], np.int64), sides


def _periods(uses: Uses, ask: Ask) -> tuple[Integers, list[str]]:
    periods = _calendar(ask.by or "month", uses, ask)
    return _place(uses, periods), [period.label for period in periods]


def _calendar(step: str, uses: Uses, ask: Ask) -> list[Period]:
    at = uses.at_us
    return calendar(step, int(at.min()), int(at.max()) + 1, ask.timezone) if at.size else []


def _place(uses: Uses, periods: list[Period]) -> Integers:
    """The number of the period in which each post lies."""
    starts = np.array([period.start_us for period in periods], np.int64)
    return np.searchsorted(starts, uses.at_us, side="right") - 1


__all__ = ["BETWEEN", "BETWEEN_SCHEMA", "BURSTS_SCHEMA", "LIMIT", "between", "bursts"]
