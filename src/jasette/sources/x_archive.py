"""X account archives ("download your data"): the zip or folder in which somebody gets back what they posted.

Each file is a script, `window.YTD.tweets.part0 = [ {"tweet": {…}}, … ]`; before parsing, what stands before the list is
blanked, so that each record keeps its byte. Only the files of `OPENED` are opened; messages, addresses, contacts,
advertising, and the words of posts that were deleted are not.

A post does not say whose it is: `account.js` does. A repost is a post that begins with `RT @name:` and names neither the
original nor all of its words; they are another person's, so that who is reposted is kept, and the words are not. A
quote is told by the address of the quoted post. Long posts stand cut short in `tweets.js`; `note-tweet.js` has their words
under another id, so that the two are joined by id, or else by time and first words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.errors import InputError
from jasette.schema import TABLES
from jasette.source import Bundling, Filtered, Head, Item, Recipe, Rejected, Repaired, Rows, Source
from jasette.source.accounts import once
from jasette.source.bundle import CLOSED, Bundle
from jasette.source.expressions import distinct, iso_us
from jasette.source.files import InputFile
from jasette.source.ndjson import Layout, read
from jasette.source.records import Pages
from jasette.source.rows import rows, select
from jasette.source.shape import ID, INT, TEXT
from jasette.source.x import HANDLE, NATIVE, account, foreign_links, global_id, snowflake_us, unescaped, wrong_id
from jasette.source.ytd import AGAIN, HEADING, MANIFEST, Part, about, kind_of, parts_of

if TYPE_CHECKING:
    import duckdb


POSTS = r"tweets?(-part\d+)?\.js|community-tweet(-part\d+)?\.js"
ABOUT = r"account\.js|manifest\.js|protected-history\.js"
OPENED = rf"{POSTS}|{ABOUT}|note-tweet(-part\d+)?\.js|deleted-tweet-headers(-part\d+)?\.js"

URLS = [{"expanded_url": TEXT, "url": TEXT}]
PERSON = {"id_str": ID, "id": ID, "screen_name": TEXT, "name": TEXT}
POST: dict[str, Any] = {
    "id_str": ID,
    "id": ID,
    "created_at": TEXT,
    "full_text": TEXT,
    "text": TEXT,
    "entities": {"user_mentions": [PERSON], "hashtags": [{"text": TEXT}], "urls": URLS},
    "in_reply_to_status_id_str": ID,
    "in_reply_to_status_id": ID,
    "in_reply_to_user_id_str": ID,
    "in_reply_to_user_id": ID,
    "in_reply_to_screen_name": TEXT,
    "quoted_status_id_str": ID,
    "edit_info": {"initial": {"editTweetIds": [ID]}, "edit": {"editControlInitial": {"editTweetIds": [ID]}}},
    "lang": TEXT,
    "favorite_count": INT,
    "retweet_count": INT,
}
NOTE = {
    "noteTweetId": ID,
    "createdAt": TEXT,
    "core": {
        "text": TEXT,
        "mentions": [{"screenName": TEXT}],
        "urls": [{"expandedUrl": TEXT, "shortUrl": TEXT}],
        "hashtags": [{"text": TEXT}],
    },
}
DELETED = {"tweet_id": ID, "user_id": ID, "created_at": TEXT, "deleted_at": TEXT}


def _id(name: str, at: str = "") -> str:
    return f"coalesce({at}{name}_str, {at}{name})"


def _time(value: str) -> str:
    return f"coalesce(epoch_us(try_strptime({value}, '%a %b %d %H:%M:%S %z %Y')), {iso_us(value)})"


def _wrong_time(name: str) -> str:
    return f"WHEN {name} IS NOT NULL AND {_time(name)} IS NULL THEN concat('{name} ', substr({name}, 1, 60), ' is not a time')"


POST_LAYOUT = Layout(
    POST,
    f"""CASE
      WHEN {_id("id")} IS NULL THEN 'id is missing'
      {wrong_id("id", _id("id"))}
      {wrong_id("in_reply_to_status_id", _id("in_reply_to_status_id"))}
      {wrong_id("in_reply_to_user_id", _id("in_reply_to_user_id"))}
      {wrong_id("quoted_status_id", "quoted_status_id_str")}
      WHEN full_text IS NULL AND text IS NULL THEN 'full_text is missing: this is not a post'
      WHEN created_at IS NULL THEN 'created_at is missing'
      {_wrong_time("created_at")}
    END""",
    Pages({("tweet",): False}),
)
NOTE_LAYOUT = Layout(
    NOTE,
    f"""CASE
      WHEN noteTweetId IS NULL THEN 'noteTweetId is missing'
      {wrong_id("noteTweetId", "noteTweetId")}
      WHEN core.text IS NULL THEN 'core.text is missing: this is not a long post'
      {_wrong_time("createdAt")}
    END""",
    Pages({("noteTweet",): False}),
)
DELETED_LAYOUT = Layout(
    DELETED,
    f"""CASE
      WHEN tweet_id IS NULL THEN 'tweet_id is missing'
      {wrong_id("tweet_id", "tweet_id")}
      {wrong_id("user_id", "user_id")}
      {_wrong_time("deleted_at")}
    END""",
    Pages({("tweet",): False}),
)
LAYOUTS = {
    "tweets": POST_LAYOUT,
    "tweet": POST_LAYOUT,
    "community_tweet": POST_LAYOUT,
    "note_tweet": NOTE_LAYOUT,
    "deleted_tweet_headers": DELETED_LAYOUT,
}
FIRST = ("account", MANIFEST, "protected_history", "note_tweet")
"""What must be known before the posts are read."""

LEAD = r"^(?:@\w+\s+)*"
# the platform ends a text that it cuts with an ellipsis and its own address
STUB = rf"regexp_replace(regexp_replace(shown, '{LEAD}', ''), '\s*…?(\s*https://t\.co/\w+)*\s*$', '')"
APART_US = 5_000_000
"""A long post and its stub are written within this time of one another."""
STATUS = r"^https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:\w+|i/web)/status/([0-9]{1,20})/?(?:[?#].*)?$"
ADDRESSES = "list_transform(entities.urls, lambda u: coalesce(u.expanded_url, u.url))"
VERSIONS = "coalesce(edit_info.edit.editControlInitial.editTweetIds, edit_info.initial.editTweetIds)"

FLAT = f"""
SELECT *, {STUB} AS stub FROM (
  SELECT *, {_id("id")} AS native, {_time("created_at")} AS at_us, {unescaped("coalesce(full_text, text)")} AS shown,
    coalesce(entities.user_mentions, []) AS people, {ADDRESSES} AS addresses,
    {_id("in_reply_to_status_id")} AS replied, {account(_id("in_reply_to_user_id"), "in_reply_to_screen_name")} AS replied_account,
    nullif(regexp_extract(coalesce(full_text, text), '^RT @({HANDLE}):', 1), '') AS retold,
    coalesce(quoted_status_id_str, nullif(regexp_extract(
        list_filter({ADDRESSES}, lambda link: regexp_matches(link, '{STATUS}'))[-1], '{STATUS}', 1), '')) AS quoted,
    coalesce({VERSIONS}[-1] <> {_id("id")}, false) AS superseded
  FROM good)"""
# by id where the ids are the same; else the nearest in time of those whose words go on where the stub was cut
MATCHED = f"""
SELECT native, arg_min(nth, apart) AS nth FROM (
  SELECT f.native, n.nth, -1 AS apart FROM flat AS f JOIN notes AS n ON n.native = f.native
  UNION ALL
  SELECT f.native, n.nth, abs(n.at_us - f.at_us) FROM flat AS f
  JOIN notes AS n ON n.at_us BETWEEN f.at_us - {APART_US} AND f.at_us + {APART_US}
  WHERE f.stub <> '' AND f.retold IS NULL AND starts_with(n.words, f.stub)
) GROUP BY native"""


@dataclass
class _Reading:
    """One archive on its way: who, when, and what its files said so far."""

    owner: str
    observed_us: int | None
    hidden: bool
    notes: list[dict[str, Any]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    first_us: int | None = None
    last_us: int | None = None
    damaged: bool = False

    def posts(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Item]:
        self._prepare(connection)
        counts = connection.execute("SELECT count(*), count(*) FILTER (WHERE superseded), min(at_us), max(at_us) FROM flat").fetchall()[0]
        if self.hidden:
            yield Filtered("posts", counts[0], "protected accounts")
            return
        if counts[1]:
            yield Filtered("posts", counts[1], "earlier versions of edited posts")
        self.first_us = min((us for us in (self.first_us, counts[2]) if us is not None), default=None)
        self.last_us = max((us for us in (self.last_us, counts[3]) if us is not None), default=None)
        self.joined |= {nth for (nth,) in connection.execute("SELECT DISTINCT nth FROM matched").fetchall()}
        yield from rows(connection, "posts", _posts(self.owner, self._observed))
        yield from once(connection, _accounts(self._observed))

    def deletions(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Item]:
        # a deletion must not be lost for want of a time: then the earliest that is possible, the post's own
        deleted = f"coalesce({_time('deleted_at')}, {self._observed}, {snowflake_us('tweet_id')}, 0)"
        columns = {
            "post_id": global_id("tweet_id"),
            "platform": "'x'",
            "account_id": f"coalesce({account('user_id', 'NULL::VARCHAR')}, '{self.owner}')",
            "observed_us": self._observed,
            "deleted_us": deleted,
        }
        yield from rows(connection, "posts", f"SELECT {select('posts', columns)} FROM good")

    def keep_notes(self, connection: duckdb.DuckDBPyConnection) -> Iterator[Item]:
        query = f"""SELECT noteTweetId AS native, {_time("createdAt")} AS at_us,
            regexp_replace({unescaped("core.text")}, '{LEAD}', '') AS words,
            list_transform(core.mentions, lambda m: m.screenName) AS handles,
            list_transform(core.hashtags, lambda h: lower(h.text)) AS tags,
            list_transform(core.urls, lambda u: coalesce(u.expandedUrl, u.shortUrl)) AS links FROM good"""
        self.notes += connection.sql(query).to_arrow_table().to_pylist()
        yield from ()

    @property
    def _observed(self) -> str:
        return "NULL::BIGINT" if self.observed_us is None else str(self.observed_us)

    def _prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        import pyarrow as pa

        text, texts = pa.string(), pa.list_(pa.string())
        kinds = {"nth": pa.int64(), "native": text, "at_us": pa.int64(), "words": text, "handles": texts, "tags": texts, "links": texts}
        listed = [{"nth": nth, **note} for nth, note in enumerate(self.notes)]
        connection.register("notes_arrow", pa.Table.from_pylist(listed, pa.schema(list(kinds.items()))))
        connection.execute("CREATE OR REPLACE TEMP TABLE notes AS SELECT * FROM notes_arrow")
        connection.unregister("notes_arrow")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE flat AS {FLAT}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE matched AS {MATCHED}")


def _posts(owner: str, observed: str) -> str:
    # a handle that the stub names stands there with its id
    fresh = (
        "list_filter(n.handles, lambda handle: NOT list_contains(list_transform(f.people, lambda m: lower(m.screen_name)), lower(handle)))"
    )
    mentions = (
        f"list_concat(list_transform(f.people, lambda m: {account(_id('id', 'm.'), 'm.screen_name')}), "
        f"list_transform({fresh}, lambda handle: {account('NULL::VARCHAR', 'handle')}))"
    )
    reposted = "list_filter(f.people, lambda m: lower(m.screen_name) = lower(f.retold))[1]"
    tags = "list_concat(list_transform(f.entities.hashtags, lambda h: lower(h.text)), n.tags)"
    columns = {
        "post_id": global_id("f.native"),
        "platform": "'x'",
        "kind": "CASE WHEN f.retold IS NOT NULL THEN 'repost' WHEN f.replied IS NOT NULL OR f.replied_account IS NOT NULL THEN 'reply' "
        "WHEN f.quoted IS NOT NULL THEN 'quote' ELSE 'post' END",
        "account_id": f"'{owner}'",
        "published_us": "f.at_us",
        "observed_us": observed,
        "text": f"CASE WHEN f.retold IS NOT NULL THEN NULL WHEN n.nth IS NOT NULL "
        f"THEN concat(regexp_extract(f.shown, '{LEAD}'), n.words) ELSE f.shown END",
        "lang": "f.lang",
        "url": "'https://x.com/i/status/' || f.native",
        "reply_to": f"CASE WHEN f.retold IS NULL THEN {global_id('f.replied')} END",
        "reply_to_account": f"CASE WHEN f.retold IS NULL THEN f.replied_account "
        f"ELSE coalesce({account(_id('id', 'reposted.'), 'NULL::VARCHAR')}, 'x:@' || lower(f.retold)) END",
        "quote_of": f"CASE WHEN f.retold IS NULL THEN {global_id('f.quoted')} END",
        # what a repost names, its author named
        "mentions": f"CASE WHEN f.retold IS NULL THEN {distinct('mentioned')} END",
        "links": f"CASE WHEN f.retold IS NULL THEN {foreign_links('linked', 'f.quoted')} END",
        "tags": f"CASE WHEN f.retold IS NULL THEN {distinct('tagged')} END",
        "likes": "CASE WHEN f.retold IS NULL THEN f.favorite_count END",
        "reposts": "CASE WHEN f.retold IS NULL THEN f.retweet_count END",
        "visibility": "'public'",
    }
    return f"""SELECT {select("posts", columns)} FROM (
      SELECT f, n, {reposted} AS reposted, {mentions} AS mentioned, list_concat(f.addresses, n.links) AS linked, {tags} AS tagged
      FROM flat AS f LEFT JOIN matched AS m ON m.native = f.native LEFT JOIN notes AS n ON n.nth = m.nth
      WHERE NOT f.superseded)"""


def _accounts(observed: str) -> str:
    columns = {"account_id": "'x:' || native", "platform": "'x'", "handle": "handle", "name": "name", "observed_us": observed}
    return f"""SELECT {select("accounts", columns)} FROM (
        SELECT {_id("id", "m.")} AS native, m.screen_name AS handle, m.name AS name
        FROM (SELECT unnest(people) AS m FROM flat WHERE NOT superseded)
        UNION ALL
        SELECT {_id("in_reply_to_user_id")}, in_reply_to_screen_name, NULL FROM flat WHERE NOT superseded
      ) WHERE regexp_full_match(native, '{NATIVE}') AND regexp_full_match(handle, '{HANDLE}')"""


class _Account(msgspec.Struct):
    """Of the account's file only these are read: it holds an e-mail address too."""

    accountId: str
    username: str = ""
    accountDisplayName: str = ""


class _Protection(msgspec.Struct):
    protectedAt: str = ""
    action: str = ""


class _Listed(msgspec.Struct):
    fileName: str


class _Kept(msgspec.Struct):
    files: list[_Listed] = []


class _Made(msgspec.Struct):
    generationDate: str = ""
    isPartialArchive: bool = False


class _Manifest(msgspec.Struct):
    archiveInfo: _Made = msgspec.field(default_factory=_Made)
    dataTypes: dict[str, _Kept] = {}


def _owner(parts: list[Part], place: str) -> _Account:
    listed: list[dict[str, _Account]] = about(parts, "account", list[dict[str, _Account]], place) or []
    found = next((entry["account"] for entry in listed if "account" in entry), None)
    if found is None or not re.fullmatch(NATIVE, found.accountId):
        raise InputError("account.js names no account", place=place, remedy=AGAIN)
    return found


def _microseconds(moment: str) -> int | None:
    from datetime import datetime, timedelta

    from jasette.locale import EPOCH

    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at - EPOCH) // timedelta(microseconds=1) if at.tzinfo else None


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    parts = parts_of(file, (*FIRST, *LAYOUTS), FIRST)
    owner = _owner(parts, file.name)
    manifest = about(parts, MANIFEST, _Manifest, file.name) or _Manifest()
    made_us = _microseconds(manifest.archiveInfo.generationDate)
    protections = [
        one for entry in about(parts, "protected_history", list[dict[str, _Protection]], file.name) or [] for one in entry.values()
    ]
    hidden = bool(protections) and max(protections, key=lambda one: one.protectedAt).action.lower().startswith("protect")
    observed_us = made_us if made_us is not None else recipe.observed_us
    reading = _Reading(f"x:{owner.accountId}", observed_us, hidden)
    handle = owner.username if re.fullmatch(HANDLE, owner.username) else None
    person = {"account_id": reading.owner, "platform": "x", "handle": handle, "name": owner.accountDisplayName or None}
    if not hidden:
        yield _row("accounts", {**person, "observed_us": observed_us})
    said = msgspec.json.encode([{"account": {"accountId": owner.accountId, "username": owner.username}}])
    for part in parts:
        if part.kind in LAYOUTS:
            heading = b"window.YTD.account.part0 = %s\nwindow.YTD.%s.part0 = [\n" % (said, part.kind.encode())
            yield from _list(part, reading, heading)
    if left := len(reading.notes) - len(reading.joined):
        yield Filtered("posts", left, "long texts whose post is not in the archive")
    if isinstance(file, Bundle) and file.closed:
        yield Repaired(CLOSED, file.closed)
    if reading.first_us is not None and reading.last_us is not None and not hidden:
        partial = reading.damaged or manifest.archiveInfo.isPartialArchive or _missing(manifest, file)
        span = {"from_us": reading.first_us, "to_us": max(reading.last_us + 1, made_us or 0)}
        how = "unknown" if partial else "complete"
        yield _row("coverage", {"subject": reading.owner, "stream": "own_posts", **span, "how": how, "source": f"x_archive: {file.name}"})


def _list(part: Part, reading: _Reading, heading: bytes) -> Iterator[Item]:
    """The items of one list. A reject keeps its bytes behind the lines that say whose it is, so that it can be read again."""
    emit = {"note_tweet": reading.keep_notes, "deleted_tweet_headers": reading.deletions}.get(part.kind, reading.posts)
    for item in read(part.script, LAYOUTS[part.kind], lambda connection, _: emit(connection)):
        if not isinstance(item, Rejected):
            yield item
        elif item.raw != b";":  # some tools end the script as one ends a statement
            reading.damaged |= item.line is None or "does not end" in item.reason
            raw = heading + item.raw + b"\n]\n" if item.raw else b""
            yield replace(item, reason=part.label + item.reason, raw=raw)


def _row(into: str, row: dict[str, Any]) -> Rows:
    import pyarrow as pa

    return Rows(into, pa.Table.from_pylist([row], TABLES[into].arrow))


def _missing(manifest: _Manifest, file: InputFile) -> bool:
    """True if the archive lists files of posts that are not there."""
    listed = {
        one.fileName.rpartition("/")[2]
        for kind in ("tweets", "tweet", "communityTweet")
        for one in manifest.dataTypes.get(kind, _Kept()).files
    }
    return isinstance(file, Bundle) and not listed <= set(file.members)


def _sniff(head: Head) -> float:
    heading = HEADING.match(head.data)
    return 0.99 if heading and kind_of(heading) in ("account", *LAYOUTS) else 0.0


source = Source(
    name="x_archive",
    title="X account archive: what an account posted, as its owner downloads it (zip or folder)",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    obtain=(
        "the account's owner asks for it on X: Settings → Your account → Download an archive of your data; the zip comes within some days, "
        "and is added as it is, or unpacked"
    ),
    cannot_tell=(
        "what others wrote to the account: no request is in it, so that nothing can be said about answers until mentions and replies are "
        "collected too; the posts that were reposted or quoted, and the words of reposts; posts that were deleted (their ids alone, for "
        "some weeks); which posts were once hidden from the public; a post that somebody began with RT @name: by hand counts as a repost"
    ),
    bundling=Bundling(marks=(r"account\.js", rf"{POSTS}"), opened=OPENED, folder="data"),
)
