from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from jasette import engine
from jasette.measure import Ask, run
from jasette.measure.example import instant, mount
from jasette.measures import find

FIRST = datetime(2024, 3, 4)
STREAMS = [
    {"voice": "v", "stream": stream, "from_us": "2024-01-01", "to_us": "2024-06-01", "how": "complete"}
    for stream in ("own_posts", "mentions", "replies")
]


def turn(person: object, day: float, thread: str, answered: float | None = None, **more: object) -> dict[str, object]:
    """A turn that began so many days after 4 March, and was answered so many days later."""
    at = FIRST + timedelta(days=day)
    answer = None if answered is None else str(at + timedelta(days=answered))
    row = {"voice": "v", "person": f"p:{person}", "at_us": str(at), "thread": f"x:{person}-{thread}", "answered_us": answer}
    return row | {"kind": "question"} | more


def many(group: str, count: int, *turns: tuple[float, str, float | None]) -> list[dict[str, object]]:
    return [turn(f"{group}{i}", *one) for i in range(count) for one in turns]


def ask(counted, *groups: list[dict[str, object]], **more: object) -> dict[str, dict[str, object]]:
    return counted("return_rate", Ask(**more) if more else None, requests=[row for group in groups for row in group], coverage=STREAMS)


def test_the_answered_beside_the_others(counted):
    rows = ask(
        counted,
        many("a", 12, (0, "first", 1), (10, "new", None)),
        many("b", 12, (0, "first", 1)),
        many("c", 12, (0, "first", None), (10, "new", None)),
        many("d", 36, (0, "first", None)),
    )
    assert (rows["answered"]["value"], rows["not_answered"]["value"]) == (0.5, 0.25)
    assert (rows["difference"]["value"], rows["difference"]["n"]) == (pytest.approx(25), 72)


def test_only_a_new_thread_after_the_landmark_and_within_thirty_days_is_a_return(counted):
    rows = ask(
        counted,
        many("same", 12, (0, "first", 1), (10, "first", None)),
        many("late", 12, (0, "first", 1), (37.01, "new", None)),
        many("last", 12, (0, "first", 1), (37, "new", None)),
        many("early", 12, (0, "first", 1), (7, "new", None), (20, "newer", None)),
        many("insists", 12, (0, "first", None), (3, "first", None)),
    )
    # Who wrote in a new thread within the week is set aside; who wrote again in the first one is not.
    assert (rows["answered"]["n"], rows["answered"]["hits"]) == (36, 12)
    assert (rows["not_answered"]["n"], rows["not_answered"]["hits"]) == (12, 0)


def test_answered_too_late_is_not_answered(counted):
    rows = ask(counted, many("a", 12, (0, "first", 7)), many("b", 12, (0, "first", 7.01)))
    assert (rows["answered"]["n"], rows["not_answered"]["n"]) == (12, 12)


def test_only_first_turns_that_could_be_followed_to_the_end(counted):
    late = many("b", 12, (52, "first", 1))
    assert ask(counted, many("a", 12, (0, "first", 1)), late)["answered"]["n"] == 12
    assert ask(counted, many("a", 12, (0, "first", 1)), late, settings=["again=29d"])["answered"]["n"] == 24
    first_was_before = many("a", 12, (-70, "first", None), (0, "second", 1))
    assert ask(counted, first_was_before)["difference"]["n"] == 0
    young = ask(counted, late, as_of_us=instant("2024-02-01"))["difference"]
    assert young["why_not"] == "the covered time is too short: what is counted must be followed up for 37 days"


def test_weeks_kinds_and_platforms_are_compared_within(counted):
    """In one week all are answered and many come back, in another hardly any: without weeks that would be an effect."""
    weeks = [
        *many("a", 30, (0, "first", 1), (10, "new", None)),
        *many("b", 10, (0, "first", 1)),
        *many("c", 3, (0, "first", None), (10, "new", None)),
        *many("d", 1, (0, "first", None)),
        *many("e", 1, (14, "first", 1), (24, "new", None)),
        *many("f", 3, (14, "first", 1)),
        *many("g", 10, (14, "first", None), (24, "new", None)),
        *many("h", 30, (14, "first", None)),
    ]
    rows = ask(counted, weeks)
    assert rows["answered"]["value"] - rows["not_answered"]["value"] > 0.3
    assert rows["difference"]["value"] == pytest.approx(0)


def test_few_people_in_one_group_hide_the_other_too(counted):
    rows = ask(counted, many("a", 9, (0, "first", 1)), many("b", 40, (0, "first", None)))
    assert [rows[part]["state"] for part in ("answered", "not_answered")] == ["suppressed"] * 2


@pytest.mark.parametrize("seed", range(4))
def test_brute_force_on_random_turns(counted, seed: int):
    rng = np.random.default_rng(seed)
    turns = [
        turn(
            int(rng.integers(40)),
            round(float(rng.uniform(0, 45)), 3),
            str(rng.integers(4)),
            float(rng.choice([1, 5, 9])) if rng.random() < 0.6 else None,
        )
        for _ in range(120)
    ]
    expected: dict[bool, list[bool]] = {True: [], False: []}
    end = datetime(2024, 6, 1) - timedelta(days=37)
    for person in {str(row["person"]) for row in turns}:
        mine = sorted((datetime.fromisoformat(str(row["at_us"])), row) for row in turns if row["person"] == person)
        at, first = mine[0]
        new = [other - at for other, row in mine if row["thread"] != first["thread"]]
        if at >= end or any(gap <= timedelta(days=7) for gap in new):
            continue
        answered = first["answered_us"] and datetime.fromisoformat(str(first["answered_us"])) - at <= timedelta(days=7)
        expected[bool(answered)].append(any(gap <= timedelta(days=37) for gap in new))
    rows = counted("return_rate", Ask(floor=10), requests=turns, coverage=STREAMS)
    for part, arm in (("answered", True), ("not_answered", False)):
        if rows[part]["state"] == "ok":
            assert (rows[part]["n"], rows[part]["hits"] or 0) == (len(expected[arm]), sum(expected[arm]))
    assert rows["difference"]["n"] == sum(map(len, expected.values()))


def test_where_no_effect_is_planted_the_interval_covers_none():
    """A hundred voices. Keen people return more, questions and loud weeks too; these are answered more. An answer changes nothing but
    that people thank for it, and its lack that they insist: both in the same thread."""
    requests: list[dict[str, object]] = []
    coverage = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        voice = f"v{seed:02}"
        coverage += [{**row, "voice": voice} for row in STREAMS]
        for person in range(150):
            week, question, keen = int(rng.integers(4)), rng.random() < 0.6, rng.gamma(2, 0.5)
            kind = {"voice": voice, "kind": "question" if question else "direct"}
            first = 7 * week + float(rng.uniform(0, 6.9))
            wait = float(rng.uniform(0, 6)) if rng.random() < 0.25 + 0.3 * question + 0.1 * week else None
            requests.append(turn(person, first, "first", wait, **kind))
            if rng.random() < min(0.5 * keen, 0.9):
                requests.append(turn(person, first + (6.5 if wait is None else wait + 0.4), "first", **kind))
            for number in range(rng.poisson(keen * (0.3 + 0.4 * question + 0.15 * week))):
                requests.append(turn(person, first + float(rng.uniform(0.1, 60)), f"new{number}", **kind))
    with engine.connect() as connection:
        mount(connection, {"requests": requests, "coverage": coverage})
        rows = [row for row in run(connection, find("return_rate")).to_pylist() if row["part"] == "difference"]
    assert len(rows) == 100 and all(row["n"] > 60 for row in rows)
    assert sum(row["low"] <= 0 <= row["high"] for row in rows) >= 90
    assert abs(np.mean([row["value"] for row in rows])) < 2
