"""Ranks: places among what is shown, their range from people drawn anew, and who moves when some people's acts are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette import engine
from jasette.errors import QueryError
from jasette.measure import Ask, evidence, run
from jasette.measure.example import mount
from jasette.measure.ranking import places
from jasette.measures import find

RECEIVED, CITATIONS = find("received"), find("citations")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        yield connection


def act(person: str, to: str, kind: str = "reply", **more: Any) -> dict[str, Any]:
    return {"person": person, "kind": kind, "to_voice": to, "to_person": to, "group": "public"} | more


def asked(connection: Any, acts: Sequence[Mapping[str, Any]], ask: Ask | None = None, part: str = "replies", **rows: Any) -> dict[str, Any]:
    names = sorted({str(row["to_voice"]) for row in acts})
    rows = {"voices": [{"voice": name, "name": name, "group": "party"} for name in names]} | rows
    streams = ("own_posts", "mentions", "replies", "reposts")
    covered = [
        {"voice": row["voice"], "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
        for row in rows["voices"]
        for stream in streams
    ]
    mount(connection, {"interactions": acts, "coverage": covered} | rows)
    return {
        (row["voice"], row["beside"]) if ask and ask.across else row["voice"]: row
        for row in run(connection, RECEIVED, ask).to_pylist()
        if row["part"] == part
    }


def crowd(count: int, voice: str, each: int = 1, first: int = 0, kind: str = "reply") -> list[dict[str, Any]]:
    return [act(f"p:{first + i:04}", voice, kind) for i in range(count) for _ in range(each)]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(1, 20))
def test_a_range_holds_its_rank_and_equals_share_the_better_place(values: list[int], draws: int):
    point = np.array(values, dtype=float)
    drawn = np.random.default_rng(draws).poisson(point, size=(draws, len(values))).astype(float)
    found = places(point, drawn)
    assert [1 + sum(other > mine for other in values) for mine in values] == [place.rank for place in found]
    assert all(1 <= place.low <= place.rank <= place.high <= place.among == len(values) for place in found)
    assert [(place.low, place.high) for place in places(point, None)] == [(None, None)] * len(values)


def test_one_loud_person_makes_a_rank_unsure_and_a_crowd_does_not(connection):
    """A voice with 100 replies by one person and a few others, one with 60 by sixty people, one with 12 by twelve."""
    acts = [*crowd(1, "loud", 100), *crowd(11, "loud", first=1), *crowd(60, "heard", first=100), *crowd(12, "few", first=200)]
    found = asked(connection, acts)
    assert [(found[voice]["rank"], found[voice]["rank_of"]) for voice in ("loud", "heard", "few")] == [(1, 3), (2, 3), (3, 3)]
    # Not to be drawn at all has a chance of 37 in 100: then the first is the last.
    assert (found["loud"]["rank_low"], found["loud"]["rank_high"]) == (1, 3)
    assert (found["heard"]["rank_low"], found["heard"]["rank_high"]) == (1, 2)
    by_people = asked(connection, acts, part="replies_people")
    assert [by_people[voice]["rank"] for voice in ("heard", "few", "loud")] == [1, 2, 2]
    assert (by_people["heard"]["rank_low"], by_people["heard"]["rank_high"]) == (1, 1)


def test_ranks_say_nothing_of_what_is_hidden(connection):
    """Whether the hidden voice has more or less than the others, their places are the same, and it has none."""
    shown = [*crowd(40, "a"), *crowd(20, "b", first=100)]
    for hidden in (crowd(2, "c", 1, 500), crowd(2, "c", 15, 500), crowd(2, "c", 50, 500)):
        found = asked(connection, [*shown, *hidden])
        assert found["c"]["state"] == "suppressed"
        assert [found["c"][name] for name in ("rank", "rank_low", "rank_high", "rank_of", "value")] == [None] * 5
        assert [(found[voice]["rank"], found[voice]["rank_low"], found[voice]["rank_high"], found[voice]["rank_of"]) for voice in "ab"] == [
            (1, 1, 1, 2),
            (2, 2, 2, 2),
        ]


def test_a_rank_is_among_all_voices_whoever_is_asked_for(connection):
    acts = [*crowd(40, "a"), *crowd(20, "b", first=100), *crowd(30, "c", first=200)]
    asked(connection, acts)
    alone = run(connection, RECEIVED, Ask(voices=["b"])).to_pylist()
    assert {row["voice"] for row in alone} == {"b"}
    [row] = [row for row in alone if row["part"] == "replies"]
    assert (row["rank"], row["rank_of"]) == (3, 3)


def test_ranks_by_month_platform_and_slice(connection):
    acts = [*crowd(20, "a"), *crowd(30, "b", first=100), *({**row, "platform": "mastodon"} for row in crowd(40, "a", first=200))]
    assert asked(connection, acts, Ask(platform="x"))["a"]["rank"] == 2
    assert asked(connection, acts, Ask(by="month"))["a"]["rank"] == 1
    asked(connection, acts)
    slices = [row for row in run(connection, RECEIVED, Ask(across="platform")).to_pylist() if row["part"] == "replies"]
    assert {(row["voice"], row["platform"]): row["rank"] for row in slices} == {
        ("a", "mastodon"): 1,
        ("b", "mastodon"): 2,
        ("a", "x"): 2,
        ("b", "x"): 1,
    }


def test_groups_are_their_voices_together(connection):
    voices = [{"voice": v, "name": v, "group": g} for v, g in (("a", "party"), ("b", "party"), ("c", "media"))]
    acts = [*crowd(20, "a"), *crowd(30, "b"), *crowd(40, "c", first=100), act("a", "b", voice="a", group="party")]
    single = asked(connection, acts, voices=voices)
    groups = asked(connection, acts, Ask(of="group"), voices=voices)
    assert groups["party"]["value"] == single["a"]["value"] + single["b"]["value"] == 51
    # Twenty people wrote to both: in a group they are one each.
    assert groups["party"]["people"] == 31
    assert asked(connection, acts, Ask(of="group"), "replies_people", voices=voices)["party"]["value"] == 31
    assert [groups[group]["rank"] for group in ("party", "media")] == [1, 2]
    assert groups["party"]["of"] == "group" and "party" in groups["party"]["sentence"]
    everybody = asked(connection, acts, Ask(of="all"), voices=voices)
    assert everybody["all"]["value"] == 91 and everybody["all"]["sentence"].startswith("Others replied to all voices 91 times")
    matrix = asked(connection, acts, Ask(of="group", across="group"), voices=voices)
    assert {key: row["value"] for key, row in matrix.items() if row["value"]} == {
        ("party", "public"): 50,
        ("media", "public"): 40,
        ("party", "party"): 1,
    }
    assert evidence(connection, RECEIVED, "replies", "party", Ask(of="group")).num_rows == 51


def test_a_group_is_seen_where_one_of_its_voices_is(connection):
    voices = [{"voice": v, "name": v, "group": "party"} for v in "ab"]
    covered = [{"voice": "a", "stream": "replies", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "sample"}]
    mount(connection, {"voices": voices, "interactions": [*crowd(20, "a"), *crowd(30, "b")], "coverage": covered})
    [row] = [row for row in run(connection, RECEIVED, Ask(of="group")).to_pylist() if row["part"] == "replies"]
    assert (row["value"], row["interval"], row["high"]) == (20, "bound", None)
    [unseen] = [row for row in run(connection, RECEIVED, Ask(of="group")).to_pylist() if row["part"] == "mentions"]
    assert unseen["state"] == "not_observable"


def test_what_compares_single_voices_has_no_groups(connection):
    asked(connection, crowd(20, "a"))
    with pytest.raises(QueryError, match="ask for voices"):
        run(connection, find("share_of_voice"), Ask(of="group"))
    with pytest.raises(QueryError, match="voice, group, all"):
        Ask(of="person")


def test_without_some_people_and_who_moves(connection):
    ring = frozenset(f"p:r{i:02}" for i in range(12))
    acts = [*crowd(20, "a"), *crowd(15, "b", first=100), *(act(person, "b") for person in sorted(ring) for _ in range(3))]
    found = asked(connection, acts, Ask(without=ring))
    assert [(found[v]["value"], found[v]["rank"], found[v]["rank_before"]) for v in "ab"] == [(20, 1, 2), (15, 2, 1)]
    assert asked(connection, acts)["b"]["value"] == 51
    assert asked(connection, acts)["b"]["rank_before"] is None


def test_few_people_left_out_must_not_follow_from_two_figures(connection):
    acts = [*crowd(20, "a"), *crowd(15, "b", first=100), *(act("p:r1", "b") for _ in range(30))]
    found = asked(connection, acts, Ask(without=frozenset({"p:r1"})))
    assert (found["b"]["state"], found["b"]["value"], found["b"]["n"], found["b"]["people"]) == ("suppressed", None, None, None)
    # Who moves may be told: the place says far less.
    assert (found["b"]["rank"], found["b"]["rank_before"]) == (2, 1)
    assert (found["a"]["value"], found["a"]["rank"], found["a"]["rank_before"]) == (20, 1, 2)


def test_the_same_question_has_the_same_ranges(connection):
    acts = [*crowd(40, "a", 2), *crowd(35, "b", 2, first=20), *crowd(30, "c", 3, first=40)]
    first = asked(connection, acts)
    assert first == asked(connection, acts[::-1])
    assert any(row["rank_low"] != row["rank_high"] for row in first.values())
