from __future__ import annotations

from typing import Any

import pytest
from scipy.stats import spearmanr

from jasette import engine
from jasette.errors import QueryError
from jasette.measure import SCHEMA, Ask, agreement
from jasette.measure.example import mount
from jasette.measures import find

STREAMS = ("mentions", "replies", "reposts")


def acts(voice: str, kind: str, people: int, each: int = 1, first: int = 0) -> list[dict[str, object]]:
    return [
        {"person": f"p:{first + i:03}", "kind": kind, "to_voice": voice, "to_person": voice, "object": f"x:{voice}{copy}"}
        for i in range(people)
        for copy in range(each)
    ]


def asked(
    given: list[dict[str, object]], voices: str, *names: str, groups: str = "", **ask: Any
) -> dict[tuple[str, str] | tuple[str, str, str], dict[str, object]]:
    """Rows by the two parts, and by the period where there are several."""
    covered = [
        {"voice": v, "stream": s, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"} for v in voices for s in STREAMS
    ]
    with engine.connect() as connection:
        roster = [{"voice": v, "name": v} | ({"group": groups[at]} if groups else {}) for at, v in enumerate(voices)]
        mount(connection, {"interactions": given, "voices": roster, "coverage": covered})
        table = agreement(connection, [find(name) for name in names], Ask(**ask))
    assert table.schema == SCHEMA
    return {(str(row["part"]), str(row["beside"]), *([row["period"]] if row["period"] else [])): row for row in table.to_pylist()}


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


def test_over_groups_and_by_period():
    """Two voices a group: of a group counts what both got. In the second half of the month the order is turned around."""
    people = {"a": 12, "b": 20, "c": 16, "d": 40, "e": 30, "f": 10}
    given = [
        row | {"at_us": f"2024-03-{day:02} 10:00"}
        for day, turned in ((5, False), (20, True))
        for place, (voice, few) in enumerate(people.items())
        for kind, more in (("repost", few), ("reply", 52 - few if turned else few))
        for row in acts(voice, kind, more, first=100 * place)
    ]
    pair = "received.reposts", "received.replies"
    row = asked(given, "abcdef", "received", groups="xxyyzz", of="group")[pair]
    sums = {
        kind: [sum(people[v] if kind == "repost" else 52 for v in group) for group in ("ab", "cd", "ef")] for kind in ("repost", "reply")
    }
    assert sums["reply"] == [104, 104, 104] and (row["n"], row["value"], row["of"]) == (3, None, "group")
    found = asked(given, "abcdef", "received", by="month")
    assert {key[2] for key in found} == {"2024-03"}
    found = asked(given, "abcdef", "received", by="week", of="voice")
    early, late = (found[*pair, week] for week in ("2024-W10", "2024-W12"))
    assert (early["value"], early["n"], late["value"]) == (1, 6, -1)
    assert early["low"] <= early["value"] and str(early["sentence"]).startswith("Over 6 voices, ")
    weeks = asked(given, "abcdef", "received", groups="xxyyzz", of="group", by="week")
    early, late = (weeks[*pair, week] for week in ("2024-W10", "2024-W12"))
    whole = [sum(people[v] for v in group) for group in ("ab", "cd", "ef")]
    assert early["value"] == pytest.approx(spearmanr(whole, whole).statistic) and late["value"] == -1
    assert str(late["sentence"]).startswith("Over 3 groups, ")


@pytest.mark.parametrize("ask", [{"of": "all"}, {"across": "group"}])
def test_what_has_no_order(ask: dict[str, str]):
    with pytest.raises(QueryError, match="only voices and groups"):
        asked([], "ab", "received", **ask)
