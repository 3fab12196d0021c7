"""ConvoKit, 4CAT and identifiers: the files as those programs take them."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette.cells import unescape
from jasette.observatory import Observatory
from jasette.people import mask


@pytest.fixture(scope="module")
def city(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    shutil.copytree(valmont / "observatory", folder := tmp_path_factory.mktemp("conversations") / "city")
    with Observatory.open(folder) as observatory:
        yield observatory


def test_a_corpus_is_one_that_convokit_loads(city: Observatory, tmp_path: Path) -> None:
    """The same steps as its loader: every utterance has its speaker, every conversation its first one where that was collected."""
    written = city.export("convokit", tmp_path / "corpus")
    read = {
        name: json.loads((tmp_path / "corpus" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("speakers", "conversations", "index")
    }
    lines = [json.loads(line) for line in (tmp_path / "corpus" / "utterances.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    assert {"utterances": len(lines), "speakers": len(read["speakers"]), "conversations": len(read["conversations"])} == written
    for line in lines:
        assert set(line) == {"id", "conversation_id", "text", "speaker", "meta", "reply-to", "timestamp", "vectors"}
        assert isinstance(line["text"], str) and isinstance(line["timestamp"], int)
        assert line["speaker"] in read["speakers"] and line["conversation_id"] in read["conversations"]
        assert line["timestamp"] == line["meta"]["published_us"] // 10**6
        assert set(line["meta"]) == set(read["index"]["utterances-index"])
    ids = {line["id"] for line in lines}
    first = [line for line in lines if line["id"] == line["conversation_id"]]
    assert all(line["reply-to"] not in ids for line in first) and len(first) > 500
    assert set(read["index"]) == {"utterances-index", "speakers-index", "conversations-index", "overall-index", "version", "vectors"}
    assert {name for name, told in read["speakers"].items() if told["meta"]["voice"]} <= {voice.voice for voice in city.roster.voices()}


def test_a_corpus_added_again_holds_the_same_posts(city: Observatory, tmp_path: Path) -> None:
    """Up to what a corpus has no field for; its ids are known as those of a corpus."""
    city.export("convokit", tmp_path / "corpus")
    lines = [json.loads(line) for line in (tmp_path / "corpus" / "utterances.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    with Observatory.create(tmp_path / "copy", purpose="to test", responsible="A. Roy") as copy:
        copy.add(tmp_path / "corpus")
        found = {row["post_id"]: row for row in copy.sql("SELECT post_id, text, reply_to, thread, at_us FROM posts").to_pylist()}
    assert set(found) == {f"convokit:{line['id']}" for line in lines}
    for line in lines:
        row = found[f"convokit:{line['id']}"]
        assert (row["text"] or "", row["at_us"]) == (mask(line["text"]), line["timestamp"] * 10**6)
        assert row["reply_to"] == (f"convokit:{line['reply-to']}" if line["reply-to"] else None)


def test_4cat_has_the_columns_and_times_it_asks_for(city: Observatory, tmp_path: Path) -> None:
    city.export("fourcat", tmp_path / "posts.csv", platform="x")
    with (tmp_path / "posts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"id", "thread_id", "timestamp", "author", "body"} <= set(rows[0])
    assert {row["platform"] for row in rows} == {"x"}
    ids = {row["id"] for row in rows}
    for row in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row["timestamp"])
        assert not unescape(row["body"]).startswith("'") and not row["body"].startswith(("=", "+", "-", "@"))
    assert sum(row["thread_id"] in ids for row in rows) > len(rows) / 2


def test_what_4cat_got_added_again_holds_the_same_words(city: Observatory, tmp_path: Path) -> None:
    city.export("fourcat", tmp_path / "posts.csv", platform="x")
    with (tmp_path / "posts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with Observatory.create(tmp_path / "copy", purpose="to test", responsible="A. Roy") as copy:
        copy.add(tmp_path / "posts.csv")
        found = {row["post_id"]: row for row in copy.sql("SELECT post_id, text, reply_to, at_us FROM posts").to_pylist()}
    assert set(found) == {row["id"] for row in rows}
    for row in rows:
        again = found[row["id"]]
        assert (again["text"] or "") == mask(unescape(row["body"])).strip("\n") if row["body"] else again["text"] is None
        assert (again["reply_to"] or "", again["at_us"] // 10**6) == (row["parent_id"], int(row["unix_timestamp"]))


def test_ids_are_those_of_what_is_there_in_no_order(city: Observatory, tmp_path: Path) -> None:
    city.export("ids", tmp_path / "ids", platform="x")
    assert {file.name for file in (tmp_path / "ids").iterdir()} == {"x.txt", "README.txt"}
    listed = (tmp_path / "ids" / "x.txt").read_text(encoding="utf-8").split()
    with city._asking() as connection:
        query = "SELECT post_id FROM posts WHERE platform = 'x' AND deleted_us IS NULL AND kind IS NOT NULL ORDER BY at_us"
        there = [post_id.removeprefix("x:") for (post_id,) in connection.execute(query).fetchall()]
    assert set(listed) == set(there) and len(listed) == len(there)
    assert listed not in (there, sorted(there), sorted(there, key=int))
