"""What may leave: pseudonyms of this export alone, no addresses, voices by their names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette.export import Release, rules
from jasette.export.release import hidden
from jasette.locale import Words
from jasette.measure import Ask
from jasette.observatory import Observatory
from jasette.reconstruct.tables import DERIVED


@pytest.fixture(scope="module")
def city(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    shutil.copytree(valmont / "observatory", folder := tmp_path_factory.mktemp("release") / "city")
    with Observatory.open(folder) as observatory:
        voice = observatory.roster.voices()[0].voice
        call = {"person": "x:@somebody", "at": "2023-01-20 10:00", "medium": "telephone", "words": "said in private"}
        observatory.enter(voice=voice, source="call log", witness="J. Roy", **call)
        yield observatory


def rows(city: Observatory, table: str, whose: str = "everyone", **wish: str) -> list[dict]:
    with city._asking() as connection:
        return Release(connection, city.desk, Words(), Ask(), table=table, whose=whose, **wish).reader().read_all().to_pylist()


def test_every_column_of_the_derived_tables_is_decided_on() -> None:
    undecided = {c.name for table in DERIVED.values() for c in table.columns} - rules.KEPT - set(rules.SPECIAL)
    assert not undecided, "say in export/rules.py what becomes of them when they leave"


def test_posts_are_all_there_under_other_names(city: Observatory) -> None:
    with city._asking() as connection:
        before = connection.execute("SELECT post_id, voice, person, at_us, reply_to FROM posts ORDER BY at_us NULLS FIRST").fetchall()
    once, again = rows(city, "posts"), rows(city, "posts")
    assert [row["published_us"] for row in once] == [at_us for _, _, _, at_us, _ in before]
    assert len({row["post_id"] for row in once}) == len(before)
    assert not {row["post_id"] for row in once} & {post_id for post_id, *_ in before}
    assert not {row["post_id"] for row in once} & {row["post_id"] for row in again}
    private = [{row["account_id"] for row in some if ":p:" in (row["account_id"] or "")} for some in (once, again)]
    assert len(private[0]) == len(private[1]) == len({person for _, voice, person, _, _ in before if voice is None and person})
    assert not private[0] & private[1]
    assert {row["url"] for row in once} == {None}
    # the shape of the conversations is kept
    here, there = {row["post_id"] for row in once}, {post_id for post_id, *_ in before}
    assert sum(row["reply_to"] in here for row in once) == sum(parent in there for *_, parent in before) > 500
    names = {row["account_id"].partition(":")[2] for row in once if row["account_id"] and ":p:" not in row["account_id"]}
    assert names == {voice for _, voice, *_ in before if voice}


def test_mentions_are_people_of_the_same_export(city: Observatory) -> None:
    once = rows(city, "posts")
    authors = {row["account_id"] for row in once}
    mentioned = [name for row in once for name in row["mentions"] or ()]
    private = [name for name in mentioned if ":p:" in name]
    assert private and len(mentioned) > len(private)
    assert sum(name in authors for name in private) > len(private) / 2


def test_tables_of_one_export_fit_together_and_say_nothing_of_files(city: Observatory) -> None:
    with city._asking() as connection:
        release = Release(connection, city.desk, Words(), Ask())
        tables = {name: release.reader(name).read_all().to_pylist() for name in ("threads", "requests", "coverage", "posts")}
    posts = {row["post_id"]: row for row in tables["threads"]}
    assert {row["post_id"] for row in tables["posts"]} == set(posts)
    for request in tables["requests"]:
        assert posts[request["post_id"]]["person"] == request["person"]
    assert all(row["account_id"] is None and row["url"] is None and row["mentions"] is None for row in tables["threads"])
    assert not any("." in row["source"] for row in tables["coverage"])


def test_what_was_said_in_private_stays(city: Observatory) -> None:
    for table in ("posts", "threads"):
        [by_hand] = [row for row in rows(city, table) if row["platform"] == "hand"]
        assert by_hand["text"] is None


def test_posts_of_voices_alone_keep_their_addresses(city: Observatory) -> None:
    with city._asking() as connection:
        ours = dict(connection.execute("SELECT post_id, url FROM posts WHERE voice IS NOT NULL").fetchall())
    found = rows(city, "posts", whose="voices")
    assert {row["post_id"] for row in found} == set(ours)
    assert sum(row["url"] is not None for row in found) > len(found) / 2
    assert all(row["url"] in (None, ours[row["post_id"]]) for row in found)
    parents = [row["reply_to"] for row in found if row["reply_to"]]
    assert any(parent in ours for parent in parents) and any(parent not in ours for parent in parents)
    assert {row["platform"] for row in rows(city, "posts", whose="voices", platform="x")} == {"x"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, None),
        ("", ""),
        ("no names", "no names"),
        ("@Ville and @marie, write to marie.t@mail.example.org", "@Ville and @…, write to (address)"),
        ("see https://x.com/marie/status/1 or WWW.marie.example", "see (link) or (link)"),
    ],
)
def test_texts_without_handles_and_addresses(text: str | None, shown: str | None) -> None:
    assert hidden(text, {"@ville"}) == shown
