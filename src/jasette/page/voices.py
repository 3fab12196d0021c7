"""The rostered voices as pages name them: in the report's language, in the order of the roster's groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jasette.locale import Words
    from jasette.page import Reading

GROUPS = ("public body", "elected", "party", "media", "blog", "organisation", "person")
"""The groups that the catalogue has, in the order in which a page shows them; a roster may have others, which come after."""
WORDS = ("public", *GROUPS)


@dataclass(frozen=True)
class Voice:
    slug: str
    name: str
    group: str
    rank: int


def roster(reading: Reading, words: Words) -> dict[str, Voice]:
    """Every voice by its slug, ordered by group and name. No roster: {}."""
    rows = reading.rows('SELECT voice, name, "group" FROM voices')
    named = [(str(row["voice"]), words.given(str(row["name"] or row["voice"])), str(row["group"] or "")) for row in rows]

    def place(entry: tuple[str, str, str]) -> tuple[int, str, str]:
        return GROUPS.index(entry[2]) if entry[2] in GROUPS else len(GROUPS), entry[2], entry[1].casefold()

    ordered = sorted(named, key=place)
    return {slug: Voice(slug, name, words(group), rank) for rank, (slug, name, group) in enumerate(ordered)}
