"""The small world, written once for all tests of the room, and its files as objects."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from jasette.demo import Written, write


@pytest.fixture(scope="session")
def valmont(tmp_path_factory) -> Written:
    return write(tmp_path_factory.mktemp("valmont"), scale=0.07)


@pytest.fixture(scope="session")
def objects() -> Callable[[Written, str], list[dict]]:
    """The JSON lines of a file; NaN, which Python would take, is none."""

    def read(written: Written, name: str) -> list[dict]:
        path = written.truth.parent / name
        return [json.loads(line, parse_constant=pytest.fail) for line in path.read_bytes().split(b"\n") if line]

    return read


@pytest.fixture(scope="session")
def tweets(valmont, objects) -> list[dict]:
    """Every v2 object, included ones too."""
    pages = objects(valmont, "x_search_pages.jsonl") + objects(valmont, "x_timeline_velo.jsonl")
    included = [tweet for page in pages for tweet in page["includes"].get("tweets", [])]
    return [tweet for page in pages for tweet in page["data"]] + included + objects(valmont, "x_posts.jsonl")


@pytest.fixture(scope="session")
def toots(valmont, objects) -> list[dict]:
    """Every Mastodon status, embedded ones too."""
    outer = objects(valmont, "mastodon_statuses.jsonl")
    inner = [status["reblog"] or (status["quote"] or {}).get("quoted_status") for status in outer]
    return outer + [status for status in inner if status]


@pytest.fixture(scope="session")
def statuses(valmont, objects) -> list[dict]:
    """Every v1.1 status, embedded ones too."""
    outer = [line for line in objects(valmont, "twitter_stream.jsonl") if "delete" not in line]
    return outer + [status[key] for status in outer for key in ("retweeted_status", "quoted_status") if key in status]
