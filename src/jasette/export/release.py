"""What may leave an observatory, and in which form: the one place that decides it (PEOPLE.md, rules 1 to 4 and 11; decision 0008).

    everyone    all posts. People are pseudonyms and posts are numbers under a key of this export that is thrown away with it;
                addresses and accounts are left out, handles in texts hidden. Rostered voices keep their names
    voices      the posts of rostered voices alone, with their own ids, accounts and addresses. Private people in them are
                pseudonyms all the same, and what they wrote (reposts) is left out

Audiences never leave. Networks and the data package are made of figures; see `network` and `package`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from jasette import people
from jasette.errors import InputError
from jasette.export import rules
from jasette.reconstruct.asking import PROFILES, named_handles
from jasette.reconstruct.tables import DERIVED
from jasette.schema import ACCOUNTS, POSTS
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.desk import Desk
    from jasette.locale import Words
    from jasette.measure import Ask

BATCH = 50_000
EVERYONE, VOICES = "everyone", "voices"
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

WARNING = (
    "Private people are pseudonyms here, under a key of this export that was not kept. A quotation can still be searched for, and a time "
    "or a number of likes can tell who wrote: share it only with people who may work on personal data, and do not quote private people."
)
WARNING_IDS = (
    "These are the identifiers of posts as their platforms know them: whoever has them can fetch each post with its author. Fetch "
    "them again before each use, so that what was deleted since is gone for you too, and never join them to another export."
)
WARNING_NETWORK = (
    "Only rostered voices have nodes of their own; the public is one node for each platform, and what fewer than ten people did is left "
    "out. That somebody is near a voice here says nothing on what they think."
)
WARNING_PACKAGE = (
    "Figures and the sums that they follow from, without names, posts or times. What fewer than ten people of the public stand behind is "
    "withheld."
)
WARNING_ROWS = (
    "The rows let small groups be counted that the figures hide. Hand them to people who may work on personal data; do not publish them. "
    "Without --rows the package holds figures and their sums alone."
)

TABLES: dict[str, str] = {
    "posts": "posts in the form of the archive, ready to be added again",
    "accounts": "the accounts of rostered voices",
    "threads": "posts with their author’s voice, their role and their place in their thread",
    **{name: derived.sense for name, derived in DERIVED.items() if name != "posts"},
}
"""What can be exported as a table, with its sense."""


@dataclass
class Release:
    """The rows that may leave, read from one connection that has the derived tables and the archive's views on it."""

    connection: duckdb.DuckDBPyConnection
    desk: Desk
    words: Words
    ask: Ask
    table: str = "posts"
    whose: str = EVERYONE
    platform: str = ""
    bom: bool = False
    rows: bool = False
    measures: Sequence[str] = ()
    progress: Callable[[str], None] = lambda step: None
    key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise InputError(f"no table {self.table!r} can be exported", remedy=f"tables: {', '.join(TABLES)}")
        if self.whose == VOICES and self.table not in ("posts", "accounts"):
            raise InputError(f"{self.table} tells of the public too", remedy="export posts, or leave --voices-only out")
        if self.ask.topic and self.table != "threads" and not (self.table in DERIVED and DERIVED[self.table].on_topic):
            raise InputError(f"{self.table} have no words, and so no topic", remedy="export another table, or leave --topic out")

    @property
    def warning(self) -> str:
        return self.words(WARNING)

    def reader(self, table: str = "") -> pa.RecordBatchReader:
        """The rows of one of TABLES (the one that was asked for), oldest first, in batches."""
        import pyarrow as pa

        table = table or self.table
        named, order = self.named, "at_us NULLS FIRST, post_id"  # looked up before the connection is busy
        match table:
            case "posts":
                schema, sql = POSTS.arrow, f"{self._posts()} ORDER BY published_us NULLS FIRST, post_id"
            case "accounts":
                schema, sql = ACCOUNTS.arrow, self._accounts()
            case "threads":
                schema, sql = None, f"{self._derived('posts')} ORDER BY {order}"
            case _:
                spine = "post_id" in DERIVED[table].names
                schema, sql = None, f"{self._derived(table)} ORDER BY {order if spine else 'ALL'}"
        found = self.connection.sql(sql).to_arrow_reader(BATCH)
        return pa.RecordBatchReader.from_batches(schema or found.schema, self._told(found, schema or found.schema, table, named))

    def ids(self) -> dict[str, str]:
        """`{platform: SQL of its native ids, sorted}`: what is public, not deleted, and has an id elsewhere than here."""
        told = "FROM posts WHERE deleted_us IS NULL AND platform NOT IN ('hand') AND kind IS NOT NULL"
        told += self.chosen("posts")
        found = self.connection.sql(f"SELECT DISTINCT platform {told} ORDER BY 1").fetchall()
        native = "CASE WHEN starts_with(post_id, concat(platform, ':')) THEN substr(post_id, length(platform) + 2) ELSE post_id END"
        return {name: f"SELECT {native} AS id {told} AND platform = {literal(name)} ORDER BY hash(post_id), post_id" for (name,) in found}

    @cached_property
    def named(self) -> frozenset[str]:
        """Handles that stay in texts."""
        return named_handles(self.connection, (link.account_id for link in self.desk.roster.accounts()))

    # ---- SQL

    def chosen(self, table: str, prefix: str = "") -> str:
        """SQL that goes on after a condition: only the platform and the topic that were asked for, where the table has them."""
        derived = DERIVED[table]
        platform = f" AND {prefix}platform = {literal(self.platform)}" if self.platform and "platform" in derived.names else ""
        return platform + (f" AND ({derived.of_topic(prefix)})" if self.ask.topic and derived.on_topic else "")

    def _derived(self, table: str) -> str:
        return f"{rules.select(table, self.key, words=True)} WHERE TRUE{self.chosen(table)}"

    def _posts(self) -> str:
        """The posts in the columns of the archive."""
        whole = self.whose == VOICES
        ours = "SELECT post_id FROM posts WHERE voice IS NOT NULL"
        numbers = {name: rules.post(self.key, f"p.{name}") for name in ("post_id", "reply_to", "root", "repost_of", "quote_of")}
        if whole:
            numbers = {name: f"CASE WHEN p.{name} IN ({ours}) THEN p.{name} ELSE {sql} END" for name, sql in numbers.items()}
        author, to_person = rules.person(self.key, "p.person"), rules.person(self.key, "p.to_person")
        others = "p.kind IN ('repost', 'quote') AND NOT EXISTS (FROM posts AS o WHERE o.post_id = p.repost_of AND o.voice IS NOT NULL)"
        # what was entered by hand was said in private; a repost is in the words of whoever wrote it first
        unsaid = f"p.platform = 'hand' OR (p.kind = 'repost' AND {others})" if whole else "p.platform = 'hand'"
        kept = ("likes", "replies", "reposts", "quotes", "views", "edited_us", "deleted_us", "visibility")
        columns = {
            **numbers,
            "platform": "p.platform",
            "kind": "p.kind",
            "account_id": "p.account_id" if whole else f"concat(p.platform, ':', {author})",
            "published_us": "p.at_us",
            "observed_us": "p.observed_us",
            "text": f"CASE WHEN {unsaid} THEN NULL ELSE p.text END",
            "lang": "p.lang",
            "url": f"CASE WHEN NOT ({others}) THEN p.url END" if whole else "NULL",
            "reply_to_account": f"CASE WHEN p.to_person IS NOT NULL THEN concat(p.platform, ':', {to_person}) END",
            "mentions": "m.mentions",
            "links": f"list_filter(p.links, lambda link: NOT regexp_matches(link, {literal(PROFILES)}))" if whole else "l.links",
            "tags": "p.tags",
            **{name: f"p.{name}" for name in kept},
        }
        if not whole:
            columns["account_id"] = f"CASE WHEN p.person IS NOT NULL THEN {columns['account_id']} END"
        types = {"text": "VARCHAR", "int": "BIGINT", "texts": "VARCHAR[]"}
        listed = ", ".join(f"CAST({columns[c.name]} AS {types[c.kind]}) AS {identifier(c.name)}" for c in POSTS.columns)
        return (
            f"WITH {self._mentions()}, linked AS (SELECT post_id, list(DISTINCT url ORDER BY url) AS links FROM citations "
            f"WHERE to_voice IS NOT NULL AND how = 'link' AND NOT regexp_matches(url, {literal(PROFILES)}) GROUP BY post_id) "
            f"SELECT {listed} FROM posts AS p LEFT JOIN mentioned AS m ON m.post_id = p.post_id "
            f"LEFT JOIN linked AS l ON l.post_id = p.post_id WHERE {'p.voice IS NOT NULL' if whole else 'TRUE'}{self.chosen('posts', 'p.')}"
        )

    def _mentions(self) -> str:
        """SQL of `mentioned(post_id, mentions)`: who is mentioned, as voice or pseudonym, in the order of the post."""
        canonical = "coalesce(h.account_id, e.account)"
        pseudonym = people.pseudonym_sql(self.key, people.pseudonym_sql(self.desk.key, canonical))
        linked = ", ".join(f"({literal(link.account_id)}, {literal(link.voice)})" for link in self.desk.roster.accounts())
        roster = f"SELECT * FROM (VALUES {linked}) AS r(account, voice)" if linked else "SELECT NULL AS account, NULL AS voice WHERE FALSE"
        platform = "CASE WHEN regexp_matches(e.account, '^[a-z_]+:') AND e.account NOT LIKE '%://%' THEN split_part(e.account, ':', 1) "
        return (
            "handles AS (SELECT concat(platform, ':@', lower(handle)) AS account, min(account_id) AS account_id FROM current_accounts "
            "WHERE handle IS NOT NULL AND account_id NOT LIKE '%:@%' GROUP BY 1), "
            f"rostered AS (SELECT account, min(voice) AS voice FROM ({roster} UNION ALL "
            "SELECT account_id AS account, voice FROM posts WHERE voice IS NOT NULL AND account_id IS NOT NULL) GROUP BY 1), "
            "each AS (SELECT post_id, platform, unnest(mentions) AS account, generate_subscripts(mentions, 1) AS nth FROM posts "
            "WHERE mentions IS NOT NULL AND len(mentions) > 0), "
            "told AS (SELECT e.post_id, e.nth, "
            f"concat({platform}ELSE e.platform END, ':', coalesce(r.voice, s.voice, {pseudonym})) AS name "
            "FROM each AS e LEFT JOIN handles AS h ON h.account = e.account "
            f"LEFT JOIN rostered AS r ON r.account = e.account LEFT JOIN rostered AS s ON s.account = h.account_id), "
            "mentioned AS (SELECT post_id, list(name ORDER BY nth) AS mentions FROM told GROUP BY post_id)"
        )

    def _accounts(self) -> str:
        """Accounts of rostered voices as last observed: they are public, and only theirs."""
        owned = ", ".join(f"({literal(link.account_id)})" for link in self.desk.roster.accounts()) or "(NULL)"
        listed = ", ".join(f"a.{identifier(name)}" for name in ACCOUNTS.names)
        where = f" AND a.platform = {literal(self.platform)}" if self.platform else ""
        return (
            f"SELECT {listed} FROM current_accounts AS a WHERE (a.account_id IN (SELECT id FROM (VALUES {owned}) AS o(id)) "
            f"OR a.account_id IN (SELECT account_id FROM posts WHERE voice IS NOT NULL)){where} ORDER BY a.account_id"
        )

    def _told(self, found: pa.RecordBatchReader, schema: pa.Schema, table: str, named: frozenset[str]) -> Iterator[pa.RecordBatch]:
        """The batches with their texts hidden as they must be."""
        import pyarrow as pa

        done = 0
        for batch in found:
            done += batch.num_rows
            self.progress(f"{table}: {done:,}")
            columns = [
                pa.array([hidden(text, named) for text in column.to_pylist()], pa.string()) if name in ("text", "bio") else column
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, names=batch.schema.names).cast(schema)


def hidden(text: str | None, named: Collection[str]) -> str | None:
    """A text without addresses, e-mail addresses, and handles that are not `named`."""
    if not text or ("@" not in text and "://" not in text and "www." not in text.lower()):
        return text
    return people.mask(MAIL.sub("(address)", text), named)
