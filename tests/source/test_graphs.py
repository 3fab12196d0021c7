"""Networks in XML: written by networkx and read again, who a node is, and files made to hurt."""

from __future__ import annotations

import io

import pytest

from jasette.source import Recipe, Rejected
from jasette.source.files import InputFile
from jasette.sources import again, all_sources

networkx = pytest.importorskip("networkx")


X = Recipe(platform="x")


def read(gather, name, data):
    return gather(all_sources()[name].read.inside(InputFile.of_bytes("f", data), X))


def pairs(got):
    return sorted((row["account_id"], row["target"], row["weight"]) for row in got.rows["interactions"])


def written(graph, name):
    target = io.BytesIO()
    (networkx.write_gexf if name == "gexf" else networkx.write_graphml)(graph, target)
    return target.getvalue()


@pytest.mark.parametrize("name", ["gexf", "graphml"])
@pytest.mark.parametrize("directed", [True, False])
def test_what_networkx_writes(gather, name, directed):
    graph = networkx.gnp_random_graph(30, 0.2, seed=7, directed=directed)
    graph = networkx.relabel_nodes(graph, {node: f"blog:{node}.example" for node in graph})
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = number / 4
    graph.add_edge("blog:0.example", "blog:0.example", weight=9.0)
    got = read(gather, name, written(graph, name))
    expected = [(a, b, data["weight"]) for a, b, data in graph.to_directed().edges(data=True)]
    assert (pairs(got), got.rejected) == (sorted(expected), [])


@pytest.mark.parametrize(("ids", "labels", "expected"), [
    (["0", "1"], ["ann", "ben"], "x:ann"),
    (["n0", "n1"], ["ann", "ben"], "x:ann"),
    (["0", "1"], ["ann", "ann"], "x:0"),
    (["0", "1"], ["ann", ""], "x:0"),
    (["15", "99"], ["ann", "ben"], "x:15"),
    (["ann", "ben"], ["Ann R.", "Ben C."], "x:ann"),
    (["@Ann", "@Ben"], ["", ""], "x:@ann"),
])  # fmt: skip
def test_who_a_node_is(gather, ids, labels, expected):
    nodes = "".join(f'<node id="{ident}" label="{label}"/>' for ident, label in zip(ids, labels, strict=True))
    edge = f'<edge source="{ids[0]}" target="{ids[1]}"/>'
    for parts in (f"<nodes>{nodes}</nodes><edges>{edge}</edges>", f"<edges>{edge}</edges><nodes>{nodes}</nodes>"):
        got = read(gather, "gexf", f'<gexf><graph defaultedgetype="directed">{parts}</graph></gexf>'.encode())
        assert got.rows["interactions"][0]["account_id"] == expected


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_an_edge_that_was_set_aside_is_read_again(gather, name):
    weighed = {"gexf": ' weight="x&lt;"/>', "graphml": '><data key="weight">x&lt;</data></edge>'}
    text = f'<{name}><graph><edge source="a" target="b"{weighed[name]}</graph></{name}>'
    (reject,) = read(gather, name, text.encode()).rejected
    assert reject.reason == "weight x< is not a number"

    class Aside:
        source, file, raw, recipe = name, "f", reject.raw, X

    assert [one.reason for one in gather(again(Aside())).rejected] == [reject.reason]


BILLION = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
POISON = {
    "entity bomb": f'<?xml version="1.0"?>{BILLION}<NAME><graph><edge source="&a11;" target="b"/></graph></NAME>',
    "outside entity": '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><NAME><graph><edge source="&x;" target="b"/></graph></NAME>',
    "deep": "<NAME><graph>" + "<node id='1'>" * 100_000,
    "a token of 8 MB": f'<NAME><graph><edge source="{"x" * 8_000_000}"',
    "a text of 8 MB": f"<NAME><graph><edge source='a' target='b'><data key='weight'>{'1' * 8_000_000}</data></edge></graph></NAME>",
    "cut": "<NAME><graph><nodes><node id='1'/></nodes><edges><edge source='a' target='b'/>",
    "no XML": "<NAME \x00",
}  # fmt: skip


@pytest.mark.parametrize("name", ["gexf", "graphml"])
@pytest.mark.parametrize("poison", POISON)
def test_poison(name, poison):
    data = POISON[poison].replace("NAME", name).encode()
    items = list(all_sources()[name].read(InputFile.of_bytes("f", data), X))
    assert [item for item in items if isinstance(item, Rejected)] or (name, poison) == ("gexf", "a text of 8 MB")
    assert "root:" not in repr(items) and "haha" not in repr(items)
