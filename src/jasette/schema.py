"""The tables of the archive: their columns, Arrow types, and which columns hold personal data.

Identifiers are text everywhere. Times are integer microseconds UTC (`*_us`). Null means unknown, never zero.
Global identifiers: `post_id` is `platform:native id` (or a URI), `account_id` is `platform:native id`, or
`platform:@handle` (lower case) where only the handle is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 2
"""Version of the archive's schema; `archive/migrate.py` knows the way from older ones."""

Kind = Literal["text", "int", "float", "bytes", "texts"]
SQL_TYPES: dict[Kind, str] = {"text": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bytes": "BLOB", "texts": "VARCHAR[]"}

POST_KINDS = ("post", "reply", "comment", "repost", "quote", "article", "pingback", "trackback", "webmention")
STREAMS = ("own_posts", "mentions", "replies", "threads", "reposts", "audience")
HOW = ("complete", "sample", "query", "unknown")


@dataclass(frozen=True)
class Column:
    """One column: `personal` columns never get min/max statistics in the table's log and are reached by erasure."""

    name: str
    kind: Kind
    sense: str
    personal: bool = False


@dataclass(frozen=True)
class Table:
    """One table of the archive. `key` columns identify the object; `bookkeeping` is added by the archive."""

    name: str
    sense: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    keep_repeats: bool = False
    """True where rows carry no identifier of their own: the second equal row of one file is another act, not a copy."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """The columns as stored: those of the source, then the archive's own."""
        return (*self.columns, *BOOKKEEPING)

    @cached_property
    def arrow(self) -> pa.Schema:
        """What a source yields."""
        return _arrow(self.columns)

    @cached_property
    def arrow_stored(self) -> pa.Schema:
        """What the archive keeps."""
        return _arrow(self.stored)

    @cached_property
    def statistics(self) -> tuple[str, ...]:
        """Columns whose min/max may stand in the log: none that is personal, no lists."""
        return tuple(c.name for c in self.stored if not c.personal and c.kind in ("int", "float"))


def _arrow(columns: tuple[Column, ...]) -> pa.Schema:
    import pyarrow as pa

    types = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bytes": pa.binary(), "texts": pa.list_(pa.string())}
    return pa.schema([pa.field(column.name, types[column.kind]) for column in columns])


BOOKKEEPING = (
    Column("batch", "text", "the batch (file and run) that brought the row"),
    Column("content_key", "int", "stable 64-bit hash of the row without observed_us and batch: equal keys are duplicates", personal=True),
)

POSTS = Table(
    "posts",
    "observations of posts; the current view takes the latest of each",
    (
        Column("post_id", "text", "global id", personal=True),
        Column("platform", "text", "x, mastodon, bluesky, blog, press, hand…"),
        Column("kind", "text", "post, reply, comment, repost, quote, article, pingback, trackback, webmention"),
        Column("account_id", "text", "author", personal=True),
        Column("published_us", "int", "as claimed by the author's platform"),
        Column("observed_us", "int", "when the record was collected, where the input says so"),
        Column("text", "text", "plain text", personal=True),
        Column("lang", "text", "language code as the platform gives it, else as the words tell it"),
        Column("url", "text", "where a person can open it", personal=True),
        Column("reply_to", "text", "post_id of the parent", personal=True),
        Column("reply_to_account", "text", "account_id of the parent's author", personal=True),
        Column("root", "text", "post_id that the platform calls the conversation's first", personal=True),
        Column("repost_of", "text", "post_id", personal=True),
        Column("quote_of", "text", "post_id", personal=True),
        Column("mentions", "texts", "account_ids", personal=True),
        Column("links", "texts", "expanded addresses, in one spelling (`source.addresses`)", personal=True),
        Column("tags", "texts", "without #, lower case", personal=True),
        Column("likes", "int", "as observed"),
        Column("replies", "int", "as observed"),
        Column("reposts", "int", "as observed"),
        Column("quotes", "int", "as observed"),
        Column("views", "int", "as observed"),
        Column("edited_us", "int", "last edit"),
        Column("deleted_us", "int", "when the platform said that it was deleted"),
        Column("visibility", "text", "public, unlisted; anything narrower is filtered"),
    ),
    key=("post_id",),
)

ACCOUNTS = Table(
    "accounts",
    "observations of accounts",
    (
        Column("account_id", "text", "global id", personal=True),
        Column("platform", "text", "as in posts"),
        Column("handle", "text", "without @, as written", personal=True),
        Column("name", "text", "displayed name", personal=True),
        Column("bio", "text", "profile text", personal=True),
        Column("url", "text", "profile or site", personal=True),
        Column("links", "texts", "addresses in the profile", personal=True),
        Column("followers", "int", "as observed"),
        Column("following", "int", "as observed"),
        Column("observed_us", "int", "when the record was collected, where the input says so"),
        Column("deleted_us", "int", "when the platform said that the account was deleted or taken down"),
    ),
    key=("account_id",),
)

AUDIENCE = Table(
    "audience",
    "who follows, subscribes to or reads an account; members are keyed hashes, nothing else is stored of them",
    (
        Column("account_id", "text", "whose audience", personal=True),
        Column("member", "text", "keyed hash; the archive hashes, a source yields the account_id", personal=True),
        Column("how", "text", "the member follows, subscribes, interacts; or is followed (a list of whom the account follows)"),
        Column("observed_us", "int", "date of the list, where the input says so"),
    ),
    key=("account_id", "member", "how"),
)

INTERACTIONS = Table(
    "interactions",
    "directed acts that came as a list, without posts",
    (
        Column("account_id", "text", "who acts", personal=True),
        Column("target", "text", "account_id acted upon, where the list names one", personal=True),
        Column("object", "text", "the thing shared (post, address), where the list names one", personal=True),
        Column("kind", "text", "share, link, repost, reply, mention, follow…"),
        Column("platform", "text", "as in posts"),
        Column("at_us", "int", "when"),
        Column("weight", "float", "as given; 1 where the list has none"),
        Column("post_id", "text", "the post that carries the act, where known", personal=True),
    ),
    key=("account_id", "target", "object", "kind", "at_us", "post_id"),
    keep_repeats=True,
)

COVERAGE = Table(
    "coverage",
    "what was collected of whom, as far as a source can tell",
    (
        Column("subject", "text", "voice, or account_id, or * for every voice", personal=True),
        Column("stream", "text", "own_posts, mentions, replies, threads, reposts, audience"),
        Column("from_us", "int", "first covered instant"),
        Column("to_us", "int", "first instant no longer covered"),
        Column("how", "text", "complete, sample, query, unknown"),
        Column("source", "text", "what says so"),
    ),
    key=("subject", "stream", "from_us", "to_us", "how", "source"),
)

REJECTS = Table(
    "rejects",
    "records that could not be read, with their bytes, to be retried",
    (
        Column("source", "text", "the source that tried"),
        Column("file", "text", "name of the file (member of an archive after !)", personal=True),
        Column("byte_offset", "int", "where the record starts in the (decompressed) file; null if unknown"),
        Column("line", "int", "line on which it starts, from 1; null if unknown"),
        Column("reason", "text", "what is wrong, naming the field"),
        Column("raw", "bytes", "the record as it stood", personal=True),
        Column("into", "text", "the table it was meant for"),
        Column("recipe", "text", "JSON: how the file was being read (as, map, platform), so that a retry reads it the same way"),
    ),
    key=("file", "byte_offset", "line", "reason"),
)

LEDGER = Table(
    "ledger",
    "for every file and table: read = stored + duplicate + rejected + filtered + opted_out",
    (
        Column("file", "text", "name of the file", personal=True),
        Column("digest", "text", "SHA-256 of the file's bytes"),
        Column("source", "text", "the source that read it"),
        Column("into", "text", "table"),
        Column("read", "int", "records emitted by the source"),
        Column("stored", "int", "new rows"),
        Column("duplicate", "int", "rows that were there already"),
        Column("rejected", "int", "set aside, in rejects"),
        Column("filtered", "int", "not addressed to the public, or outside what was asked"),
        Column("opted_out", "int", "of accounts that asked to be left out, or erased before"),
        Column("notes", "text", "JSON: counts of repairs (lone surrogates replaced, duplicate keys…)"),
    ),
    key=("digest", "into"),
)

TABLES: dict[str, Table] = {t.name: t for t in (POSTS, ACCOUNTS, AUDIENCE, INTERACTIONS, COVERAGE, REJECTS, LEDGER)}
SOURCE_TABLES = ("posts", "accounts", "audience", "interactions", "coverage")
"""The tables that a source may yield into (rejects go through `Rejected`)."""
