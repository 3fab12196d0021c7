"""How many people are expected to read what a voice says, where lists of who follows whom exist: TunkRank."""

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import graph, pagerank
from jasette.measure import UPON, Example, Measure, Network, Part


def _readers(follows: graph.Graph) -> NDArray[np.float64]:
    return pagerank.tunkrank(follows).values


measure = Measure(
    name="tunkrank",
    title="TunkRank",
    formula="I(x) = Σ over y who follow x of (1 + p · I(y)) / number that y follows; p = 0.05 is the chance that a reader passes on what "
    "is read, an assumption; the number is that of those whom the lists name",
    parts=(
        Part(
            name="readers",
            title="expected readers",
            table="interactions",
            view=UPON,
            rows="kind = 'follow'",
            kind=Network(_readers),
            unit="readers",
            needs=("audience",),
            ranked=True,
            network=True,
            sentence="By the lists of who follows whom, what {voice} says is expected to be read by {value} people (TunkRank, p = 0.05).",
        ),
    ),
    sources=("Tunkelang, D. (2009). A Twitter analog to PageRank. The Noisy Channel.",),
    cannot_see="Who reads in truth. Whom people follow who are in no list: who follows few that are known counts for more than is due. "
    "Nobody is drawn anew, since a list is no act: there is no range of ranks. Members of a list stand behind no evidence.",
    example=Example(
        note="Ten people follow the town alone, ten follow the town and the newspaper, which follows the town.",
        rows={
            "interactions": (
                *({"person": f"p:{i:02}", "kind": "follow", "to_voice": "ville", "to_person": "ville"} for i in range(20)),
                *({"person": f"p:{i:02}", "kind": "follow", "to_voice": "gazette", "to_person": "gazette"} for i in range(10)),
                {"voice": "gazette", "person": "gazette", "kind": "follow", "to_voice": "ville", "to_person": "ville"},
            ),
            "voices": tuple({"voice": voice, "name": voice} for voice in ("gazette", "ville")),
            "coverage": tuple(
                {"voice": voice, "stream": "audience", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
                for voice in ("gazette", "ville")
            ),
        },
        expect=(
            {"voice": "gazette", "part": "readers", "value": 5.0, "n": 10, "rank": 2},
            {"voice": "ville", "part": "readers", "value": 10 + 5 + 1 + 0.05 * 5, "n": 21, "rank": 1, "rank_low": None},
        ),
    ),
)
