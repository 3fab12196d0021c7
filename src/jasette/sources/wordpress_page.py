"""A saved page of a WordPress blog: the article, its nested comments, pingbacks and trackbacks, from the usual themes.

WordPress gives every comment an element `comment-<number>` and classes for its depth and its author; themes dress it in
many ways, for which there are lists of selectors below, microformats2 and schema.org among them. Ids and accounts are those
of all sources of blogs (`source.blog`). What a comment answers is known by nesting, or by its depth in the order of the
page; below the depth at which a blog stops to nest it is the last one above. Days without a time zone are on the
clock of the article, where the page tells that, else taken as UTC, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from jasette.source import Filtered, Head, Item, Recipe, Rejected, Source
from jasette.source.addresses import untracked
from jasette.source.blog import (
    COMMENT,
    Gathered,
    author_account,
    clean,
    comment_id,
    comment_of,
    name_of,
    page_of,
    saved_page,
    site_account,
    titled,
    worded,
)
from jasette.source.contained import contained
from jasette.source.html import absolute
from jasette.source.markup import BYTES, Facts, attribute, decoded, facts, first, parsed
from jasette.source.times import NO_TIME, NO_ZONE, iso, iso_us, shown, us

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from jasette.source.files import InputFile

LEFT_OPEN = 20_000
"""Tags that are never closed: a tree so deep takes minutes, and nobody writes one."""
NOISE = (
    "script, style, noscript, template, .reply, .comment-reply-link, .comment-likes, .sharedaddy, .sd-block, .jp-relatedposts, "
    ".comment-edit-link, .says, .screen-reader-text, .avatar, #respond, .comment-respond"
)
TITLE = (".entry-title", ".p-name", '[itemprop="headline"]', ".post-title", "article h1", "h1", "h2")
BODY = (
    '[itemprop="articleBody"]',
    ".entry-content",
    ".h-entry .e-content",
    ".post-content",
    ".article-content",
    ".post-entry",
    ".entry-body",
    ".entry",
    ".post .content",
    "article",
)
NAME = (
    ".comment-author .fn",
    ".vcard .fn",
    ".fn",
    ".p-author .p-name",
    ".p-author",
    '[itemprop="author"] [itemprop="name"]',
    '[itemprop="author"]',
    '[itemprop="creator"]',
    ".comment-author-name",
    ".comment-author",
    ".commentauthor",
    ".author",
    "cite",
)
WORDS = (
    ".comment-content",
    ".comment-text",
    ".comment_text",
    ".commenttext",
    ".contenttext",
    ".comment-entry",
    ".e-content",
    '[itemprop="text"]',
    '[itemprop="commentText"]',
    ".comment-body-content",
)
WHEN = ("time[datetime]", ".dt-published[datetime]", '[itemprop="datePublished"]', '[itemprop="dateCreated"]', "abbr.published")
DAY = (".comment-date", ".comment-metadata", ".comment-meta", ".commentmetadata", ".comment-time", ".date", "small", ".meta")
LINK = ("a.url", "a.u-url", 'a[itemprop="url"]', 'a[rel~="external"]')
PINGED = re.compile(r"^\s*(pingback|trackback)\b", re.IGNORECASE)
NOT_APPROVED = "comments that wait for approval, are spam or in the trash"


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    data, broken = saved_page(file)
    if broken:
        yield broken
        return
    text, otherwise = decoded(data)
    if text.count("<") - 2 * text.count("</") > LEFT_OPEN:
        yield Rejected("posts", f"more than {LEFT_OPEN:,} tags are left open: this is not a page", clean(data[: 1 << 20]), 0, 1)
        return
    tree = parsed(text)
    about = Facts() if tree is None else facts(tree, text)
    if tree is None or not about.address:
        yield Rejected("posts", "the page does not say its address (canonical link, og:url, or `saved from`)", clean(data), 0, 1)
        return
    page = _Page(tree, about, recipe)
    page.gathered.repaired[BYTES] += otherwise
    yield from page.read()
    yield from page.gathered.coverage((page.site,), page.streams, "query", f"wordpress_page: {file.name}")
    yield from page.gathered.repairs()


class _Page:
    """One page: its article and what came in under it."""

    def __init__(self, tree: LexborHTMLParser, about: Facts, recipe: Recipe) -> None:
        self.tree, self.about = tree, about
        self.gathered = Gathered(recipe.observed_us)
        # the second page of an article's comments is canonical by itself
        self.address = comment_of(f"{untracked(about.address).partition('#')[0]}#comment-0")[0]
        self.site = site_account(about.site) or site_account(self.address, host_only=True)
        told = iso(about.published)
        offset = told.utcoffset() if told else None
        self.ahead_us = None if offset is None else int(offset.total_seconds()) * 1_000_000
        self.waiting = 0
        self.people: dict[str, str | None] = {}
        self.streams = ["own_posts"]

    def read(self) -> Iterator[Item]:
        for node in self.tree.css(NOISE):
            node.decompose()
        found = self._elements()
        author = self._author(found)
        below = [(number, element, above) for number, element, above in found if not self._waits(element)]
        self._article(author, {number for number, _, _ in found})
        self._elsewhere()
        for number, element, above in below:
            self._comment(number, element, above, author)
        if below:
            self.streams.append("replies")
        yield from self.gathered.rows()
        if self.waiting:
            yield Filtered("posts", self.waiting, NOT_APPROVED)

    def _elsewhere(self) -> None:
        """The blog's other profiles, as the page itself names them (rel=me); what stands in a comment is a reader's."""
        own = (node for node in self.tree.css('a[rel~="me"], link[rel~="me"]') if not _owner(node))
        links = dict.fromkeys(link for node in own if (link := absolute(attribute(node, "href"), self.address)))
        if links and self.site:
            self.gathered.account(self.site, None, absolute(self.about.site) or None, tuple(links))

    def _elements(self) -> list[tuple[str, LexborNode, str]]:
        """Each comment's number, its outermost element, and the number of the comment that it answers ("" for the article)."""
        outermost: dict[str, LexborNode] = {}
        above: dict[str, str] = {}
        last_at: dict[int, str] = {}
        for node in self.tree.css("[id*='comment-']"):
            number = _number(node)
            if not number or number in outermost:
                continue
            outermost[number] = node
            ancestor, up = "", node.parent
            while up is not None:
                if (inside := _number(up)) and inside != number:
                    ancestor = inside
                    break
                up = up.parent
            depth = _depth(node)
            above[number] = ancestor or (last_at.get(depth - 1, "") if depth > 1 else "")
            if depth:
                last_at = {**{level: one for level, one in last_at.items() if level < depth}, depth: number}
        return [(number, node, above[number]) for number, node in outermost.items()]

    def _waits(self, element: LexborNode) -> bool:
        waits = any(_owner(one) == _number(element) for one in element.css(".comment-awaiting-moderation"))
        self.waiting += waits
        return waits

    def _author(self, found: list[tuple[str, LexborNode, str]]) -> str | None:
        """The article's author: as the page links to them, or as WordPress marks their own comments; else the blog."""
        slug = re.search(r"/author/([^/?#]+)/?$", self.about.author)
        login = slug[1] if slug and site_account(self.about.author, host_only=True) == site_account(self.address, host_only=True) else ""
        for _, element, _ in found:
            classes = _classes(element)
            if not login and "bypostauthor" in classes:
                login = next((one.removeprefix("comment-author-") for one in classes if one.startswith("comment-author-")), "")
        return author_account(self.site, login) or self.site or None

    def _article(self, author: str | None, numbers: set[str]) -> None:
        body, title = first(self.tree, BODY), first(self.tree, TITLE)
        html = ""
        if body is not None and not any(_number(one) in numbers for one in body.css("[id*='comment-']")):
            html = body.html or ""
        text, links = worded(html, self.address)
        published, edited = (self._moment(written) for written in (self.about.published, self.about.modified))
        if published is None and body is not None and (when := first(self.tree, WHEN)) is not None and not _owner(when):
            published = self._moment(attribute(when, "datetime") or attribute(when, "content") or attribute(when, "title"))
        self.gathered.post(
            post_id=self.address,
            kind="article",
            account_id=author,
            published_us=published,
            text=titled(title.text(strip=True) if title is not None and title.text(strip=True) else self.about.title, text) or None,
            lang=self.about.lang or None,
            url=self.address,
            links=links,
            tags=list(self.about.tags) or None,
            edited_us=edited if edited and (published is None or edited > published) else None,
        )

    def _comment(self, number: str, element: LexborNode, above: str, author: str | None) -> None:
        own = _Own(element, number)
        kind = own.kind()
        named, given = own.author(self.address)
        page = page_of(given) if kind != "comment" else ""
        if kind != "comment":
            place = site_account(page)
            who = self.site if place == self.site or place.startswith(f"{self.site}/") else site_account(page, host_only=True) or None
        elif "bypostauthor" in _classes(element) and author:
            who = author
            self.gathered.account(author, named, absolute(given) or None)
        else:
            who = self.gathered.commenter(self.site, named, given)
        self.people[number] = who
        text, links = worded(own.words(kind), self.address)
        ident = comment_id(self.address, number)
        answered = above if above and kind == "comment" else ""
        self.gathered.post(
            post_id=ident,
            kind=kind,
            account_id=who,
            published_us=self._when(own),
            text=text or None,
            url=page or ident,
            reply_to=comment_id(self.address, answered) if answered else self.address,
            reply_to_account=self.people.get(answered) if answered else author,
            root=self.address,
            links=list(dict.fromkeys([*([page] if page else []), *links])),
        )

    def _when(self, own: _Own) -> int | None:
        if (when := own.find(WHEN)) is not None:
            written = attribute(when, "datetime") or attribute(when, "content") or attribute(when, "title")
            if (at := self._moment(written)) is not None:
                return at
        for text in own.days():
            if (local := shown(text)) is not None:
                if self.ahead_us is None:
                    self.gathered.repaired[NO_ZONE] += 1
                return us(local.replace(tzinfo=UTC)) - (self.ahead_us or 0)
        self.gathered.repaired[NO_TIME] += 1
        return None

    def _moment(self, written: str) -> int | None:
        at = iso_us(written)
        if at is None and (at := iso_us(written, ahead_us=self.ahead_us or 0)) is not None and self.ahead_us is None:
            self.gathered.repaired[NO_ZONE] += 1
        return at


class _Own:
    """What stands in a comment's element and in none that is nested in it."""

    def __init__(self, element: LexborNode, number: str) -> None:
        self.element, self.number = element, number

    def find(self, selectors: tuple[str, ...]) -> LexborNode | None:
        for selector in selectors:
            for one in self.element.css(selector):
                if _owner(one) == self.number and one.mem_id != self.element.mem_id:
                    return one
        return None

    def kind(self) -> str:
        classes = _classes(self.element)
        for kind in ("pingback", "trackback", "webmention"):
            if kind in classes:
                return kind
        head = next((child.text(strip=True) for child in self.element.iter() if child.text(strip=True)), "")
        found = PINGED.match(head)
        return found[1].lower() if found else "comment"

    def author(self, base: str) -> tuple[str | None, str]:
        """The name as shown, and the address given with it ("" if none)."""
        shows = self.find(NAME)
        link = first(shows, LINK) if shows is not None else None
        link = link if link is not None else self.find(LINK)
        if link is None and shows is not None:
            link = shows if shows.tag == "a" else shows.css_first("a[href]")
        if link is None and self.kind() != "comment":
            link = self.find(("a[href]",))
        said = link if shows is None else shows
        name = name_of(said.text(separator=" ")) if said is not None else None
        address = absolute(attribute(link, "href"), base)
        # the date of a comment links to the comment
        return name, "" if comment_of(address)[1] else address

    def days(self) -> Iterator[str]:
        for selector in (f'a[href$="#comment-{self.number}"]', *DAY):
            if (found := self.find((selector,))) is not None:
                yield found.text(separator=" ")

    def words(self, kind: str) -> str:
        if (found := self.find(WORDS)) is not None:
            # one theme's text is another's frame of text, name and day
            inner = next((one for selector in WORDS for one in found.css(selector) if one.mem_id != found.mem_id), found)
            return inner.html or ""
        below = [one for one in self.element.css("p, blockquote, ul:not(.children), pre") if _owner(one) == self.number]
        texts = [one for one in below if not any(one.parent is not None and _inside(one, other) for other in below)]
        return "".join(one.html or "" for one in texts if kind == "comment" or not PINGED.match(one.text(strip=True)))


def _inside(node: LexborNode, other: LexborNode) -> bool:
    up = node.parent
    while up is not None:
        if up.mem_id == other.mem_id:
            return True
        up = up.parent
    return False


def _number(node: LexborNode) -> str:
    found = COMMENT.match(node.id or "")
    return found[1] if found else ""


def _owner(node: LexborNode) -> str:
    """The number of the comment that the node stands in; "" outside."""
    up: LexborNode | None = node
    while up is not None:
        if number := _number(up):
            return number
        up = up.parent
    return ""


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _depth(node: LexborNode) -> int:
    for one in _classes(node):
        if one.startswith("depth-") and one[6:].isascii() and one[6:].isdigit() and len(one) < 10:
            return int(one[6:])
    return 0


def _sniff(head: Head) -> float:
    start = head.data[:4096].lower()
    if not (b"<html" in start or b"<!doctype html" in start):
        return 0.0
    known = re.search(rb"/wp-(?:content|includes|json|upload)|content=[\"']WordPress|id=[\"'](?:li-|div-)?comment-\d", head.data)
    return 0.8 if known else 0.0


source = Source(
    name="wordpress_page",
    title="WordPress: a saved page with its comments (HTML)",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain="the article's page in a browser: Save page as → HTML only; where comments are cut into pages, each of them",
    cannot_tell=(
        "comments on other pages, or that a service of others shows (Disqus, Facebook); what a comment answers below the depth at which "
        "the blog stops to nest; times to the minute and their time zone where the theme shows days only; tags where the theme hides them"
    ),
)
