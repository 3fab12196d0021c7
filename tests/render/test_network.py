from __future__ import annotations

from xml.etree import ElementTree

from jasette.page import Dot, Network, Tie
from jasette.render import network

DOTS = (
    Dot(100, 100, 20, "Ville <Valmont>", "A", 0, "Ville: 40 people"),
    Dot(300, 100, 10, "Gazette", "B", 1, "Gazette: 12 people"),
    Dot(200, 200, 15, "", "", 8, "public elsewhere", True),
)


def drawn(*ties: Tie) -> ElementTree.Element:
    return ElementTree.fromstring(network.svg(Network("Map", 400, 300, DOTS, ties, ((0, "A", "Ville"),), "A map & a table")))


def test_every_dot_is_there_with_its_name_its_community_and_what_it_is():
    picture = drawn(Tie(0, 1, 1.0), Tie(1, 2, 0.25))
    assert picture.get("role") == "img" and picture.get("aria-label") == "A map & a table"
    circles = picture.findall("circle")
    assert [circle.get("class") for circle in circles] == ["node c0", "node c8 crowd", "node c1"]
    assert [circle.findtext("title") for circle in circles] == ["Ville: 40 people", "public elsewhere", "Gazette: 12 people"]
    texts = {kind: [text.text for text in picture.findall("text") if text.get("class") == kind] for kind in ("name", "letter")}
    assert texts == {"name": ["Ville <Valmont>", "Gazette"], "letter": ["A", "B"]}
    widths = [float(line.get("stroke-width", 0)) for line in picture.findall("line") if line.get("class") == "tie"]
    assert widths[0] > widths[1] > 0


def test_a_name_stands_beside_its_dot_and_never_on_it():
    for name in (text for text in drawn().findall("text") if text.get("class") == "name"):
        dot = next(dot for dot in DOTS if dot.name == name.text)
        x = float(name.get("x", 0))
        assert (name.get("anchor") or name.get("text-anchor")) != "start" or x >= dot.x + dot.radius


def test_no_dots_is_an_empty_frame():
    assert network.svg(Network("Map", 400, 300, (), (), (), "nothing")).startswith("<svg")
    assert "node c3" in network.key("D", 3)
