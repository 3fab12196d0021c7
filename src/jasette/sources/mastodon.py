"""Mastodon statuses as its REST API gives them: JSON lines, arrays, single objects, search and context pages.

A status is known everywhere by its `uri`, an account by its `uri` too (`mastodon:` before it), else by its handle
(`mastodon:@user@host`), which the roster and mentions use and which identity resolves. All other ids are local to the
server that was asked: what a status answers is named by such an id alone. It becomes a `uri` where the same file holds
the status, or where the parent's author is at home on the server and the server is seen to make its uris as Mastodon
does (`<account>/statuses/<id>`). Otherwise the parent stays unknown and only its author is given: an id that means
something on one server only would never meet the status itself, and would stand in the way of a later file that knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jasette.schema import TABLES
from jasette.source import Filtered, Head, Item, Recipe, Rejected, Rows, Source
from jasette.source.expressions import distinct, iso_us, wrong_iso
from jasette.source.html import Anchor, absolute, plain
from jasette.source.ndjson import Layout, read, sample
from jasette.source.own_posts import OwnPosts
from jasette.source.records import Pages
from jasette.source.rows import BATCH, select
from jasette.source.shape import ID, INT, TEXT

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

ACCOUNT = {
    "id": ID,
    "uri": TEXT,
    "url": TEXT,
    "acct": TEXT,
    "display_name": TEXT,
    "note": TEXT,
    "fields": [{"value": TEXT}],
    "followers_count": INT,
    "following_count": INT,
}
COUNTS = ("favourites_count", "replies_count", "reblogs_count", "quotes_count")
STATUS: dict[str, Any] = {
    "id": ID,
    "uri": TEXT,
    "url": TEXT,
    "created_at": TEXT,
    "edited_at": TEXT,
    "in_reply_to_id": ID,
    "in_reply_to_account_id": ID,
    "visibility": TEXT,
    "language": TEXT,
    "spoiler_text": TEXT,
    "content": TEXT,
    "account": ACCOUNT,
    "mentions": [{"id": ID, "url": TEXT, "acct": TEXT}],
    "tags": [{"name": TEXT, "url": TEXT}],
    "card": {"url": TEXT},
    **dict.fromkeys(COUNTS, INT),
}
# since 4.4; what a quoted status quotes is named by a local id only
QUOTE = {"state": TEXT, "quoted_status_id": ID}
QUOTING = {**STATUS, "quote": {**QUOTE, "quoted_status": {**STATUS, "quote": QUOTE}}}
SHAPE = {**QUOTING, "reblog": QUOTING}
PAGES = Pages({("statuses",): False, ("ancestors",): False, ("descendants",): False})
INSIDE = ("", "reblog.", '"quote".quoted_status.', 'reblog."quote".quoted_status.')
PUBLIC = "('public', 'unlisted')"
NARROWER = "not addressed to the public"


def _host(url: str) -> str:
    return f"nullif(lower(regexp_extract({url}, '^https?://([^/?#]+)', 1)), '')"


def _handle(at: str) -> str:
    """`user@host`: the server that was asked leaves out its own host."""
    return f"CASE WHEN {at}acct LIKE '%_@_%' THEN {at}acct WHEN {at}acct <> '' THEN {at}acct || '@' || {_host(at + 'url')} END"


def _account(at: str, uri: str) -> str:
    return (
        f"CASE WHEN regexp_matches({uri}, '^https?://[^/]+/.') THEN 'mastodon:' || {uri} "
        f"ELSE coalesce('mastodon:@' || lower({_handle(at)}), 'mastodon:' || {at}url) END"
    )


def _wrong(at: str) -> str:
    """WHEN clauses for the status at `at`; one that is not there is not wrong."""
    name, there = at.replace('"', ""), f"{at.rstrip('.')} IS NOT NULL AND " if at else ""
    rounded = " ".join(
        f"WHEN regexp_matches({at}{key}, '^[0-9.]+[eE]') THEN '{name}{key} was rounded by a spreadsheet; export again with ids as text'"
        for key in ("id", "in_reply_to_id", "in_reply_to_account_id")
    )
    return f"""
      WHEN {there}{at}uri IS NULL THEN '{name}uri is missing'
      WHEN NOT regexp_full_match({at}uri, '[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+') THEN concat('{name}uri ', substr({at}uri, 1, 60), ' is none')
      WHEN {there}{at}visibility IS NULL THEN '{name}visibility is missing'
      WHEN {there}{_account(at + "account.", at + "account.uri")} IS NULL THEN '{name}account has neither uri, url nor acct'
      WHEN {there}{at}created_at IS NULL THEN '{name}created_at is missing'
      {wrong_iso(f"{name}created_at", f"{at}created_at")}
      {wrong_iso(f"{name}edited_at", f"{at}edited_at")}
      {rounded}"""


REASON = f"""CASE
  WHEN uri IS NULL AND content IS NULL AND account IS NULL THEN 'uri, content and account are missing: this is not a status'
  WHEN visibility NOT IN {PUBLIC} THEN NULL
  {"".join(_wrong(at) for at in INSIDE)}
END"""
LAYOUT = Layout(SHAPE, REASON, PAGES)

# Only the server that was asked leaves the host out of a handle, and tags are addresses on it.
SERVER = f"""coalesce(
    CASE WHEN account.acct NOT LIKE '%@%' THEN {_host("account.url")} END,
    CASE WHEN reblog.account.acct NOT LIKE '%@%' THEN {_host("reblog.account.url")} END,
    {_host("list_filter(mentions, lambda m: m.acct NOT LIKE '%@%')[1].url")},
    {_host("tags[1].url")})"""


def _flat() -> str:
    """Every status, those inside others too."""
    parts = []
    for at in INSIDE:
        inner = ", ".join(f"{at}{name} AS {name}" for name in STATUS)
        quote = f'{at}"quote"'
        quoted = f"{quote}.quoted_status.uri" if at in ("", "reblog.") else "NULL"
        accepted = f"coalesce({quote}.state = 'accepted', false)"
        there = f"{at.rstrip('.')} IS NOT NULL" if at else "true"
        parts.append(
            f"SELECT {inner}, {_account(at + 'account.', at + 'account.uri')} AS author, {SERVER} AS server, "
            f"{'NOT included' if at == '' else 'false'} AS own, {'reblog.uri' if at == '' else 'NULL'} AS repost, "
            f"CASE WHEN {accepted} THEN {quoted} END AS quoted, CASE WHEN {accepted} THEN {quote}.quoted_status_id END AS quoted_local "
            f"FROM good WHERE {there}"
        )
    return " UNION ALL ".join(parts)


def _emit(connection: duckdb.DuckDBPyConnection) -> Iterator[Item]:
    """Set the public statuses aside: what they answer may come later in the file."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW flat AS {_flat()}")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS held AS SELECT * FROM flat LIMIT 0")
    connection.execute(f"INSERT INTO held SELECT * FROM flat WHERE visibility IN {PUBLIC}")
    narrower = connection.execute(f"SELECT count(*) FROM flat WHERE visibility NOT IN {PUBLIC}").fetchall()[0][0]
    if narrower:
        yield Filtered("posts", narrower, NARROWER)


# A file from several servers that does not say which status is from which joins nothing by local ids.
KNOWN = """SELECT held.*, rowid AS node, coalesce(server,
    (SELECT CASE count(DISTINCT server) WHEN 0 THEN '' WHEN 1 THEN min(server) END FROM held)) AS asked FROM held"""
PEOPLE = """SELECT asked, account.id AS id, min(author) AS author, min(account.uri) AS uri, bool_and(account.acct NOT LIKE '%@%') AS at_home
    FROM known WHERE account.id IS NOT NULL GROUP BY asked, account.id HAVING count(DISTINCT author) = 1"""
STATUSES = "SELECT asked, id, min(uri) AS uri, min(account.id) AS author FROM known GROUP BY asked, id HAVING count(DISTINCT uri) = 1"
PLAIN_URIS = """SELECT asked FROM known WHERE account.acct NOT LIKE '%@%' AND repost IS NULL
    GROUP BY asked HAVING bool_and(coalesce(uri = concat(account.uri, '/statuses/', id), false))"""
MENTIONED = f"""
    SELECT m.node, list(coalesce(p.author, m.account_id) ORDER BY m.place) AS ids, list(m.url ORDER BY m.place) AS urls,
        list(m.handle ORDER BY m.place) AS handles, list(m.id ORDER BY m.place) AS locals
    FROM (SELECT node, asked, place, m.id AS id, m.url AS url, {_handle("m.")} AS handle, {_account("m.", "NULL")} AS account_id
        FROM (SELECT node, asked, unnest(mentions) AS m, generate_subscripts(mentions, 1) AS place FROM known)) AS m
    LEFT JOIN people AS p ON p.asked = m.asked AND p.id = m.id
    GROUP BY m.node"""


def _count(name: str) -> str:
    return f"CASE WHEN k.repost IS NULL THEN k.{name} END"


def _posts(recipe: Recipe) -> str:
    made = "CASE WHEN u.asked IS NOT NULL AND a.at_home AND a.uri <> '' THEN concat(a.uri, '/statuses/', k.in_reply_to_id) END"
    parent = f"coalesce(s.uri, {made})"
    columns = select(
        "posts",
        {
            "post_id": "k.uri",
            "platform": "'mastodon'",
            "kind": "CASE WHEN k.repost IS NOT NULL THEN 'repost' "
            "WHEN k.in_reply_to_id IS NOT NULL OR k.in_reply_to_account_id IS NOT NULL THEN 'reply' "
            "WHEN k.quoted IS NOT NULL OR k.quoted_local IS NOT NULL THEN 'quote' ELSE 'post' END",
            "account_id": "k.author",
            "published_us": iso_us("k.created_at"),
            "observed_us": str(recipe.observed_us) if recipe.observed_us is not None else "NULL",
            "lang": "k.language",
            "url": "k.url",
            "reply_to": f"CASE WHEN k.in_reply_to_id IS NOT NULL THEN {parent} END",
            "reply_to_account": "coalesce(a.author, m.ids[list_position(m.locals, k.in_reply_to_account_id)])",
            "repost_of": "k.repost",
            "quote_of": "coalesce(k.quoted, q.uri)",
            "mentions": distinct("m.ids"),
            "tags": distinct("list_transform(k.tags, lambda t: lower(t.name))"),
            "likes": _count("favourites_count"),
            "replies": _count("replies_count"),
            "reposts": _count("reblogs_count"),
            "quotes": _count("quotes_count"),
            "edited_us": iso_us("k.edited_at"),
            "visibility": "k.visibility",
        },
    )
    return f"""SELECT {columns}, CASE WHEN k.repost IS NULL THEN k.content END AS html, k.spoiler_text AS warning, k.card.url AS card,
        m.urls AS mention_urls, m.handles AS mention_handles
    FROM known AS k
    LEFT JOIN people AS a ON a.asked = k.asked AND a.id = k.in_reply_to_account_id
    LEFT JOIN statuses AS s ON s.asked = k.asked AND s.id = k.in_reply_to_id AND s.author = k.in_reply_to_account_id
    LEFT JOIN statuses AS q ON q.asked = k.asked AND q.id = k.quoted_local
    LEFT JOIN plain_uris AS u ON u.asked = k.asked
    LEFT JOIN mentioned AS m ON m.node = k.node
    ORDER BY k.node"""


def _accounts(recipe: Recipe) -> str:
    columns = select(
        "accounts",
        {
            "account_id": "author",
            "platform": "'mastodon'",
            "handle": _handle("account."),
            "name": "nullif(account.display_name, '')",
            "bio": "account.note",
            "url": "account.url",
            "links": "list_transform(account.fields, lambda f: f.value)",
            "followers": "account.followers_count",
            "following": "account.following_count",
            "observed_us": str(recipe.observed_us) if recipe.observed_us is not None else "NULL",
        },
    )
    return f"SELECT DISTINCT {columns} FROM known ORDER BY ALL"


def _finish(connection: duckdb.DuckDBPyConnection, recipe: Recipe, name: str) -> Iterator[Item]:
    if not connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'held'").fetchall()[0][0]:
        return
    connection.execute(f"CREATE TEMP VIEW known AS {KNOWN}")
    for table, query in {"people": PEOPLE, "statuses": STATUSES, "plain_uris": PLAIN_URIS, "mentioned": MENTIONED}.items():
        connection.execute(f"CREATE TEMP TABLE {table} AS {query}")
    yield from _worded(connection, "posts", _posts(recipe), _post)
    yield from _worded(connection, "accounts", _accounts(recipe), _person)
    own = OwnPosts()
    own.look(connection, f"SELECT author AS account_id, {iso_us('created_at')} AS published_us FROM held WHERE own")
    yield from own.coverage(f"mastodon: {name}")


def _worded(connection: duckdb.DuckDBPyConnection, into: str, query: str, change: Any) -> Iterator[Rows]:
    """The query's rows, each changed from HTML to text."""
    import pyarrow as pa

    for batch in connection.sql(query).to_arrow_reader(BATCH // 8):
        if batch.num_rows:
            yield Rows(into, pa.Table.from_pylist([change(row) for row in batch.to_pylist()], TABLES[into].arrow))


def _post(row: dict[str, Any]) -> dict[str, Any]:
    html, warning, card = row.pop("html"), row.pop("warning") or "", row.pop("card") or ""
    named = dict(zip(row.pop("mention_urls") or (), row.pop("mention_handles") or (), strict=True))
    if html is None:
        return row
    tags = set(row["tags"] or ())

    def reads(anchor: Anchor) -> tuple[str, bool]:
        # the page shows @user for users of every server: in full, names can be told apart, and erased
        if handle := named.get(anchor.href):
            return f"@{handle}", False
        tagged = anchor.text.startswith("#") and anchor.text[1:].lower() in tags
        return anchor.text, not (tagged or "hashtag" in anchor.classes or "mention" in anchor.classes)

    # what stands in for a quote where quotes are not shown
    quoting = "quote-inline" if row["quote_of"] else ""
    written = plain(html, base=row["url"] or "", reads=reads, leave_out=quoting)
    row["text"] = _warned(written.text, warning)
    row["links"] = list(dict.fromkeys([*written.links, *([card] if absolute(card) else [])]))
    return row


def _warned(text: str, warning: str) -> str:
    """With the content warning, after the names in front: that the platform put them there is told by their place."""
    if not warning:
        return text
    lead = LEAD.match(text)
    names, rest = (lead[0], text[lead.end() :]) if lead else ("", text)
    return f"{names}{warning}\n\n{rest}".strip()


def _person(row: dict[str, Any]) -> dict[str, Any]:
    bio, fields = plain(row["bio"] or "", base=row["url"] or ""), row["links"] or []
    found = [*bio.links, *(link for value in fields for link in plain(value or "", base=row["url"] or "").links)]
    # mentions and tags in a profile lead to pages of the server, not to a place of the person's own
    row["bio"], row["links"] = bio.text or None, list(dict.fromkeys(found))
    return row


LEAD = re.compile(r"(?:@\S+\s+)+")
SAID = re.compile(rb'"visibility"\s*:\s*"?([^",}\s]*)')
WORDED = re.compile(rb'"(?:content|spoiler_text)"\s*:')


def _silent(reject: Rejected) -> Rejected:
    """Without its bytes where they may be a private message: only what says that it is public is kept for another try."""
    said = SAID.findall(reject.raw)
    if not WORDED.search(reject.raw) or (said and all(one in (b"public", b"unlisted") for one in said)):
        return reject
    return replace(reject, raw=b"", reason=f"{reject.reason} (not kept: it does not say that it is public)")


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    items = read(file, LAYOUT, lambda connection, _: _emit(connection), lambda connection: _finish(connection, recipe, file.name))
    for item in items:
        yield _silent(item) if isinstance(item, Rejected) else item


def _sniff(head: Head) -> float:
    found = sample(head, PAGES)
    if not found:
        return 0.0
    return 0.95 * sum({"uri", "account", "content", "visibility"} <= one.keys() for one in found) / len(found)


source = Source(
    name="mastodon",
    title="Mastodon: statuses as the REST API gives them, as JSON",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain="the API's timelines, searches, contexts and account statuses, saved as JSON lines, as an array, or as they came",
    cannot_tell=(
        "replies and counts from servers that the server asked does not know; the parent of a reply where it is neither in the file "
        "nor by somebody at home on that server whose account is in the file (its author is given); when a record was collected. "
        "Posts of one account are covered as `query`"
    ),
)
