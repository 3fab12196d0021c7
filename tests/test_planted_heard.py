"""Who is heard, and who shares by agreement: what was planted in the example is found in it, through the real readers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jasette.kernels.spearman import spearman
from jasette.observatory import Observatory
from jasette.people import pseudonym
from jasette.reconstruct.coordination import Coordination, shares


@pytest.fixture(scope="module")
def truth(valmont: Path) -> dict[str, Any]:
    return json.loads((valmont / "files" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def city(valmont: Path) -> Iterator[Observatory]:
    with Observatory.open(valmont / "observatory") as observatory:
        yield observatory


def test_acts_upon_each_voice_are_those_planted(city: Observatory, truth: dict[str, Any]) -> None:
    query = """SELECT i.to_voice, i.kind, count(*) AS n FROM interactions AS i JOIN posts AS p ON p.post_id = i.post_id
        WHERE i.kind IN ('repost', 'quote', 'reply') AND i.to_voice IS NOT NULL AND i.to_person <> i.person
            AND i.object IS NOT NULL GROUP BY ALL"""
    found = {(row["to_voice"], row["kind"]): row["n"] for row in city.sql(query).to_pylist()}
    told = {"reposts": "repost", "quotes": "quote", "replies": "reply"}
    acts = {(slug, told[kind]): n for slug, row in truth["heard"]["acts"].items() for kind, n in row.items() if n and kind in told}
    assert found == acts


def test_links_of_the_voices_that_people_gave_again_are_those_planted(city: Observatory, truth: dict[str, Any]) -> None:
    query = "SELECT to_voice, count(*) AS n FROM citations WHERE voice IS NULL AND how = 'link' AND to_voice IS NOT NULL GROUP BY ALL"
    found = {row["to_voice"]: row["n"] for row in city.sql(query).to_pylist()}
    assert found == {slug: row["links"] for slug, row in truth["heard"]["acts"].items() if row["links"]}


def test_the_ring_is_found_whole_and_nobody_else(city: Observatory, truth: dict[str, Any]) -> None:
    """At two things in common and beyond chance; with one, people who only came by at the same moment are among them."""
    ring = frozenset(pseudonym(city.desk.key, account) for account in truth["ring"]["accounts"])
    with city._asking("build") as connection:
        found = Coordination(shares(connection))
    assert found.flagged("beyond_chance") == found.flagged("weight_2") == ring
    assert found.flagged("weight_1") > ring
    assert found.levels["beyond_chance"] > 2


def test_without_the_ring_its_voice_loses_what_the_ring_gave(city: Observatory, truth: dict[str, Any]) -> None:
    """Asked without those who coincide beyond chance: nobody gains, and whose reposts were the ring's own moves down or stays."""
    found = {row["voice"]: row for row in city.measure("received").to_pylist() if row["part"] == "reposts" and row["value"] is not None}
    without = {row["voice"]: row for row in city.measure("received", without_flagged=True).to_pylist() if row["part"] == "reposts"}
    for voice, row in found.items():
        assert row["rank_before"] is None and without[voice]["rank_before"] in (row["rank"], None)
        assert without[voice]["value"] is None or without[voice]["value"] <= row["value"]
    lost = {voice for voice, row in found.items() if without[voice]["value"] != row["value"]}
    assert lost, "the ring reposted nobody"


def test_the_planted_order_is_recovered(city: Observatory, truth: dict[str, Any]) -> None:
    """Replies less well: on X a post that opens with a voice is one too, of which the plan's acts upon posts hold none."""
    for kind in ("mentions", "reposts", "replies", "quotes"):
        shown = [row for row in city.measure("received").to_pylist() if row["part"] == kind and row["value"] is not None]
        planted = np.array([[float(truth["heard"]["acts"][row["voice"]][kind]) for row in shown]])
        [agreed] = spearman(planted, -np.array([[float(row["rank"]) for row in shown]]))
        assert agreed >= (0.9 if kind == "replies" else 0.95), kind
