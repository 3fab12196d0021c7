"""Bluesky posts as its API shows them: threads, feeds, searches, lists of posts and of records, as JSON.

`getPostThread` (and version 2), `getAuthorFeed`, `getTimeline`, `getFeed`, `searchPosts`, `getPosts`, `getQuotes` and
`listRecords`, page by page, or such posts one a line. A thread is a tree of posts, a feed shows parents and quoted posts
beside each post: all of them are taken out and read alike. Posts that a page calls not found or blocked are no posts but
gaps: they are counted, and the replies to them still say what they answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from jasette.source import Filtered, Head, Item, Recipe, Source
from jasette.source.accounts import once
from jasette.source.bluesky import (
    AT_URI,
    DID,
    POST,
    REPOST,
    SHY,
    account,
    collection_of,
    did_of,
    handle,
    posts,
    rkey_of,
    spelled_out,
    wrong_record,
)
from jasette.source.expressions import iso_us, wrong_iso
from jasette.source.long_pages import values
from jasette.source.ndjson import Layout, is_by_line, sample
from jasette.source.own_posts import OwnPosts
from jasette.source.records import Pages, Record, lines, unwrap
from jasette.source.rows import rows, select
from jasette.source.shape import FLAG, INT, JSON, TEXT
from jasette.source.staged import Taken, through

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

AUTHOR = {"did": TEXT, "handle": TEXT, "displayName": TEXT, "labels": [{"val": TEXT, "neg": FLAG}]}
COUNTS = {"likes": "likeCount", "replies": "replyCount", "reposts": "repostCount", "quotes": "quoteCount"}
SHAPE = {
    "post": {
        "uri": TEXT,
        "author": AUTHOR,
        "record": JSON,
        "value": JSON,
        "indexedAt": TEXT,
        **dict.fromkeys(COUNTS.values(), INT),
    },
    "reason": {"$type": TEXT, "by": AUTHOR, "indexedAt": TEXT, "uri": TEXT},
    "aside": FLAG,
}
PAGES = Pages({("thread",): False, ("feed",): False, ("posts",): False, ("records",): False})

RECORD = "coalesce(post.record, post.value)"
IS_POST = f"{collection_of('post.uri')} IN ('{POST}', '{REPOST}')"
IS_REPOST = """coalesce(ends_with(reason."$type", '#reasonRepost'), false)"""
REASON = f"""CASE
  WHEN post IS NULL THEN 'this is no post: it has neither post nor uri and record'
  WHEN NOT coalesce(regexp_full_match(post.uri, '{AT_URI}'), false) THEN 'uri is missing, or is not the address of a record'
  WHEN post.author.did <> {did_of("post.uri")} THEN 'author.did is not the account that uri names'
  {wrong_iso("indexedAt", "post.indexedAt")}
  {wrong_record("record", RECORD, collection_of("post.uri"))}
  WHEN {IS_REPOST} AND NOT coalesce(regexp_full_match(reason.by.did, '{DID}'), false) THEN 'reason.by.did is missing, or is none'
  WHEN {IS_REPOST} AND reason.indexedAt IS NULL THEN 'reason.indexedAt is missing'
  {wrong_iso("reason.indexedAt", "reason.indexedAt")}
END"""
LAYOUT = Layout(SHAPE, REASON, Pages({}))
GONE, BLOCKED = "posts that the page calls not found", "posts that the page calls blocked"
UNSEEN = "posts of accounts that do not want to be shown to people who are not signed in"
OTHERS = "records that are no posts"


class _View(msgspec.Struct):
    """What may stand where a page shows a post; each part as its bytes."""

    post: msgspec.Raw = msgspec.Raw()
    parent: msgspec.Raw = msgspec.Raw()
    root: msgspec.Raw = msgspec.Raw()
    replies: list[msgspec.Raw] = []
    reply: msgspec.Raw = msgspec.Raw()
    reason: msgspec.Raw = msgspec.Raw()
    value: msgspec.Raw = msgspec.Raw()
    embed: msgspec.Raw = msgspec.Raw()
    embeds: list[msgspec.Raw] = []
    record: msgspec.Raw = msgspec.Raw()
    depth: msgspec.Raw = msgspec.Raw()
    uri: msgspec.Raw = msgspec.Raw()
    kind: str = msgspec.field(name="$type", default="")
    notFound: bool = False
    blocked: bool = False


VIEWS = msgspec.json.Decoder(_View)


class _Walk:
    """Takes the posts out of pages. No recursion: threads are deep."""

    def __init__(self) -> None:
        self.gaps: Counter[str] = Counter()

    def taken(self, record: Record) -> Iterator[Taken]:
        """The posts inside one element of a page; what is none goes to the reader, which says so."""
        # what is left to look at: its bytes, where they may start, and whether it stands beside another post
        waiting = [(record.data, 0, False)]
        while waiting:
            data, after, aside = waiting.pop()
            at = max(record.data.find(data, after), 0)
            place = (record.offset + at, record.line + record.data.count(b"\n", 0, at))
            view = _decoded(data) if record.whole else None
            if view is None:
                yield Taken(data, *place)
            elif gap := _gap(view):
                self.gaps[gap] += 1
            elif _is_there(view.value) and _is_there(view.depth):
                waiting.append((bytes(view.value), at, aside))
            elif _is_there(view.post):
                reason = b',"reason":' + bytes(view.reason) if _is_there(view.reason) else b""
                beside = b',"aside":true' if aside else b""
                yield Taken(b'{"post":' + bytes(view.post) + reason + beside + b"}", *place)
                inner = _decoded(bytes(view.post)) or _View()
                around = _decoded(bytes(view.reply)) if _is_there(view.reply) else None
                beside_it = (view.parent, *view.replies, *((around.root, around.parent) if around else ()), *_quoted(inner))
                waiting += [(bytes(one), at, True) for one in reversed(beside_it) if _is_there(one)]
            elif _is_there(view.uri) and (_is_there(view.record) or _is_there(view.value)):
                yield Taken(b'{"post":' + data + (b',"aside":true' if aside else b"") + b"}", *place)
                waiting += [(bytes(one), at, True) for one in _quoted(view)]
            else:
                yield Taken(data, *place)


def _decoded(data: bytes) -> _View | None:
    try:
        return VIEWS.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _is_there(raw: msgspec.Raw) -> bool:
    return bytes(raw)[:1] not in (b"", b"n")


def _gap(view: _View) -> str:
    # the two versions of threads name them differently
    if view.notFound or view.kind.endswith(("#notFoundPost", "#threadItemNotFound", "#viewNotFound")):
        return GONE
    if view.blocked or view.kind.endswith(("#blockedPost", "#threadItemBlocked", "#viewBlocked", "#viewDetached")):
        return BLOCKED
    return UNSEEN if view.kind.endswith("#threadItemNoUnauthenticated") else ""


def _quoted(post: _View) -> Iterator[msgspec.Raw]:
    """The posts that a post shows inside itself; a post has one in `embed`, a post that is quoted itself in `embeds`."""
    for raw in (post.embed, *post.embeds):
        shown = _decoded(bytes(raw)) if _is_there(raw) else None
        inner = _decoded(bytes(shown.record)) if shown is not None and _is_there(shown.record) else None
        if shown is None or inner is None:
            continue
        if shown.kind.endswith("recordWithMedia#view"):
            if _is_there(inner.record):
                yield inner.record
        elif inner.kind.endswith(("#viewRecord", "#viewNotFound", "#viewBlocked", "#viewDetached")):
            yield shown.record


def _found(file: InputFile) -> Iterator[Taken | Item]:
    walk, stream = _Walk(), file.open()
    for chunk in lines(stream) if is_by_line(file) else values(stream, PAGES, file.open):
        for record in chunk:
            inside = unwrap(record, PAGES)
            for one in [record] if inside is None else inside:
                yield from walk.taken(one)
    if stream.damage:
        from jasette.source import Rejected

        yield Rejected("posts", f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)
    for reason, count in sorted(walk.gaps.items()):
        yield Filtered("posts", count, reason)


def _shy(author: str) -> str:
    return f"len(list_filter({author}.labels, lambda l: l.val = '{SHY}' AND NOT coalesce(l.neg, false))) > 0"


def _reposts(recipe: Recipe) -> str:
    # older pages do not name the record of the repost; of one post an account has one repost
    made = "concat('at://', reason.by.did, '/app.bsky.feed.repost/~', substr(sha256(post.uri), 1, 16))"
    columns = {
        "post_id": f"CASE WHEN regexp_full_match(reason.uri, '{AT_URI}') THEN reason.uri ELSE {made} END",
        "platform": "'bluesky'",
        "kind": "'repost'",
        "account_id": account("reason.by.did"),
        "published_us": iso_us("reason.indexedAt"),
        "observed_us": _observed("reason.indexedAt", recipe),
        "repost_of": "post.uri",
        "visibility": "'public'",
    }
    return f"SELECT {select('posts', columns)} FROM views WHERE {IS_REPOST} AND NOT by_shy_"


def _observed(indexed: str, recipe: Recipe) -> str:
    return str(recipe.observed_us) if recipe.observed_us is not None else iso_us(indexed)


def _accounts(recipe: Recipe) -> str:
    parts = []
    for author, indexed, when in (("post.author", "post.indexedAt", "NOT shy_"), ("reason.by", "reason.indexedAt", "NOT by_shy_")):
        columns = {
            "account_id": account(f"{author}.did"),
            "platform": "'bluesky'",
            "handle": handle(f"{author}.handle"),
            "name": f"nullif({author}.displayName, '')",
            "url": f"'https://bsky.app/profile/' || {author}.did",
            # a handle is the one of the day of collection, which is no earlier than what the page shows
            "observed_us": _observed(indexed, recipe),
        }
        parts.append(f"SELECT {select('accounts', columns)} FROM views WHERE {author}.did IS NOT NULL AND {when}")
    return " UNION ALL ".join(parts)


def _emit(connection: duckdb.DuckDBPyConnection, recipe: Recipe, own: OwnPosts) -> Iterator[Item]:
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW views AS SELECT *, coalesce({_shy('post.author')}, false) AS shy_, "
        f"coalesce({_shy('reason.by')}, false) AS by_shy_ FROM good"
    )
    columns = {
        "did": did_of("post.uri"),
        "collection": collection_of("post.uri"),
        "rkey": rkey_of("post.uri"),
        "record": RECORD,
        "observed_us": _observed("post.indexedAt", recipe),
    }
    records = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    shown = f"SELECT {records}, post FROM views WHERE {IS_POST} AND NOT shy_"
    yield from spelled_out(connection, posts(shown, {column: f"post.{count}" for column, count in COUNTS.items()}))
    yield from rows(connection, "posts", _reposts(recipe))
    yield from once(connection, _accounts(recipe))
    spoken = f"CASE WHEN {IS_REPOST} THEN {account('reason.by.did')} ELSE {account(did_of('post.uri'))} END"
    at = f"CASE WHEN {IS_REPOST} THEN {iso_us('reason.indexedAt')} ELSE {iso_us(RECORD + '->>' + repr('$.createdAt'))} END"
    own.look(connection, f"SELECT {spoken} AS account_id, {at} AS published_us FROM views WHERE NOT coalesce(aside, false) AND {IS_POST}")
    shy = f"count(*) FILTER (WHERE {IS_POST} AND shy_) + count(*) FILTER (WHERE {IS_REPOST} AND by_shy_)"
    [found] = connection.execute(f"SELECT count(*) FILTER (WHERE NOT {IS_POST}), {shy} FROM views").fetchall()
    for reason, count in zip((OTHERS, UNSEEN), found, strict=True):
        if count:
            yield Filtered("posts", count, reason)


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    own = OwnPosts()
    yield from through(file, _found(file), LAYOUT, lambda connection, _: _emit(connection, recipe, own))
    yield from own.coverage(f"bluesky: {file.name}")


SIGNS = re.compile(rb'"app\.bsky\.(?:feed|unspecced)\.defs#|"uri"\s*:\s*"at://did:')


def _sniff(head: Head) -> float:
    if not SIGNS.search(head.data):
        return 0.0
    found = sample(head, PAGES)
    # a thread on one line can be longer than what a sniff sees
    started = re.match(rb'\s*\{\s*"(?:thread|feed|posts|cursor|threadgate)"\s*:', head.data) is not None
    if not found:
        return 0.8 if started else 0.0
    return 0.9 * sum(_is_view(one) for one in found) / len(found)


def _is_view(record: dict[str, object]) -> bool:
    if {"did", "time_us"} <= record.keys():
        return False
    inner = record.get("post", record)
    if not isinstance(inner, dict):
        return False
    return str(inner.get("uri")).startswith("at://") and not inner.keys().isdisjoint({"record", "value", "notFound", "blocked"})


source = Source(
    name="bluesky",
    title="Bluesky: threads, feeds and searches as the API gives them, as JSON",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain=(
        "the public API (public.api.bsky.app) without an account, or with one for searches: getPostThread, getAuthorFeed, searchPosts, "
        "getPosts, getQuotes, getFeed, listRecords; save the answers as they come, one a line, or as an array"
    ),
    cannot_tell=(
        "posts that were deleted, or that the page's account may not see (counted as not found, or blocked); replies below the depth that "
        "was asked for; when a page was collected (give --observed; without it a post counts as observed when Bluesky first saw it); when "
        "a post was really written (its author claims it). Posts of one account are covered as `query`"
    ),
)
