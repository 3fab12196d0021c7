"""What leaves on a topic: only what is on it, in every format; of a sensitive one figures alone."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette.errors import InputError, Refused
from jasette.export import reproduce
from jasette.observatory import Observatory
from jasette.topic.folding import tokens

TOPIC = "neige OR snow"


@pytest.fixture(scope="module")
def city(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    shutil.copytree(valmont / "observatory", folder := tmp_path_factory.mktemp("on_topic") / "city")
    with Observatory.open(folder) as observatory:
        yield observatory


def written(city: Observatory, path: Path, table: str, **wish: object) -> list[dict[str, str]]:
    city.export("csv", path, table=table, **wish)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def spoken(row: dict[str, str]) -> bool:
    return bool({"neige", "snow"} & {word.lstrip("#") for word in tokens(f"{row['text']} {row['tags']}")})


def test_posts_on_a_topic_are_those_that_say_it(city: Observatory, tmp_path: Path) -> None:
    every, chosen = (written(city, tmp_path / "posts.csv", "posts", **wish) for wish in ({}, {"topic": TOPIC}))
    assert len(every) > sum(map(spoken, every)) == sum(map(spoken, chosen)) > 50
    # a repost that has no words of its own is on what it passes on
    assert {(row["kind"], row["text"]) for row in chosen if not spoken(row)} <= {("repost", "")}
    threads = written(city, tmp_path / "threads.csv", "threads", topic=[TOPIC])
    assert len(threads) == len(chosen)


def test_acts_on_a_topic_are_those_by_or_upon_its_posts(city: Observatory, tmp_path: Path) -> None:
    found = written(city, tmp_path / "acts.csv", "interactions", topic=TOPIC)
    topic = city._ask(topic=TOPIC).subject
    with city._asking("build", topic) as connection:
        query = (
            "SELECT count(*) FROM interactions SEMI JOIN topic AS t ON interactions.post_id = t.post_id OR interactions.object = t.post_id"
        )
        assert len(found) == connection.execute(query).fetchall()[0][0] > 0


def test_a_graph_and_ids_on_a_topic_are_smaller(city: Observatory, tmp_path: Path) -> None:
    whole, part = (city.export("gexf", tmp_path / "who.gexf", **wish) for wish in ({}, {"topic": TOPIC}))
    assert whole["edges"] > part["edges"] > 0
    whole, part = (city.export("ids", tmp_path / f"ids{number}", **wish) for number, wish in enumerate(({}, {"topic": TOPIC})))
    assert sum(whole.values()) > sum(part.values()) > 0


def test_a_package_on_a_topic_follows_from_its_rows(city: Observatory, tmp_path: Path) -> None:
    city.export("package", path := tmp_path / "package", measures=["post_mix", "received", "response_rate"], topic=TOPIC, rows=True)
    assert json.loads((path / "run.json").read_text("utf-8"))["question"]["topic"] == TOPIC
    again = reproduce.reproduce(path)
    assert again.same and again.counts["same"] > 20
    since = city.reproduce(path)
    assert (since.gone, since.changed) == (0, 0)


def test_what_has_no_words_has_no_topic(city: Observatory, tmp_path: Path) -> None:
    for table in ("accounts", "coverage", "voices"):
        with pytest.raises(InputError, match="no words"):
            city.export("csv", tmp_path / "rows.csv", table=table, topic=TOPIC)


def test_nobody_is_joined_to_a_sensitive_topic(city: Observatory, tmp_path: Path) -> None:
    for kind, more in (("csv", {}), ("gexf", {}), ("ids", {}), ("package", {"rows": True})):
        with pytest.raises(Refused, match="sensitive"):
            city.export(kind, tmp_path / "out", topic="religion", **more)
    assert not list(tmp_path.iterdir())
    assert city.export("package", tmp_path / "figures", measures=["post_mix"], topic="religion")["measures"] == 1
