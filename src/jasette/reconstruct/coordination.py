"""Who shares the same things at almost the same moment: what was shared is read from a build, what is found lives in memory.

A share is an act with an object: a repost of a post, a link, or nearly the same words as another post. Who is flagged is
never written, for private people (PEOPLE.md, 2b): a flag is on what was done, is worked out anew for each question, and
goes with its answer. How pairs are counted: kernels/coordination.py; what is nearly the same: kernels/shingles.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jasette.kernels import Integers
from jasette.kernels.coordination import WINDOW_US, Found, Null, Shares
from jasette.kernels.numbering import Numbers
from jasette.kernels.shingles import alike_said
from jasette.reconstruct.links import address
from jasette.reconstruct.step import HIGH, LOW
from jasette.reconstruct.tables import DERIVED
from jasette.reconstruct.wordings import unmasked

if TYPE_CHECKING:
    import duckdb

KINDS = ("repost", "link", "text")
LEAST = 2
"""Beyond chance begins here at the earliest: one thing in common may always be a coincidence."""
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("person", "post_id", "kind", "object")] + [("at_us", pa.int64())],
)

# Reposts come from posts and from imported lists. What a quote links to is what it quotes: it shares that with words of its own.
REPOSTS = """
SELECT person, post_id, 'repost' AS kind, object, at_us FROM interactions
WHERE kind IN ('repost', 'share') AND object IS NOT NULL AND person IS NOT NULL AND at_us >= FROM_US AND at_us < TO_US AND ON_TOPIC"""
LINKS = f"""
SELECT DISTINCT person, post_id, 'link' AS kind, {address("url")} AS object, at_us
FROM (SELECT person, post_id, at_us, UNNEST(links) AS url FROM posts
    WHERE role NOT IN ('repost', 'citation', 'quote') AND person IS NOT NULL AND at_us >= FROM_US AND at_us < TO_US AND ON_TOPIC) AS given
WHERE url IS NOT NULL"""
# Who shares an article by a button shares its link and its words in one act: words count where there is nothing else.
TEXTS = f"""
SELECT person, post_id, at_us, {unmasked("text")} AS said FROM posts
WHERE role NOT IN ('repost', 'citation') AND (links IS NULL OR role = 'quote') AND text IS NOT NULL AND person IS NOT NULL
    AND at_us >= FROM_US AND at_us < TO_US AND ON_TOPIC
ORDER BY at_us, post_id"""
QUERIES = {"repost": REPOSTS, "link": LINKS, "text": TEXTS}
ON_TOPIC = {"repost": DERIVED["interactions"].of_topic(), "link": DERIVED["posts"].of_topic(), "text": DERIVED["posts"].of_topic()}


def shares(
    connection: duckdb.DuckDBPyConnection, *, from_us: int = LOW, to_us: int = HIGH, kinds: Sequence[str] = KINDS, topic: bool = False
) -> pa.Table:
    """All shares (SCHEMA) with `from_us ≤ at_us < to_us`, from the derived tables; of a text the object is its first post.

    A text that is like no other, and one without words, is no share. Unknown authors are left out. `topic`: only what is on the
    topic that is on the connection, the post that shares or the one that is shared.
    """
    parts = [SCHEMA.empty_table()]
    for kind in kinds:
        chosen = f"({ON_TOPIC[kind]})" if topic else "TRUE"
        query = QUERIES[kind].replace("FROM_US", str(from_us)).replace("TO_US", str(to_us)).replace("ON_TOPIC", chosen)
        table = connection.sql(query).to_arrow_table()
        parts.append((_texts(table) if kind == "text" else table).select(SCHEMA.names).cast(SCHEMA))
    return pa.concat_tables(parts).sort_by(
        [("kind", "ascending"), ("at_us", "ascending"), ("post_id", "ascending"), ("object", "ascending")]
    )


def _texts(said: pa.Table) -> pa.Table:
    said = said.combine_chunks()
    group = alike_said(said["said"].chunk(0).cast(pa.string())) if said.num_rows else np.empty(0, np.int64)
    shared = np.flatnonzero(np.bincount(group, minlength=group.size)[group] > 1)
    objects = said["post_id"].take(pa.array(group[shared]))
    taken = said.take(pa.array(shared))
    return taken.append_column("kind", pa.array(["text"] * shared.size, pa.string())).append_column("object", objects)


@dataclass(frozen=True)
class Coordination:
    """Pairs of people among some `shares` (a table of SCHEMA), within `window_us`; who has fewer than `participation` is left out."""

    shares: pa.Table
    window_us: int = WINDOW_US
    participation: int = 1

    @cached_property
    def _numbered(self) -> tuple[Numbers, Integers, Shares]:
        people, objects = Numbers(), Numbers()
        who = people.take(self.shares["person"])
        # One post may be reposted and linked to: two objects.
        what = objects.take(pc.binary_join_element_wise(self.shares["kind"], self.shares["object"], " "))
        return people, who, Shares(what, who, self.shares["at_us"].to_numpy(), self.window_us, participation=self.participation)

    @property
    def pairs(self) -> Shares:
        """The kernel's shares: pairs in blocks, weights of shares."""
        return self._numbered[2]

    @property
    def found(self) -> Found:
        return self.pairs.found

    @cached_property
    def null(self) -> Null:
        return self.pairs.null()

    @cached_property
    def people(self) -> pa.Array:
        """Who shared anything, in the order of their numbers in `found` and `pairs`."""
        return self._numbered[0].texts()

    @property
    def people_of_shares(self) -> Integers:
        """The number of the person of each share."""
        return self._numbered[1]

    @property
    def levels(self) -> dict[str, int]:
        """The least weight of a pair for each level at which figures are shown."""
        return {"weight_1": 1, "weight_2": 2, "beyond_chance": max(LEAST, self.null.above())}

    def flagged(self, level: str = "beyond_chance") -> frozenset[str]:
        """Who is in a pair at that level: voices, and pseudonyms of private people. For use in memory; never to be written."""
        strongest = self.found.strongest
        return frozenset(self.people.take(pa.array(np.flatnonzero(strongest >= self.levels[level]))).to_pylist())


def flagged_persons(
    connection: duckdb.DuckDBPyConnection,
    *,
    window_us: int = WINDOW_US,
    participation: int = 1,
    level: str = "beyond_chance",
    from_us: int = LOW,
    to_us: int = HIGH,
) -> frozenset[str]:
    """Whose shares coincide with another's at that level (`Coordination.flagged`), from the derived tables on the connection."""
    return Coordination(shares(connection, from_us=from_us, to_us=to_us), window_us, participation).flagged(level)
