"""Repositories: the rows they make, and what their checksums find."""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
from datetime import datetime
from pathlib import Path

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources.bluesky_car import source, tid_us

spec = importlib.util.spec_from_file_location("repositories", Path(__file__).parents[1] / "source" / "repositories.py")
repositories = sys.modules["repositories"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(repositories)

DID, REV = "did:plc:ann", "3mlgx3fqdxs27"
POST = {"$type": "app.bsky.feed.post", "createdAt": "2026-05-04T12:00:00Z", "text": "Bonjour 🚲", "langs": ["fr"]}


def read(gather, records, recipe=None, rev=REV):
    data = repositories.Repository(DID, records, rev).car()
    return gather(source.read(InputFile.of_bytes("ann.car", data), recipe or Recipe()))


def test_times_in_identifiers(real_data):
    # apps name a post after the moment at which it was written, which they also write into it
    events = map(json.loads, (real_data / "bluesky_jetstream" / "events_v1.jsonl").read_bytes().splitlines())
    posts = [e["commit"] for e in events if e.get("commit", {}).get("collection") == "app.bsky.feed.post" and "record" in e["commit"]]
    apart = [abs(tid_us(post["rkey"]) / 1e6 - datetime.fromisoformat(post["record"]["createdAt"]).timestamp()) for post in posts]
    assert statistics.median(apart) < 1


@pytest.mark.parametrize("tid", ["", None, 7, "3jzfcijpj2z2", "0000000000000", "3JZFCIJPJ2Z2A"])
def test_what_is_no_identifier_has_no_time(tid):
    assert tid_us(tid) is None


def test_posts_reposts_and_the_profile(gather):
    records = {
        "app.bsky.feed.post/3ml1": POST,
        "app.bsky.feed.repost/3ml2": {"createdAt": "2026-05-05T12:00:00Z", "subject": {"uri": "at://did:plc:bob/app.bsky.feed.post/1"}},
        "app.bsky.feed.like/3ml3": {"createdAt": "2026-05-05T12:00:00Z", "subject": {"uri": "at://did:plc:bob/app.bsky.feed.post/1"}},
        "app.bsky.actor.profile/self": {"displayName": "Ann"},
    }
    got = read(gather, records)
    assert [(post["kind"], post["text"], post["observed_us"]) for post in got.rows["posts"]] == [
        ("post", "Bonjour 🚲", tid_us(REV)),
        ("repost", None, tid_us(REV)),
    ]
    assert [row["name"] for row in got.rows["accounts"]] == ["Ann"]
    assert list(got.filtered.values()) == [1]
    [covered] = got.rows["coverage"]
    assert (covered["subject"], covered["how"]) == (f"bluesky:{DID}", "complete")
    assert (covered["from_us"], covered["to_us"]) == (got.rows["posts"][0]["published_us"], tid_us(REV) + 1)


def test_it_gives_the_rows_that_the_events_gave(gather):
    from jasette.sources.jetstream import source as jetstream

    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3ml1", "record": POST}
    event = json.dumps({"did": DID, "time_us": 5, "kind": "commit", "commit": commit}).encode()
    lived = gather(jetstream.read(InputFile.of_bytes("f", event), Recipe()))
    assert read(gather, {"app.bsky.feed.post/3ml1": POST}, Recipe(observed_us=5)).rows["posts"] == lived.rows["posts"]


def test_who_does_not_want_to_be_shown_to_strangers_is_left_out(gather):
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
    got = read(gather, {"app.bsky.feed.post/3ml1": POST, "app.bsky.actor.profile/self": {"labels": labels}})
    assert (got.rows["posts"], got.rows["accounts"], sum(got.filtered.values())) == ([], [], 2)


def test_a_record_that_was_set_aside_can_be_read_again(gather):
    got = read(gather, {"app.bsky.feed.post/3ml1": {**POST, "createdAt": "hier"}})
    [reject] = got.rejected
    mended = reject.raw.replace(b"hier", b"2026-05-04T12:00:00Z")
    assert len(gather(source.read(InputFile.of_bytes("ann.car", mended), Recipe())).rows["posts"]) == 1


def test_a_damaged_repository_does_not_claim_to_be_complete(gather):
    data = bytearray(repositories.Repository(DID, {f"app.bsky.feed.post/3ml{n}": {**POST, "text": f"n{n}"} for n in range(5)}, REV).car())
    data[data.index(b"n3")] = ord("m")
    got = gather(source.read(InputFile.of_bytes("ann.car", bytes(data)), Recipe()))
    assert (len(got.rows["posts"]), len(got.rejected)) == (4, 1)
    assert [row["how"] for row in got.rows["coverage"]] == ["sample"]
