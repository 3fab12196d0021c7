"""Who acts upon whom, as a picture may show it: the public voices, and everybody else only in groups of enough people.

To which community a private person belongs is worked out in memory and written nowhere: what leaves is how many there are
in each, and how many of them have to do with a voice (PEOPLE, rules 2b and 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np

from jasette.kernels import graph, layout
from jasette.kernels.communities import communities
from jasette.people import suppress

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from jasette.page import Reading
    from jasette.page.voices import Voice

    Integers = npt.NDArray[np.int64]
    Reals = npt.NDArray[np.float64]

ACTS = """
WITH acts AS (
    SELECT person, to_person, at_us, post_id, object FROM interactions
    UNION ALL
    SELECT person, to_person, at_us, post_id, to_post AS object FROM citations
)
SELECT person, to_person, count(*) AS acts FROM acts
WHERE person IS NOT NULL AND to_person IS NOT NULL AND person <> to_person{chosen}
GROUP BY person, to_person ORDER BY person, to_person"""

LETTERS = 8
"""Communities that have a letter and a colour of their own; all others are one."""
OTHERS = LETTERS
"""The number of what is in no community with a letter."""
STRONGEST = 5
"""Ties drawn of each node: all of them would be a hairball."""


@dataclass(frozen=True)
class Node:
    """A voice (`people`: how many act upon it; None where so few must not be told), or the public of one community."""

    voice: str
    community: int
    people: int | None

    @property
    def letter(self) -> str:
        return ascii_uppercase[self.community] if self.community < LETTERS else ""


@dataclass(frozen=True)
class Network:
    """`ties` (n × n, both ways): acts between two voices, people between a voice and a part of the public; 0 where not told."""

    nodes: tuple[Node, ...]
    ties: Reals
    modularity: float

    def places(self, width: float, height: float, radii: Reals) -> Reals:
        """Where the nodes stand in a frame; by how strongly they are tied for what either has of ties at all."""
        strength = np.sqrt(self.ties.sum(1))
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.nan_to_num(100 * self.ties / np.outer(strength, strength))
        found = layout.stress(near)
        if len(found) > 1:
            found = (found - found.min(0)) / np.maximum(np.ptp(found, axis=0), 1e-9) * (width, height)
        found = layout.spread(found, radii, gap=6.0)
        edge = radii[:, None] + 2.0
        return np.asarray(np.clip(found, edge, np.array([width, height]) - edge))

    def strongest(self) -> list[tuple[int, int, float]]:
        """The ties that are drawn: (node, other, tie), each once, weakest first."""
        order = np.argsort(-self.ties, axis=1, kind="stable")[:, :STRONGEST]
        chosen = {(min(i, int(j)), max(i, int(j))) for i, row in enumerate(order) for j in row if self.ties[i, j] > 0}
        return sorted(((i, j, float(self.ties[i, j])) for i, j in chosen), key=lambda tie: (tie[2], tie[:2]))


def network(reading: Reading, voices: dict[str, Voice]) -> Network:
    """From all acts until the clock of the report, on its topic where it has one. Nobody acts: the voices alone, untied."""
    at_us = reading.facts.as_of_us
    chosen = "" if at_us is None else f" AND at_us < {at_us}"
    if reading.facts.topic:
        chosen += " AND (post_id IN (SELECT post_id FROM topic) OR object IN (SELECT post_id FROM topic))"
    return of_acts(reading.table(ACTS.format(chosen=chosen)), list(voices), reading.facts.floor)


def of_acts(acts: pa.Table, voices: list[str], floor: int) -> Network:
    """`acts`: person, to_person, acts (one row a pair and direction); parts of the public below `floor` people stay hidden."""
    import pyarrow as pa

    ends = pa.chunked_array([*acts["person"].chunks, *acts["to_person"].chunks, pa.array(voices, pa.string())], pa.string())
    coded = ends.combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    source, target = codes[: acts.num_rows], codes[acts.num_rows : 2 * acts.num_rows]
    people, voice_codes = len(coded.dictionary), codes[2 * acts.num_rows :]
    place = np.full(people, -1)
    place[voice_codes] = np.arange(len(voices))
    found = communities(graph.build(source, target, nodes=people))
    community = _lettered(found.labels, place >= 0, floor)
    counts = np.bincount(community[place < 0], minlength=LETTERS + 1)
    shown = [number for number, hide in enumerate(suppress(counts.tolist(), floor)) if not hide and counts[number]]
    node = place.copy()
    for at, number in enumerate(shown):
        node[(place < 0) & (community == number)] = len(voices) + at
    ties, acting = _ties(source, target, acts["acts"].to_numpy(), node, place >= 0, len(voices) + len(shown))
    ties[: len(voices), len(voices) :][ties[: len(voices), len(voices) :] < floor] = 0
    ties[len(voices) :, : len(voices)] = ties[: len(voices), len(voices) :].T
    nodes = [
        Node(voice, int(community[code]), int(upon) if upon >= floor or not upon else None)
        for voice, code, upon in zip(voices, voice_codes, acting, strict=False)
    ]
    public = [Node("", number, int(counts[number])) for number in shown]
    return Network((*nodes, *public), ties, found.modularity)


def _lettered(labels: Integers, voice: npt.NDArray[np.bool_], floor: int) -> Integers:
    """Communities (numbered from the largest) that hold a voice come first; the rest, and those that are too many, are OTHERS."""
    size, voiced = np.bincount(labels), np.bincount(labels, voice)
    kept = [number for number in range(size.size) if voiced[number] and size[number] > 1][:LETTERS]
    name = np.full(size.size, OTHERS)
    name[kept] = np.arange(len(kept))
    return np.asarray(name[labels])


def _ties(
    source: Integers, target: Integers, acts: Integers, node: Integers, voice: npt.NDArray[np.bool_], n: int
) -> tuple[Reals, Integers]:
    """Ties between nodes (n × n, both ways), and how many private people act upon each node."""
    ties = np.zeros((n, n))
    both = voice[source] & voice[target]
    np.add.at(ties, (node[source[both]], node[target[both]]), acts[both])
    ties += ties.T
    inward, outward = ~voice[source] & voice[target], voice[source] & ~voice[target]
    upon = np.bincount(node[target[inward]], minlength=n)
    person, mine = np.concatenate([source[inward], target[outward]]), np.concatenate([target[inward], source[outward]])
    pairs = np.unique(np.stack([person, mine]), axis=1)
    seen = node[pairs[0]] >= 0
    np.add.at(ties, (node[pairs[1][seen]], node[pairs[0][seen]]), 1)
    return ties, upon
