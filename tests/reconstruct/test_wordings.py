"""Wordings: which answers of a voice are nearly the same words as another answer of it."""

from __future__ import annotations

import hypothesis.strategies as st
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings

from jasette import engine
from jasette.reconstruct import wordings

CALL = "thank you for your message, we have passed it on to the people who look after the roads"
NAMES = ["@", "@ann", "@ann.b@c.ca", "x@y", "www.", "http://", "https://a.b/c"]
PIECES = [" ", "  ", "\n", "a", "É", "été", "7", "-", ".", "…", "’", "🙂", "(", "_", *NAMES]


@pytest.fixture
def town(world):
    return world.voice("ville", "x:1", speakers=("x:2",)).voice("parc", "x:3")


def ask(town, number: int, text: str | None, by: str = "x:1", to: str = "ville", at: int | None = None, **more):
    """Somebody asks the voice, and has this answer."""
    asked = {"ville": "x:1", "parc": "x:3"}[to]
    town.post(f"x:q{number}", f"x:9{number}", 10 * number, "when?", reply_to_account=asked)
    town.post(f"x:a{number}", by, at or 10 * number + 1, text, reply_to=f"x:q{number}", **more)


def twins(town) -> list[tuple[str, int | None]]:
    return [(row["answer_id"], row["answer_twin_us"]) for row in town.build().rows("requests")]


def test_names_addresses_signs_and_capitals_do_not_count(town):
    ask(town, 1, f"@ann {CALL}: https://ville.example/1")
    ask(town, 2, f"@bob {CALL.upper()}!! www.ville.example/2")
    ask(town, 3, "the works on main street end on friday")
    assert twins(town) == [("x:a1", 21), ("x:a2", 11), ("x:a3", None)]


def test_the_earliest_other_is_named(town):
    for number, name in enumerate(("Ann", "Bob", "Eve"), start=1):
        ask(town, number, f"{name}, {CALL}")
    assert twins(town) == [("x:a1", 21), ("x:a2", 11), ("x:a3", 11)]


def test_each_voice_for_itself_and_with_those_who_speak_for_it(town):
    ask(town, 1, CALL)
    ask(town, 2, CALL, by="x:3", to="parc")
    assert twins(town) == [("x:a1", None), ("x:a2", None)]
    ask(town, 3, CALL, by="x:2")
    assert twins(town) == [("x:a1", 31), ("x:a2", None), ("x:a3", 11)]


def test_one_answer_to_two_people_is_no_twin_of_itself(town):
    town.post("x:q1", "x:91", 1, "@ville when?", mentions=["x:1"])
    town.post("x:q2", "x:92", 2, "and where?", reply_to="x:q1", mentions=["x:1"])
    town.account("x:1", "ville").account("x:91", "ann")
    town.post("x:a", "x:1", 3, CALL, reply_to="x:q1").build()
    assert {row["answer_twin_us"] for row in town.rows("requests")} == {None}


def test_what_is_no_answer_or_has_no_words_is_left_out(town):
    ask(town, 1, CALL)
    town.post("x:n", "x:1", 15, CALL)
    ask(town, 2, None, deleted_us=50)
    ask(town, 3, "thank you")
    ask(town, 4, "thank you")
    assert twins(town) == [("x:a1", None), ("x:a2", None), ("x:a3", None), ("x:a4", None)]


def test_no_answers(town):
    assert town.post("x:q", "x:9", 1, "when?", reply_to_account="x:1").build().row("requests")["answer_twin_us"] is None


@pytest.mark.parametrize("text", [wordings.ANSWERS, wordings.TWINS])
def test_the_text_has_a_form_for_spark(text: str):
    (spark,) = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse_one(spark, read="spark")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=20))
def test_words_are_what_is_left_when_one_thing_after_the_other_is_taken_out(texts):
    """Names and addresses first, in the whole text; then signs: what one pattern does at once."""
    masked = f"regexp_replace(lower(text), '{wordings.MASKED}', ' ', 'g')"
    plain = rf"trim(regexp_replace({masked}, '[^\p{{L}}\p{{N}}]+', ' ', 'g'))"
    with engine.connect() as connection:
        connection.register("given_texts", pa.table({"text": texts}))
        rows = connection.execute(f"SELECT {wordings.plain_words('text')}, {plain} FROM given_texts").fetchall()
    assert [ours for ours, _ in rows] == [expected for _, expected in rows]
