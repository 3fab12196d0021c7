"""The rostered voices as pages name them: in the report's language, in the order of the roster's groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jasette.locale import Words
    from jasette.page import Reading

GROUPS = ("public body", "elected", "party", "media", "blog", "organisation", "person")
"""The groups that the catalogue has, in the order in which a page shows them; a roster may have others, which come after."""
PLATFORMS = {"x": "X", "mastodon": "Mastodon", "bluesky": "Bluesky", "blog": "blogs", "press": "press", "hand": "entered by hand"}
WORDS = ("public", *GROUPS, *PLATFORMS.values())


@dataclass(frozen=True)
class Voice:
    slug: str
    name: str
    group: str
    rank: int


def group_place(group: str) -> tuple[int, str]:
    """Where a group stands among others: those that the catalogue knows in its order, then by name."""
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS)), group


def roster(reading: Reading, words: Words) -> dict[str, Voice]:
    """Every voice by its slug, ordered by group and name. No roster: {}."""
    rows = reading.rows('SELECT voice, name, "group" FROM voices')
    named = [(str(row["voice"]), words.given(str(row["name"] or row["voice"])), str(row["group"] or "")) for row in rows]

    ordered = sorted(named, key=lambda entry: (*group_place(entry[2]), entry[1].casefold()))
    return {slug: Voice(slug, name, words(group), rank) for rank, (slug, name, group) in enumerate(ordered)}
