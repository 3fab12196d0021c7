"""Only two things are repaired; all else has a reason that names its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.source.repair import repeated_keys, surrogates, vet
from jasette.source.shape import ANY, FLAG, ID, INT, TEXT, columns_argument, decoder, doubtful, sql_type

SHAPE = {"id": ID, "text": TEXT, "n": INT, "flag": FLAG, "any": ANY, "deep": {"texts": [TEXT], "list": [{"id": ID, "n": INT}]}}


@given(st.text(st.characters(codec=None, categories=None), max_size=20))
def test_surrogates_are_replaced_only_where_they_are_alone(text):
    # a pair of surrogates in JSON is one character
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    repaired = json.loads(surrogates(json.dumps(text).encode()))
    repaired.encode()  # raises where a lone one is left
    assert repaired.replace("\ufffd", "") == "".join(c for c in whole if c != "\ufffd")


@pytest.mark.parametrize(("data", "path"), [
    (b'{"deep": {"list": [{"n": "x"}]}}', "$.deep.list[0].n"),
    (b'{"deep": []}', "$.deep"),
    (b'{"id": []}', "$.id"),
    (b'{"flag": "perhaps"}', "$.flag"),
    (b'{"n": ""}', "$.n"),
])  # fmt: skip
def test_the_reason_names_the_path(data, path):
    assert path in vet(data, decoder(SHAPE))[1]


def test_what_the_database_would_take_is_taken():
    data = b'{"id": 5, "text": 7, "n": "3", "flag": true, "any": {"a": []}, "deep": {"texts": [1, {}, null]}, "unknown": [1]}'
    assert vet(data, decoder(SHAPE)) == (data, "")


def test_repeated_keys_in_what_is_nested_too_deeply_are_left_to_the_database():
    deep = b'{"id": 1, "id": 2, "x": ' + b"[" * 900 + b"]" * 900 + b"}"
    assert repeated_keys(deep, SHAPE) in (None, deep.replace(b'"id": 2, ', b""))


def test_repeated_keys_matter_only_where_they_are_read():
    assert repeated_keys(b'{"id": 1, "x": 1, "x": 2, "any": {"a": 1, "a": 2}}', SHAPE) is None
    assert json.loads(repeated_keys(b'{"id": 1, "deep": {"list": [{"id": 1, "id": 2}]}, "id": 3}', SHAPE) or b"") == {
        "id": 1,
        "deep": {"list": [{"id": 1}]},
    }
    assert repeated_keys(b"not json", SHAPE) is None


def test_one_declaration_gives_the_columns():
    assert sql_type(SHAPE["deep"]) == 'STRUCT("texts" VARCHAR[], "list" STRUCT("id" VARCHAR, "n" BIGINT)[])'
    assert columns_argument({"id": ID, "n": INT}) == "{\"id\": 'VARCHAR', \"n\": 'BIGINT'}"
    assert '"text"' in doubtful(SHAPE) and '"deep"' not in doubtful(SHAPE)
    assert doubtful({"n": INT}) == "(false)"
