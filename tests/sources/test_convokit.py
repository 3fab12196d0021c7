"""ConvoKit: made-up corpora after the shape that the toolkit writes, old and new."""

from __future__ import annotations

import json
import zipfile

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile, expand
from jasette.sources import bundlings, choose
from jasette.sources.convokit import source


def utterance(ident="1", **more):
    whole = {"id": ident, "conversation_id": "1", "text": "x", "speaker": "ann", "meta": {}, "reply-to": None, "timestamp": 1714550400}
    return {**whole, **more}


def read(gather, *records, recipe=None):
    data = "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read(InputFile.of_bytes("utterances.jsonl", data), recipe or Recipe()))


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.zip"
    with zipfile.ZipFile(path, "w") as archive:
        lines = [utterance(), utterance("2", speaker="bob", **{"reply-to": "1"})]
        archive.writestr("small-corpus/utterances.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
        archive.writestr(
            "small-corpus/speakers.json", json.dumps({"ann": {"meta": {"name": "Ann A.", "gender": "f"}}, "bob": {"meta": {}}})
        )
        for name in ("conversations.json", "corpus.json", "index.json"):
            archive.writestr(f"small-corpus/{name}", "{}")
    return path


def test_a_corpus_is_one_thing(gather, corpus):
    (bundle,) = expand([corpus], bundlings=bundlings())
    assert choose(bundle, Recipe()) is source
    got = gather(source.read(bundle, Recipe(platform="reddit", observed_us=7)))
    assert [(post["post_id"], post["kind"], post["reply_to"], post["root"]) for post in got.rows["posts"]] == [
        ("reddit:1", "post", None, "reddit:1"),
        ("reddit:2", "reply", "reddit:1", "reddit:1"),
    ]
    # of a speaker the name is read, and nothing else
    (account,) = got.rows["accounts"]
    known = {"account_id": "reddit:ann", "platform": "reddit", "name": "Ann A.", "observed_us": 7}
    assert account == dict.fromkeys(account) | known
    assert (got.repaired, got.rows["coverage"]) == ({"files left shut": 3}, [])


def test_speakers_that_cannot_be_read_cost_no_utterance(gather, tmp_path):
    (tmp_path / "utterances.jsonl").write_text(json.dumps(utterance()) + "\n")
    (tmp_path / "users.json").write_text("[")
    (bundle,) = expand([tmp_path], bundlings=bundlings())
    got = gather(source.read(bundle, Recipe()))
    assert len(got.rows["posts"]) == 1
    assert got.repaired == {"users.json cannot be read: names of speakers are missing": 1}


def test_the_older_names_of_fields(gather):
    old = {"id": "2", "root": "1", "user": "ann", "text": "x", "meta": {}, "reply_to": "1", "timestamp": "1714550400.0"}
    assert read(gather, old).rows["posts"] == read(gather, utterance("2", **{"reply-to": "1"})).rows["posts"]


@pytest.mark.parametrize(
    ("written", "us"),
    [
        (1714550400, 1714550400000000),
        ("1714550400.25", 1714550400250000),
        (1714550400000, 1714550400000000),
        ("2024-05-01T08:00:00Z", 1714550400000000),
        (None, None),
        # a turn, a second of a talk
        (3, None),
        (12.5, None),
    ],
)
def test_times(gather, written, us):
    assert read(gather, utterance(timestamp=written)).rows["posts"][0]["published_us"] == us


def test_what_was_taken_down_has_no_words(gather):
    removed, deleted = read(gather, utterance(text="[removed]"), utterance("2", text="[deleted]", speaker="[deleted]")).rows["posts"]
    assert (removed["text"], removed["account_id"]) == (None, "convokit:ann")
    assert (deleted["text"], deleted["account_id"]) == (None, None)
