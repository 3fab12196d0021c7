"""The whole folder: the same bytes for the same seed, and as many posts as are told."""

from __future__ import annotations

import csv
import hashlib
import json
import math

import pytest

from jasette.demo import Written, write
from jasette.errors import InputError


def digests(written: Written) -> dict[str, str]:
    paths = [*written.files, written.map, written.roster, written.coverage, written.truth]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_bytes_for_a_seed(valmont, tmp_path):
    again, other = write(tmp_path / "again"), write(tmp_path / "other", seed=2009)
    assert digests(again) == digests(valmont)
    assert digests(other)["x_posts.jsonl"] != digests(valmont)["x_posts.jsonl"]
    assert digests(other)["roster.csv"] == digests(valmont)["roster.csv"]


def test_several_blocks_share_no_post(tmp_path, objects):
    written = write(tmp_path, scale=10)
    ids = [tweet["id"] for page in objects(written, "x_search_pages.jsonl") for tweet in page["data"]]
    assert len(set(ids)) == len(ids)
    truth = json.loads(written.truth.read_text("utf-8"))
    assert truth["world"]["people"] == 2400
    assert len(ids) == truth["files"]["x_search_pages.jsonl"]


def test_what_was_written_is_what_is_said(valmont, objects):
    truth = json.loads(valmont.truth.read_text("utf-8"))
    in_files = {
        **{name: sum(len(page["data"]) for page in objects(valmont, name)) for name in ("x_search_pages.jsonl", "x_timeline_velo.jsonl")},
        "x_posts.jsonl": len(objects(valmont, "x_posts.jsonl")),
        "twitter_stream.jsonl": sum("delete" not in line for line in objects(valmont, "twitter_stream.jsonl")),
    }
    with valmont.table.open(newline="", encoding="utf-8") as file:
        in_files[valmont.table.name] = sum(1 for _ in csv.DictReader(file))
    assert in_files == truth["files"]
    assert sum("delete" in line for line in objects(valmont, "twitter_stream.jsonl")) == truth["public"]["deleted"] > 0
    assert all(path.is_file() for path in (*valmont.files, valmont.map, valmont.roster, valmont.coverage))
    assert 2_000 <= sum(in_files.values()) <= 3_000


def test_the_scale_has_a_floor(tmp_path):
    with pytest.raises(InputError, match="too small"):
        write(tmp_path, scale=0.1)
    with pytest.raises(InputError, match="too small"):
        write(tmp_path, scale=math.nan)
