"""What of who acts upon whom may leave: voices, and groups of enough people."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from jasette.page import network
from jasette.page.voices import roster

VOICES = ["ville", "gazette", "carnet"]


def acts(*pairs: tuple[str, str, int]) -> pa.Table:
    columns = list(zip(*sorted(pairs), strict=True)) or [(), (), ()]
    types = (pa.string(), pa.string(), pa.int64())
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=["person", "to_person", "acts"])


def around(voice: str, people: range) -> list[tuple[str, str, int]]:
    """People who act upon a voice."""
    return [(f"p:{number:03}", voice, 1) for number in people]


def test_voices_stand_alone_and_the_public_in_groups_by_community():
    found = network.of_acts(acts(*around("ville", range(30)), *around("gazette", range(30, 45)), ("ville", "gazette", 7)), VOICES, 10)
    named = {node.voice: node for node in found.nodes if node.voice}
    public = [node for node in found.nodes if not node.voice]
    assert list(named) == VOICES and (named["ville"].people, named["gazette"].people, named["carnet"].people) == (30, 15, 0)
    assert named["ville"].letter == "A" and named["gazette"].letter == "B" and named["carnet"].letter == ""
    assert [(node.letter, node.people) for node in public] == [("A", 30), ("B", 15)]
    assert found.ties[0].tolist() == [0, 7, 0, 30, 0] and found.ties[1].tolist() == [7, 0, 0, 0, 15]
    assert np.array_equal(found.ties, found.ties.T)


def test_few_people_are_neither_counted_nor_tied():
    pairs = [*around("ville", range(30)), *around("gazette", range(30, 36)), ("p:000", "gazette", 1)]
    found = network.of_acts(acts(*pairs), VOICES, 10)
    named = {node.voice: node.people for node in found.nodes if node.voice}
    assert named == {"ville": 30, "gazette": None, "carnet": 0}
    # Six people of one community are hidden, and with them the other: their sum would give them away.
    assert [node for node in found.nodes if not node.voice] == []
    assert found.ties.sum() == 0


def test_a_higher_floor_hides_more():
    pairs = [*around("ville", range(30)), *around("gazette", range(30, 45))]
    assert [node for node in network.of_acts(acts(*pairs), VOICES, 20).nodes if not node.voice] == []


@pytest.mark.parametrize("voices", [VOICES, []])
def test_nobody_acts(voices):
    found = network.of_acts(acts(), voices, 10)
    assert [node.voice for node in found.nodes] == voices and found.ties.sum() == 0 and found.strongest() == []
    assert found.places(100, 100, np.full(len(voices), 5.0)).shape == (len(voices), 2)


def test_the_strongest_ties_of_each_are_drawn_once():
    pairs = [(f"v{one:02}", f"v{other:02}", 1 + one + other) for one in range(12) for other in range(12) if one != other]
    found = network.of_acts(acts(*pairs), [f"v{number:02}" for number in range(12)], 10)
    drawn = found.strongest()
    assert len(drawn) == len({tie[:2] for tie in drawn}) and all(one < other for one, other, _ in drawn)
    assert all(sum(index in tie[:2] for tie in drawn) >= network.STRONGEST for index in range(12))
    assert [tie for *_, tie in drawn] == sorted(tie for *_, tie in drawn)


def test_places_are_inside_the_frame_apart_and_the_same_again():
    found = network.of_acts(acts(*around("ville", range(30)), *around("gazette", range(30, 45)), ("ville", "gazette", 7)), VOICES, 10)
    radii = np.linspace(10, 30, len(found.nodes))
    places = found.places(800, 600, radii)
    assert (places >= radii[:, None]).all() and (places <= np.array([800, 600]) - radii[:, None]).all()
    apart = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1)) + np.eye(len(radii)) * 1000
    assert (apart >= radii[:, None] + radii[None] - 1e-6).all()
    assert np.array_equal(places, found.places(800, 600, radii))


def test_the_clock_of_the_report_holds(read):
    from jasette.locale import Words

    rows = {
        "voices": tuple({"voice": voice, "name": voice, "kind": "organisation", "group": "media"} for voice in ("ville", "gazette")),
        "interactions": (
            {"voice": "ville", "person": "ville", "to_voice": "gazette", "to_person": "gazette", "kind": "reply", "at_us": "2024-03-02"},
            {"voice": "gazette", "person": "gazette", "to_voice": "ville", "to_person": "ville", "kind": "reply", "at_us": "2024-03-20"},
        ),
        "citations": ({"voice": "ville", "person": "ville", "to_voice": "gazette", "to_person": "gazette", "at_us": "2024-03-03"},),
    }
    early = read(rows, as_of_us=1_710_000_000_000_000)
    assert network.network(early, roster(early, Words())).ties.tolist() == [[0, 2], [2, 0]]
