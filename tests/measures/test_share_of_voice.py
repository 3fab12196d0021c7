from __future__ import annotations

import pytest

from jasette import engine
from jasette.measure import Ask, evidence, run
from jasette.measure.example import mount
from jasette.measures import find

MEASURE = find("share_of_voice")
VOICES = [
    {"voice": voice, "name": voice, "group": group} for voice, group in (("a", "party"), ("b", "party"), ("c", "party"), ("m", "media"))
]

COVERAGE = [
    {"voice": voice["voice"], "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
    for voice in VOICES
    for stream in ("own_posts", "mentions")
]


def named(voice: str, people: int, start: int = 0) -> list[dict[str, str]]:
    return [{"person": f"p:{start + i}", "kind": "mention", "to_voice": voice, "to_person": voice} for i in range(people)]


def posted(voice: str, count: int) -> list[dict[str, str]]:
    return [{"voice": voice, "person": voice, "role": "post"} for _ in range(count)]


def ask(part: str, ask: Ask | None = None, **rows):
    with engine.connect() as connection:
        mount(connection, {"voices": VOICES, "coverage": COVERAGE, **rows})
        found = [row for row in run(connection, MEASURE, ask).to_pylist() if row["part"] == part]
        listed = {row["voice"]: evidence(connection, MEASURE, part, row["voice"], ask) for row in found}
        return {row["voice"]: row | {"evidence": listed[row["voice"]]} for row in found}


def test_shares_of_a_group_add_up_to_one():
    rows = ask("posts", posts=[*posted("a", 5), *posted("b", 3), *posted("c", 2), *posted("m", 40)])
    assert [rows[voice]["value"] for voice in "abcm"] == pytest.approx([0.5, 0.3, 0.2, 1])
    assert rows["a"]["evidence"]["hit"].to_pylist().count(True) == 5 and rows["a"]["evidence"].num_rows == 10


def test_one_voice_is_asked_for_and_its_group_still_counts():
    rows = ask("posts", Ask(voices=["a"]), posts=[*posted("a", 5), *posted("b", 3), *posted("c", 2)])
    assert list(rows) == ["a"] and rows["a"]["value"] == 0.5


def test_voices_that_were_not_collected_do_not_count():
    streams = [row for row in COVERAGE if row["voice"] in ("a", "b")]
    rows = ask("posts", posts=[*posted("a", 5), *posted("b", 3), *posted("c", 2)], coverage=streams)
    assert (rows["a"]["value"], rows["c"]["state"]) == (5 / 8, "not_observable")


def test_few_people_behind_one_share_hide_another_from_which_it_would_follow():
    given = [*named("a", 30), *named("b", 20), *named("c", 9)]
    rows = ask("mentions", interactions=given)
    assert [rows[voice]["state"] for voice in "abc"] == ["ok", "suppressed", "suppressed"]
    assert rows["c"]["evidence"].num_rows == rows["b"]["evidence"].num_rows == 0
    for voice in "abc":
        alone = ask("mentions", Ask(voices=[voice]), interactions=given)[voice]
        assert (alone["state"], alone["evidence"].num_rows) == (rows[voice]["state"], rows[voice]["evidence"].num_rows)


def test_people_are_those_who_name_the_voice():
    rows = ask("mentions", interactions=[*named("a", 30), *named("b", 20, start=15)])
    assert (rows["a"]["n"], rows["a"]["hits"], rows["a"]["people"]) == (50, 30, 30)
    # Only its own: mentions of others would tell how many they had, where that is hidden.
    assert set(rows["a"]["evidence"]["to_voice"].to_pylist()) == {"a"} and rows["a"]["evidence"].num_rows == 30
    assert (rows["c"]["value"], rows["c"]["people"], rows["c"]["state"]) == (0, 0, "ok")
