"""Who acts upon whom, as a graph without private people: rostered voices, and the public as one node for each platform.

What passes between a voice and the public is shown where at least ten people stand behind it, and where it cannot be
worked out from what is shown beside it (PEOPLE.md, rules 2 b and 4). Acts upon oneself are left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jasette.people import suppress

if TYPE_CHECKING:
    from jasette.export.release import Release

COLOURS = ((0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (213, 94, 0), (240, 228, 66))
"""Okabe and Ito's: told apart by those too who see fewer colours. One for each group, in the order of their names."""
GREY = (153, 153, 153)
PUBLIC = "public"

BETWEEN = """
SELECT coalesce(voice, concat('public:', platform)) AS source, coalesce(to_voice, concat('public:', platform)) AS target,
    kind, voice IS NULL OR to_voice IS NULL AS private, CAST(count(*) AS BIGINT) AS acts,
    CAST(count(DISTINCT CASE WHEN voice IS NULL THEN person ELSE to_person END) AS BIGINT) AS people
FROM interactions
WHERE person IS NOT NULL AND to_person IS NOT NULL AND person <> to_person AND platform IS NOT NULL AND kind <> 'follow'
    AND (voice IS NOT NULL OR to_voice IS NOT NULL){where}
GROUP BY GROUPING SETS ((source, target, kind, private), (source, target, private)) ORDER BY ALL
"""
SPEAKING = """
SELECT platform, CAST(count(DISTINCT person) AS BIGINT) AS people FROM posts
WHERE voice IS NULL AND person IS NOT NULL AND platform IS NOT NULL AND platform <> 'hand'{where} GROUP BY platform ORDER BY platform
"""


@dataclass(frozen=True)
class Node:
    """`colour` red, green, blue in 0..255; `size` grows with the acts that reach it; `facts` by name, none of them null."""

    id: str
    label: str
    colour: tuple[int, int, int]
    size: float
    facts: dict[str, Any]


@dataclass(frozen=True)
class Edge:
    """So many acts from one to another, of all kinds together and of each kind that may be shown."""

    source: str
    target: str
    weight: int
    facts: dict[str, int]


@dataclass(frozen=True)
class Network:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int
    """Edges left out, since too few people stand behind them or behind one that could be worked out from them."""
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """`{node | edge: {fact: string | long}}`."""


def network(release: Release) -> Network:
    """The graph of all platforms, or of the platform and topic that were asked for; nobody acts: nodes without edges."""
    rows = [row for row in _rows(release, BETWEEN.format(where=release.chosen("interactions"))) if row["source"] != row["target"]]
    shown, hidden = _shown(rows, release.desk.floor)
    reached: dict[str, int] = defaultdict(int)
    for edge in shown:
        reached[edge.target] += edge.weight
    voices = _rows(release, 'SELECT voice, name, kind, "group", camp FROM voices ORDER BY voice')
    groups = {group: COLOURS[at % len(COLOURS)] for at, group in enumerate(sorted({str(voice["group"] or "") for voice in voices}))}
    nodes = [
        Node(
            str(voice["voice"]),
            release.words.given(str(voice["name"] or voice["voice"])),
            groups[str(voice["group"] or "")],
            _size(reached[str(voice["voice"])]),
            {name: str(voice[name] or "") for name in ("kind", "group", "camp")},
        )
        for voice in voices
    ]
    ends = {end for edge in shown for end in (edge.source, edge.target)}
    for row in _rows(release, SPEAKING.format(where=release.chosen("posts"))):
        name = f"{PUBLIC}:{row['platform']}"
        told = int(row["people"]) >= release.desk.floor
        if told or name in ends:
            label = release.words("The public on {platform}", platform=str(row["platform"]))
            facts = {"kind": PUBLIC, "group": PUBLIC, "camp": "", **({"people": int(row["people"])} if told else {})}
            nodes.append(Node(name, label, GREY, _size(reached[name]), facts))
            ends.discard(name)
    known = {node.id for node in nodes}
    for name in sorted(ends - known):  # who is acted upon and never speaks
        label = release.words("The public on {platform}", platform=name.partition(":")[2])
        nodes.append(Node(name, label, GREY, _size(reached[name]), {"kind": PUBLIC, "group": PUBLIC, "camp": ""}))
    kinds = sorted({kind for edge in shown for kind in edge.facts})
    fields = {"node": {"kind": "string", "group": "string", "camp": "string", "people": "long"}, "edge": dict.fromkeys(kinds, "long")}
    return Network(tuple(nodes), tuple(shown), hidden, fields)


def _shown(rows: list[dict[str, Any]], floor: int) -> tuple[list[Edge], int]:
    """The edges that may be shown, each with the kinds that may; how many edges may not. A row without kind is of all kinds."""
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["kind"] is not None:
            pairs[row["source"], row["target"]].append(row)
    whole = {(row["source"], row["target"]): row for row in rows if row["kind"] is None}
    # of one voice's edges with the public, those of its platforms add up to what its own figures say
    siblings: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for source, target in pairs:
        if source.startswith(f"{PUBLIC}:") or target.startswith(f"{PUBLIC}:"):
            to_public = target.startswith(f"{PUBLIC}:")
            siblings[(source, "to") if to_public else (target, "from")].append((source, target))
    withheld: set[tuple[str, str]] = set()
    for family in siblings.values():
        hide = suppress([whole[pair]["people"] for pair in family], floor)
        withheld |= {pair for pair, hidden in zip(family, hide, strict=True) if hidden}
    edges = []
    for pair, kinds in sorted(pairs.items()):
        if pair in withheld:
            continue
        hide = suppress([row["people"] for row in kinds], floor) if kinds[0]["private"] else [False] * len(kinds)
        facts = {str(row["kind"]): int(row["acts"]) for row, hidden in zip(kinds, hide, strict=True) if not hidden}
        edges.append(Edge(*pair, int(whole[pair]["acts"]), facts))
    return edges, len(withheld)


def _size(acts: int) -> float:
    """Areas, not widths, grow with the acts."""
    return round(4 + math.sqrt(acts), 3)


def _rows(release: Release, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = release.connection.sql(sql).to_arrow_table().to_pylist()
    return found
