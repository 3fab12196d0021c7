"""What is measured on the example is what was planted, through the real readers: voice by voice, exactly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jasette.observatory import Observatory

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def truth(valmont: Path) -> dict[str, Any]:
    return json.loads((valmont / "files" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def city(valmont: Path) -> Iterator[Observatory]:
    with Observatory.open(valmont / "observatory") as observatory:
        yield observatory


def test_every_turn_that_was_opened_and_answered_is_found(city: Observatory, truth: dict[str, Any]) -> None:
    query = """SELECT voice, count(*) AS asked, count(answered_us) AS answered,
        count(DISTINCT person) FILTER ("group" = 'public') AS people,
        count(*) FILTER (kind = 'question') AS questions FROM requests GROUP BY voice"""
    found = {row.pop("voice"): row for row in city.sql(query).to_pylist()}
    for slug, voice in truth["voices"].items():
        told = voice["requests"]
        asked, answered = told["asked"], told["answered"]
        expected = {"asked": asked["all"], "answered": answered["all"], "people": told["people"], "questions": asked["question"]}
        assert found[slug] == expected, slug


def test_posts_of_the_voices_play_their_planted_roles(city: Observatory, truth: dict[str, Any]) -> None:
    roles = {"post": "posts", "reply": "replies_to_others", "self_reply": "self_replies", "repost": "reposts", "quote": "quotes"}
    rows = city.sql("SELECT voice, role, count(*) AS n FROM posts WHERE voice IS NOT NULL AND role <> 'citation' GROUP BY ALL").to_pylist()
    found = {(row["voice"], roles[row["role"]]): row["n"] for row in rows}
    assert found == {
        (slug, role): n for slug, voice in truth["voices"].items() for role, n in voice["posts"].items() if n and role != "all"
    }


def test_the_response_rate_is_the_share_that_was_planted(city: Observatory, truth: dict[str, Any]) -> None:
    rows = [row for row in city.measure("response_rate").to_pylist() if row["part"] == "all" and row["value"] is not None]
    assert len(rows) > 10
    for row in rows:
        due = truth["voices"][row["voice"]]["requests"]["due"]
        assert (row["n"], row["hits"]) == (due["asked"], due["answered_within_7d"]), row["voice"]


def test_links_and_pingbacks_from_voice_to_voice_are_those_planted(city: Observatory, truth: dict[str, Any]) -> None:
    query = """SELECT how, voice, to_voice, count(*) AS n FROM citations
        WHERE voice IS NOT NULL AND to_voice IS NOT NULL AND voice <> to_voice GROUP BY ALL"""
    found = {(row["how"], row["voice"], row["to_voice"]): row["n"] for row in city.sql(query).to_pylist()}
    told = {("link", "links"), ("pingback", "pingbacks")}
    assert found == {(how, by, of): n for how, name in told for by, row in truth["citations"][name].items() for of, n in row.items()}


def test_the_lists_of_followers_have_their_planted_unions(city: Observatory, truth: dict[str, Any]) -> None:
    from jasette import engine

    told = truth["audiences"]
    with engine.connect(city.path / "derived" / "tmp") as connection:
        city.archive.mount(connection, city.desk.gate())
        sizes = [n for (n,) in connection.execute("SELECT count(*) FROM raw_audience GROUP BY account_id").fetchall()]
        [(union,)] = connection.execute("SELECT count(DISTINCT member) FROM raw_audience").fetchall()
    assert sorted(sizes) == sorted(told["members"].values())
    assert union == told["union"]
