"""X (Twitter) API v2 objects: bare tweets, arrays, pages with `includes`, and what twarc2 writes.

A tweet's parent, repost and quote come from `referenced_tweets`. Where a file has none of them: a text that starts with
`RT @handle:` is a repost of a post that is not named (the mention tells its author), and `in_reply_to_user_id` makes a
reply whose parent is known only as an account. Counts on a repost are those of the original and are left unknown.
A tweet without `created_at` has the time that its id holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.source import Filtered, Head, Item, Recipe, Source
from jasette.source.accounts import once
from jasette.source.expressions import distinct, iso_us, observed, wrong_iso
from jasette.source.ndjson import Layout, read, sample
from jasette.source.own_posts import OwnPosts
from jasette.source.records import Pages
from jasette.source.rows import rows, select
from jasette.source.shape import FLAG, ID, INT, TEXT
from jasette.source.x import HANDLE, NATIVE, account, foreign_links, global_id, snowflake_us, wrong_id

if TYPE_CHECKING:
    import duckdb

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
}
PAGES = Pages(
    {("data",): False, ("includes", "tweets"): True, ("includes", "users"): True},
    seen=("__twarc", "retrieved_at"),
)

IS_USER = "(username IS NOT NULL AND text IS NULL AND author_id IS NULL)"
REASON = f"""CASE
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
SEEN = "coalesce(seen, __twarc.retrieved_at)"
LAYOUT = Layout(SHAPE, REASON, PAGES)


def _referenced(kind: str) -> str:
    return f"list_filter(referenced_tweets, lambda r: r.type = '{kind}')[1].id"


# a text written after the 140th or 280th character is in note_tweet, with entities of its own
NOTE = "coalesce(note_tweet.entities.{0}, entities.{0})"
ADDRESS = "CASE WHEN u.media_key IS NULL THEN coalesce(u.unwound_url, u.expanded_url, u.url) END"
ADDRESSES = f"list_transform({NOTE.format('urls')}, lambda u: {ADDRESS})"
MENTIONS = f"list_transform({NOTE.format('mentions')}, lambda m: {account('m.id', 'm.username')})"
OLD_REPOST = r"(referenced_tweets IS NULL AND in_reply_to_user_id IS NULL AND regexp_matches(text, '^RT @[A-Za-z0-9_]{1,50}: '))"


def _count(name: str) -> str:
    return f"CASE WHEN kind_ <> 'repost' THEN public_metrics.{name} END"


def _posts(recipe: Recipe) -> str:
    return f"""SELECT {
        select(
            "posts",
            {
                "post_id": global_id("id"),
                "platform": "'x'",
                "kind": "kind_",
                "account_id": global_id("author_id"),
                "published_us": f"coalesce({iso_us('created_at')}, {snowflake_us('id')})",
                "observed_us": observed(SEEN, recipe.observed_us),
                "text": "coalesce(note_tweet.text, text)",
                "lang": "lang",
                "url": "'https://x.com/i/status/' || id",
                "reply_to": global_id("replied_"),
                "reply_to_account": f"CASE WHEN kind_ = 'reply' THEN {global_id('in_reply_to_user_id')} END",
                "root": global_id("conversation_id"),
                "repost_of": global_id("reposted_"),
                "quote_of": global_id("quoted_"),
                "mentions": distinct("mentions_"),
                "links": foreign_links("addresses_", "quoted_"),
                "tags": distinct("tags_"),
                "likes": _count("like_count"),
                "replies": _count("reply_count"),
                "reposts": _count("retweet_count"),
                "quotes": _count("quote_count"),
                "views": _count("impression_count"),
                "visibility": "'public'",
            },
        )
    } FROM (
      SELECT *, CASE WHEN reposted_ IS NOT NULL OR {OLD_REPOST} THEN 'repost'
                     WHEN replied_ IS NOT NULL OR in_reply_to_user_id IS NOT NULL THEN 'reply'
                     WHEN quoted_ IS NOT NULL THEN 'quote' ELSE 'post' END AS kind_
      FROM (SELECT *, {_referenced("retweeted")} AS reposted_, {_referenced("replied_to")} AS replied_, {_referenced("quoted")} AS quoted_,
              {MENTIONS} AS mentions_, {ADDRESSES} AS addresses_,
              list_transform({NOTE.format("hashtags")}, lambda h: lower(h.tag)) AS tags_
            FROM tweets))"""


def _user(at: str, ident: str, recipe: Recipe) -> dict[str, str]:
    expanded = [f"list_transform({at}entities.{place}.urls, lambda u: u.expanded_url)" for place in ("url", "description")]
    links = f"list_concat({', '.join(expanded)})"
    return {
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


def _accounts(recipe: Recipe) -> str:
    named = {"account_id": "'x:' || mention.id", "platform": "'x'", "handle": "mention.username", "observed_us": "observed_us"}
    # a mention names the handle that the account had when the file was collected: with it, handles can be resolved
    return f"""
      SELECT {select("accounts", _user("", "id", recipe))} FROM good WHERE {IS_USER} AND NOT coalesce(protected, false)
      UNION ALL
      SELECT {select("accounts", _user("author.", "author.id", recipe))} FROM tweets WHERE regexp_full_match(author.id, '{NATIVE}')
      UNION ALL
      SELECT {select("accounts", named)}
      FROM (SELECT unnest({NOTE.format("mentions")}) AS mention, {observed(SEEN, recipe.observed_us)} AS observed_us FROM tweets)
      WHERE regexp_full_match(mention.id, '{NATIVE}') AND regexp_full_match(mention.username, '{HANDLE}')"""


def _emit(connection: duckdb.DuckDBPyConnection, recipe: Recipe, own: OwnPosts) -> Iterator[Item]:
    protected = f"SELECT id FROM good WHERE {IS_USER} AND protected UNION ALL SELECT author.id FROM good WHERE author.protected"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE protected AS {protected}")
    hidden = "coalesce(author_id IN (SELECT id FROM protected WHERE id IS NOT NULL), false)"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW tweets AS SELECT * FROM good WHERE NOT {IS_USER} AND NOT {hidden}")
    yield from rows(connection, "posts", _posts(recipe))
    yield from once(connection, _accounts(recipe))
    own.look(
        connection,
        f"SELECT 'x:' || author_id AS account_id, coalesce({iso_us('created_at')}, {snowflake_us('id')}) AS published_us "
        "FROM tweets WHERE NOT included",
    )
    kinds = f"count(*) FILTER (WHERE NOT {IS_USER}), count(*) FILTER (WHERE {IS_USER})"
    counts = connection.execute(f"SELECT {kinds} FROM good WHERE {IS_USER} AND protected OR {hidden}").fetchall()[0]
    for into, count in zip(("posts", "accounts"), counts, strict=True):
        if count:
            yield Filtered(into, count, "protected accounts")


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    own = OwnPosts()
    yield from read(file, LAYOUT, lambda connection, _: _emit(connection, recipe, own))
    yield from own.coverage(f"x_v2: {file.name}")


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
