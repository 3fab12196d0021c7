from __future__ import annotations

from jasette import engine
from jasette.measure import Ask, run
from jasette.measure.example import mount
from jasette.measures import find

GROUPS = {"a": "one", "b": "one", "c": "one", "d": "two"}


def tie(who: str, to: str) -> dict[str, object]:
    return {"voice": who, "person": who, "group": GROUPS[who], "kind": "repost", "to_voice": to, "to_person": to, "to_group": GROUPS[to]}


def asked(ties: list[dict[str, object]], ask: Ask) -> dict[tuple[str, str], dict[str, object]]:
    covered = [{"voice": v, "stream": "reposts", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"} for v in GROUPS]
    with engine.connect() as connection:
        voices = [{"voice": v, "name": v, "group": g} for v, g in GROUPS.items()]
        mount(connection, {"voices": voices, "coverage": covered, "interactions": ties})
        return {(row["voice"], row["part"]): row for row in run(connection, find("mixing"), ask).to_pylist()}


def test_of_all_and_of_each_group_beside_what_chance_gives():
    ties = [tie("a", "b"), tie("a", "b"), tie("b", "c"), tie("d", "a"), tie("c", "d"), tie("a", "a")]
    whole = asked(ties, Ask())
    assert (whole["all", "reposts"]["value"], whole["all", "reposts"]["n"]) == (0, 4)
    # Of twelve ordered pairs six are inside the group of three.
    assert whole["all", "reposts_expected"]["value"] == 0
    groups = asked(ties, Ask(of="group"))
    assert (groups["one", "reposts"]["value"], groups["two", "reposts"]["value"]) == (-1 / 3, 1)
    # A tie into the group of three comes from two of three others, one into the single voice from none.
    assert groups["one", "reposts_expected"]["value"] == 1 - 2 * 2 / 3
    assert groups["two", "reposts_expected"]["value"] == 1


def test_people_of_no_roster_are_no_part_of_it():
    public = {"person": "p:1", "group": "public", "kind": "repost", "to_voice": "a", "to_person": "a", "to_group": "one"}
    assert asked([tie("a", "b"), public], Ask())["all", "reposts"]["n"] == 1
