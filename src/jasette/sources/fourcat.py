"""4CAT: datasets as CSV, and as NDJSON of its own collectors or captured by Zeeschuimer.

All CSV exports share five columns (`id`, `thread_id`, `timestamp`, `author`, `body`); what else there is depends on the platform. Items
of NDJSON keep their platform's shape: they are unwrapped, and read by the source that knows it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.cells import unescape_sql
from jasette.errors import InputError
from jasette.source import Filtered, Head, Item, Recipe, Rejected, Source
from jasette.source.accounts import once
from jasette.source.cells import ROUNDED, Times, whole
from jasette.source.expressions import distinct
from jasette.source.fourcat import X_V2, is_wrapped, item_of, unwrapped
from jasette.source.ndjson import sample
from jasette.source.records import Pages, lines
from jasette.source.rows import rows, select
from jasette.source.staged import Taken, laid_down
from jasette.source.tabular import Plan, header_of, read_csv
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

SHARED = ("id", "thread_id", "timestamp", "author", "body")
ADDRESSES = ("link", "url", "post_url", "tweet_url", "tiktok_url", "thread_url")
HOSTS = {
    "x.com": "x",
    "twitter.com": "x",
    "bsky.app": "bluesky",
    "reddit.com": "reddit",
    "tiktok.com": "tiktok",
    "instagram.com": "instagram",
    "threads.net": "threads",
    "threads.com": "threads",
    "linkedin.com": "linkedin",
    "facebook.com": "facebook",
    "t.me": "telegram",
    "youtube.com": "youtube",
    "truthsocial.com": "truthsocial",
    "gab.com": "gab",
}
LIKES = ("like_count", "likes", "num_likes", "likes_count", "score", "favourites_count", "reactions")
REPLIES = ("reply_count", "replies", "comments", "num_comments", "comment_count", "replies_count")
SHARES = ("retweet_count", "repost_count", "reposts", "shares", "reblogs_count", "share_count")
VIEWS = ("impression_count", "views", "plays", "view_count")
EXPORTED = frozenset(("unix_timestamp", "parent_id", "platform", "kind", "group", "language"))
"""Columns that only `jasette export fourcat` has all of."""
PARENTS = ("parent_id", "parent", "reply_to_id", "in_reply_to", "replied_to_id")
ROOM = {"telegram"}
"""Where a thread is a channel or a group, and no conversation."""
NOT_READ = "items of {0}, which no source reads as JSON"


class _Table:
    """One CSV export, as SQL over its columns."""

    def __init__(self, names: list[str], platform: str, observed_us: int | None) -> None:
        self.names = set(names)
        self.observed = "NULL" if observed_us is None else str(int(observed_us))
        self.platform = f"lower({self.column('platform')})" if "platform" in self.names else literal(platform)
        self.known = platform

    def column(self, *names: str) -> str:
        """The first of these columns that the file has; null where it has none."""
        return next((f"nullif({identifier(name)}, '')" for name in names if name in self.names), "CAST(NULL AS VARCHAR)")

    def flag(self, name: str) -> str:
        return f"coalesce(lower({self.column(name)}) IN ('yes', 'true', '1'), false)"

    def native(self, value: str) -> str:
        """The global id of a post: an address, and what bears its platform already, stay as they are."""
        plain = f"regexp_matches({value}, '^(https?|at)://') OR starts_with({value}, concat({self.platform}, ':'))"
        return f"CASE WHEN {plain} THEN {value} ELSE concat({self.platform}, ':') || {value} END"

    @property
    def ident(self) -> str:
        if self.known == "reddit":
            return f"concat('reddit:', CASE WHEN id = thread_id THEN 't3_' ELSE 't1_' END, {self.column('id')})"
        return self.native(self.column("id"))

    @property
    def root(self) -> str:
        """Where the file names a thread that the post does not open itself."""
        if self.known in ROOM:
            return "CAST(NULL AS VARCHAR)"
        named = f"concat('reddit:t3_', {self.column('thread_id')})" if self.known == "reddit" else self.native(self.column("thread_id"))
        return f"CASE WHEN {self.column('thread_id')} <> id THEN {named} END"

    @property
    def account(self) -> str:
        number, name = self.column("author_id"), self.column("author")
        plain = f"starts_with({name}, concat({self.platform}, ':')) OR starts_with({name}, 'p:')"
        if self.known == "bluesky":
            number = f"CASE WHEN starts_with({number}, 'did:') THEN {number} END"
        by_name = f"CASE WHEN {plain} THEN {name} ELSE concat({self.platform}, ':@') || lower(ltrim({name}, '@')) END"
        gone = f"{name} IN ('[deleted]', 'Anonymous')"
        return f"CASE WHEN {gone} THEN NULL ELSE coalesce(concat({self.platform}, ':') || {number}, {by_name}) END"

    @property
    def answered(self) -> str:
        """The account that the post answers, where the file names one."""
        whom = self.column("replied_user", "replied_to_user", "reply_to_author")
        return f"concat({self.platform}, ':@') || lower(ltrim({whom}, '@'))"

    @property
    def parent(self) -> str:
        return f"CASE WHEN {self.column(*PARENTS)} <> id THEN {self.native(self.column(*PARENTS))} END"

    @property
    def kind(self) -> str:
        told = f"WHEN {self.column('kind')} IS NOT NULL THEN {self.column('kind')} " if {"kind", "platform"} <= self.names else ""
        replied = f"{self.flag('is_reply')} OR {self.parent} IS NOT NULL OR {self.answered} IS NOT NULL OR {self.root} IS NOT NULL"
        reply = "comment" if self.known in ("reddit", "youtube") else "reply"
        return (
            f"CASE {told}WHEN {self.flag('is_retweet')} THEN 'repost' WHEN {replied} THEN '{reply}' "
            f"WHEN {self.flag('is_quote_tweet')} OR {self.column('quoted_user')} IS NOT NULL THEN 'quote' ELSE 'post' END"
        )

    @property
    def moment(self) -> str:
        # 4CAT writes times without a zone; its unix_timestamp is the same moment
        times = Times(zone="UTC")
        return f"coalesce({times.moment(self.column('unix_timestamp'))}, {times.moment(self.column('timestamp'))})"

    def reason(self) -> str:
        return f"""CASE
          WHEN {self.column("id")} IS NULL THEN 'id is missing'
          WHEN regexp_matches(id, '{ROUNDED}') THEN concat('id ', id, ' was rounded by a spreadsheet; export again with ids as text')
          WHEN {self.column("timestamp")} IS NOT NULL AND {self.moment} IS NULL
            THEN concat('timestamp ', substr("timestamp", 1, 60), ' is not a time')
        END"""

    def listed(self, *names: str) -> str:
        return f"list_filter(regexp_split_to_array({self.column(*names)}, '[\\s,;|]+'), lambda item: item <> '')"

    @property
    def words(self) -> str:
        """The body; where Jasette wrote the file, without the ' that keeps a spreadsheet from running it."""
        return unescape_sql("body") if self.names >= EXPORTED else self.column("body")

    def text(self) -> str:
        # a title stands in a column of its own on some platforms; a spreadsheet's formula is kept off by a sign before it
        title = self.column("subject", "title")
        body = f"CASE WHEN body IN ('[deleted]', '[removed]') THEN NULL ELSE {self.words} END"
        return f"nullif(trim(concat({title}, chr(10), chr(10), {body}), chr(10)), '')"

    @property
    def address(self) -> str:
        if self.known != "reddit":
            return self.column(*ADDRESSES)
        # there `url` is what a submission links to
        below = f"CASE WHEN id <> thread_id THEN concat('_/', {self.column('id')}, '/') ELSE '' END"
        return f"concat('https://www.reddit.com/comments/', {self.column('thread_id')}, '/', {below})"

    @property
    def links(self) -> str:
        foreign = "lambda a: regexp_matches(a, '^https?://')"
        if self.known == "reddit":
            return f"list_filter([{self.column('url')}], lambda a: regexp_matches(a, '^https?://') AND NOT contains(a, 'reddit.com/'))"
        return f"list_filter({self.listed('urls', 'links', 'linked_url', 'domain_url')}, {foreign})"

    @property
    def tags(self) -> str:
        if self.known == "reddit":
            return f"CASE WHEN {self.column('subreddit')} IS NOT NULL THEN ['r/' || lower({self.column('subreddit')})] END"
        return f"list_transform({self.listed('hashtags', 'tags')}, lambda t: lower(ltrim(t, '#')))"

    def columns(self) -> dict[str, str]:
        handles = self.listed("mentions")
        reposted = self.flag("is_retweet")
        count: Callable[..., str] = lambda *names: f"CASE WHEN NOT {reposted} THEN {whole(self.column(*names))} END"  # noqa: E731
        return {
            "post_id": self.ident,
            "platform": self.platform,
            "kind": self.kind,
            "account_id": self.account,
            "published_us": self.moment,
            "observed_us": self.observed,
            "text": self.text(),
            "lang": f"CASE WHEN regexp_full_match({self.column('language_guess', 'language')}, '[a-z]{{2,3}}(-[A-Za-z]+)?') "
            f"THEN {self.column('language_guess', 'language')} END",
            "url": self.address,
            "reply_to": f"CASE WHEN NOT {reposted} THEN {self.parent} END",
            "reply_to_account": f"CASE WHEN NOT {reposted} AND {self.flag('is_reply')} THEN {self.answered} END"
            if "is_reply" in self.names
            else self.answered,
            "root": f"CASE WHEN NOT {reposted} THEN {self.root} END",
            "mentions": distinct(f"list_transform({handles}, lambda h: concat({self.platform}, ':@') || lower(ltrim(h, '@')))"),
            "links": distinct(self.links),
            "tags": distinct(self.tags),
            "likes": count(*LIKES),
            "replies": count(*REPLIES),
            "reposts": count(*SHARES),
            "views": count(*VIEWS),
            "visibility": "'public'",
        }

    def items(self, connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        yield from rows(connection, "posts", f"SELECT {select('posts', self.columns())} FROM {relation}")
        known = {
            "account_id": self.account,
            "platform": self.platform,
            "handle": f"ltrim({self.column('author')}, '@')",
            "name": self.column("author_fullname", "author_full", "author_display_name", "author_name"),
            "observed_us": self.observed,
        }
        if "platform" not in self.names:
            yield from once(connection, f"SELECT {select('accounts', known)} FROM {relation} WHERE {self.column('author')} IS NOT NULL")


def _platform(file: InputFile, recipe: Recipe) -> str:
    """The platform that the first rows' addresses lead to; where none does, as the user says."""
    data = file.head().data
    names, delimiter, _ = header_of(data)
    table = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""), delimiter=delimiter or ",")
    try:
        first = [row for row, _ in zip(table, range(20), strict=False)]
    except csv.Error:
        first = []
    places = [HOSTS.get(_host(str(row.get(name) or "")), "") for row in first for name in ADDRESSES if name in names]
    if "subreddit" in names:
        places.append("reddit")
    return recipe.platform or next((place for place in places if place), "4cat")


def _host(address: str) -> str:
    found = re.match(r"https?://(?:www\.|m\.|mobile\.)?([^/:?#]+)", address.lower())
    return found[1] if found else ""


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    if not file.head().data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        platform = _platform(file, recipe)

        def plan_for(names: list[str]) -> Plan:
            if missing := [name for name in SHARED if name not in names]:
                raise InputError(
                    f"there is no column {missing[0]!r}",
                    place=file.name,
                    remedy="a dataset of 4CAT has it; map other tables: --map COLUMN=FIELD",
                )
            table = _Table(names, platform, recipe.observed_us)
            return Plan("posts", table.reason(), table.items)

        yield from read_csv(file, plan_for)
        return
    name, captured_us = _told(file)
    from jasette.sources import all_sources  # this file is one of them

    found = all_sources()[name]
    observed_us = captured_us if recipe.observed_us is None else recipe.observed_us

    def reader(taken: InputFile) -> Iterator[Item]:
        taken.name = file.name
        return found.read(taken, replace(recipe, observed_us=observed_us))

    yield from laid_down(file, _items(file, name), reader)


def _told(file: InputFile) -> tuple[str, int | None]:
    """The source of the first items that any knows, and when the first was captured. Raises InputError where none is known."""
    others: Counter[str] = Counter()
    found = sample(file.head(), Pages({}))
    if not found:
        # no JSON at all: any reader says so, line by line
        return X_V2, None
    for line in found:
        item, platform, captured = item_of(line)
        name, _ = unwrapped(item, "")
        if name:
            return name, _captured_us(captured)
        others[platform or "an unknown platform"] += 1
    seen = ", ".join(sorted(others)) or "no platform"
    remedy = "in 4CAT, download the dataset as CSV and add that"
    raise InputError(f"JSON of {seen} is not read: its shape is known to no source", place=file.name, remedy=remedy)


def _items(file: InputFile, wanted: str) -> Iterator[Taken | Item]:
    counts: Counter[str] = Counter()
    stream = file.open()
    for chunk in lines(stream):
        for record in chunk:
            try:
                line = msgspec.json.decode(record.data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                line = None
            if not isinstance(line, dict):
                # the reader says what is wrong with it
                yield Taken(record.data, record.offset, record.line)
                continue
            item, platform, captured = item_of(line)
            at = _captured_us(captured)
            try:
                name, shaped = unwrapped(item, "" if at is None else datetime.fromtimestamp(at / 1e6, UTC).isoformat())
            except RecursionError:
                yield Rejected("posts", "nested too deeply", record.data, record.offset, record.line)
                continue
            if name == wanted:
                yield Taken(msgspec.json.encode(shaped), record.offset, record.line)
            else:
                counts[NOT_READ.format(platform or "another platform")] += 1
    if stream.damage:
        yield Rejected("posts", f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)
    for reason, count in sorted(counts.items()):
        yield Filtered("posts", count, reason)


def _captured_us(captured: Any) -> int | None:
    """Zeeschuimer counts milliseconds, 4CAT seconds."""
    if isinstance(captured, bool) or not isinstance(captured, int | float) or not 1e8 < captured < 1e14:
        return None
    return round(captured * (1_000 if captured > 1e11 else 1_000_000))


def _sniff(head: Head) -> float:
    found = sample(head, Pages({}))
    if found:
        return 0.97 * sum(is_wrapped(one) for one in found) / len(found)
    names = header_of(head.data).names
    return 0.93 if set(SHARED) <= set(names) else 0.0


source = Source(
    name="fourcat",
    title="4CAT: datasets as CSV, and as NDJSON of its collectors or of Zeeschuimer",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain="in 4CAT, a dataset's page: Download as CSV, or as NDJSON; from Zeeschuimer, its button .ndjson",
    cannot_tell=(
        "what the capture or the query missed: Zeeschuimer sees what a person scrolled past. A CSV names the thread and seldom the parent, "
        "and of a repost or quote only the account. NDJSON is read for X, Bluesky, Mastodon and Truth Social, Reddit and YouTube; that of "
        "TikTok, Instagram, LinkedIn, Threads, Telegram and the rest is not: take their CSV"
    ),
)
