"""Page: which groups are heard, over time, and who takes up whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jasette.locale import Words
from jasette.measures import find
from jasette.page import Block, Compared, Comparison, Figure, Grid, Heading, Page, Prose, Reading
from jasette.page.figures import figure, stretch, weekly
from jasette.page.voices import group_place

LEADS = (("reposts", "Reposts"), ("citations", "Citations"), ("mentions", "Mentions"), ("replies", "Replies"))
INSIDE = ("reposts", "links", "mentions", "replies")


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    yield Prose(
        words(
            "What part of all that public voices receive goes to each group. The shares of one column add up to one: a group with more "
            "voices receives more. Intervals come from the people who act, drawn anew."
        )
    )
    yield _comparison(reading, words)
    yield from _why(reading, words)
    if reading.facts.counts_only:
        yield Prose(reading.facts.counts_only, "note")
    else:
        yield Heading(words("Who takes up whom?"), anchor="groups-matrix")
        yield Prose(
            words(
                "Each row is a group of those who act, each column what part of what it passes on or links to is by a group. "
                "Those who are on no roster are the public."
            )
        )
        for part, title in LEADS[:2]:
            yield _matrix(part, title, reading, words)
    yield Heading(words("Inside one’s own group, or across?"), anchor="groups-mixing")
    yield Prose(
        words(
            "The E–I index of the ties between public voices is −1 where all stay inside groups and +1 where all lead across. Beside it "
            "stands what it would be if groups were dealt out at random to the same voices: below that, they keep to themselves."
        )
    )
    yield _mixing(reading, words)


def _comparison(reading: Reading, words: Words) -> Comparison:
    rows = [dict(row) for row in reading.measure("heard")]
    series = weekly(reading, "heard", LEADS[0][0], words)
    at = {(str(row["voice"]), str(row["part"])): row for row in rows}
    groups = sorted({group for group, _ in at}, key=group_place)
    nothing = Figure("—", state="none")

    def compared(rank: int, group: str) -> Compared:
        figures = tuple(_plain(at[group, part], words) if (group, part) in at else nothing for part, _ in LEADS)
        return Compared(words(group), "", figures, tuple(series.get(group, ())), "", rank)

    shown = [compared(rank, group) for rank, group in enumerate(groups)]
    shown.sort(key=lambda row: (row.figures[0].spread is None, -(row.figures[0].spread.value if row.figures[0].spread else 0), row.rank))
    columns = tuple((words(title), "share") for _, title in LEADS)
    return Comparison(
        words("Which groups are heard"),
        columns,
        tuple(shown),
        words("by week") if series else "",
        stretch(series, words),
        first=words("Group"),
    )


def _plain(row: dict[str, Any], words: Words) -> Figure:
    """A figure that has no posts listed behind it in this report."""
    return replace(figure(row, words), link="")


def _why(reading: Reading, words: Words) -> Iterator[Prose]:
    rows = [dict(row) for row in reading.measure("heard")]
    for why in dict.fromkeys(row["why_not"] for row in rows if row["why_not"]):
        names = dict.fromkeys(words(str(row["voice"])) for row in rows if row["why_not"] == why)
        yield Prose(words("{term}: {sense}", term=", ".join(names), sense=why), "note")


def _matrix(part: str, title: str, reading: Reading, words: Words) -> Grid:
    """Acting groups down, groups acted upon across; the darker, the larger the share."""
    rows = [dict(row) for row in reading.measure("heard", across="group") if row["part"] == part and row["beside"] is not None]
    at = {(str(row["beside"]), str(row["voice"])): row for row in rows}
    acting = sorted({one for one, _ in at}, key=group_place)
    upon = sorted({other for _, other in at}, key=group_place)

    def cell(one: str, other: str) -> Figure | str:
        row = at.get((one, other))
        if row is None:
            return "—"
        shown = _plain(row, words)
        return Figure(
            shown.value,
            n=shown.n,
            note=shown.note,
            state=shown.state,
            small=shown.small,
            shade=shown.spread.value if shown.spread else None,
        )

    body = tuple((words(one), *(cell(one, other) for other in upon)) for one in acting)
    return Grid((words("Who acts"), *(words(other) for other in upon)), body, words(title), matrix=True)


def _mixing(reading: Reading, words: Words) -> Grid:
    rows = {str(row["part"]): dict(row) for row in reading.measure("mixing")}
    names = [name for name in INSIDE if name in rows]
    columns = (words("Ties"), words("E–I index"), words("expected at random"))
    body = tuple(
        (words(find("mixing").part(name).title), _plain(rows[name], words), _plain(rows[f"{name}_expected"], words)) for name in names
    )
    return Grid(columns, body, words("Inside and between groups"))


page = Page(name="groups", title="Which groups are heard", order=5, blocks=blocks)
