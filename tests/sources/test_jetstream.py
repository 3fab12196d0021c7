"""Jetstream: the real events of version 1, and made-up ones for what happens seldom."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources.jetstream import source

DID = "did:plc:ann"
POST = "app.bsky.feed.post"


def event(record=None, *, operation="create", collection=POST, rkey="3ml1", time_us=1777896000000000, **more):
    commit = {"rev": "3ml", "operation": operation, "collection": collection, "rkey": rkey}
    if record is not None:
        commit["record"] = {"$type": collection, "createdAt": "2026-05-04T12:00:00Z", **record}
    return {"did": DID, "time_us": time_us, "kind": "commit", "commit": commit, **more}


def second(kind, **more):
    inner = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", "seq": 1, "did": DID, "time": "2026-05-04T12:00:00.000007Z"}
    return {"$type": "message", "payload": {**inner, **more}}


def read(gather, *records, recipe=None):
    return gather(source.read(InputFile.of_bytes("f.jsonl", "\n".join(map(json.dumps, records)).encode()), recipe or Recipe()))


def test_real_events(real_data, gather):
    got = gather(source.read(InputFile.of_path(real_data / "bluesky_jetstream" / "events_v1.jsonl"), Recipe()))
    posts = got.rows["posts"]
    made = Counter("repost" if post["kind"] == "repost" else "post" for post in posts if post["deleted_us"] is None)
    assert made == {"post": 17, "repost": 15}
    assert sum(post["reply_to"] is not None for post in posts) == 8
    assert [post["deleted_us"] for post in posts if post["deleted_us"]] == [1783175888377628]
    assert got.rejected == []
    # 105 likes, 6 follows, 3 that end, a block, and two records of other kinds; one identity without a handle, one account that is well
    assert sorted(got.filtered.values()) == [2, 117]
    assert all(post["post_id"].startswith("at://did:") and post["account_id"].startswith("bluesky:did:") for post in posts)


def test_both_versions_give_the_same_row(gather):
    record = {"text": "Bonjour", "langs": ["fr", "en"]}
    first = event(record)
    commit = {**first["commit"], "witnessedAt": "2026-05-04T12:00:00.000000Z"}
    [row] = read(gather, first).rows["posts"]
    assert read(gather, second("commit", **commit)).rows["posts"] == [row]
    assert (row["lang"], row["observed_us"]) == ("fr", 1777896000000000)


def test_a_facet_counts_bytes_and_a_shortened_address_is_written_out(gather):
    text = "🚲🚲 voir example.com/long/pa... et ici"
    start, end = (len(text[: text.index(part)].encode()) for part in ("example", " et"))
    here = (len(text[: text.index("ici")].encode()), len(text.encode()))
    uri, other = "https://www.example.com/long/path?x=1", "https://b.example/"
    facets = [
        {"index": {"byteStart": a, "byteEnd": b}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": to}]}
        for (a, b), to in {
            (start, end): uri,
            here: other,
            (5, 900): "https://out-of-range.example/",
            (1, 3): "https://inside-a-letter.example/",
        }.items()
    ]
    post = read(gather, event({"text": text, "facets": facets})).rows["posts"][0]
    assert post["text"] == f"🚲🚲 voir {uri} et ici"
    assert post["links"][:2] == [uri, other]


@pytest.mark.parametrize(
    "facets", [7, {}, [7, None], [{"index": 1, "features": [{"uri": "https://a.example"}]}], [{"features": {"uri": 1}}]]
)
def test_facets_that_are_none_cost_nothing(gather, facets):
    assert [post["text"] for post in read(gather, event({"text": "x", "facets": facets})).rows["posts"]] == ["x"]


def test_quotes_links_and_lists(gather):
    quoted = f"at://did:plc:bob/{POST}/3mlb"
    media = {"external": {"uri": "https://a.example/", "title": ""}}
    embeds = [
        {"$type": "app.bsky.embed.record", "record": {"uri": quoted, "cid": "b"}},
        {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": quoted, "cid": "b"}}, "media": media},
        {"$type": "app.bsky.embed.record", "record": {"uri": "at://did:plc:bob/app.bsky.graph.list/3l", "cid": "b"}},
        {"$type": "app.bsky.embed.external", **media},
    ]
    posts = read(gather, *(event({"text": "x", "embed": embed}, rkey=f"3ml{nth}") for nth, embed in enumerate(embeds))).rows["posts"]
    assert [post["quote_of"] for post in posts] == [quoted, quoted, None, None]
    assert [post["kind"] for post in posts] == ["quote", "quote", "post", "post"]
    assert [post["links"] for post in posts] == [[], ["https://a.example/"], [], ["https://a.example/"]]


def test_accounts_that_end_and_handles_that_change(gather):
    account = {"active": False, "did": DID, "seq": 1, "time": "2026-05-04T12:00:00Z"}
    statuses = ("deleted", "takendown", "deactivated", "suspended", None)
    events = [{"did": DID, "time_us": nth, "kind": "account", "account": {**account, "status": s}} for nth, s in enumerate(statuses, 1)]
    got = read(gather, *events, second("identity", identity={"did": DID, "handle": "Ann.example"}))
    ended = [row["deleted_us"] for row in got.rows["accounts"] if row["deleted_us"]]
    assert sorted(ended) == [1, 2]
    assert [row["handle"] for row in got.rows["accounts"] if row["handle"]] == ["Ann.example"]
    assert got.filtered == {"notices about accounts that name no handle and no end": 3}


def test_a_mention_does_not_tell_whose_a_handle_is(gather):
    facet = {"index": {"byteStart": 0, "byteEnd": 11}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:evil"}]}
    got = read(gather, event({"text": "@ville.example", "facets": [facet]}))
    assert (got.rows["posts"][0]["mentions"], got.rows["accounts"]) == (["bluesky:did:plc:evil"], [])


@pytest.mark.parametrize("created", ["0000-00-00T00:00:00Z", "2026-05-04T12:00:00", "", "30000"])
def test_times_that_are_none(gather, created):
    got = read(gather, event({"text": "x", "createdAt": created}))
    assert (got.rows["posts"], len(got.rejected)) == ([], 1)


def test_a_post_of_the_year_30000_is_what_its_author_claims(gather):
    [post] = read(gather, event({"text": "x", "createdAt": "30000-01-01T00:00:00Z"})).rows["posts"]
    assert post["published_us"] > post["observed_us"] == 1777896000000000


@pytest.mark.parametrize("inside", ["[" * 100_000, "9" * 5_000, "NaN", '"\\ud800"', '"\\u0000"'])
def test_poisons_end_in_a_row_or_a_reject(gather, inside):
    line = json.dumps(event({"text": "TEXT"})).replace('"TEXT"', inside)
    good = json.dumps(event({"text": "good"}, rkey="3ml2"))
    got = gather(source.read(InputFile.of_bytes("f", f"{line}\n{good}\n".encode()), Recipe()))
    assert "good" in [post["text"] for post in got.rows["posts"]]
    assert len(got.rows["posts"]) + len(got.rejected) == 2
