"""The index says what a search through every text would say."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jasette import engine
from jasette.topic import index, parse
from jasette.topic.folding import tokens
from jasette.topic.language import Both, Node, Not, Phrase

SCHEMA = pa.schema([(name, pa.string()) for name in ("post_id", "kind", "repost_of", "text")] + [("tags", pa.list_(pa.string()))])


def built(folder: Path, posts: list[dict[str, Any]]) -> index.Index:
    rows = [{"post_id": f"x:{number}", **post} for number, post in enumerate(posts)]
    with engine.connect() as connection:
        connection.register("posts", pa.Table.from_pylist(rows, SCHEMA))
        index.build(connection, folder)
    return index.Index(folder)


def ids(found: index.Index, query: str) -> list[str]:
    return found.post_ids(parse(query))["post_id"].to_pylist()


POSTS = [
    {"text": "L’École du quartier est fermée"},
    {"text": "The ECOLE was closed. Snow!"},
    {"text": "Le logement social, le logement abordable"},
    {"text": "Social logement", "tags": ["Logement", "vie municipale"]},
    {"kind": "repost", "repost_of": "x:0", "text": "RT @ville: L’Éco…"},
    {"kind": "repost", "repost_of": "x:99", "text": "RT @ville: logement"},
    {"text": None},
    {"text": ""},
    {"text": "a #logement @logement https://logement.example/logement"},
]


@pytest.fixture
def town(tmp_path: Path) -> index.Index:
    return built(tmp_path / "words", POSTS)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("école", [0, 1, 4]),
        ("l'ecole", [0, 4]),
        ('"logement social"', [2]),
        ("logement social", [2, 3]),
        ("logement SAUF abordable", [3, 5, 8]),
        ("#logement", [3, 8]),
        ("#vie_municipale", [3]),
        ("municipale", [3]),
        ('"logement vie"', []),
        ("log*", [2, 3, 5, 8]),
        ('"le log* abor*"', [2]),
        ("ferm* OR closed", [0, 1, 4]),
        ("NOT logement", [0, 1, 4, 7]),
        ("rien", []),
        ("NOT rien", [0, 1, 2, 3, 4, 5, 7, 8]),
        ("ville", []),
        ("(ecole OR logement) AND NOT (snow OR social)", [0, 4, 5, 8]),
    ],
)
def test_what_is_on_a_topic(town, query, numbers):
    assert ids(town, query) == [f"x:{number}" for number in numbers]


def test_no_posts(tmp_path):
    assert ids(built(tmp_path / "words", []), "a OR NOT b") == []


def test_an_index_that_was_interrupted_is_made_anew(tmp_path):
    (tmp_path / "words.partial").mkdir()
    (tmp_path / "words.partial" / "stream.npy").write_bytes(b"half")
    assert len(built(tmp_path / "words", POSTS)) == len(POSTS)
    assert [path.name for path in tmp_path.iterdir()] == ["words"]


def test_in_pieces_as_at_once(tmp_path, monkeypatch):
    posts = [{"text": f"mot{number % 7} et mot{number % 3}, mot{number % 5}"} for number in range(200)]
    whole = built(tmp_path / "whole", posts)
    monkeypatch.setattr(index, "AT_ONCE", 16)
    monkeypatch.setattr(index, "ROOM", 50)
    monkeypatch.setattr(index, "PIECE", 33)
    pieces = built(tmp_path / "pieces", posts)
    for query in ("mot1", "mot2 mot0", '"mot1 et"', "mot* AND NOT mot4", '"et mot1 mot3" OR mot6'):
        assert ids(whole, query) == ids(pieces, query)
    for name in ("stream", "starts", "postings", "places"):
        assert np.array_equal(np.load(tmp_path / "whole" / f"{name}.npy"), np.load(tmp_path / "pieces" / f"{name}.npy"))


WORDS = ["le", "logement", "loge", "été", "ÉTÉ", "l’été", "bus", "#bus", "œuvre", "x"]
TEXTS = st.lists(st.none() | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=12)
LEAVES = st.sampled_from(
    ["le", "loge*", "logement", "ete", "bus", "#bus", "oeuvre", '"le logement"', '"l ete"', '"le lo* bus"', '"bus œuvre"']
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR", "", "AND NOT"]), inner) | inner.map("NOT {}".format),
    max_leaves=6,
)


def holds(text: str | None, node: Node) -> bool:
    """By looking at every word of a text."""
    if text is None:
        return False
    match node:
        case Not(of):
            return not holds(text, of)
        case Both(how, of):
            return (all if how == "AND" else any)(holds(text, one) for one in of)
        case Phrase(terms):
            words = tokens(text)
            return any(
                all(w.startswith(t.word) if t.prefix else w == t.word for w, t in zip(words[at:], terms, strict=False))
                for at in range(len(words) - len(terms) + 1)
            )
    raise AssertionError(node)


@given(TEXTS, st.lists(QUERIES, min_size=4, max_size=12))
@example(["le logement", None, ""], ["NOT (le AND NOT bus)"])
@settings(max_examples=15)
def test_as_a_search_through_every_text(texts, queries):
    with TemporaryDirectory() as folder:
        found = built(Path(folder) / "words", [{"text": text} for text in texts])
        assert len(found) == len(texts)
        for query in queries:
            expected = [f"x:{number}" for number, text in enumerate(texts) if holds(text, parse(query).node)]
            assert ids(found, query) == expected, query
