"""Mastodon: statuses of a 4.4 server, and made-up ones for what servers do not agree on."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from jasette.source import Recipe, Rows
from jasette.source.files import InputFile
from jasette.sources.mastodon import source

HOME = "https://home.example"


def account(ident="1", user="ann", host="home.example", *, local=True, **more):
    base = f"https://{host}"
    acct = user if local else f"{user}@{host}"
    return {"id": ident, "acct": acct, "url": f"{base}/@{user}", "uri": f"{base}/users/{user}", "display_name": user, **more}


def status(ident="100", author=None, **more):
    author = author or account()
    uri = f"{author.get('uri')}/statuses/{ident}"
    return {
        "id": ident,
        "uri": uri,
        "url": f"{author['url']}/{ident}",
        "created_at": "2026-05-04T08:00:00.000Z",
        "visibility": "public",
        "content": "<p>x</p>",
        "account": author,
        **more,
    }


def reply(ident, author, to, to_account, **more):
    return status(ident, author, in_reply_to_id=to, in_reply_to_account_id=to_account, **more)


def read(gather, *records, recipe=None, array=False):
    data = json.dumps(records).encode() if array else "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read(InputFile.of_bytes("f.jsonl", data), recipe or Recipe()))


REMOTE = account("7", "rob", "far.example", local=False)


def test_statuses_of_a_server(real_data, gather):
    path = real_data / "mastodon" / "statuses_4.4.ndjson.gz"
    got = gather(source.read(InputFile.of_path(path), Recipe()))
    posts = got.rows["posts"]
    # 236, of which 20 are private or direct; 7 reposts and 3 quotes bring a status each; 2 private reposts share public ones
    assert (len(posts) + got.filtered["not addressed to the public"], got.rejected) == (236 + 10, [])
    assert len({post["post_id"] for post in posts}) == 236 - 20
    kinds = Counter(post["kind"] for post in posts)
    assert (kinds["repost"], kinds["reply"], kinds["quote"]) == (5, 3, 2)
    ids = {post["post_id"] for post in posts}
    # every parent is in the file; one is quoted as well
    assert all(post["reply_to"] in ids for post in posts if post["kind"] == "reply")
    assert all(post["repost_of"] in ids for post in posts if post["kind"] == "repost")
    assert {post["visibility"] for post in posts} == {"public", "unlisted"}
    # the server was set up anew: two accounts bore the handle admin, and a local id tells them apart
    admins = {row["account_id"] for row in got.rows["accounts"] if row["handle"] == "admin@localhost:3000"}
    assert len(admins) == 2
    mentioned = {mention for post in posts for mention in post["mentions"] or ()}
    assert mentioned and all(mention.startswith("mastodon:http://localhost:3000/ap/users/") for mention in mentioned)
    # as an array the same
    import gzip

    lines = gzip.decompress(path.read_bytes()).decode().strip().split("\n")
    again = gather(source.read(InputFile.of_bytes("f", f"[{','.join(lines)}]".encode()), Recipe()))
    assert again.rows["posts"] == posts


@pytest.mark.parametrize("array", [False, True])
def test_a_parent_in_the_file_is_found_before_and_after(gather, array):
    ann, sam = account(), account("2", "sam")
    posts = {
        post["post_id"]: post
        for post in read(gather, reply("102", sam, "101", "7"), status("101", REMOTE), reply("103", ann, "102", "2"), array=array).rows[
            "posts"
        ]
    }
    assert posts[f"{HOME}/users/sam/statuses/102"]["reply_to"] == "https://far.example/users/rob/statuses/101"
    assert posts[f"{HOME}/users/sam/statuses/102"]["reply_to_account"] == "mastodon:https://far.example/users/rob"
    assert posts[f"{HOME}/users/ann/statuses/103"]["reply_to"] == f"{HOME}/users/sam/statuses/102"


def test_a_parent_that_is_not_in_the_file(gather):
    ann, sam = account(), account("2", "sam")
    mention = {"id": "7", "acct": "rob@far.example", "url": "https://far.example/@rob"}
    home, away, nobody, unsure = read(
        gather,
        # by somebody at home here, whose account is in the file: the server makes its uris so
        reply("201", sam, "150", "1"),
        # by somebody elsewhere: only who
        reply("202", ann, "151", "7", mentions=[mention]),
        reply("203", ann, "152", "99"),
        # at home, but the account is not in the file: how its uri is made is not known
        reply("204", ann, "153", "3", mentions=[{"id": "3", "acct": "eve", "url": f"{HOME}/@eve"}]),
    ).rows["posts"]
    assert (home["reply_to"], home["reply_to_account"]) == (f"{HOME}/users/ann/statuses/150", f"mastodon:{HOME}/users/ann")
    assert (away["kind"], away["reply_to"], away["reply_to_account"]) == ("reply", None, "mastodon:@rob@far.example")
    assert (nobody["kind"], nobody["reply_to"], nobody["reply_to_account"]) == ("reply", None, None)
    assert (unsure["reply_to"], unsure["reply_to_account"]) == (None, "mastodon:@eve@home.example")


def test_a_server_with_uris_of_its_own_is_not_guessed_at(gather):
    ann = account()
    own = {"uri": f"{HOME}/objects/5f-aa"}
    posts = read(gather, {**status("A1", ann), **own}, {**reply("A2", ann, "A0", "1"), "uri": f"{HOME}/objects/5f-bb"}).rows["posts"]
    assert (posts[1]["reply_to"], posts[1]["reply_to_account"]) == (None, f"mastodon:{HOME}/users/ann")


def test_local_ids_of_two_servers_never_meet(gather):
    ann, bob = account("1"), account("1", "bob", "other.example")
    posts = read(gather, status("5", ann), reply("6", bob, "5", "1"), reply("7", REMOTE, "5", "1")).rows["posts"]
    # 5 by 1 on other.example is a status of bob's, not ann's; of the third nobody knows which server was asked
    assert [post["reply_to"] for post in posts] == [None, "https://other.example/users/bob/statuses/5", None]
    assert posts[2]["reply_to_account"] is None


def test_the_same_account_from_two_servers_is_one(gather):
    ann = account()
    seen = {**ann, "id": "88", "acct": "ann@home.example"}
    old = {key: value for key, value in account("3", "old").items() if key != "uri"}
    posts = read(gather, status("1", ann), status("9", seen, uri=f"{HOME}/users/ann/statuses/1")).rows["posts"]
    assert posts[0]["account_id"] == posts[1]["account_id"]
    assert posts[0]["post_id"] == posts[1]["post_id"]
    # before 4.2 accounts have no uri: the handle, which identity resolves
    assert read(gather, status("1", old, uri=f"{HOME}/users/old/statuses/1")).rows["posts"][0]["account_id"] == "mastodon:@old@home.example"


def test_reposts_and_quotes(gather):
    inner = status("50", REMOTE, favourites_count=3, reblogs_count=1)
    share = status("51", reblog=inner, content="", favourites_count=0)
    quote = status("52", quote={"state": "accepted", "quoted_status": {**inner, "quote": {"state": "accepted", "quoted_status_id": "53"}}})
    pending = status("54", quote={"state": "pending", "quoted_status": None})
    got = {post["post_id"]: post for post in read(gather, share, quote, status("53"), pending).rows["posts"]}
    shared = got[f"{HOME}/users/ann/statuses/51"]
    assert (shared["kind"], shared["repost_of"], shared["text"], shared["likes"]) == ("repost", inner["uri"], None, None)
    assert (got[inner["uri"]]["likes"], got[f"{HOME}/users/ann/statuses/52"]["quote_of"]) == (3, inner["uri"])
    assert (got[f"{HOME}/users/ann/statuses/54"]["kind"], got[f"{HOME}/users/ann/statuses/54"]["quote_of"]) == ("post", None)


def test_text_names_and_links(gather):
    content = (
        f'<p><span class="h-card"><a href="{REMOTE["url"]}" class="u-url mention">@<span>rob</span></a></span> '
        f'<a href="{HOME}/tags/v" class="mention hashtag" rel="tag">#<span>Vélo</span></a> '
        '<a href="https://b.example/a?x=1&amp;y=2"><span class="invisible">https://</span><span>b.example/a?x=1&amp;y=2</span></a>'
        " :blob: 🚲</p>"
    )
    mention = {"id": "7", "acct": "rob@far.example", "url": REMOTE["url"]}
    post = read(
        gather,
        status(
            content=content,
            mentions=[mention],
            tags=[{"name": "Vélo", "url": f"{HOME}/tags/v"}],
            card={"url": "https://c.example/"},
            spoiler_text="transport",
        ),
    ).rows["posts"][0]
    assert post["text"] == "@rob@far.example transport\n\n#Vélo https://b.example/a?x=1&y=2 :blob: 🚲"
    assert (post["links"], post["tags"]) == (["https://b.example/a?x=1&y=2", "https://c.example/"], ["vélo"])
    assert post["mentions"] == ["mastodon:@rob@far.example"]


def test_only_what_is_addressed_to_the_public_is_kept(gather):
    private = [
        status(str(number), visibility=narrow, content="<p>SECRET</p>")
        for number, narrow in enumerate(["private", "direct", "limited", "x"])
    ]
    got = read(gather, *private, status("9", reblog=status("8", visibility="private", content="SECRET")))
    assert (len(got.rows["posts"]), got.filtered) == (1, {"not addressed to the public": 5})
    # nor does it stay among what could not be read
    broken = ["{" + json.dumps(one)[1:-9] for one in private] + [json.dumps({**private[0], "account": 5}), '{"content": "SECRET", "uri": 5']
    got = gather(source.read(InputFile.of_bytes("f", "\n".join(broken).encode()), Recipe()))
    assert got.rejected and got.rows == {}
    assert b"SECRET" not in b"".join(reject.raw for reject in got.rejected)
    # what says that it is public can be tried again
    (reject,) = read(gather, status(created_at="2026-05-04T08:00:00")).rejected
    assert b"visibility" in reject.raw and "no time zone" in reject.reason


def test_what_is_wrong_is_named(gather):
    bad = {
        "uri is missing": status(uri=None),
        "uri 5 is none": status(uri="5"),
        "visibility is missing": status(visibility=None),
        "account has neither": status(account={"id": "1"}, uri="https://a.example/1"),
        "created_at is missing": status(created_at=None),
        "is not a time": status(created_at="soonZ"),
        "spreadsheet": status(in_reply_to_id="1.17E+17"),
        "reblog.uri is missing": status(reblog=status(uri=None)),
        "this is not a status": {"id": "5"},
    }
    got = read(gather, *bad.values())
    assert got.rows["posts"] == []
    for said, reject in zip(bad, got.rejected, strict=True):
        assert said in reject.reason


def test_posts_of_one_account_are_covered_and_times_observed_are_told(gather):
    got = read(gather, status("1"), status("2", created_at="2026-05-05T08:00:00Z"), recipe=Recipe(observed_us=5))
    assert [(row["subject"], row["stream"], row["how"]) for row in got.rows["coverage"]] == [
        (f"mastodon:{HOME}/users/ann", "own_posts", "query")
    ]
    assert {row["observed_us"] for into in ("posts", "accounts") for row in got.rows[into]} == {5}
    assert read(gather, status("1"), status("2", REMOTE)).rows["coverage"] == []


def test_nothing_good_gives_nothing(gather):
    assert not any(isinstance(item, Rows) for item in source.read(InputFile.of_bytes("f", b'{"uri": 1'), Recipe()))
