"""YouTube: made-up answers after the shape of the Data API v3, and what yt-dlp saves."""

from __future__ import annotations

import json

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources import choose
from jasette.sources.youtube import source

CHANNEL, ANN = f"UC{'v' * 22}", f"UC{'a' * 22}"


def comment(ident="Ug1", **more):
    snippet = {"textDisplay": "x", "authorDisplayName": "@ann", "authorChannelId": {"value": ANN}, "publishedAt": "2024-05-01T08:00:00Z"}
    return {"kind": "youtube#comment", "id": ident, "snippet": {**snippet, **more}}


def thread(top, *replies, **more):
    snippet = {"channelId": CHANNEL, "videoId": "v1", "topLevelComment": top, "totalReplyCount": len(replies), **more}
    return {"kind": "youtube#commentThread", "id": top["id"], "snippet": snippet, "replies": {"comments": list(replies)}}


def read(gather, *records):
    data = "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read.inside(InputFile.of_bytes("f.jsonl", data), Recipe()))


def test_the_three_levels_of_a_thread(gather):
    got = read(gather, thread(comment(), comment("Ug1.9", authorDisplayName="@ville", authorChannelId={"value": CHANNEL})))
    top, reply = got.rows["posts"]
    assert (top["reply_to"], top["root"], top["reply_to_account"], top["replies"]) == ("youtube:v1", "youtube:v1", f"youtube:{CHANNEL}", 1)
    assert (reply["reply_to"], reply["root"], reply["reply_to_account"]) == ("youtube:Ug1", "youtube:v1", f"youtube:{ANN}")
    assert {(row["account_id"], row["handle"], row["name"]) for row in got.rows["accounts"]} == {
        (f"youtube:{ANN}", "ann", None),
        (f"youtube:{CHANNEL}", "ville", None),
    }


@pytest.mark.parametrize("count", [10**30, -(10**30), "9" * 30])
def test_a_count_that_no_table_holds_is_unknown(gather, count):
    got = read(gather, comment(likeCount=count))
    assert [post["likes"] for post in got.rows["posts"]] == [None] and not got.rejected


def test_a_reply_alone_names_the_comment_above_by_its_own_number(gather):
    got = read(gather, comment("Ug7.9a"), comment("Ug8.9a", parentId="Ug8"), comment("Ug9"))
    assert [post["reply_to"] for post in got.rows["posts"]] == ["youtube:Ug7", "youtube:Ug8", None]
    assert got.rows["coverage"] == []


@pytest.mark.parametrize(
    ("given", "text", "links"),
    [
        ({"textDisplay": "a<br>b &amp; c"}, "a\nb & c", []),
        # a line break of its own: asked for as plain text, where < is a sign like others
        ({"textDisplay": "a\nb <3 &amp;"}, "a\nb <3 &amp;", []),
        ({"textDisplay": "cut…", "textOriginal": "whole https://a.example/b."}, "whole https://a.example/b.", ["https://a.example/b"]),
        ({"textDisplay": '<a href="https://www.youtube.com/@ville">@ville</a> ok'}, "@ville ok", []),
        (
            {"textDisplay": '<a href="https://a.example/long/b">https://a.example/lo...</a>'},
            "https://a.example/long/b",
            ["https://a.example/long/b"],
        ),
    ],
)
def test_words_as_typed_or_as_shown(gather, given, text, links):
    (post,) = read(gather, comment(**given)).rows["posts"]
    assert (post["text"], post["links"]) == (text, links)


def test_edits_likes_and_who_is_gone(gather):
    edited = comment("Ug1", updatedAt="2024-05-01T09:00:00Z", likeCount=7)
    gone = comment("Ug2", authorChannelId=None, authorDisplayName="", updatedAt="2024-05-01T08:00:00Z")
    first, second = read(gather, edited, gone).rows["posts"]
    assert (first["edited_us"] - first["published_us"], first["likes"]) == (3_600_000_000, 7)
    assert (second["edited_us"], second["likes"], second["account_id"]) == (None, None, None)


def test_what_is_not_public_is_counted(gather):
    video = {"kind": "youtube#video", "id": "v9", "snippet": {"title": "T", "publishedAt": "2024-05-01T08:00:00Z", "channelId": CHANNEL}}
    got = read(
        gather,
        comment(moderationStatus="likelySpam"),
        thread(comment("Ug2"), comment("Ug2.1"), isPublic=False),
        {**video, "status": {"privacyStatus": "private"}},
        {**video, "id": "v8", "status": {"privacyStatus": "unlisted"}},
    )
    assert got.filtered == {"held back, rejected or private": 4}
    assert [(post["post_id"], post["visibility"]) for post in got.rows["posts"]] == [("youtube:v8", "unlisted")]


def test_of_a_thread_only_the_broken_part_is_set_aside(gather):
    got = read(gather, thread(comment(), comment("Ug1.1", publishedAt=None), comment("Ug1.2")))
    assert [post["post_id"] for post in got.rows["posts"]] == ["youtube:Ug1", "youtube:Ug1.2"]
    (reject,) = got.rejected
    assert (reject.reason, json.loads(reject.raw)["id"], reject.line) == ("publishedAt is missing", "Ug1.1", 1)


def test_each_channel_is_covered_for_its_own_time(gather):
    other = f"UC{'w' * 22}"
    late = {"publishedAt": "2024-06-01T08:00:00Z"}
    pages = [thread(comment(f"Ug{n}")) for n in (1, 2)] + [thread(comment(f"Ug{n}", **late), channelId=other) for n in (3, 4)]
    spans = {row["subject"]: (row["stream"], row["how"], row["from_us"]) for row in read(gather, *pages).rows["coverage"]}
    assert spans == {
        f"youtube:{CHANNEL}": ("replies", "query", 1714550400000000),
        f"youtube:{other}": ("replies", "query", 1717228800000000),
    }


def test_comments_of_a_saved_video_have_no_times(gather):
    saved = {"id": "v1", "title": "T", "extractor_key": "Youtube", "channel_id": CHANNEL, "timestamp": 1714546800, "epoch": 1717200000}
    comments = [{"id": "Ug1", "parent": "root", "text": "a", "timestamp": 1714521600}, {"id": "Ug1.1", "parent": "Ug1", "text": "b"}]
    got = read(gather, {**saved, "comments": comments})
    assert [(post["reply_to"], post["published_us"]) for post in got.rows["posts"]] == [
        (None, 1714546800000000),
        ("youtube:v1", None),
        ("youtube:Ug1", None),
    ]
    closed = read(gather, {**saved, "availability": "subscriber_only", "comments": comments})
    assert (closed.rows["posts"], closed.filtered) == ([], {"held back, rejected or private": 3})


def test_a_saved_video_longer_than_what_a_sniff_sees():
    saved = {"id": "v1", "formats": [{"url": "https://www.youtube.com/x" * 9000}], "comments": []}
    assert choose(InputFile.of_bytes("v.info.json", json.dumps(saved).encode()), Recipe()) is source
