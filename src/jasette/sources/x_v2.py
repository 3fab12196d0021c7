"""X (Twitter) API v2 objects: bare tweets, arrays, pages with `includes`, and what twarc2 writes.

A tweet's parent, repost and quote come from `referenced_tweets`. Where a file has none of them: a text that starts with
`RT @handle:` is a repost of a post that is not named (the mention tells its author), and `in_reply_to_user_id` makes a
reply whose parent is known only as an account. Counts on a repost are those of the original and are left unknown.
A tweet without `created_at` has the time that its id holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.source import Head, Item, Recipe, Rejected, Source
from jasette.source.columns import after, constant, once, relisted, unrepeated
from jasette.source.expressions import distinct, iso_us, observed, wrong_iso
from jasette.source.long_pages import values
from jasette.source.ndjson import Layout, is_by_line, sample, stream
from jasette.source.onepass import OWN, Alike, Projection
from jasette.source.records import Pages, lines
from jasette.source.rows import struct, structs
from jasette.source.shape import ANY, FLAG, ID, INT, TEXT
from jasette.source.staged import Taken, passing
from jasette.source.through import PROTECTED
from jasette.source.x import HANDLE, NATIVE, accounts, are_native, foreign, global_id, snowflake_us, unescaped, wrong_id

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.source.files import InputFile

URLS = [{"url": TEXT, "expanded_url": TEXT, "unwound_url": TEXT, "media_key": TEXT}]
ENTITIES = {"mentions": [{"id": ID, "username": TEXT}], "hashtags": [{"tag": TEXT}], "urls": URLS}
COUNTS = {"retweet_count": INT, "reply_count": INT, "like_count": INT, "quote_count": INT, "impression_count": INT}
USER_COUNTS = {"followers_count": INT, "following_count": INT}
USER = {
    "username": TEXT,
    "name": TEXT,
    "description": TEXT,
    "url": TEXT,
    "protected": FLAG,
}
PROFILE = {"url": {"urls": URLS}, "description": {"urls": URLS}}
SHAPE = {
    # one shape for tweets and users: a page and a list of users may stand in one file
    "id": ID,
    "text": TEXT,
    "created_at": TEXT,
    "author_id": ID,
    "conversation_id": ID,
    "in_reply_to_user_id": ID,
    "lang": TEXT,
    "referenced_tweets": [{"type": TEXT, "id": ID}],
    "note_tweet": {"text": TEXT, "entities": ENTITIES},
    "entities": {**ENTITIES, **PROFILE},
    "public_metrics": {**COUNTS, **USER_COUNTS},
    **USER,
    # twarc2 flatten writes the author into the tweet, and when it was collected
    "author": {"id": ID, **USER, "entities": PROFILE, "public_metrics": USER_COUNTS},
    "__twarc": {"retrieved_at": TEXT},
    # what the API could not give, and why
    "resource_type": ANY,
    "title": ANY,
    "detail": ANY,
}
PAGES = Pages(
    # a page that found nothing has `meta` alone
    {("data",): False, ("includes", "tweets"): True, ("includes", "users"): True, ("errors",): True, ("meta", ""): True},
    seen=("__twarc", "retrieved_at"),
)

IS_USER = "(username IS NOT NULL AND text IS NULL AND author_id IS NULL)"
IS_GAP = "(id IS NULL AND text IS NULL AND title IS NOT NULL AND coalesce(resource_type, detail) IS NOT NULL)"
GAPS = "posts and accounts that the API could not give: deleted, suspended or protected"
REASON = f"""CASE
  WHEN {IS_GAP} THEN NULL
  WHEN id IS NULL THEN 'id is missing'
  {wrong_id("id", "id")}
  WHEN {IS_USER} THEN NULL
  {wrong_id("author_id", "author_id")}
  {wrong_id("conversation_id", "conversation_id")}
  {wrong_id("in_reply_to_user_id", "in_reply_to_user_id")}
  WHEN len(list_filter(referenced_tweets, lambda r: r IS NOT NULL AND NOT coalesce(regexp_full_match(r.id, '{NATIVE}'), false))) > 0
    THEN 'referenced_tweets: an id is missing or is not a whole number'
  {wrong_iso("created_at", "created_at")}
  WHEN text IS NULL AND author_id IS NULL AND created_at IS NULL THEN 'neither text, author_id nor created_at: this is not a post'
END"""
USUAL = """CASE len(referenced_tweets) WHEN 0 THEN true
  WHEN 1 THEN coalesce(replied_, quoted_) IS NOT NULL OR reposted_ IS NOT NULL AND in_reply_to_user_id IS NULL
  ELSE referenced_tweets IS NULL END"""
"""Records of which each id comes to stand in the row of the post."""
TRUSTING = f"""CASE WHEN id IS NULL OR user_ OR NOT {USUAL} OR (text IS NULL AND author_id IS NULL AND created_at IS NULL)
  OR created_at IS NOT NULL AND (published_ IS NULL OR NOT ends_with(created_at, 'Z')) THEN {REASON} END"""
IDS = ("post_id", "account_id", "reply_to", "reply_to_account", "root", "repost_of", "quote_of")
SEEN = "coalesce(seen, __twarc.retrieved_at)"


NAMED = "named"
"""Field of a post's struct: who is mentioned, as the record says it."""


def _trusted(batch: pa.RecordBatch) -> bool:
    posts = structs(batch.column("posts_0"))
    return all(are_native(posts.field(name)) for name in IDS)


def _mentions(posts: pa.StructArray) -> pa.Array:
    named = posts.field(NAMED)
    return unrepeated(relisted(named, accounts(*named.flatten().flatten())))


LAYOUT = Layout(SHAPE, REASON, PAGES, looks_for=PROTECTED, trusting=TRUSTING, trusted=_trusted)
MADE = {
    **{name: after("x:", name) for name in IDS},
    "url": after("https://x.com/i/status/", "post_id"),
    "platform": constant("x"),
    "visibility": constant("public"),
    "mentions": _mentions,
    "links": once("links"),
    "tags": once("tags"),
}
"""Nearly every record has these: in Arrow they take a fraction of the time."""


def _referenced(kind: str) -> str:
    # nearly all have one at most
    return f"""CASE WHEN first_.type = '{kind}' THEN first_.id
      WHEN len(referenced_tweets) > 1 THEN list_filter(referenced_tweets, lambda r: r.type = '{kind}')[1].id END"""


# a text written after the 140th or 280th character is in note_tweet, with entities of its own
NOTE = "coalesce(note_tweet.entities.{0}, entities.{0})"
ADDRESS = "CASE WHEN u.media_key IS NULL THEN coalesce(u.unwound_url, u.expanded_url, u.url) END"
OLD_REPOST = (
    r"CASE WHEN referenced_tweets IS NULL AND in_reply_to_user_id IS NULL AND starts_with(text, 'RT @') "
    r"THEN regexp_matches(text, '^RT @[A-Za-z0-9_]{1,50}: ') ELSE false END"
)
STEPS = (
    {"first_": "referenced_tweets[1]", "published_": iso_us("created_at"), "named_": NOTE.format("mentions")},
    {
        "reposted_": _referenced("retweeted"),
        "replied_": _referenced("replied_to"),
        "quoted_": _referenced("quoted"),
        "addresses_": f"list_transform({NOTE.format('urls')}, lambda u: {ADDRESS})",
        "tags_": f"list_transform({NOTE.format('hashtags')}, lambda h: lower(h.tag))",
    },
    {
        "links_": foreign("addresses_", "quoted_"),
        "kind_": f"""CASE WHEN reposted_ IS NOT NULL OR {OLD_REPOST} THEN 'repost'
                          WHEN replied_ IS NOT NULL OR in_reply_to_user_id IS NOT NULL THEN 'reply'
                          WHEN quoted_ IS NOT NULL THEN 'quote' ELSE 'post' END""",
    },
)


def _count(name: str) -> str:
    return f"CASE WHEN kind_ <> 'repost' THEN public_metrics.{name} END"


def _post(recipe: Recipe) -> str:
    columns = {
        "post_id": "id",
        "kind": "kind_",
        "account_id": "author_id",
        "published_us": f"CASE WHEN created_at IS NULL THEN {snowflake_us('id')} ELSE published_ END",
        "observed_us": observed(SEEN, recipe.observed_us),
        "text": unescaped("coalesce(note_tweet.text, text)"),
        "lang": "lang",
        "reply_to": "replied_",
        "reply_to_account": "CASE WHEN kind_ = 'reply' THEN in_reply_to_user_id END",
        "root": "conversation_id",
        "repost_of": "reposted_",
        "quote_of": "quoted_",
        "links": "links_",
        "tags": "tags_",
        "likes": _count("like_count"),
        "replies": _count("reply_count"),
        "reposts": _count("retweet_count"),
        "quotes": _count("quote_count"),
        "views": _count("impression_count"),
    }
    return struct("posts", columns, **{OWN: "NOT included", NAMED: "named_"})


def _user(at: str, ident: str, recipe: Recipe) -> str:
    expanded = [f"list_transform({at}entities.{place}.urls, lambda u: u.expanded_url)" for place in ("url", "description")]
    links = f"list_concat({', '.join(expanded)})"
    columns = {
        "account_id": global_id(ident),
        "platform": "'x'",
        "handle": f"{at}username",
        "name": f"{at}name",
        "bio": f"{at}description",
        "url": f"coalesce({at}entities.url.urls[1].expanded_url, nullif({at}url, ''))",
        "links": distinct(links),
        "followers": f"{at}public_metrics.followers_count",
        "following": f"{at}public_metrics.following_count",
        "observed_us": observed(SEEN, recipe.observed_us),
    }
    return struct("accounts", columns)


def _named() -> Alike:
    """A mention names the handle that the account had when the file was collected: with it, handles can be resolved."""
    columns = {"account_id": global_id("id"), "platform": "'x'", "handle": "username", "observed_us": "observed_us"}
    return Alike(
        each=NAMED,
        beside=("observed_us",),
        row=struct("accounts", columns),
        where=f"regexp_full_match(id, '{NATIVE}') AND regexp_full_match(username, '{HANDLE}')",
    )


def _left_out(into: str, reason: str = "protected accounts") -> str:
    return f"[struct_pack(\"table\" := '{into}', reason := '{reason}')]"


def _project(connection: duckdb.DuckDBPyConnection, relation: str | None, recipe: Recipe) -> Projection:
    hidden, left_out = "false", "NULL"
    if relation is not None:
        protected = f"SELECT unnest([CASE WHEN {IS_USER} AND protected THEN id END, CASE WHEN author.protected THEN author.id END]) AS id"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE protected AS SELECT DISTINCT id FROM ({protected} FROM {relation}) WHERE id IS NOT NULL"
        )
        hidden = f"coalesce(CASE WHEN {IS_USER} THEN protected ELSE author_id IN (SELECT id FROM protected) END, false)"
        left_out = f"CASE WHEN NOT hidden_ THEN NULL WHEN {IS_USER} THEN {_left_out('accounts')} ELSE {_left_out('posts')} END"
    left_out = f"CASE WHEN gap_ THEN {_left_out('posts', GAPS)} ELSE {left_out} END"
    shown = {"hidden_": f"({hidden}) OR {IS_GAP}", "gap_": IS_GAP, "user_": IS_USER}
    author = f"NOT (user_ OR hidden_) AND regexp_full_match(author.id, '{NATIVE}')"
    user, other = f"[{_user('', 'id', recipe)}]", f"[{_user('author.', 'author.id', recipe)}]"
    tables = (
        ("posts", f"CASE WHEN NOT (user_ OR hidden_) THEN {_post(recipe)} END"),
        ("accounts", f"CASE WHEN user_ AND NOT hidden_ THEN {user} WHEN {author} THEN {other} END"),
    )
    return Projection((shown, *STEPS), tables, left_out, _named(), MADE)


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    def project(connection: duckdb.DuckDBPyConnection, relation: str | None) -> Projection:
        return _project(connection, relation, recipe)

    if any(_inside(one) for one in sample(file.head(), PAGES)):
        yield from passing(file, _paged(file), LAYOUT, project, f"x_v2: {file.name}")
    else:
        yield from stream(file, LAYOUT, project, f"x_v2: {file.name}")


def _inside(tweet: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts that a flattened post holds whole: twarc2 writes what a post refers to into it."""
    listed = tweet.get("referenced_tweets")
    return [one for one in listed if isinstance(one, dict) and "author_id" in one] if isinstance(listed, list) else []


def _paged(file: InputFile) -> Iterator[Taken | Item]:
    """Flattened posts as the pages that they came from, so that what stands in them is read as what stands beside others."""
    source = file.open()
    for chunk in lines(source) if is_by_line(file) else values(source):
        for record in chunk:
            try:
                tweet = msgspec.json.decode(record.data) if record.whole else None
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                tweet = None
            data = record.data
            if isinstance(tweet, dict) and (waiting := _inside(tweet)):
                beside: list[dict[str, Any]] = []
                while waiting:
                    one = waiting.pop(0)
                    beside.append(one)
                    waiting += _inside(one)
                page = {"data": [tweet], "includes": {"tweets": beside}, "__twarc": tweet.get("__twarc")}
                data = msgspec.json.encode(page)
            yield Taken(data, record.offset, record.line)
    if source.damage:
        yield Rejected("posts", f"{source.damage}; what follows could not be unpacked", b"", source.position, None)


def _sniff(head: Head) -> float:
    found = sample(head, PAGES)
    if not found:
        return 0.0
    signs = {"author_id", "conversation_id", "public_metrics", "edit_history_tweet_ids", "referenced_tweets", "reply_settings", "username"}
    alike = sum(1 for one in found if "id" in one and "id_str" not in one and signs & one.keys())
    return 0.95 * alike / len(found)


source = Source(
    name="x_v2",
    title="X (Twitter) API v2: tweets and pages as JSON",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    obtain="the API's search and timeline endpoints, twarc2, or a colleague's files: JSON lines, an array, or pages with `includes`",
    cannot_tell=(
        "posts that the query did not ask for; the parent of a reply where referenced_tweets was not asked for; who saw a post. "
        "Reads of one account's posts are covered as `query`: the API gives the latest 3,200 at most"
    ),
)
