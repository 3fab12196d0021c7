"""Page: who has to do with whom, as a picture and as a table."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jasette.locale import Words
from jasette.page import Block, Dot, Grid, Network, Page, Prose, Reading, Tie
from jasette.page.network import LETTERS, STRONGEST, Node, network
from jasette.page.network import Network as Ties
from jasette.page.voices import Voice, roster

WIDTH, HEIGHT = 1080, 760
RADII = (9.0, 30.0)
"""Of the smallest and the largest dot."""
NEAREST = 3


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    if why := reading.facts.counts_only:
        yield Prose(why, "note")
        return
    voices = roster(reading, words)
    found = network(reading, voices)
    yield Prose(
        words(
            "Near each other stand those who act upon each other often: reply, name, repost, quote or link. The size of a dot is the "
            "number of people who act upon a voice. Colours and letters are communities: they were found in all acts together, those of "
            "private people too, who are shown only as groups (broken circles)."
        )
    )
    if not found.ties.any():
        yield Prose(words("Nothing was collected that ties these voices to each other."), "note")
        return
    yield _picture(found, voices, words)
    yield Prose(
        words(
            "A community says who speaks with whom, and not who agrees: people quarrel inside one too. Places are those of a drawing: only "
            "what is near means something, above and below do not. Drawn are the {ties} strongest ties of each dot.",
            ties=words.number(STRONGEST),
        ),
        "note",
    )
    yield Prose(
        words(
            "Groups of fewer than {floor} people, and ties to them that rest on fewer, are not shown.",
            floor=words.number(reading.facts.floor),
        ),
        "note",
    )
    yield _table(found, voices, words)


def _picture(found: Ties, voices: dict[str, Voice], words: Words) -> Network:
    radii = _radii(found.nodes)
    places = found.places(WIDTH, HEIGHT, radii)
    strongest = max((tie for _, _, tie in found.strongest()), default=1.0)
    dots = tuple(
        Dot(
            float(x),
            float(y),
            float(radius),
            _name(node, voices, words) if node.voice else "",
            node.letter,
            node.community,
            words("{term}: {sense}", term=_name(node, voices, words), sense=_people(node, words)),
            not node.voice,
        )
        for node, (x, y), radius in zip(found.nodes, places, radii, strict=True)
    )
    ties = tuple(Tie(one, other, tie / strongest) for one, other, tie in found.strongest())
    letters = sorted({node.community for node in found.nodes})
    legend = tuple((number, _letter(number), _community(number, found, voices, words)) for number in letters)
    told = words("Map of {count} voices and the groups around them; the table below says the same.", count=words.number(len(voices)))
    return Network(words("The map"), WIDTH, HEIGHT, dots, ties, legend, told)


def _radii(nodes: tuple[Node, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """By the root of the people, voices and groups each beside the largest of their kind; the smallest where nothing may be told."""
    small, large = RADII

    def most(public: bool) -> int:
        return max((node.people or 0 for node in nodes if (not node.voice) == public), default=1) or 1

    return np.array([small + (large - small) * math.sqrt((node.people or 0) / most(not node.voice)) for node in nodes])


def _table(found: Ties, voices: dict[str, Voice], words: Words) -> Grid:
    def row(index: int, node: Node) -> tuple[str, ...]:
        order = np.argsort(-found.ties[index], kind="stable")[:NEAREST]
        near = ", ".join(_name(found.nodes[other], voices, words) for other in order if found.ties[index, other] > 0)
        group = voices[node.voice].group if node.voice else words("public")
        people = words("few") if node.people is None else words.number(node.people)
        return _name(node, voices, words), group, node.letter or "—", people, near or "—"

    columns = (words("Voice"), words("group"), words("Community"), words("People who act upon it"), words("Strongest ties"))
    rows = tuple(row(index, node) for index, node in enumerate(found.nodes))
    return Grid(columns, rows, words("The map as a table"), numeric=frozenset({3}))


def _name(node: Node, voices: dict[str, Voice], words: Words) -> str:
    if node.voice:
        return voices[node.voice].name
    return words("public around {community}", community=node.letter) if node.letter else words("public elsewhere")


def _people(node: Node, words: Words) -> str:
    return words("fewer people than may be told") if node.people is None else words("{n} people", n=words.number(node.people))


def _letter(number: int) -> str:
    return Node("", number, None).letter


def _community(number: int, found: Ties, voices: dict[str, Voice], words: Words) -> str:
    """A community is called by the voices in it upon whom most people act."""
    if number >= LETTERS:
        return words("others")
    inside = sorted((node for node in found.nodes if node.voice and node.community == number), key=lambda node: -(node.people or 0))
    names = ", ".join(voices[node.voice].name for node in inside[:NEAREST])
    return words("{names} and {count} more", names=names, count=words.number(len(inside) - NEAREST)) if len(inside) > NEAREST else names


page = Page(name="map", title="Who has to do with whom", order=7, blocks=blocks)
