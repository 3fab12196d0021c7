"""What all records of Bluesky share, however they came: ids, addresses, and a record as the row of a post.

A record is known by its `at://` URI, an account by its DID (`bluesky:did:plc:…`); handles change, and only the platform's
own words about an account join the two. A mention in a text is not such a word: its author may link any name to any DID.

`records` are rows of did, collection, rkey, record (JSON) and observed_us. Anybody may write anything into a record, so the
parts that make a post one are tested (`wrong_record`), and the rest is read as far as it is what it should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.schema import TABLES
from jasette.source import Rows
from jasette.source.expressions import distinct, iso_us, wrong_iso
from jasette.source.rows import BATCH, select

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

POST, REPOST, PROFILE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.actor.profile"
DID = "did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]"
RKEY = "[A-Za-z0-9._:~-]{1,512}"
AT_URI = f"at://{DID}/[a-zA-Z][a-zA-Z0-9.-]*/{RKEY}"
HANDLE = r"([A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]*"
NO_HANDLE = "('handle.invalid', 'missing.invalid')"
"""What the platform says where a handle does not lead back to its account."""
SHY = "!no-unauthenticated"
"""The label of an account that does not want to be shown to people who are not signed in."""

FEATURE = '{"$type": "VARCHAR", "uri": "VARCHAR", "did": "VARCHAR", "tag": "VARCHAR"}'
RECORD = f"""{{
  "text": "VARCHAR", "createdAt": "VARCHAR", "langs": ["VARCHAR"], "tags": ["VARCHAR"],
  "reply": {{"root": {{"uri": "VARCHAR"}}, "parent": {{"uri": "VARCHAR"}}}},
  "facets": [{{"features": [{FEATURE}]}}],
  "embed": {{"external": {{"uri": "VARCHAR"}}, "media": {{"external": {{"uri": "VARCHAR"}}}},
    "record": {{"uri": "VARCHAR", "record": {{"uri": "VARCHAR"}}}}}},
  "subject": {{"uri": "VARCHAR"}}
}}"""
"""Posts and reposts as `json_transform` reads them."""


def account(did: str) -> str:
    """`bluesky:` and the DID; null for what is none."""
    return f"CASE WHEN regexp_full_match({did}, '{DID}') THEN 'bluesky:' || {did} END"


def handle(name: str) -> str:
    """The handle; null where there is none that leads back to its account."""
    return f"CASE WHEN regexp_full_match({name}, '{HANDLE}') AND lower({name}) NOT IN {NO_HANDLE} THEN {name} END"


def did_of(uri: str) -> str:
    return f"split_part({uri}, '/', 3)"


def collection_of(uri: str) -> str:
    return f"split_part({uri}, '/', 4)"


def rkey_of(uri: str) -> str:
    return f"split_part({uri}, '/', 5)"


def wrong_record(name: str, record: str, collection: str) -> str:
    """WHEN clauses: a post or repost whose parts are not what they should be; `name` is what the reader calls the record."""
    place = f"concat('{name}.', "
    tests = [f"WHEN {record} IS NULL OR json_type({record}) <> 'OBJECT' THEN '{name} is missing, or is no object'"]
    for path, kinds in {"createdAt": f"('{POST}', '{REPOST}')", "text": f"('{POST}')"}.items():
        kind = f"json_type({record}, '$.{path}')"
        tests.append(
            f"WHEN {collection} IN {kinds} AND coalesce({kind}, 'NULL') <> 'VARCHAR' THEN "
            f"CASE WHEN coalesce({kind}, 'NULL') = 'NULL' THEN {place}'{path} is missing') ELSE {place}'{path} is not a text') END"
        )
    created = f"({record}->>'$.createdAt')"
    tests.append(wrong_iso(f"{name}.createdAt", created))
    for path, kinds in {"reply.root.uri": POST, "reply.parent.uri": POST, "subject.uri": REPOST}.items():
        there = "true" if kinds == REPOST else f"coalesce(json_type({record}, '$.reply'), 'NULL') <> 'NULL'"
        value = f"({record}->>'$.{path}')"
        tests.append(
            f"WHEN {collection} = '{kinds}' AND {there} AND NOT coalesce(regexp_full_match({value}, '{AT_URI}'), false) "
            f"THEN {place}'{path} is missing, or is not the address of a record')"
        )
    return "\n      ".join(tests)


def posts(records: str, more: Mapping[str, str] | None = None) -> str:
    """A query over `records` that hold posts and reposts: the columns of `posts`, and `facets` where the text needs them.

    `more` gives expressions for columns that the record itself does not know (counts, edited_us).
    """
    columns = select(
        "posts",
        {
            "post_id": "uri_",
            "platform": "'bluesky'",
            "kind": f"CASE WHEN collection = '{REPOST}' THEN 'repost' WHEN r.reply.parent.uri IS NOT NULL THEN 'reply' "
            "WHEN quoted_ IS NOT NULL THEN 'quote' ELSE 'post' END",
            "account_id": account("did"),
            "published_us": iso_us("r.createdAt"),
            "observed_us": "observed_us",
            "text": f"CASE WHEN collection = '{POST}' THEN r.text END",
            "lang": "nullif(r.langs[1], '')",
            "url": f"CASE WHEN collection = '{POST}' THEN 'https://bsky.app/profile/' || did || '/post/' || rkey END",
            "reply_to": "r.reply.parent.uri",
            "reply_to_account": account(did_of("r.reply.parent.uri")),
            "root": "r.reply.root.uri",
            "repost_of": f"CASE WHEN collection = '{REPOST}' THEN r.subject.uri END",
            "quote_of": "quoted_",
            "mentions": distinct(f"list_transform(features_, lambda f: {account('f.did')})"),
            "links": distinct("list_filter(links_, lambda link: regexp_matches(link, '^https?://'))"),
            "tags": distinct("list_transform(tags_, lambda t: nullif(lower(ltrim(t, '#')), ''))"),
            **(more or {}),
            "visibility": "'public'",
        },
    )
    return f"""SELECT {columns},
      CASE WHEN len(list_filter(features_, lambda f: f.uri IS NOT NULL AND NOT contains(r.text, f.uri))) > 0
        THEN CAST(record->'$.facets' AS VARCHAR) END AS facets
    FROM (SELECT *, list_concat(list_transform(features_, lambda f: f.uri), [r.embed.external.uri, r.embed.media.external.uri]) AS links_,
        list_concat(list_transform(features_, lambda f: f.tag), coalesce(r.tags, [])) AS tags_,
        list_filter([r.embed.record.uri, r.embed.record.record.uri],
          lambda u: regexp_full_match(u, '{AT_URI}') AND {collection_of("u")} = '{POST}')[1] AS quoted_
      FROM (SELECT *, concat('at://', did, '/', collection, '/', rkey) AS uri_,
          coalesce(flatten(list_transform(r.facets, lambda f: coalesce(f.features, []))), []) AS features_
        FROM (SELECT *, json_transform(record, '{RECORD}') AS r FROM ({records}))))"""


def profiles(records: str) -> str:
    """A query over `records` that hold profiles: the columns of `accounts`."""
    website = "(record->>'$.website')"
    columns = {
        "account_id": account("did"),
        "platform": "'bluesky'",
        "name": "nullif(record->>'$.displayName', '')",
        "bio": "nullif(record->>'$.description', '')",
        "url": "'https://bsky.app/profile/' || did",
        "links": f"CASE WHEN regexp_matches({website}, '^https?://') THEN [{website}] END",
        "observed_us": "observed_us",
    }
    return f"SELECT {select('accounts', columns)} FROM ({records})"


def spelled_out(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Rows]:
    """The rows of `posts(…)`, shortened addresses in their texts written out."""
    import pyarrow as pa

    target = TABLES["posts"].arrow
    for batch in connection.sql(query).to_arrow_reader(BATCH):
        if batch.num_rows:
            table = pa.Table.from_batches([batch])
            yield Rows("posts", _with_addresses(table).drop_columns(["facets"]).cast(target))


def _with_addresses(table: pa.Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    needy = pc.is_valid(table["facets"])
    if not pc.any(needy).as_py():
        return table
    some = table.select(["text", "facets"]).filter(needy).to_pylist()
    texts = pa.array([addresses_in_full(row["text"], msgspec.json.decode(row["facets"])) for row in some], table.schema.field("text").type)
    text = pc.replace_with_mask(table["text"].combine_chunks(), needy.combine_chunks(), texts)
    return table.set_column(table.schema.get_field_index("text"), "text", text)


def addresses_in_full(text: str, facets: Any) -> str:
    """The text in which each address that the app has shortened (`example.com/a/b…`) stands as it was meant.

    A shortened address is no address to any reader after us, and its `?` would pass for a question. Other words that
    carry a link stay as they are. Facets count the bytes of the text as UTF-8; what is out of range is left alone.
    """
    raw = text.encode("utf-8", "replace")
    end = len(raw)
    for first, last, uri in sorted(_link_facets(facets), reverse=True):
        if not 0 <= first < last <= end:
            continue
        try:
            shown = raw[first:last].decode()
        except UnicodeDecodeError:
            continue
        if _is_short_for(shown, uri):
            raw, end = raw[:first] + uri.encode("utf-8", "replace") + raw[last:], first
    return raw.decode("utf-8", "replace")


def _link_facets(facets: Any) -> Iterator[tuple[int, int, str]]:
    for facet in facets if isinstance(facets, list) else ():
        index, features = (facet.get("index"), facet.get("features")) if isinstance(facet, dict) else (None, None)
        if not isinstance(index, dict) or not isinstance(features, list):
            continue
        first, last = index.get("byteStart"), index.get("byteEnd")
        uri = next((f["uri"] for f in features if isinstance(f, dict) and isinstance(f.get("uri"), str)), "")
        if type(first) is int and type(last) is int and uri.startswith(("https://", "http://")):
            yield first, last, uri


def _is_short_for(shown: str, uri: str) -> bool:
    start = shown.rstrip("….").casefold()
    return "." in start and _bare(uri.casefold()).startswith(_bare(start))


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
