"""The whole folder: the same bytes for the same seed, and as many posts as are told."""

from __future__ import annotations

import csv
import hashlib
import json
import math

import pytest

from jasette.demo import SMALLEST, Written, write
from jasette.errors import InputError


def digests(written: Written) -> dict[str, str]:
    paths = [*written.files, *written.maps.values(), written.roster, written.coverage, written.truth, written.copies]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_bytes_for_a_seed(valmont, tmp_path):
    again, other = write(tmp_path / "again", scale=0.07), write(tmp_path / "other", seed=2009, scale=0.07)
    assert digests(again) == digests(valmont)
    differ = {name for name, digest in digests(other).items() if digest != digests(valmont)[name]}
    assert {"x_posts.jsonl", "mastodon_statuses.jsonl", "valmont_press.csv", "truth.json"} <= differ
    assert digests(other)["roster.csv"] == digests(valmont)["roster.csv"]


def test_a_twin_has_no_effect_and_says_so(valmont, tmp_path):
    twin = write(tmp_path, scale=0.07, effect=False)
    assert digests(twin)["blog_carnet.wordpress.xml"] == digests(valmont)["blog_carnet.wordpress.xml"], "the web has none"
    assert digests(twin)["x_search_pages.jsonl"] != digests(valmont)["x_search_pages.jsonl"]
    told = [json.loads(written.truth.read_text("utf-8")) for written in (twin, valmont)]
    assert [(truth["world"]["effect"], truth["voices"]["velo"]["planted"]["comes_back"]) for truth in told] == [(False, 0.0), (True, 0.35)]


def test_what_was_written_is_what_is_said(valmont, objects):
    truth = json.loads(valmont.truth.read_text("utf-8"))
    in_files = {}
    for path in valmont.files:
        if path.suffix == ".csv" and path.name != "valmont_audience.csv":
            with path.open(newline="", encoding="utf-8") as file:
                in_files[path.name] = sum(1 for _ in csv.DictReader(file))
        elif path.suffix == ".xml":
            text = path.read_text("utf-8")
            in_files[path.name] = text.count("<item>") + text.count("<wp:comment>")
        elif path.suffix == ".jsonl" and path.name != "broken.jsonl":
            lines = objects(valmont, path.name)
            in_files[path.name] = sum(len(line["data"]) if "data" in line else "delete" not in line for line in lines)
    assert in_files == truth["files"]
    assert sum("delete" in line for line in objects(valmont, "twitter_stream.jsonl")) == truth["public"]["deleted"] > 0
    assert all(path.is_file() for path in (*valmont.files, *valmont.maps.values(), valmont.roster, valmont.coverage, valmont.copies))
    assert 2_500 <= sum(in_files.values()) <= 3_500


def test_the_smallest_world_is_whole(tmp_path, objects):
    written = write(tmp_path, scale=SMALLEST)
    assert all(path.stat().st_size > 0 for path in written.files)


def test_the_scale_has_a_floor(tmp_path):
    with pytest.raises(InputError, match="too small"):
        write(tmp_path, scale=0.01)
    with pytest.raises(InputError, match="too small"):
        write(tmp_path, scale=math.nan)
