"""4CAT: made-up datasets with the columns and fields that its data sources write."""

from __future__ import annotations

import json

import pytest

from jasette.errors import InputError
from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.source.fourcat import item_of, unwrapped
from jasette.sources import again, choose
from jasette.sources.fourcat import source

HEADER = "id,thread_id,timestamp,author,body"


def table(gather, text, **recipe):
    return gather(source.read(InputFile.of_bytes("f.csv", text.encode()), Recipe(**recipe)))


def captured(**item):
    return {**item, "__import_meta": {"source_platform": "twitter.com", "timestamp_collected": 1709712000000}}


def shown(ident="1", **more):
    legacy = {"created_at": "Tue Mar 05 14:00:00 +0000 2024", "full_text": "x", "conversation_id_str": ident, "user_id_str": "9", **more}
    person = {"rest_id": "9", "legacy": {"screen_name": "ann", "name": "Ann", "protected": False}}
    return {"rest_id": ident, "core": {"user_results": {"result": person}}, "legacy": legacy}


def read(gather, *lines, recipe=None):
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    return gather(source.read(InputFile.of_bytes("f.ndjson", data), recipe or Recipe()))


@pytest.mark.parametrize(
    ("column", "value", "platform"),
    [
        ("link", "https://x.com/a/status/1", "x"),
        ("tiktok_url", "https://www.tiktok.com/@a/video/1", "tiktok"),
        ("url", "https://m.facebook.com/1", "facebook"),
        ("url", "https://nowhere.example/1", "4cat"),
    ],
)
def test_the_platform_is_told_by_addresses(gather, column, value, platform):
    (post,) = table(gather, f"{HEADER},{column}\n1,1,2024-05-01 08:00:00,ann,x,{value}\n").rows["posts"]
    assert (post["platform"], post["post_id"], post["account_id"]) == (platform, f"{platform}:1", f"{platform}:@ann")


def test_the_user_says_the_platform(gather):
    (post,) = table(gather, f"{HEADER}\n1,1,2024-05-01 08:00:00,ann,x\n", platform="forum").rows["posts"]
    # times without a zone are UTC
    assert (post["post_id"], post["published_us"]) == ("forum:1", 1714550400000000)


def test_a_thread_is_a_conversation_but_for_channels(gather):
    rows = "1,1,2024-05-01 08:00:00,ann,x,{0}\n2,1,2024-05-01 08:00:01,bob,y,{0}\n"
    forum = table(gather, f"{HEADER},url\n" + rows.format("https://forum.example")).rows["posts"]
    assert [(post["kind"], post["root"], post["reply_to"]) for post in forum] == [("post", None, None), ("reply", "4cat:1", None)]
    channel = table(gather, f"{HEADER},url\n" + rows.format("https://t.me/a/1")).rows["posts"]
    assert [(post["kind"], post["root"]) for post in channel] == [("post", None), ("post", None)]


def test_a_capture_of_x_is_read_as_its_api_would_be(gather):
    private = shown("2")
    private["core"]["user_results"]["result"]["legacy"]["protected"] = True
    got = read(gather, captured(**shown()), captured(**private), captured(**shown("3", full_text=None, created_at=None)))
    post = got.rows["posts"][0]
    assert (post["post_id"], post["root"], post["observed_us"]) == ("x:1", "x:1", 1709712000000000)
    assert got.filtered == {"protected accounts": 1}


def test_what_the_user_says_of_the_capture_goes_first(gather):
    assert read(gather, captured(**shown()), recipe=Recipe(observed_us=7)).rows["posts"][0]["observed_us"] == 7


def test_items_that_no_source_reads_are_counted_and_a_file_of_them_refused(gather):
    other = {"aweme_id": "1", "__import_meta": {"source_platform": "tiktok.com"}}
    got = read(gather, captured(**shown()), other, other)
    assert got.filtered == {"items of tiktok.com, which no source reads as JSON": 2}
    with pytest.raises(InputError, match=r"JSON of tiktok\.com is not read") as caught:
        read(gather, other)
    assert "download the dataset as CSV" in str(caught.value)


def test_what_was_set_aside_can_be_read_again(gather):
    (reject,) = read(gather, captured(**shown("1.4E+18"))).rejected
    assert "rounded" in reject.reason

    class Aside:
        source, file, raw, recipe = "fourcat", "f", reject.raw, Recipe()

    assert [one.reason for one in gather(again(Aside())).rejected] == [reject.reason]


def test_an_item_that_is_nested_without_end_is_set_aside(gather):
    posts = [{"uri": f"at://did:plc:a/app.bsky.feed.post/{number}", "record": {}} for number in range(2)]
    wrapped = [json.dumps({**one, "__import_meta": {"source_platform": "bsky.app"}}) for one in posts]
    deep = wrapped[1].replace('"record": {}', '"record": {"x": ' + "[" * 900 + "]" * 900 + "}")
    got = gather(source.read(InputFile.of_bytes("f.ndjson", f"{wrapped[0]}\n{deep}\n".encode()), Recipe()))
    assert (2, "nested too deeply") in [(one.line, one.reason) for one in got.rejected]


def test_the_shapes_that_are_known():
    status = {"uri": "https://a.example/1", "account": {}, "content": "", "visibility": "public"}
    lines = {
        "mastodon": {"source_platform": "truthsocial.com", "data": status},
        "reddit": captured(id="a", created_utc=1, subreddit="v"),
        "youtube": captured(kind="youtube#comment", etag="e", snippet={}),
        "": captured(pk="1"),
    }
    assert {name: unwrapped(item_of(line)[0], "")[0] for name, line in lines.items()} == {name: name for name in lines}


def test_bare_items_are_left_to_the_source_of_their_platform():
    line = b'{"id": "1", "text": "x", "author_id": "5", "public_metrics": {}}\n'
    assert choose(InputFile.of_bytes("f", line), Recipe()).name == "x_v2"
