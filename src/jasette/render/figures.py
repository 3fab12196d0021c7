"""Figures and conversations as lines of a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jasette.locale import Words
from jasette.measure import not_shown

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("part", "voice", "beside", "period", "value", "unit", "95 % interval", "rank", "before", "n", "people")
"""Heads of the table of figures, as they are in the catalogue of translations."""
NUMERIC = frozenset({"value", "95 % interval", "n", "people"})

Grid = Callable[..., None]
Say = Callable[[str], None]


def to_terminal(table: pa.Table, *, words: Words, grid: Grid, say: Say) -> None:
    """A table for each measure, then what limits the figures, and the sentences that its first part permits (of one voice: all)."""
    rows = table.to_pylist()
    for name in dict.fromkeys(row["measure"] for row in rows):
        mine = [row for row in rows if row["measure"] == name]
        _figures(name, mine, words, grid)
        for field in ("note", "why_not"):
            for text in dict.fromkeys(row[field] for row in mine if row[field]):
                voices = ", ".join(dict.fromkeys(row["voice"] for row in mine if row[field] == text))
                say("  " + (text if field == "note" else words("{term}: {sense}", term=voices, sense=text)))
        alone = len({row["voice"] for row in mine}) == 1
        for row in mine:
            if row["sentence"] and not row["period"] and not row["beside"] and (alone or row["part"] == mine[0]["part"]):
                say("  " + words("{term}: {sense}", term=row["voice"], sense=row["sentence"]))
        say("")


def _figures(name: str, rows: list[dict[str, Any]], words: Words, grid: Grid) -> None:
    """Voices below each other in each part; a column only where one of the rows fills it."""
    cells = [
        {
            "part": row["part"],
            "voice": row["voice"],
            "beside": row["beside"] or "",
            "period": row["period"] or "",
            "value": words.quantity(row["value"], row["unit"]) if row["value"] is not None else words(not_shown(row["state"])),
            "unit": "" if row["unit"] in ("share", "seconds") else words(row["unit"]),
            "95 % interval": words.interval(row["low"], row["high"], row["unit"]) if row["value"] is not None else "",
            "rank": words.rank(row["rank"], row["rank_low"], row["rank_high"]) if row["rank"] is not None else "",
            "before": words.ordinal(row["rank_before"]) if row["rank_before"] is not None else "",
            "n": "" if row["n"] is None else words.number(row["n"]),
            "people": "" if row["people"] is None else words.number(row["people"]),
        }
        for row in rows
    ]
    shown = [column for column in cells[0] if any(cell[column] for cell in cells)]
    numeric = frozenset(index for index, column in enumerate(shown) if column in NUMERIC)
    grid(name, [words(column) for column in shown], [[cell[column] for column in shown] for cell in cells], numeric=numeric)


def agreement_to_terminal(table: pa.Table, *, words: Words, grid: Grid) -> None:
    """Each pair once, those that agree most first; pairs that cannot be compared last."""
    pairs = [row for row in table.to_pylist() if row["part"] < row["beside"]]
    slices = [name for name in ("period", "platform", "lang") if len({row[name] for row in pairs}) > 1]
    pairs.sort(key=lambda row: (*(row[name] or "" for name in slices), row["value"] is None, -(row["value"] or 0)))
    cells = [
        [
            *(row[name] or "" for name in slices),
            row["part"],
            row["beside"],
            words.number(row["value"], 2) if row["value"] is not None else words(not_shown(row["state"])),
            words.interval(row["low"], row["high"], row["unit"]),
            words.number(row["n"]),
        ]
        for row in pairs
    ]
    heads = (*slices, "part", "beside", "value", "95 % interval", "n")
    grid(words("agreement"), [words(head) for head in heads], cells, numeric=frozenset(range(len(heads) - 3, len(heads))))


def evidence_to_terminal(table: pa.Table, *, words: Words, say: Callable[..., None]) -> None:
    """The posts behind a figure, oldest first; or why they are withheld."""
    for row in table.to_pylist():
        who = row["author_voice"] or row["person"] or words("a member of the public")
        facts = (words.instant(row["at_us"]), who, words(row.get("kind") or ""), words(row["mark"] or ""), row["post_id"])
        say(" · ".join(fact for fact in facts if fact), markup=False)
        for line in (row["text"] or "").splitlines():
            say(f"    {line}", markup=False)
    withheld = (table.schema.metadata or {}).get(b"withheld")
    if withheld:
        say(withheld.decode(), markup=False)


def thread_to_terminal(table: pa.Table, *, words: Words, say: Callable[..., None]) -> None:
    """A conversation, oldest first, replies indented below what they answer."""
    for row in table.to_pylist():
        indent = "    " * min(row["depth"] or 0, 8)
        when = words.instant(row["at_us"]) if row["at_us"] is not None else "?"
        handle = f" @{row['handle']}" if row["handle"] else ""
        say(f"{indent}{row['author']}{handle} · {when} · {words(row['kind'] or '')} · {row['post_id']}", markup=False)
        for line in (row["text"] or f"({words('deleted')})").splitlines() or [""]:
            say(f"{indent}  {line}", markup=False)
        if row["url"]:
            say(f"{indent}  {row['url']}", markup=False)
