"""Who is taken up by those who are taken up: PageRank, for each kind of act by itself."""

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import graph, pagerank, ranks
from jasette.measure import CITED, UPON, Example, Measure, Network, Part


def _walk(acts: graph.Graph) -> NDArray[np.float64]:
    return pagerank.pagerank(acts).values


def _redraw(acts: graph.Graph, nodes: NDArray[np.int64], keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    return ranks.pageranks(acts, nodes, people=keys)


def _part(name: str, stream: str, words: str, *, table: str = "interactions", view: str = UPON, rows: str = "") -> Part:
    return Part(
        name=name,
        title=f"PageRank by {name}",
        table=table,
        view=view,
        rows=rows,
        kind=Network(_walk, _redraw),
        unit="PageRank",
        needs=(stream,),
        ranked=True,
        network=True,
        sentence=f"{{people}} people and voices {words} {{voice}} between {{from}} and {{to}}; its PageRank by {name} is {{value}}.",
    )


measure = Measure(
    name="pagerank",
    title="PageRank",
    formula="share of a random walk from who acts to who is acted upon, over all people of the archive, for reposts, quotes, replies, "
    "mentions and links apart; weight 1 for each person and target, damping 0.85, dangling mass and restarts uniform, L1 tolerance 1e-10",
    parts=(
        _part("reposts", "reposts", "reposted", rows="kind = 'repost'"),
        _part("quotes", "reposts", "quoted", rows="kind = 'quote'"),
        _part("replies", "replies", "replied to", rows="kind = 'reply'"),
        _part("mentions", "mentions", "named", rows="kind = 'mention'"),
        _part("links", "mentions", "cited", table="citations", view=CITED, rows="TRUE"),
    ),
    sources=(
        "Page, L., Brin, S., Motwani, R. & Winograd, T. (1999). The PageRank citation ranking: bringing order to the Web. "
        "Stanford InfoLab.",
        "Gleich, D. (2015). PageRank beyond the Web. SIAM Review 57(3), 321–363.",
    ),
    cannot_see="What an act means: by replies and quotes those rank high who are disputed. Acts among people that were not collected: most "
    "archives hold what was done to their voices, and little of what passes between others. A value says nothing by itself; it "
    "becomes smaller as more people act.",
    example=Example(
        note="Of twelve people who repost, ten repost the newspaper and two the town, which reposts the newspaper; the newspaper "
        "reposts nobody. One reposts twice: that is one edge.",
        rows={
            "interactions": (
                *({"person": f"p:{i:02}", "kind": "repost", "to_voice": "gazette", "to_person": "gazette"} for i in (*range(10), 0)),
                *({"person": f"p:{i:02}", "kind": "repost", "to_voice": "ville", "to_person": "ville"} for i in (10, 11)),
                {"voice": "ville", "person": "ville", "kind": "repost", "to_voice": "gazette", "to_person": "gazette"},
                *(
                    {"person": "parc", "voice": "parc", "kind": k, "to_voice": "gazette", "to_person": "gazette"}
                    for k in ("quote", "reply")
                ),
                {"voice": "parc", "person": "parc", "kind": "mention", "to_voice": "ville", "to_person": "ville"},
            ),
            "citations": ({"voice": "parc", "person": "parc", "to_voice": "ville", "to_person": "ville", "how": "link"},),
            "voices": tuple({"voice": voice, "name": voice} for voice in ("gazette", "ville")),
            "coverage": tuple(
                {"voice": voice, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
                for voice in ("gazette", "ville")
                for stream in ("mentions", "replies", "reposts")
            ),
        },
        expect=(
            # Restarts give each of 14 the same r; the town has r (1 + 2 · 0.85), the newspaper r (1 + 0.85 · (10 + 2.7)), twelve have r.
            {"voice": "gazette", "part": "reposts", "value": 11.795 / 26.495, "n": 11, "people": 11, "rank": 1},
            {"voice": "ville", "part": "reposts", "state": "suppressed", "rank": None},
            {"voice": "gazette", "part": "quotes", "value": 1.85 / 2.85},
            {"voice": "gazette", "part": "replies", "value": 1.85 / 2.85},
            {"voice": "ville", "part": "mentions", "value": 1.85 / 2.85},
            {"voice": "ville", "part": "links", "value": 1.85 / 2.85},
        ),
    ),
)
