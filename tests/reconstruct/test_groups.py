from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from jasette import engine
from jasette.errors import QueryError
from jasette.measure.example import instant, mount
from jasette.reconstruct import groups
from jasette.reconstruct.groups import GROUPS_SCHEMA, LEVELS_SCHEMA, _hidden, answer


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        yield connection


def world(rings: dict[str, int], voices: tuple[str, ...] = (), things: int = 3) -> dict[str, Any]:
    """Rings by name and size, each of which reposts posts of `ville` and links to a page and to a private profile, together."""
    start = instant("2024-03-02 12:00")
    assert start is not None
    posts = [{"post_id": f"x:o{thing}", "voice": "ville", "person": "ville", "role": "post", "text": "hear"} for thing in range(things)]
    acts: list[dict[str, Any]] = []
    for number, (name, size) in enumerate(rings.items()):
        for person in [f"p:{name}{member}" for member in range(size)] + (list(voices) if number == 0 else []):
            for thing in range(things):
                at = start + (number * 1000 + thing * 100 + len(acts) % 5) * 1_000_000
                post = f"x:{name}{person}{thing}"
                voice = person if person in voices else None
                posts.append(
                    {"post_id": post, "person": person, "voice": voice, "at_us": at, "role": "repost", "text": f"RT @{name}: hear"}
                )
                acts.append({"post_id": post, "person": person, "voice": voice, "at_us": at, "kind": "repost", "object": f"x:o{thing}"})
            at = start + (number * 1000 + 900) * 1_000_000
            links = ["https://x.com/somebody", f"https://page.example/{name}"]
            posts.append({"post_id": f"x:{name}{person}l", "person": person, "at_us": at, "role": "post", "links": links, "text": "see"})
    return {"posts": tuple(posts), "interactions": tuple(acts)}


def test_levels_are_sums_that_name_nobody(connection: duckdb.DuckDBPyConnection):
    mount(connection, world({"a": 12}))
    table = answer(connection, "levels")
    assert table.schema == LEVELS_SCHEMA
    found = {(row["kind"], row["level"]): row for row in table.to_pylist()}
    assert {row["kind"] for row in found.values()} == {"all", "repost", "link", "text"}
    one = found["repost", "weight_2"]
    assert (one["shares"], one["pairs"], one["events"], one["people"], one["state"]) == (36, 66, 198, 12, "ok")
    # only they shared these things: shuffling leaves them together, so that nothing is beyond chance
    assert found["repost", "beyond_chance"]["least"] > 3 and found["repost", "beyond_chance"]["people"] == 0
    assert found["repost", "weight_2"]["by_chance"] == 66


def test_few_people_are_in_no_row(connection: duckdb.DuckDBPyConnection):
    mount(connection, world({"a": 9}))
    rows = [row for row in answer(connection, "levels").to_pylist() if row["kind"] == "repost" and row["level"] != "beyond_chance"]
    assert {(row["state"], row["pairs"], row["events"], row["people"], row["by_chance"]) for row in rows} == {
        ("suppressed", None, None, None, None)
    }
    found = answer(connection, "groups", level="weight_2")
    assert found.num_rows == 0 and found.schema.metadata == {b"withheld": b"1"}
    assert answer(connection, "posts", level="weight_2").num_rows == 0


@pytest.mark.parametrize(
    ("behind", "hidden"),
    [((30, 15, 0), [0, 0, 0]), ((33, 15, 15), [0, 0, 0]), ((30, 9, 9), [0, 1, 1]), ((30, 25, 12), [0, 1, 0]), ((5, 5, 0), [1, 1, 0])],
)
def test_what_could_be_subtracted_is_hidden(behind: tuple[int, ...], hidden: list[int]):
    assert _hidden(behind, 10) == [bool(one) for one in hidden]


def test_groups_hang_together_and_show_masked_posts(connection: duckdb.DuckDBPyConnection):
    mount(connection, world({"a": 12, "b": 10, "c": 3}, voices=("radio",)))
    found = answer(connection, "groups", level="weight_2")
    assert found.schema.remove_metadata() == GROUPS_SCHEMA
    first, second = found.to_pylist()
    assert (first["group"], first["people"], first["voices"], first["pairs"], first["heaviest"]) == (1, 13, ["radio"], 78, 5)
    assert (second["people"], second["voices"], second["objects"], second["shares"]) == (10, [], 5, 50)
    posts = answer(connection, "posts", level="weight_2").to_pylist()
    assert {row["group"] for row in posts} == {1, 2}
    assert {row["object"] for row in posts if row["kind"] == "link"} == {None, "page.example/a", "page.example/b"}
    assert {(row["object"], row["object_voice"]) for row in posts if row["kind"] == "repost"} == {(f"x:o{n}", "ville") for n in range(3)}
    private = [row for row in posts if row["author_voice"] is None]
    assert {row["text"] for row in private} == {"RT @…: hear", "see"}
    assert not any("p:" in str(value) for row in posts for value in row.values())


def test_the_clock_and_what_is_not_known(connection: duckdb.DuckDBPyConnection):
    mount(connection, world({"a": 12}))
    assert answer(connection, "levels", to_us=instant("2024-03-02") or 0).to_pylist()[0]["shares"] == 0
    assert answer(connection, "groups").schema == groups.GROUPS_SCHEMA
    for show, level in (("names", "weight_1"), ("groups", "weight_9")):
        with pytest.raises(QueryError, match="use one of"):
            answer(connection, show, level=level)
