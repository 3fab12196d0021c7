from __future__ import annotations

import networkx as nx
import pytest

from jasette.measure import Ask
from jasette.measure.example import instant

STREAMS = [
    {"voice": "v0", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
    for stream in ("own_posts", "mentions", "replies", "reposts")
]


def act(one: object, other: object, at: str = "2024-03-02", kind: str = "reply") -> dict[str, object]:
    def name(node: object) -> str:
        return "v0" if node == 0 else f"p:{node}"

    row = {"person": name(one), "to_person": name(other), "kind": kind, "at_us": at}
    return row | {"voice": "v0" if one == 0 else None, "to_voice": "v0" if other == 0 else None}


@pytest.mark.parametrize("seed", range(5))
def test_as_networkx_counts(counted, seed: int):
    """A random directed graph with loops; of it only the pairs of the voice, node 0."""
    graph = nx.gnp_random_graph(40, 0.4, seed=seed, directed=True)
    acts = [act(one, other) for one, other in graph.edges for _ in range(1 + (one + other) % 2)] + [act(0, 0), act(3, 3)]
    row = counted("reciprocity", interactions=acts, coverage=STREAMS)["talk"]
    assert row["value"] == pytest.approx(nx.reciprocity(graph, 0))
    assert row["n"] == graph.degree(0)


def test_a_repost_is_no_reply(counted):
    acts = [act(i, 0) for i in range(1, 13)] + [act(0, i, kind="repost") for i in range(1, 7)]
    rows = counted("reciprocity", interactions=acts, coverage=STREAMS)
    assert (rows["talk"]["n"], rows["talk"]["value"]) == (12, 0)
    assert (rows["all"]["n"], rows["all"]["hits"]) == (18, 12)


def test_what_came_later_is_not_known(counted):
    acts = [act(i, 0) for i in range(1, 13)] + [act(0, i, at="2024-03-20") for i in range(1, 7)]
    row = counted("reciprocity", Ask(as_of_us=instant("2024-03-10")), interactions=acts, coverage=STREAMS)["talk"]
    assert (row["n"], row["value"]) == (12, 0)


def test_few_people_are_hidden(counted):
    acts = [act(i, 0) for i in range(1, 10)] + [act(0, i) for i in range(1, 10)]
    assert counted("reciprocity", interactions=acts, coverage=STREAMS)["talk"]["state"] == "suppressed"
