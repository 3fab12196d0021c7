"""The fediverse as its servers speak to each other: outboxes, activities and objects of ActivityPub, and Mastodon's account archive.

Only what is addressed to the public is kept (`as:Public` in `to` or `cc`); an account's archive holds its private messages
too. Posts and accounts have the addresses by which every server knows them, so that they meet those of Mastodon's API. A
`Delete`, a `Tombstone` and an `Undo` of a share are deletions, whoever they are addressed to.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jasette.schema import TABLES
from jasette.source import Bundling, Filtered, Head, Item, Recipe, Rejected, Repaired, Rows, Source
from jasette.source.activitystreams import (
    ACTORS,
    OF_MASTODON,
    POSTS,
    Node,
    account,
    hashtags,
    host,
    identity,
    language,
    listed,
    mentions,
    moment_us,
    page,
    quoted,
    total,
    types,
    visibility,
    worded,
)
from jasette.source.bundle import Bundle
from jasette.source.html import plain
from jasette.source.long_pages import values
from jasette.source.ndjson import is_by_line, sample
from jasette.source.records import Pages, Record, lines, unwrap
from jasette.source.repair import REPEATED, SURROGATE, surrogates

if TYPE_CHECKING:
    from jasette.source.files import InputFile

BATCH = 4096
COLLECTIONS = ("orderedItems", "items")
PAGES = Pages({(key,): False for key in COLLECTIONS} | {("first", key): False for key in COLLECTIONS})
NARROWER = "not addressed to the public"
OTHERS = "likes, follows and other activities that are no posts"
CLOSED = "files left shut"
NAMED_ONLY = "posts that are only named by their address"
ARCHIVE = re.compile(rb'"id"\s*:\s*"outbox\.json"')
"""The outbox of an account's archive, which holds all that the account posted."""
VALUE = rb'(?:\[[^\]]*\]|"[^"]*"|null)'
ADDRESSED = re.compile(rb'"to"\s*:\s*' + VALUE + rb'(?:\s*,\s*"cc"\s*:\s*' + VALUE + rb")?")
SAID_PUBLIC = re.compile(rb'"(?:https?://www\.w3\.org/ns/activitystreams#|as:)?Public"')


class _Wrong(Exception):
    """Why a record cannot be read."""


class _Reader:
    """One file on its way to rows."""

    def __init__(self, recipe: Recipe) -> None:
        self.observed_us = recipe.observed_us
        self.posts: list[dict[str, Any]] = []
        self.accounts: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.given: set[int] = set()
        self.left: Counter[tuple[str, str]] = Counter()
        self.repairs: Counter[str] = Counter()
        self.authors: set[str] = set()
        self.times: list[int] = []
        self.own = 0
        self.rejected = 0

    def take(self, record: Record) -> Iterator[Item]:
        """Rows, or the reject, of one element of a collection."""
        if record.data[:1] == b'"':
            self.left["posts", NAMED_ONLY] += 1
            return
        try:
            node = self._decoded(record)
            before = len(self.posts)
            try:
                self._activity(node)
            except _Wrong:
                del self.posts[before:]
                raise
        except _Wrong as error:
            self.rejected += 1
            yield _silent(Rejected("posts", str(error), record.data, record.offset, record.line))
        if len(self.posts) >= BATCH:
            yield from self.rows()

    def rows(self) -> Iterator[Rows]:
        for into, found in (("posts", self.posts), ("accounts", list(self.accounts.values()))):
            if found:
                yield Rows(into, pa.Table.from_pylist(found, TABLES[into].arrow))
        self.posts, self.accounts = [], {}

    def _decoded(self, record: Record) -> Node:
        if not record.whole:
            raise _Wrong("the record does not end: a quote or a bracket is missing, or the file was cut off")
        data = surrogates(record.data) if b"\\u" in record.data else record.data
        repeated = False

        def first_wins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            nonlocal repeated
            found = dict(pairs)
            if len(found) != len(pairs):
                repeated = True
                found.update(reversed(pairs))
            return found

        try:
            node = json.loads(data.decode(), object_pairs_hook=first_wins, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise _Wrong(f"not JSON: {error}") from None
        if not isinstance(node, dict):
            raise _Wrong("not one JSON object")
        self.repairs[SURROGATE] += data != record.data
        self.repairs[REPEATED] += repeated
        return node

    def _activity(self, node: Node) -> None:
        kind, inner = types(node), node.get("object")
        thing = inner if isinstance(inner, dict) else {}
        if not kind:
            raise _Wrong("type is missing: this is no activity")
        if kind & {"Create", "Update"}:
            self._made(node, thing)
        elif "Announce" in kind:
            self._share(node, thing)
        elif "Delete" in kind:
            self._deletion(identity(inner), account(node.get("actor")), thing.get("deleted") or node.get("published"))
        elif "Tombstone" in kind:
            self._deletion(identity(node), account(node.get("attributedTo")), node.get("deleted"))
        elif "Undo" in kind and (not thing or "Announce" in types(thing)):
            self._undone(node, thing)
        elif kind & ACTORS:
            self._actor(node)
        elif kind & POSTS:
            self._post(node, None)
        else:
            self.left["posts", OTHERS] += 1

    def _made(self, node: Node, thing: Node) -> None:
        if types(thing) & ACTORS:
            self._actor(thing)
        elif types(thing) & POSTS:
            self._post(thing, node)
        else:
            self.left["posts", OTHERS if thing else NAMED_ONLY] += 1

    def _post(self, node: Node, around: Node | None, *, own: bool = True) -> None:
        seen_by = visibility(node, around)
        if not seen_by:
            self.left["posts", NARROWER] += 1
            return
        post_id, author = identity(node.get("id")), account(node.get("attributedTo") or (around or {}).get("actor"))
        if not post_id:
            raise _Wrong("id is missing, or is no address")
        if not author:
            raise _Wrong("neither attributedTo nor actor is an address")
        published = _time(node, "published")
        edited = _time(node, "updated")
        if edited is None and around is not None and "Update" in types(around):
            edited = _time(around, "published")
        parent, quote = identity(node.get("inReplyTo")), quoted(node)
        written = worded(node, quote)
        kind = "reply" if parent else "quote" if quote else "article" if "Article" in types(node) else "post"
        self._row(
            own,
            post_id=post_id,
            kind=kind,
            account_id=author,
            published_us=published,
            text=written.text,
            lang=language(node) or None,
            url=page(node) or post_id,
            reply_to=parent or None,
            reply_to_account=_author_of(node.get("inReplyTo")) or None,
            quote_of=quote or None,
            mentions=list(dict.fromkeys(f"mastodon:{href}" for href, _ in mentions(node))),
            links=written.links,
            tags=list(dict.fromkeys(hashtags(node))),
            likes=total(node.get("likes")),
            reposts=total(node.get("shares")),
            edited_us=edited if edited is not None and (published is None or edited > published) else None,
            visibility=seen_by,
        )

    def _share(self, node: Node, thing: Node) -> None:
        seen_by = visibility(node)
        if not seen_by:
            self.left["posts", NARROWER] += 1
            return
        post_id, author, shared = identity(node.get("id")), account(node.get("actor")), identity(node.get("object"))
        if not (post_id and author and shared):
            raise _Wrong("of an Announce, id, actor or object is missing, or is no address")
        if types(thing) & POSTS:
            self._post(thing, None, own=False)
        self._row(
            True,
            post_id=post_id,
            kind="repost",
            account_id=author,
            published_us=_time(node, "published"),
            repost_of=shared,
            visibility=seen_by,
        )

    def _undone(self, node: Node, thing: Node) -> None:
        """A share that is taken back is known by the share's own address."""
        self._deletion(identity(node.get("object")), account(node.get("actor")), node.get("published"), "repost" if thing else None)

    def _deletion(self, gone: str, author: str, at: Any, kind: str | None = None) -> None:
        if not gone:
            raise _Wrong("what is deleted has no address")
        if author and host(author.removeprefix("mastodon:")) != host(gone):
            raise _Wrong("deletes what belongs to another server")
        try:
            moment = moment_us(at)
        except ValueError:
            moment = None
        # a deletion must not be lost for want of a time
        when = next((one for one in (moment, self.observed_us) if one is not None), 0)
        if author == f"mastodon:{gone}":
            self._account(account_id=author, deleted_us=when, observed_us=moment)
            return
        row = {
            "post_id": gone,
            "platform": "mastodon",
            "kind": kind,
            "account_id": author or None,
            "observed_us": moment,
            "deleted_us": when,
        }
        self.posts.append(row)

    def _actor(self, node: Node) -> None:
        account_id = account(node)
        if not account_id:
            raise _Wrong("id of the account is missing, or is no address")
        name, full, home = node.get("preferredUsername"), node.get("webfinger"), identity(node)
        known = full if isinstance(full, str) and "@" in full else f"{name}@{host(home)}" if isinstance(name, str) and name else None
        address = page(node) or home
        summary, shown = node.get("summary"), node.get("name")
        bio = plain(summary, base=address) if isinstance(summary, str) else plain("")
        fields = [one.get("value") for one in listed(node.get("attachment")) if isinstance(one, dict)]
        links = [*bio.links, *(link for one in fields if isinstance(one, str) for link in plain(one, base=address).links)]
        self._account(
            account_id=account_id,
            handle=known,
            name=shown if isinstance(shown, str) and shown else None,
            bio=bio.text or None,
            url=address,
            links=list(dict.fromkeys(links)),
            observed_us=self.observed_us,
        )

    def _account(self, **row: Any) -> None:
        key = tuple(str(value) for name, value in sorted(row.items()) if name != "observed_us")
        if hash(key) not in self.given:
            self.given.add(hash(key))
            self.accounts[key] = {**row, "platform": "mastodon"}

    def _row(self, own: bool, **row: Any) -> None:
        if own:
            self.own += 1
            if len(self.authors) < 2:
                self.authors.add(row["account_id"])
            if (at := row["published_us"]) is not None:
                self.times = [min([at, *self.times]), max([at, *self.times])]
        self.posts.append({**row, "platform": "mastodon", "observed_us": self.observed_us})

    def end(self, name: str, *, whole: bool) -> Iterator[Item]:
        yield from self.rows()
        if len(self.authors) == 1 and self.times and (whole or self.own > 1):
            how = "query" if not whole else "sample" if self.rejected else "complete"
            span = {"from_us": self.times[0], "to_us": self.times[1] + 1, "how": how, "source": f"activitypub: {name}"}
            row = {"subject": next(iter(self.authors)), "stream": "own_posts", **span}
            yield Rows("coverage", pa.Table.from_pylist([row], TABLES["coverage"].arrow))
        for (into, reason), count in sorted(self.left.items()):
            yield Filtered(into, count, reason)
        for reason, count in sorted((+self.repairs).items()):
            yield Repaired(reason, count)


def _time(node: Node, field: str) -> int | None:
    try:
        return moment_us(node.get(field))
    except ValueError as error:
        raise _Wrong(f"{field} {error}") from None


def _author_of(parent: Any) -> str:
    """Whose the parent is: it says so itself, or its address is one of Mastodon's."""
    for one in listed(parent):
        if isinstance(one, dict) and (found := account(one.get("attributedTo"))):
            return found
    match = OF_MASTODON.fullmatch(identity(parent))
    return f"mastodon:{match['account']}" if match else ""


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _silent(reject: Rejected) -> Rejected:
    """Without its bytes where they may hold a private message: kept is what says that it is public wherever it is addressed."""
    said = ADDRESSED.findall(reject.raw)
    if said and len(said) == reject.raw.count(b'"to"') and all(SAID_PUBLIC.search(one) for one in said):
        return reject
    return Rejected(reject.into, f"{reject.reason} (not kept: it does not say that it is public)", b"", reject.byte_offset, reject.line)


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    reader = _Reader(recipe)
    # the account before its posts; what belongs to the download besides is never opened
    for member in (file.members[name] for name in sorted(file.members)) if isinstance(file, Bundle) else (file,):
        yield from _elements(member, reader)
    yield from reader.end(file.name, whole=ARCHIVE.search(file.head().data[:4096]) is not None)
    if isinstance(file, Bundle) and file.closed:
        yield Repaired(CLOSED, file.closed)


def _elements(file: InputFile, reader: _Reader) -> Iterator[Item]:
    stream = file.open()
    for chunk in lines(stream) if is_by_line(file) else values(stream, PAGES, file.open):
        for record in chunk:
            inside = unwrap(record, PAGES)
            for one in [record] if inside is None else inside:
                yield from reader.take(one)
    if stream.damage:
        reader.rejected += 1
        yield Rejected("posts", f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)


KINDS = (
    frozenset(("Create", "Update", "Delete", "Announce", "Undo", "Tombstone", "Like", "Add", "Remove", "Accept", "Follow")) | ACTORS | POSTS
)
CONTEXT: Callable[[bytes], Any] = re.compile(rb"www\.w3\.org/ns/activitystreams").search
STARTED = re.compile(rb'"type"\s*:\s*"(?:Ordered)?Collection(?:Page)?".*?"(?:orderedItems|items)"\s*:\s*\[\s*\{', re.DOTALL)


def _sniff(head: Head) -> float:
    found = sample(head, PAGES)
    if not found:
        return 0.7 if CONTEXT(head.data) and STARTED.search(head.data) else 0.0
    alike = sum(bool(types(one) & KINDS) and ("actor" in one or "id" in one) for one in found)
    return (0.95 if CONTEXT(head.data) else 0.6) * alike / len(found)


source = Source(
    name="activitypub",
    title="ActivityPub: outboxes and activities of the fediverse, and Mastodon's account archive",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain=(
        "one's own account: Preferences → Import and export → Request your archive (outbox.json and actor.json are read, nothing else is "
        "opened); any account: the pages of its outbox, asked for as application/activity+json, one a line"
    ),
    cannot_tell=(
        "what others answered; the author of a parent where its address does not name one; how often a post was shared or liked where the "
        "server does not say; the end of a deleted post's story elsewhere. An archive covers own posts as `complete`, pages of an outbox "
        "as `query`"
    ),
    bundling=Bundling(marks=(r"outbox\.json", r"actor\.json"), opened=r"(?:outbox|actor)\.json"),
)
