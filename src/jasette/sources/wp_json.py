"""Articles and comments as a WordPress site's own interface gives them (`wp-json/wp/v2/posts`, `pages`, `comments`).

Arrays, one page of them after another, single objects, or lines. Ids and accounts are those of all sources of blogs
(`source.blog`). An author's number says nothing elsewhere: where `_embed` brought the author, the account is the one of an
export; where it did not, an article is the blog's, and a comment is that of the name and address it gives. Addresses of
mail and of machines, which an administrator's answers hold, are never read, and are taken out of what is set aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jasette.source import Filtered, Head, Item, Recipe, Rejected, Source
from jasette.source.addresses import untracked
from jasette.source.blog import (
    Gathered,
    author_account,
    clean,
    comment_id,
    comment_of,
    name_of,
    page_of,
    site_account,
    titled,
    worded,
)
from jasette.source.contained import contained
from jasette.source.each import each, reject
from jasette.source.gathered import AT_ONCE
from jasette.source.html import absolute
from jasette.source.ndjson import sample
from jasette.source.records import Pages
from jasette.source.shape import ID, TEXT
from jasette.source.times import NO_TIME, NO_ZONE, gmt_us, iso_us

if TYPE_CHECKING:
    from jasette.source.files import InputFile

RENDERED = {"rendered": TEXT}
SHAPE: dict[str, Any] = {
    "id": ID,
    "date": TEXT,
    "date_gmt": TEXT,
    "modified_gmt": TEXT,
    "link": TEXT,
    "status": TEXT,
    "type": TEXT,
    "title": RENDERED,
    "content": RENDERED,
    "post": ID,
    "parent": ID,
    "author": ID,
    "author_name": TEXT,
    "author_url": TEXT,
    "lang": TEXT,
}
PAGES = Pages({})
KINDS = {"comment": "comment", "": "comment", "pingback": "pingback", "trackback": "trackback", "webmention": "webmention"}
ARTICLES = ("post", "page")
PUBLIC = ("publish", "approved", "")
NOT_PUBLIC = "not published, or comments that wait for approval, are spam or in the trash"
LOCKED = "protected by a password"
OTHER_KINDS = "neither articles, pages nor comments"


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    yield from _Answers(file.name, recipe).read(file)


class _Answers:
    """A site's answers on their way."""

    def __init__(self, name: str, recipe: Recipe) -> None:
        self.name = name
        self.gathered = Gathered(recipe.observed_us)
        self.counts: Counter[str] = Counter()
        self.authors: dict[str, str] = {}
        """Account of the author of each record seen, by the record's id: whom the comments below it answer."""
        self.sites: set[str] = set()
        self.streams: set[str] = set()

    def read(self, file: InputFile) -> Iterator[Item]:
        for one in each(file, SHAPE, PAGES):
            if isinstance(one, Rejected):
                yield replace(one, raw=clean(one.raw))
            elif isinstance(one, tuple):
                record, fields = one
                if reason := self._take(fields):
                    yield reject(record._replace(data=clean(record.data)), reason)
            else:
                yield one
            yield from self.gathered.rows(least=AT_ONCE)
        yield from self.gathered.rows()
        yield from self.gathered.coverage(self.sites, self.streams, "query", f"wp_json: {self.name}")
        for reason, count in sorted(self.counts.items()):
            yield Filtered("posts", count, reason)
        yield from self.gathered.repairs()

    def _take(self, fields: dict[str, Any]) -> str:
        """Take a record in; what is wrong with it where it cannot be."""
        number, link = _text(fields, "id"), absolute(_text(fields, "link"))
        kind = _text(fields, "type")
        if not number.isdigit() or not number.isascii():
            return "id is missing or is no whole number"
        if not link:
            return "link is missing or is no address"
        if _text(fields, "status") not in PUBLIC:
            self.counts[NOT_PUBLIC] += 1
        elif _content(fields).get("protected"):
            self.counts[LOCKED] += 1
        elif _is_comment(fields) and kind in KINDS:
            self._comment(fields, number, link)
        elif kind in ARTICLES and not _is_comment(fields):
            self._article(fields, link)
        else:
            self.counts[OTHER_KINDS] += 1
        return ""

    def _site(self, fields: dict[str, Any], link: str) -> str:
        links = fields.get("_links")
        own = links.get("self") if isinstance(links, dict) else None
        first = own[0] if isinstance(own, list) and own else None
        href = str(first.get("href") or "") if isinstance(first, dict) else ""
        root = re.split(r"/wp-json/|/(?:index\.php)?\?rest_route=", href)[0] if re.search(r"/wp-json/|rest_route=", href) else ""
        # answers of wordpress.com come from a host of their own
        site = site_account(root) or site_account(link, host_only=True)
        self.sites.add(site)
        return site

    def _article(self, fields: dict[str, Any], link: str) -> None:
        self.streams.add("own_posts")
        address, site = untracked(link), self._site(fields, link)
        author = self._embedded(fields, site) or site or None
        text, links = worded(str(_content(fields).get("rendered") or ""), address)
        published = self._time(fields, "date_gmt")
        edited = self._time(fields, "modified_gmt")
        title = fields.get("title")
        self.gathered.post(
            post_id=address,
            kind="article",
            account_id=author,
            published_us=published,
            text=titled(str(title.get("rendered") or "") if isinstance(title, dict) else "", text),
            lang=_text(fields, "lang") or None,
            url=address,
            links=links,
            edited_us=edited if edited and (published is None or edited > published) else None,
        )

    def _comment(self, fields: dict[str, Any], number: str, link: str) -> None:
        self.streams.add("replies")
        address, site = comment_of(untracked(link))[0].partition("#")[0], self._site(fields, link)
        kind = KINDS[_text(fields, "type")]
        page = page_of(_text(fields, "author_url")) if kind != "comment" else ""
        if kind == "comment":
            name = name_of(_text(fields, "author_name"))
            who = self._embedded(fields, site) or self.gathered.commenter(site, name, _text(fields, "author_url"))
        else:
            place = site_account(page)
            who = site if site and (place == site or place.startswith(f"{site}/")) else site_account(page, host_only=True) or None
        ident = comment_id(address, number)
        above = _text(fields, "parent")
        above = above if above.isdigit() and above not in ("0", number) and kind == "comment" else ""
        text, links = worded(str(_content(fields).get("rendered") or ""), address)
        self.gathered.post(
            post_id=ident,
            kind=kind,
            account_id=who,
            published_us=self._time(fields, "date_gmt"),
            text=text,
            url=page or ident,
            reply_to=comment_id(address, above) if above else address,
            root=address,
            links=list(dict.fromkeys([*([page] if page else []), *links])),
        )

    def _embedded(self, fields: dict[str, Any], site: str) -> str:
        """The account of the author whom `_embed` brought; "" where it did not."""
        inside = fields.get("_embedded")
        authors = inside.get("author") if isinstance(inside, dict) else None
        author = authors[0] if isinstance(authors, list) and authors else None
        if not isinstance(author, dict):
            return ""
        account = author_account(site, str(author.get("slug") or ""))
        if account:
            self.gathered.account(account, name_of(str(author.get("name") or "")), absolute(str(author.get("link") or "")) or None)
        return account

    def _time(self, fields: dict[str, Any], name: str) -> int | None:
        written = _text(fields, name)
        at = iso_us(written, ahead_us=0)
        if at is None and name == "date_gmt" and (local := _text(fields, "date")):
            # the blog's own clock: nobody says how far from GMT it is
            at = iso_us(local, ahead_us=0)
            self.gathered.repaired[NO_ZONE] += at is not None
        if at is None and written and gmt_us(written) is None:
            self.gathered.repaired[NO_TIME] += 1
        return at


def _is_comment(fields: dict[str, Any]) -> bool:
    return "post" in fields or "author_name" in fields


def _content(fields: dict[str, Any]) -> dict[str, Any]:
    content = fields.get("content")
    return content if isinstance(content, dict) else {}


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    return "" if value is None else str(value)


def _sniff(head: Head) -> float:
    found = sample(head, PAGES)
    if not found:
        return 0.0
    worded_ones = [one for one in found if isinstance(content := one.get("content"), dict) and "rendered" in content]
    alike = sum(1 for one in worded_ones if {"id", "link", "date"} <= one.keys())
    return 0.95 * alike / len(found)


source = Source(
    name="wp_json",
    title="WordPress: articles and comments as its own interface gives them (wp-json)",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain=(
        "https://SITE/wp-json/wp/v2/posts?per_page=100&_embed=author&page=1 and so on, and the same with comments; saved as they came, "
        "one file a page or one answer a line. Many sites answer everybody; some have switched it off"
    ),
    cannot_tell=(
        "pages that were not asked for; the author of an article where `_embed` was not asked for (it is the blog's); tags by their "
        "words; who comments, beyond a name and an address that nobody has checked; what waits for approval"
    ),
)
