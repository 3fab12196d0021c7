"""Coverage: who says what of whom, as disjoint windows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def statement(
    subject: str, start: int | None, end: int | None, how: str = "complete", stream: str = "own_posts", source: str = "file"
) -> dict[str, Any]:
    return {"subject": subject, "stream": stream, "from_us": start, "to_us": end, "how": how, "source": source}


def windows(world):
    return [tuple(row[name] for name in ("voice", "stream", "from_us", "to_us", "how", "source")) for row in world.rows("coverage")]


@pytest.fixture
def ville(world):
    return world.voice("ville", "x:1", "x:@mairie")


def test_windows_of_a_source_that_meet_are_one(ville):
    ville.archive["coverage"] += [
        statement("x:1", 0, 10),
        statement("x:1", 5, 20),
        statement("x:1", 20, 30, source="other"),
        statement("x:1", 40, 50),
    ]
    ville.build()
    assert windows(ville) == [
        ("ville", "own_posts", 0, 30, "complete", "file; other"),
        ("ville", "own_posts", 40, 50, "complete", "file"),
    ]
    gap = ville.row("gaps", kind="uncollected")
    assert (gap["voice"], gap["stream"], gap["from_us"], gap["to_us"], gap["at_us"]) == ("ville", "own_posts", 30, 40, 30)
    assert gap["why"] == "nothing was collected between two covered times"


def test_what_people_say_stands_above(ville):
    ville.archive["coverage"] += [statement("x:1", 0, 100), statement("x:@mairie", 0, 100)]
    ville.said += [statement("ville", 20, 30, "unknown", source="a person"), statement("ville", 90, 200, "sample", source="a person")]
    ville.build()
    assert windows(ville) == [
        ("ville", "own_posts", 0, 20, "complete", "file"),
        ("ville", "own_posts", 20, 30, "unknown", "a person"),
        ("ville", "own_posts", 30, 90, "complete", "file"),
        ("ville", "own_posts", 90, 200, "sample", "a person"),
    ]
    gap = ville.row("gaps", kind="uncollected")
    assert (gap["from_us"], gap["to_us"]) == (20, 30)  # what is not known to be collected was not


def test_the_better_statement_counts_among_equals(ville):
    ville.archive["coverage"] += [statement("x:1", 0, 100, "query"), statement("x:@mairie", 50, 60, "complete")]
    ville.build()
    assert [(row[2], row[3], row[4]) for row in windows(ville)] == [(0, 50, "query"), (50, 60, "complete"), (60, 100, "query")]


def test_a_star_is_every_voice_and_an_unknown_subject_is_nobody(ville):
    ville.voice("silent").said += [statement("*", 0, 10, stream="mentions"), statement("x:404", 0, 10), statement("ghost", 0, 10)]
    ville.build()
    assert [row[:4] for row in windows(ville)] == [("silent", "mentions", 0, 10), ("ville", "mentions", 0, 10)]


def test_an_account_counts_while_the_voice_owns_it(world):
    world.voice("ville").account("x:1", "mairie")
    world.roster["roster_accounts"].append({"account_id": "x:@mairie", "voice": "ville", "how": "owns", "from_us": 10, "to_us": 20})
    world.archive["coverage"] += [statement("x:1", 0, 100)]
    world.build()
    assert windows(world) == [("ville", "own_posts", 10, 20, "complete", "file")]


def test_open_ends_are_closed_at_what_the_archive_knows(ville):
    ville.post("x:a", "x:7", 5).post("x:b", "x:7", 90).said.append(statement("ville", None, None))
    ville.build()
    assert [row[2:4] for row in windows(ville)] == [(5, 91)]


STATEMENTS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(["x:1", "x:2", "ville", "*"]),
        st.integers(0, 12),
        st.integers(0, 12),
        st.sampled_from(["complete", "sample", "query", "unknown"]),
    ),
    max_size=8,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STATEMENTS)
def test_coverage_equals_a_reading_instant_by_instant(world, statements):
    rank = ["complete", "sample", "query", "unknown"]
    world.roster = {name: [] for name in world.roster}
    world.voice("ville", "x:1", "x:2")
    world.archive["coverage"], world.said = [], []
    for by_person, subject, start, end, how in statements:
        (world.said if by_person else world.archive["coverage"]).append(statement(subject, start, end, how))
    world.build()
    expected = {}
    for instant in range(13):
        best = []
        for account in ("x:1", "x:2"):
            said = [
                (not by, rank.index(how))
                for by, subject, start, end, how in statements
                if start <= instant < end and subject in (account, "ville", "*")
            ]
            if said:
                best.append(min(said)[1])
        if best:
            expected[instant] = rank[min(best)]
    rows = windows(world)
    made = [(instant, row[4]) for row in rows for instant in range(row[2], row[3])]
    assert len(made) == len(dict(made))  # no instant twice
    assert dict(made) == expected
