"""Bluesky's pages: threads as trees and as lists, feeds with what stands beside, and what is no post."""

from __future__ import annotations

import json

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources import again
from jasette.sources.bluesky import source

ANN, BOB = "did:plc:ann", "did:plc:bob"
POST = "app.bsky.feed.post"


def view(did=ANN, rkey="3ml1", text="x", **more):
    record = {"$type": POST, "text": text, "createdAt": "2026-05-04T12:00:00Z"}
    author = {"did": did, "handle": f"{did[8:]}.example"}
    return {"uri": f"at://{did}/{POST}/{rkey}", "cid": "b", "author": author, "record": record, "indexedAt": "2026-05-04T12:00:01Z", **more}


def read(gather, *pages, recipe=None):
    data = "\n".join(json.dumps(page) for page in pages).encode()
    return gather(source.read(InputFile.of_bytes("f.jsonl", data), recipe or Recipe()))


def test_a_deep_thread_is_read_to_its_end(gather):
    node = {"post": view(rkey="3ml0")}
    for depth in range(1, 300):
        node = {"$type": "app.bsky.feed.defs#threadViewPost", "post": view(rkey=f"3ml{depth}"), "replies": [node]}
    got = read(gather, {"thread": node})
    assert len(got.rows["posts"]) == 300


def test_a_thread_deeper_than_any_is_one_reject(gather):
    text = '{"thread":' + '{"replies":[' * 100_000
    got = gather(source.read(InputFile.of_bytes("f", text.encode()), Recipe()))
    assert (got.rows["posts"], len(got.rejected)) == ([], 1)


def test_a_bad_post_in_a_page_is_told_at_its_byte(gather):
    pages = {"feed": [{"post": view()}, {"post": view(rkey="3ml2", record={"createdAt": "no"})}, {"post": view(rkey="3ml3")}]}
    data = json.dumps(pages, indent=1).encode()
    got = gather(source.read(InputFile.of_bytes("f.json", data), Recipe()))
    assert [post["post_id"][-4:] for post in got.rows["posts"]] == ["3ml1", "3ml3"]
    [reject] = got.rejected
    assert json.loads(data[reject.byte_offset :].split(b'},\n  {\n   "post"')[0] + b"}")["post"]["uri"].endswith("3ml2")
    assert data[: reject.byte_offset].count(b"\n") + 1 == reject.line


class Aside:
    source, file, recipe = "bluesky", "f", Recipe()

    def __init__(self, raw):
        self.raw = raw


def test_what_was_set_aside_can_be_read_again(gather):
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": BOB, "handle": "bob.example"}, "indexedAt": "tomorrow"}
    [reject] = read(gather, {"feed": [{"post": view(), "reason": reason}]}).rejected
    mended = reject.raw.replace(b"tomorrow", b"2026-05-05T00:00:00Z")
    assert [post["kind"] for post in gather(again(Aside(mended))).rows["posts"]] == ["post", "repost"]


def test_gaps_are_counted_and_are_no_posts(gather):
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": f"at://{BOB}/{POST}/1", "notFound": True}
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": f"at://{BOB}/{POST}/2", "blocked": True, "author": {"did": BOB}}
    got = read(gather, {"thread": {"post": view(), "parent": gone, "replies": [blocked]}})
    assert len(got.rows["posts"]) == 1
    assert got.filtered == {"posts that the page calls not found": 1, "posts that the page calls blocked": 1}


def test_who_does_not_want_to_be_shown_to_strangers_is_left_out(gather):
    shy = view(BOB)
    shy["author"]["labels"] = [{"val": "!no-unauthenticated", "src": BOB}]
    got = read(gather, {"posts": [view(), shy]})
    assert {post["account_id"] for post in got.rows["posts"]} == {f"bluesky:{ANN}"} == {row["account_id"] for row in got.rows["accounts"]}
    assert list(got.filtered.values()) == [1]


def test_a_repost_that_is_not_named_stays_the_same_one(gather):
    why = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": BOB, "handle": "bob.example"}, "indexedAt": "2026-05-05T00:00:00Z"}
    first, second = (read(gather, {"feed": [{"post": view(likeCount=likes), "reason": why}]}).rows["posts"][1] for likes in (1, 2))
    assert first == second
    # the address of the original does not stand in it: whoever wrote that can still be erased
    assert ANN not in first["post_id"]
    assert (first["repost_of"], first["account_id"]) == (f"at://{ANN}/{POST}/3ml1", f"bluesky:{BOB}")


def test_observed_when_the_user_says_so(gather):
    got = read(gather, {"posts": [view()]}, recipe=Recipe(observed_us=7))
    assert {row["observed_us"] for rows in (got.rows["posts"], got.rows["accounts"]) for row in rows} == {7}


def test_a_handle_that_does_not_lead_back_is_none(gather):
    post = view()
    post["author"]["handle"] = "handle.invalid"
    assert [row["handle"] for row in read(gather, {"posts": [post]}).rows["accounts"]] == [None]
