"""How much of what carries a voice further comes from people whose shares coincide with each other's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jasette.measure import Example, Measure, Part, Share, columns, duration

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# What others repost and link to; `flags` says of each of them the weight of the heaviest pair, and what lies beyond chance.
VIEW = f"""
SELECT {columns("interactions", "i", voice="i.to_voice")}, f.weight AS pair_weight, f.beyond
FROM interactions AS i LEFT JOIN flags AS f ON f.flagged = i.person
WHERE i.kind = 'repost' AND i.to_voice IS NOT NULL AND i.person <> i.to_person
UNION ALL
SELECT {columns("interactions", "c", voice="c.to_voice", kind="'link'", weight="1.0", object="c.url")}, f.weight AS pair_weight, f.beyond
FROM citations AS c LEFT JOIN flags AS f ON f.flagged = c.person
WHERE c.how = 'link' AND c.to_voice IS NOT NULL AND c.person <> c.to_person
"""


def flags(connection: duckdb.DuckDBPyConnection, settings: Mapping[str, str], *, from_us: int, to_us: int) -> Mapping[str, pa.Table]:
    """The table `flags`: who is in a pair (`flagged`), the weight of the heaviest (`weight`), the least beyond chance (`beyond`)."""
    import numpy as np
    import pyarrow as pa

    from jasette.reconstruct.coordination import Coordination, shares

    found = Coordination(shares(connection, from_us=from_us, to_us=to_us), duration(settings["window"]))
    strongest = found.found.strongest
    who = np.flatnonzero(strongest)
    beyond = pa.array(np.full(who.size, found.levels["beyond_chance"]))
    table = {"flagged": found.people.take(pa.array(who)).cast(pa.string()), "weight": strongest[who], "beyond": beyond}
    return {"flags": pa.table(table)}


def _part(name: str, title: str, hit: str, sentence: str, grain: str = "") -> Part:
    return Part(
        name=name,
        title=title,
        table="interactions",
        view=VIEW,
        given=flags,
        kind=Share(hit=hit, grain=grain),
        unit="share",
        needs=("reposts", "mentions"),
        sentence=sentence,
        marks=("coincides", "does not"),
    )


def _repost(person: str, post: int, clock: str) -> Mapping[str, str]:
    act = {"person": person, "kind": "repost", "to_voice": "ville", "to_person": "ville", "object": f"x:{post}"}
    return act | {"at_us": f"2024-03-0{2 + post} {clock}"}


measure = Measure(
    name="coordination",
    title="Coordinated amplification",
    formula="reposts of the voice's posts and links to its pages, from others; hits: by people in a pair of weight 1, of weight 2, and "
    "beyond chance. A pair's weight is the number of distinct things (a repost, a link, nearly the same words) that both shared within the "
    "window of each other; beyond chance: a weight of 2 or more that is above 99 % of the weights of the pairs which come about when the "
    "times at which a thing was shared on a day are shuffled among those who shared it then",
    parts=(
        _part(
            "weight_1",
            "from pairs of weight 1",
            "pair_weight >= 1",
            "The share of reposts of {voice} and links to it between {from} and {to} that came from people who shared a thing within "
            "{window} of somebody else is {value} ({hits} of {n}); much of that is coincidence.",
        ),
        _part(
            "weight_2",
            "from pairs of weight 2",
            "pair_weight >= 2",
            "The share of reposts of {voice} and links to it between {from} and {to} that came from people who shared two things or more "
            "within {window} of one and the same other person is {value} ({hits} of {n}).",
        ),
        _part(
            "beyond_chance",
            "from pairs beyond chance",
            "pair_weight >= beyond",
            "The share of reposts of {voice} and links to it between {from} and {to} that came from people who shared more things within "
            "{window} of one and the same other person than chance explains is {value} ({hits} of {n}).",
        ),
        _part(
            "people",
            "people in pairs beyond chance",
            "pair_weight >= beyond",
            "Of the people who reposted {voice} or linked to it between {from} and {to}, the share who shared more things within {window} "
            "of one and the same other person than chance explains is {value} ({hits} of {n}).",
            "person",
        ),
    ),
    params={"window": "60s"},
    sources=(
        "Righetti, N. & Balluff, P. (2025). CooRTweet: a generalized R software for coordinated network detection. "
        "Computational Communication Research 7(1).",
        "Giglietto, F., Righetti, N., Rossi, L. & Marino, G. (2020). It takes a village to manipulate the media. "
        "Information, Communication & Society 23(6), 867–891.",
        "The null that shuffles times within object and day is ours.",
    ),
    cannot_see="Why people share at the same moment: a broadcast, a newsletter, a meeting, friends and paid hands look alike. What was "
    "agreed on and done hours apart. Acts on networks or in groups that were not collected. Where only the same people shared a thing on a "
    "day, shuffling leaves them together. A flag is on what was done in the time asked about; it says nothing of who somebody is.",
    example=Example(
        note="Ten people repost three posts of the town, each when they come by; two others repost them within ten seconds of each other, "
        "each time, and once one of the ten comes by at that moment.",
        rows={
            "posts": tuple({"voice": "ville", "person": "ville", "role": "post", "post_id": f"x:{post}"} for post in range(3)),
            "interactions": (
                *(_repost(f"p:{i}", post, f"{i + post + 1:02}:30") for i in range(10) for post in range(3) if (i, post) != (0, 0)),
                _repost("p:0", 0, "08:00"),
                *(_repost("p:a", post, f"{8 + 3 * post:02}:00:01") for post in range(3)),
                *(_repost("p:b", post, f"{8 + 3 * post:02}:00:09") for post in range(3)),
            ),
        },
        expect=(
            {"part": "weight_1", "n": 36, "hits": 9, "value": 0.25},
            {"part": "weight_2", "n": 36, "hits": 6, "value": 6 / 36},
            {"part": "beyond_chance", "n": 36, "hits": 6, "value": 6 / 36},
            {"part": "people", "n": 12, "hits": 2, "value": 2 / 12},
        ),
    ),
)
