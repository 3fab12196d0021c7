from __future__ import annotations

import random

import pytest

from jasette import engine
from jasette.errors import QueryError
from jasette.measure import UPON, Ask, Count, Example, Measure, Part, evidence
from jasette.measure.example import mount
from jasette.measures import find

RATE, REQUESTS, MIX = find("response_rate"), find("requests"), find("post_mix")


def test_the_posts_behind_a_figure_oldest_first(town):
    table = evidence(town, RATE, "questions", "ville", Ask(voices=["ville"]))
    assert table.num_rows == 20
    assert table["at_us"].to_pylist() == sorted(table["at_us"].to_pylist())
    assert table["mark"].to_pylist()[:2] == ["not answered in time", "answered in time"]
    assert table.schema.metadata is None


def test_same_window_as_the_comparison(town):
    assert evidence(town, RATE, "all", "ville").num_rows == 27


def test_words_of_private_people_are_masked_and_have_no_address(town):
    row = evidence(town, RATE, "", "ville", Ask(voices=["ville"]), limit=1).to_pylist()[0]
    assert (row["author_voice"], row["text"], row["url"]) == (None, "@… and @…, see (link) ?", None)
    own = evidence(town, MIX, "posts", "ville").to_pylist()[0]
    assert (own["author_voice"], own["text"], own["url"]) == ("ville", "Bonjour @marie", "https://x.com/ville/1")


def test_evidence_of_a_small_cell_is_withheld(town):
    table = evidence(town, REQUESTS, "questions", "ville", Ask(voices=["ville"], floor=30))
    assert table.num_rows == 0
    assert b"fewer than 30 people" in table.schema.metadata[b"withheld"]


def test_only_the_small_periods_are_withheld(town):
    table = evidence(town, REQUESTS, "all", "ville", Ask(voices=["ville"], by="week"))
    assert (set(table["period"].to_pylist()), table.num_rows) == ({"2024-W14"}, 12)
    assert b"withheld" in table.schema.metadata


def test_not_observable_says_why(town):
    table = evidence(town, REQUESTS, "all", "parc")
    assert table.num_rows == 0
    assert b"jasette coverage set" in table.schema.metadata[b"withheld"]


def test_limit_takes_the_first(town):
    everything, first = (evidence(town, REQUESTS, "all", "ville", limit=limit) for limit in (0, 3))
    assert first.equals(everything.slice(0, 3))


def test_unknown_part_or_voice(town):
    with pytest.raises(QueryError, match="all, questions"):
        evidence(town, RATE, "everything", "ville")
    with pytest.raises(QueryError, match="ville"):
        evidence(town, RATE, "all", "vile")


def test_acts_of_one_post_are_listed_in_one_order():
    """A post that is several acts: whatever order the rows come in, the same is listed, and the same cut off."""
    acts = [
        {"person": f"p:{i:02}", "kind": kind, "to_voice": "ville", "to_person": "ville", "object": target, "post_id": f"x:{i // 6}"}
        for i in range(12)
        for kind, target in (("mention", None), ("mention", "x:100"), ("reply", "x:100"), ("quote", "x:101"))
    ]
    everyone = Measure(
        name="acts",
        title="acts",
        formula="acts",
        parts=(Part("all", "acts", "interactions", Count(), "acts", ("mentions",), "{voice}: {value}", view=UPON),),
        sources=("none",),
        cannot_see="nothing",
        example=Example(rows={}, expect=({},)),
    )
    voices = ({"voice": "ville", "name": "ville"},)
    covered = ({"voice": "ville", "stream": "mentions", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"},)
    told = []
    for turn in range(3):
        with engine.connect() as connection:
            mount(connection, {"interactions": tuple(random.Random(turn).sample(acts, len(acts))), "voices": voices, "coverage": covered})
            rows = evidence(connection, everyone, "all", "ville", limit=20).to_pylist()
            told.append([(row["post_id"], row["kind"], row["person"], row["object"]) for row in rows])
    assert told[0] == told[1] == told[2] == sorted(told[0], key=lambda row: (row[0], row[1], row[2], row[3] is None, row[3] or ""))
    assert len(told[0]) == 20
