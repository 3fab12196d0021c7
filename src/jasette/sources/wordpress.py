"""WordPress exports (WXR 1.0 to 1.2): articles, their comments, pingbacks and trackbacks.

The address of an article is its id, `<address>#comment-<id>` that of what came in under it. Authors of the blog are
`blog:<site>/author/<login>`, as on their page there. Who comments is known by name only, and by the address given with
it, which nobody has checked: `blog:<address>#<hash of the name>`, else `blog:<site>/commenter#<hash of the name>`. Such an
id never is that of a site or of an author: anyone can type anybody's address. A comment is an author's where the export
says who was logged in, under that author's name. A page that pings is the site's that holds it (`blog:<host>`); its
address stands in `url` and `links`, the article that it cites in `reply_to`. E-mail and IP addresses are never read, and
are taken out of what is set aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.source import Filtered, Head, Item, Recipe, Rejected, Source
from jasette.source.blog import (
    Gathered,
    author_account,
    clean,
    comment_id,
    is_mail,
    name_of,
    page_of,
    site_account,
    titled,
    worded,
)
from jasette.source.contained import contained
from jasette.source.gathered import AT_ONCE
from jasette.source.html import absolute
from jasette.source.pieces import Broken, Piece, again, pieces
from jasette.source.times import gmt_us, rfc_us
from jasette.source.wxr import REPLACED, Fields, Site, opening, read_head, read_item

if TYPE_CHECKING:
    from jasette.source.files import InputFile
    from jasette.source.wxr import Item as Entry

ARTICLES = ("post", "page")
KINDS = {"": "comment", "comment": "comment", "pingback": "pingback", "trackback": "trackback", "webmention": "webmention"}
COVERED = ("own_posts", "replies", "threads")

NOT_ARTICLES = "menus, pictures and others that are neither posts nor pages"
NOT_PUBLISHED = "not published, or not yet"
LOCKED = "protected by a password"
NOT_APPROVED = "comments that wait for approval, are spam or in the trash"
BELOW = "comments on what is not public, or no article"
OTHER_KINDS = "notes, orders and others that are no comments"


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    export = _Export(file.name, recipe)
    stream = file.open()
    for piece in pieces(stream):
        yield from export.take(piece)
    if stream.damage:
        yield export.reject(f"{stream.damage}; what follows could not be unpacked", b"", stream.position, None)
    yield from export.finish()


class _Export:
    """One export on its way: the blog, rows not yet handed out, counts."""

    def __init__(self, name: str, recipe: Recipe) -> None:
        self.name = name
        self.site, self.blog = Site(), ""
        self.gathered = Gathered(recipe.observed_us)
        self.authors: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.rejected = 0

    def take(self, piece: Piece) -> Iterator[Item]:
        if piece.kind == "head":
            yield from self._head(piece)
        elif piece.kind == "doctype":
            yield self.reject("a DOCTYPE: an export has none, and its entities are never expanded", b"", piece.offset, piece.line)
        elif piece.kind == "broken":
            yield self.reject("the item does not end: </item> is missing, or the file was cut off", piece.data, piece.offset, piece.line)
        else:
            yield from self._item(piece)
        yield from self.gathered.rows(least=AT_ONCE)

    def finish(self) -> Iterator[Item]:
        yield from self.gathered.rows()
        if self.blog:
            how = "sample" if self.rejected else "complete"
            yield from self.gathered.coverage((self.blog, *self.authors), COVERED, how, f"wordpress: {self.name}")
        for reason, count in sorted(self.counts.items()):
            yield Filtered("posts", count, reason)
        yield from self.gathered.repairs()

    def reject(self, reason: str, raw: bytes, offset: int, line: int | None) -> Rejected:
        """What is set aside is a small export of its own, so that it can be read again; without e-mail and IP addresses."""
        self.rejected += 1
        return Rejected("posts", reason, self._small(clean(raw)) if raw else b"", offset, line)

    def _small(self, raw: bytes) -> bytes:
        if not re.match(rb"\s*<item[\s>]", raw):
            return raw
        named = {int(number) for number in re.findall(rb"comment_user_id>\D{0,12}(\d{1,18})", raw)}
        known = "".join(
            f"<wp:author>{_element('wp:author_id', author)}{_element('wp:author_login', author)}"
            f"{_element('wp:author_display_name', author)}</wp:author>"
            for author in self.site.authors
            if _number(author.get("wp:author_id")) in named or len(self.site.authors) == 1
        )
        facts = "".join(_element(name, self.site.fields) for name in ("link", "language", "pubDate", "wp:base_blog_url"))
        start = opening(self.site.namespaces) + (facts + known).encode("utf-8", "replace")
        return start + raw + b"</channel></rss>"

    def _head(self, piece: Piece) -> Iterator[Item]:
        self.site, problem = read_head(piece.data)
        self.blog = site_account(self.site.url)
        if self.gathered.observed_us is None:
            self.gathered.observed_us = rfc_us(self.site.fields.get("pubDate", ""))
        if problem:
            # the blog's name and its authors: each one that could be read was read
            place = f"byte {piece.offset + problem.offset}, line {piece.line + problem.line}"
            yield self.reject(f"before the items: {problem} ({place})", piece.data, piece.offset, piece.line)
        for author in self.site.authors:
            if account := self._author(author.get("wp:author_login", "")):
                self.gathered.account(account, name_of(author.get("wp:author_display_name", "")), absolute(self.site.url) or None)

    def _item(self, piece: Piece) -> Iterator[Item]:
        try:
            item = read_item(piece, self.site)
        except Broken as error:
            bad, rest = again(piece) or (piece, None)
            yield self.reject(f"{error} (byte {error.offset}, line {error.line})", bad.data, bad.offset, bad.line)
            if rest is not None:
                yield from self._item(rest)
            return
        self.gathered.repaired[REPLACED] += item.repaired
        kind = item.fields.get("wp:post_type") or "post"
        if kind not in ARTICLES:
            self._leave_out(NOT_ARTICLES, item)
        elif item.fields.get("wp:status") != "publish":
            self._leave_out(NOT_PUBLISHED, item)
        elif item.fields.get("wp:post_password"):
            self._leave_out(LOCKED, item)
        elif address := self._address(item.fields):
            yield from self._article(item, address, piece)
        else:
            yield self.reject(
                "the article has no address: link, guid and wp:base_blog_url are missing", piece.data, piece.offset, piece.line
            )

    def _leave_out(self, reason: str, item: Entry) -> None:
        self.counts[reason] += 1
        if item.comments:
            self.counts[BELOW] += len(item.comments)

    def _address(self, fields: Fields) -> str:
        for given in (fields.get("link"), fields.get("guid")):
            if given and re.match(r"https?://[^\s/]", given):
                return given
        base, number = self.site.url, fields.get("wp:post_id", "")
        return f"{base.rstrip('/')}/?p={number}" if absolute(base) and number.isdigit() else ""

    def _article(self, item: Entry, address: str, piece: Piece) -> Iterator[Item]:
        fields = item.fields
        site = self.blog or site_account(address, host_only=True)
        author = self._author(fields.get("dc:creator", ""), site) or site or None
        published = gmt_us(fields.get("wp:post_date_gmt")) or rfc_us(fields.get("pubDate", ""))
        edited = gmt_us(fields.get("wp:post_modified_gmt"))
        text, links = worded(fields.get("content:encoded", ""), address)
        if author:
            self.authors.add(author)
            self.gathered.account(author, None, absolute(self.site.url) or None)
        self.gathered.post(
            post_id=address,
            kind="article",
            account_id=author,
            published_us=published,
            text=titled(fields.get("title", ""), text),
            lang=self.site.fields.get("language") or None,
            url=address,
            reply_to=None,
            reply_to_account=None,
            root=None,
            links=links,
            tags=list(dict.fromkeys(tag.lower() for tag in item.tags if tag)) or None,
            edited_us=edited if edited and (published is None or edited > published) else None,
        )
        yield from self._comments(item, address, author, site, piece)

    def _comments(self, item: Entry, address: str, author: str | None, site: str, piece: Piece) -> Iterator[Item]:
        # a clock of the blog's own: as far from GMT as the article's
        local, gmt = gmt_us(item.fields.get("wp:post_date")), gmt_us(item.fields.get("wp:post_date_gmt"))
        ahead = local - gmt if local is not None and gmt is not None else None
        people: dict[str, str | None] = {"0": author}
        taken = []
        for comment in item.comments:
            kind = KINDS.get(comment.get("wp:comment_type", ""))
            if kind is None:
                self.counts[OTHER_KINDS] += 1
            elif comment.get("wp:comment_approved") != "1":
                self.counts[NOT_APPROVED] += 1
            elif not comment.get("wp:comment_id", "").isdigit():
                yield self.reject("a comment's wp:comment_id is missing or is no number", b"", piece.offset, piece.line)
            else:
                who = self._commenter(comment, site) if kind == "comment" else self._citing(comment, site)
                people[comment["wp:comment_id"]] = who
                taken.append((kind, who, comment))
        for kind, who, comment in taken:
            above = comment.get("wp:comment_parent", "0") or "0"
            above = above if above.isdigit() and kind == "comment" and above != comment["wp:comment_id"] else "0"
            text, links = worded(comment.get("wp:comment_content", ""), address)
            page = page_of(comment.get("wp:comment_author_url", "")) if kind != "comment" else ""
            claimed = gmt_us(comment.get("wp:comment_date_gmt"))
            if claimed is None and ahead is not None and (shown := gmt_us(comment.get("wp:comment_date"))) is not None:
                claimed = shown - ahead
            place = comment_id(address, comment["wp:comment_id"])
            # the columns of an article in their order: rows that are alike are put together faster
            self.gathered.post(
                post_id=place,
                kind=kind,
                account_id=who,
                published_us=claimed,
                text=text,
                lang=None,
                url=page or place,
                reply_to=address if above == "0" else comment_id(address, above),
                reply_to_account=people.get(above),
                root=address,
                links=list(dict.fromkeys([page, *links])) if page else links,
                tags=None,
                edited_us=None,
            )

    def _author(self, login: str, site: str = "") -> str:
        return author_account(site or self.blog, login)

    def _commenter(self, comment: Fields, site: str) -> str | None:
        name = name_of(comment.get("wp:comment_author", ""))
        if name is None:
            return None
        number = _number(comment.get("wp:comment_user_id"))
        for author in self.site.authors if number else ():
            login, shown = author.get("wp:author_login", ""), name_of(author.get("wp:author_display_name", ""))
            if _number(author.get("wp:author_id")) == number and name in (login, shown):
                return self._author(login, site) or None
        return self.gathered.commenter(site, name, comment.get("wp:comment_author_url", ""))

    def _citing(self, comment: Fields, site: str) -> str | None:
        page = page_of(comment.get("wp:comment_author_url", ""))
        place = site_account(page)
        if site and (place == site or place.startswith(f"{site}/")):
            # the blog cites itself: who of its authors did is known where there is one
            return self._author(self.site.authors[0].get("wp:author_login", ""), site) if len(self.site.authors) == 1 else site
        return site_account(page, host_only=True) or None


def _number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 19 else 0


def _element(name: str, fields: Fields) -> str:
    from xml.sax.saxutils import escape

    return f"<{name}>{escape(fields[name])}</{name}>" if name in fields and not is_mail(fields[name]) else ""


def _sniff(head: Head) -> float:
    is_export = re.search(rb"https?://(?:www\.)?wordpress\.org/export/\d", head.data) is not None
    return 0.95 if is_export and b"<rss" in head.data else 0.0


source = Source(
    name="wordpress",
    title="WordPress: exports with articles and comments (WXR)",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain="the blog's own pages: Tools → Export → All content; several files of one export are added one after another",
    cannot_tell=(
        "whether the export was of all content (it is taken to be complete from its first to its last entry); what was removed before; "
        "who commented, beyond a name and an address that nobody has checked; which article of the same blog a page that pings it is by, "
        "where the blog has several authors"
    ),
)
