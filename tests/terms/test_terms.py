from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from jasette import engine, terms
from jasette.errors import QueryError, Refused
from jasette.kernels.logodds import log_odds
from jasette.measure import Ask
from jasette.measure.example import instant, mount
from jasette.terms.stopwords import stopwords
from jasette.terms.uses import read

DAY = 86_400_000_000


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        yield connection


def said(number: int, text: str, *, group: str = "public", voice: str | None = None, lang: str | None = "fr", day: int = 0) -> Any:
    at = instant("2024-03-02 12:00")
    assert at is not None
    post = {"post_id": f"x:{number}-{day}", "person": voice or f"p:{number}", "voice": voice, "group": group, "role": "post", "lang": lang}
    return post | {"at_us": at + day * DAY, "text": text}


def town() -> dict[str, Any]:
    public = [said(n, "Le déneigement de l’avenue, c'est quand ? @mairie https://ville.example/neige #neige") for n in range(12)]
    rare = [said(100 + n, "La piscine est fermée") for n in range(9)]
    media = [said(200 + n, "Notre enquête : le budget du stade", group="media", voice="courrier", day=n) for n in range(6)]
    return {"posts": (*public, *rare, *media, said(300, "RT budget budget") | {"role": "repost"})}


def test_words_of_each_side_without_those_of_few_people(connection: duckdb.DuckDBPyConnection):
    mount(connection, town())
    table = terms.between(connection, "group", Ask())
    rows = table.to_pylist()
    public = {row["term"]: row for row in rows if row["side"] == "public"}
    assert set(public) == {"déneigement", "avenue", "neige"}
    assert (public["avenue"]["posts"], public["avenue"]["people"], public["avenue"]["side_posts"]) == (12, 12, 21)
    assert {row["term"] for row in rows if row["side"] == "media"} == {"enquête", "budget", "stade"}
    assert table.schema.metadata == {b"withheld": b"2"}, "piscine, fermée: nine people"
    one, other = [12, 12, 12, 9, 9, 0, 0, 0], [0, 0, 0, 0, 0, 6, 6, 6]
    expected = log_odds(one, other, [a + b for a, b in zip(one, other, strict=True)])
    assert public["avenue"]["z"] == pytest.approx(expected.z[0], abs=1e-4)
    assert public["avenue"]["difference"] == pytest.approx(expected.difference[0], abs=1e-4)
    assert [row["place"] for row in rows if row["side"] == "public"] == [1, 2, 3]
    assert terms.between(connection, "group", Ask(), limit=1).num_rows == 2


def test_neither_handles_nor_addresses_nor_stop_words(connection: duckdb.DuckDBPyConnection):
    mount(connection, town())
    words = set(read(connection, Ask()).words.to_pylist())
    assert words == {"deneigement", "avenue", "neige", "piscine", "fermee", "enquete", "budget", "stade"}


def test_stop_words_are_those_of_the_language(connection: duckdb.DuckDBPyConnection):
    texts = {"en": "Son, the car but chat", "fr": "Son car, but, chat", "": "Son car but chat"}
    for lang, expected in {"en": {"son", "car", "chat"}, "fr": {"but", "chat"}, "": {"chat"}}.items():
        mount(connection, {"posts": (said(1, texts[lang], lang=lang or None),)})
        assert set(read(connection, Ask()).words.to_pylist()) == expected, lang
    assert {"l", "d", "qu", "j", "faque", "ben", "pis", "tse"} <= stopwords("fr") and {"don", "ll"} <= stopwords("en")
    assert stopwords("de") == stopwords() == stopwords("fr") | stopwords("en")


def test_a_word_is_shown_as_it_is_most_often_written(connection: duckdb.DuckDBPyConnection):
    shapes = ["Élections"] * 7 + ["ELECTIONS"] * 4 + ["élections"] * 9 + ["elections"] * 2
    posts = [said(n, f"{shape} municipales numéro{n}") for n, shape in enumerate(shapes)]
    mount(connection, {"posts": (*posts, *(said(50 + n, "stade", group="media", voice="courrier", day=n) for n in range(3)))})
    found = {row["term"] for row in terms.between(connection, "group", Ask()).to_pylist() if row["side"] == "public"}
    assert found == {"élections", "municipales"}


def test_between_periods_and_within_a_language(connection: duckdb.DuckDBPyConnection):
    posts = [said(n, "la neige tombe", day=n % 3) for n in range(30)] + [
        said(60 + n, "le marché rouvre", day=40 + n % 3) for n in range(30)
    ]
    mount(connection, {"posts": (*posts, said(99, "snow", lang="en"))})
    rows = terms.between(connection, "period", Ask(by="month", lang="fr")).to_pylist()
    assert {(row["side"], row["term"]) for row in rows} == {
        ("2024-03", "neige"), ("2024-03", "tombe"), ("2024-04", "marché"), ("2024-04", "rouvre"),
    }  # fmt: skip
    with pytest.raises(QueryError, match="group, period"):
        terms.between(connection, "voice", Ask())
    assert terms.between(connection, "period", Ask(since_us=instant("2025-01-01"))).num_rows == 0


def test_a_burst_of_a_few_days(connection: duckdb.DuckDBPyConnection):
    everyday = [said(n, ("la rue", "le parc")[n % 2], day=n // 2 % 30) for n in range(600)]
    storm = [said(1000 + n, "verglas partout", day=10 + n % 2) for n in range(40)]
    few = [said(2000 + n, "panne géante", day=20) | {"person": f"p:{2000 + n % 9}"} for n in range(40)]
    mount(connection, {"posts": (*everyday, *storm, *few)})
    table = terms.bursts(connection, Ask())
    found = {row["term"]: row for row in table.to_pylist()}
    assert set(found) == {"verglas", "partout"}
    assert (found["verglas"]["from"], found["verglas"]["to"]) == ("2024-03-12", "2024-03-13")
    assert (found["verglas"]["posts"], found["verglas"]["people"], found["verglas"]["level"]) == (40, 40, 1)
    assert found["verglas"]["to_us"] - found["verglas"]["from_us"] == 2 * DAY
    assert found["verglas"]["share"] == 0.5 and found["verglas"]["usual"] == pytest.approx(40 / 680, abs=1e-4)
    assert table.schema.metadata == {b"withheld": b"2"}, "panne, géante: nine people"
    assert terms.bursts(connection, Ask(), limit=1).num_rows == 1


def test_nothing_said(connection: duckdb.DuckDBPyConnection):
    mount(connection, {})
    assert terms.bursts(connection, Ask()).schema == terms.BURSTS_SCHEMA
    assert terms.between(connection, "group", Ask()).schema == terms.BETWEEN_SCHEMA


def test_on_a_topic_the_posts_on_it_alone_are_read(connection: duckdb.DuckDBPyConnection):
    snow = [said(n, "neige rue", day=n % 20) for n in range(200)] + [said(1000 + n, "neige verglas", day=9) for n in range(40)]
    park = [said(2000 + n, "parc rue", group="media", voice="courrier", day=n % 20) for n in range(60)]
    both = [said(3000 + n, "neige stade", group="media", voice="courrier", day=n % 20) for n in range(20)]
    mount(connection, {"posts": (*snow, *park, *both)})
    connection.execute("CREATE TEMP TABLE topic AS SELECT post_id FROM posts WHERE text LIKE '%neige%'")
    without, asked = (
        {(row["side"], row["term"]): row for row in terms.between(connection, "group", Ask(topic=topic)).to_pylist()}
        for topic in ("", "neige")
    )
    assert {("media", "parc"), ("media", "stade")} <= set(without)
    assert ("media", "parc") not in asked and asked["media", "stade"]["side_posts"] == 20
    assert asked["public", "rue"]["other_posts"] == 0
    burst = {row["term"]: row for row in terms.bursts(connection, Ask(topic="neige")).to_pylist()}
    # the word that all of them have in common does not come in bursts
    assert set(burst) == {"verglas"} and burst["verglas"]["usual"] == pytest.approx(40 / 260, abs=1e-4)


def test_on_a_sensitive_topic_no_words_are_told(connection: duckdb.DuckDBPyConnection):
    mount(connection, town())
    for ask in (lambda ask: terms.between(connection, "period", ask), lambda ask: terms.bursts(connection, ask)):
        with pytest.raises(Refused, match="sensitive topic"):
            ask(Ask(topic="cancer"))
