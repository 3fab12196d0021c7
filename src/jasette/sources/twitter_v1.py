"""Twitter API v1.1 objects: JSON lines of streams and archives, arrays, search pages with `statuses`.

Posts inside posts (`retweeted_status`, `quoted_status`) are records of their own. `extended_tweet` and `full_text` win
over the text that was cut at 140 characters. A delete notice becomes a deletion. Posts of protected accounts and
notices that are no posts (`limit`, `scrub_geo`, withheld content) are filtered and counted. Counts on a repost are
left unknown: those of the original stand in the post inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jasette.source import Filtered, Head, Item, Recipe, Source
from jasette.source.accounts import once
from jasette.source.expressions import distinct, observed
from jasette.source.ndjson import Layout, read, sample
from jasette.source.own_posts import OwnPosts
from jasette.source.records import Pages
from jasette.source.rows import rows, select
from jasette.source.shape import ANY, FLAG, ID, INT, TEXT
from jasette.source.x import HANDLE, NATIVE, account, foreign_links, global_id, snowflake_us, unescaped, wrong_id

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

URLS = [{"expanded_url": TEXT, "url": TEXT}]
ENTITIES = {"user_mentions": [{"id_str": ID, "id": ID, "screen_name": TEXT, "name": TEXT}], "hashtags": [{"text": TEXT}], "urls": URLS}
USER = {
    "id_str": ID,
    "id": ID,
    "screen_name": TEXT,
    "name": TEXT,
    "description": TEXT,
    "url": TEXT,
    "protected": FLAG,
    "followers_count": INT,
    "friends_count": INT,
    "entities": {"url": {"urls": URLS}, "description": {"urls": URLS}},
}
POST: dict[str, Any] = {
    "id_str": ID,
    "id": ID,
    "created_at": TEXT,
    "text": TEXT,
    "full_text": TEXT,
    "extended_tweet": {"full_text": TEXT, "entities": ENTITIES},
    "entities": ENTITIES,
    "user": USER,
    "in_reply_to_status_id_str": ID,
    "in_reply_to_status_id": ID,
    "in_reply_to_user_id_str": ID,
    "in_reply_to_user_id": ID,
    "in_reply_to_screen_name": TEXT,
    "quoted_status_id_str": ID,
    "quoted_status_id": ID,
    # only in what the site itself shows
    "conversation_id_str": ID,
    "lang": TEXT,
    "favorite_count": INT,
    "reply_count": INT,
    "retweet_count": INT,
    "quote_count": INT,
}
# a stub is enough to name what is shared; the depth is that of the platform: a repost of a quote of a post
QUOTING = {**POST, "quoted_status": POST}
STATUS = {"id_str": ID, "id": ID, "user_id_str": ID, "user_id": ID}
NOTICES = ("limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning", "friends", "friends_str", "event")
SHAPE = {
    **QUOTING,
    "retweeted_status": QUOTING,
    "delete": {"status": STATUS, "timestamp_ms": ID},
    # only whether they are there matters
    **dict.fromkeys(NOTICES, ANY),
}
PAGES = Pages({("statuses",): False})
IDS = ("id", "in_reply_to_status_id", "in_reply_to_user_id", "quoted_status_id")
IS_NOTICE = "(" + " OR ".join(f'"{name}" IS NOT NULL' for name in NOTICES) + ") AND id IS NULL AND id_str IS NULL"
# both are words of SQL
AUTHOR = '"user".'
INSIDE = ("", "retweeted_status.", "quoted_status.", "retweeted_status.quoted_status.")


def _id(name: str, at: str = "") -> str:
    # the text form is exact; the number may have passed through a float on its way
    return f"coalesce({at}{name}_str, {at}{name})"


def _time(at: str) -> str:
    return f"epoch_us(try_strptime({at}created_at, '%a %b %d %H:%M:%S %z %Y'))"


def _wrong(at: str) -> str:
    """WHEN clauses for the post at `at`; one that is not there is not wrong."""
    there = f"{at.rstrip('.')} IS NOT NULL AND " if at else ""
    ids = " ".join(wrong_id(f"{at}{name}", _id(name, at)) for name in IDS)
    return f"""
      WHEN {there}{_id("id", at)} IS NULL THEN '{at}id is missing'
      {ids}
      {wrong_id(f"{at}conversation_id_str", f"{at}conversation_id_str")}
      {wrong_id(f"{at}user.id", _id("id", at + AUTHOR))}
      WHEN {there}{at}created_at IS NULL AND {at}"user" IS NULL AND {at}text IS NULL AND {at}full_text IS NULL
        THEN '{at}text, created_at and user are missing: this is not a post'
      WHEN {at}created_at IS NOT NULL AND {_time(at)} IS NULL
        THEN concat('{at}created_at ', substr({at}created_at, 1, 60), ' is not a time such as Wed Jan 07 11:06:08 +0000 2015')"""


_DELETED = '"delete".status.'
REASON = f"""CASE
  WHEN "delete" IS NOT NULL THEN CASE
    WHEN {_id("id", _DELETED)} IS NULL THEN 'delete.status.id is missing'
    {wrong_id("delete.status.id", _id("id", _DELETED))}
    {wrong_id("delete.status.user_id", _id("user_id", _DELETED))}
    {wrong_id("delete.timestamp_ms", '"delete".timestamp_ms')}
    END
  WHEN {IS_NOTICE} THEN NULL
  {"".join(_wrong(at) for at in INSIDE)}
END"""
LAYOUT = Layout(SHAPE, REASON, PAGES)

ENTITY = "coalesce(extended_tweet.entities.{0}, entities.{0})"
MENTIONS = f"list_transform({ENTITY.format('user_mentions')}, lambda m: {account(_id('id', 'm.'), 'm.screen_name')})"
ADDRESSES = f"list_transform({ENTITY.format('urls')}, lambda u: coalesce(u.expanded_url, u.url))"
QUOTED = f"coalesce({_id('quoted_status_id')}, quoted_)"


def _flat(recipe: Recipe) -> str:
    """Every post, those inside others too: the columns of one post, what it shares, and whether it stands for itself."""
    parts = []
    for at in INSIDE:
        inner = ", ".join(f'{at}"{name}" AS {"author" if name == "user" else name}' for name in POST)
        reposted = _id("id", "retweeted_status.") if at == "" else "NULL"
        quoted = _id("id", f"{at}quoted_status.") if at in ("", "retweeted_status.") else "NULL"
        own = "NOT included" if at == "" else "false"
        there = f"{at.rstrip('.')} IS NOT NULL" if at else f'"delete" IS NULL AND NOT ({IS_NOTICE})'
        parts.append(f"SELECT {inner}, {reposted} AS reposted_, {quoted} AS quoted_, {own} AS own_, seen FROM good WHERE {there}")
    return f"SELECT * EXCLUDE (seen), {observed('seen', recipe.observed_us)} AS observed_us FROM ({' UNION ALL '.join(parts)})"


def _count(name: str) -> str:
    return f"CASE WHEN reposted_ IS NULL THEN {name} END"


def _posts() -> str:
    columns = select(
        "posts",
        {
            "post_id": global_id(_id("id")),
            "platform": "'x'",
            "kind": "CASE WHEN reposted_ IS NOT NULL THEN 'repost' WHEN replied_ IS NOT NULL OR replied_account_ IS NOT NULL THEN 'reply' "
            "WHEN quote_ IS NOT NULL THEN 'quote' ELSE 'post' END",
            "account_id": account(_id("id", "author."), "author.screen_name"),
            "published_us": f"coalesce({_time('')}, {snowflake_us(_id('id'))})",
            "observed_us": "observed_us",
            "text": unescaped("coalesce(extended_tweet.full_text, full_text, text)"),
            "lang": "lang",
            "url": f"'https://x.com/i/status/' || {_id('id')}",
            "reply_to": global_id("replied_"),
            "reply_to_account": "replied_account_",
            "root": f"CASE WHEN reposted_ IS NULL THEN {global_id('conversation_id_str')} END",
            "repost_of": global_id("reposted_"),
            # a repost of a quote carries the quote of the original
            "quote_of": f"CASE WHEN reposted_ IS NULL THEN {global_id('quote_')} END",
            "mentions": distinct("mentions_"),
            "links": foreign_links("addresses_", "quote_"),
            "tags": distinct("tags_"),
            "likes": _count("favorite_count"),
            "replies": _count("reply_count"),
            "reposts": _count("retweet_count"),
            "quotes": _count("quote_count"),
            "visibility": "'public'",
        },
    )
    return f"""SELECT {columns} FROM (SELECT *, {_id("in_reply_to_status_id")} AS replied_, {QUOTED} AS quote_,
      {account(_id("in_reply_to_user_id"), "in_reply_to_screen_name")} AS replied_account_,
      {MENTIONS} AS mentions_, {ADDRESSES} AS addresses_,
      list_transform({ENTITY.format("hashtags")}, lambda h: lower(h.text)) AS tags_
      FROM flat WHERE NOT hidden_)"""


def _deletions(recipe: Recipe) -> str:
    moment = 'TRY_CAST("delete".timestamp_ms AS BIGINT) * 1000'
    earliest = snowflake_us(_id("id", _DELETED))
    columns = select(
        "posts",
        {
            "post_id": global_id(_id("id", _DELETED)),
            "platform": "'x'",
            "account_id": account(_id("user_id", _DELETED), "NULL::VARCHAR"),
            "observed_us": moment,
            # a deletion must not be lost for want of a time: then the earliest that is possible, the post's own
            "deleted_us": f"coalesce({moment}, {observed('seen', recipe.observed_us)}, {earliest}, 0)",
        },
    )
    return f'SELECT {columns} FROM good WHERE "delete" IS NOT NULL'


def _accounts() -> str:
    links = (
        "list_concat(list_transform(author.entities.url.urls, lambda u: u.expanded_url), "
        "list_transform(author.entities.description.urls, lambda u: u.expanded_url))"
    )
    author = {
        "account_id": account(_id("id", "author."), "NULL::VARCHAR"),
        "platform": "'x'",
        "handle": "author.screen_name",
        "name": "author.name",
        "bio": "author.description",
        "url": "coalesce(author.entities.url.urls[1].expanded_url, nullif(author.url, ''))",
        "links": distinct(links),
        "followers": "author.followers_count",
        "following": "author.friends_count",
        "observed_us": "observed_us",
    }
    named = {"account_id": "'x:' || native", "platform": "'x'", "handle": "handle", "name": "name", "observed_us": "observed_us"}
    return f"""
      SELECT {select("accounts", author)} FROM flat WHERE NOT hidden_ AND author IS NOT NULL
      UNION ALL
      SELECT {select("accounts", named)} FROM (
        SELECT {_id("id", "m.")} AS native, m.screen_name AS handle, m.name AS name, observed_us
        FROM (SELECT unnest({ENTITY.format("user_mentions")}) AS m, observed_us FROM flat WHERE NOT hidden_)
        UNION ALL
        SELECT {_id("in_reply_to_user_id")}, in_reply_to_screen_name, NULL, observed_us FROM flat WHERE NOT hidden_
      ) WHERE regexp_full_match(native, '{NATIVE}') AND regexp_full_match(handle, '{HANDLE}')"""


def _emit(connection: duckdb.DuckDBPyConnection, recipe: Recipe, own: OwnPosts) -> Iterator[Item]:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW flat AS SELECT *, coalesce(author.protected, false) AS hidden_ FROM ({_flat(recipe)})")
    yield from rows(connection, "posts", _posts())
    yield from rows(connection, "posts", _deletions(recipe))
    yield from once(connection, _accounts())
    author = account(_id("id", "author."), "author.screen_name")
    published = f"coalesce({_time('')}, {snowflake_us(_id('id'))})"
    own.look(connection, f"SELECT {author} AS account_id, {published} AS published_us FROM flat WHERE own_ AND NOT hidden_")
    counts = connection.execute(
        f'SELECT (SELECT count(*) FROM flat WHERE hidden_), (SELECT count(*) FROM good WHERE "delete" IS NULL AND {IS_NOTICE})'
    ).fetchall()[0]
    for reason, count in zip(("protected accounts", "notices of the stream that are no posts"), counts, strict=True):
        if count:
            yield Filtered("posts", count, reason)


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    own = OwnPosts()
    yield from read(file, LAYOUT, lambda connection, _: _emit(connection, recipe, own))
    yield from own.coverage(f"twitter_v1: {file.name}")


def _sniff(head: Head) -> float:
    found = sample(head, PAGES)
    if not found:
        return 0.0
    return 0.95 * sum(_is_v1(one) for one in found) / len(found)


def _is_v1(record: dict[str, Any]) -> bool:
    tweet = "id_str" in record and "user" in record
    return tweet or "delete" in record or (len(record) == 1 and not record.keys().isdisjoint(NOTICES))


source = Source(
    name="twitter_v1",
    title="Twitter API v1.1: JSON lines of streams and archives",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    obtain="archives of the streaming and search APIs before 2023, collections by researchers (hydrated ids), twarc 1",
    cannot_tell=(
        "conversations: only the parent is named, the first post is not; what a sampled stream left out; "
        "deletions after the collection ended"
    ),
)
