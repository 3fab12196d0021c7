from __future__ import annotations

import pytest

from jasette import engine
from jasette.measure import SCHEMA, agreement
from jasette.measure.example import mount
from jasette.measures import find

STREAMS = ("mentions", "replies", "reposts")


def acts(voice: str, kind: str, people: int, each: int = 1, first: int = 0) -> list[dict[str, object]]:
    return [
        {"person": f"p:{first + i:03}", "kind": kind, "to_voice": voice, "to_person": voice, "object": f"x:{voice}{copy}"}
        for i in range(people)
        for copy in range(each)
    ]


def asked(given: list[dict[str, object]], voices: str, *names: str) -> dict[tuple[str, str], dict[str, object]]:
    covered = [
        {"voice": v, "stream": s, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"} for v in voices for s in STREAMS
    ]
    with engine.connect() as connection:
        mount(connection, {"interactions": given, "voices": [{"voice": v, "name": v} for v in voices], "coverage": covered})
        table = agreement(connection, [find(name) for name in names])
    assert table.schema == SCHEMA
    return {(str(row["part"]), str(row["beside"])): row for row in table.to_pylist()}


def test_measures_that_agree_and_that_do_not():
    given = [
        *(row for place, voice in enumerate("abcd") for row in acts(voice, "repost", 80 - 20 * place, first=100 * place)),
        *(row for place, voice in enumerate("abcd") for row in acts(voice, "reply", 20 + 20 * place, first=100 * place)),
    ]
    found = asked(given, "abcd", "received", "pagerank")
    same, against = found["received.reposts", "received.reposts_people"], found["received.reposts", "received.replies"]
    assert (same["value"], same["low"], same["high"], same["n"]) == (1, 1, 1, 4)
    assert against["value"] == -1 and against["low"] == -1 and against["high"] is not None
    assert found["received.reposts_people", "pagerank.reposts"]["value"] == pytest.approx(1)
    assert found["received.replies", "received.reposts"]["value"] == against["value"]
    assert against["sentence"] == (
        "Over 4 voices, “Acts received: reposts received” and “Acts received: replies received” agree on who stands first with a "
        "Spearman's ρ of -1."
    )
    # Nobody mentions anybody: all are equal, and nothing can be said.
    assert found["received.mentions", "received.reposts"]["value"] is None


def test_voices_that_are_hidden_are_no_part_of_it():
    given = [*acts("a", "repost", 30), *acts("b", "repost", 20), *acts("c", "repost", 3), *acts("a", "reply", 12), *acts("b", "reply", 15)]
    row = asked(given, "abc", "received")["received.reposts", "received.replies"]
    assert (row["n"], row["value"], row["state"]) == (2, None, "not_observable")
    assert row["why_not"] == "fewer than three voices have a figure of both"
