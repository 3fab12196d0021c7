from __future__ import annotations

import pytest

from jasette.errors import QueryError
from jasette.measure import Ask, evidence
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
