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

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from jasette.schema import STREAMS, TABLES
from jasette.source import Filtered, Head, Item, Recipe, Rejected, Repaired, Rows, Source
from jasette.source.html import absolute, plain, written_links
from jasette.source.wxr import REPLACED, Broken, Fields, Piece, Site, again, opening, pieces, read_head, read_item

if TYPE_CHECKING:
    from jasette.source.files import InputFile
    from jasette.source.wxr import Item as Entry

AT_ONCE = 2_000
ARTICLES = ("post", "page")
KINDS = {"": "comment", "comment": "comment", "pingback": "pingback", "trackback": "trackback", "webmention": "webmention"}
COVERED = ("own_posts", "replies", "threads")
NAMELESS = ("anonymous", "anonyme")
"""What WordPress shows where no name was given: these are many people."""
SHORTCODE = re.compile(r"\[/?(?:caption|wp_caption|gallery|audio|video|playlist|embed)(?:\s[^\]]*)?/?\]")

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
        self.name, self.observed_us = name, recipe.observed_us
        self.site, self.blog = Site(), ""
        self.posts: list[dict[str, Any]] = []
        self.accounts: list[dict[str, Any]] = []
        self.given: set[int] = set()
        self.authors: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.repaired = self.rejected = 0
        self.first: int | None = None
        self.last: int | None = None

    def take(self, piece: Piece) -> Iterator[Item]:
        if piece.kind == "head":
            yield from self._head(piece)
        elif piece.kind == "doctype":
            yield self.reject("a DOCTYPE: an export has none, and its entities are never expanded", b"", piece.offset, piece.line)
        elif piece.kind == "broken":
            yield self.reject("the item does not end: </item> is missing, or the file was cut off", piece.data, piece.offset, piece.line)
        else:
            yield from self._item(piece)
        if len(self.posts) >= AT_ONCE:
            yield from self._rows()

    def finish(self) -> Iterator[Item]:
        yield from self._rows()
        if self.first is not None and self.last is not None and self.blog:
            span = {"from_us": self.first, "to_us": self.last + 1, "how": "sample" if self.rejected else "complete"}
            whose = sorted({self.blog, *self.authors})
            rows = [
                {"subject": subject, "stream": stream, **span, "source": f"wordpress: {self.name}"}
                for subject in whose
                for stream in STREAMS
                if stream in COVERED
            ]
            yield Rows("coverage", pa.Table.from_pylist(rows, TABLES["coverage"].arrow))
        for reason, count in sorted(self.counts.items()):
            yield Filtered("posts", count, reason)
        if self.repaired:
            yield Repaired(REPLACED, self.repaired)

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
        if self.observed_us is None:
            self.observed_us = _rfc_us(self.site.fields.get("pubDate", ""))
        if problem:
            # the blog's name and its authors: each one that could be read was read
            place = f"byte {piece.offset + problem.offset}, line {piece.line + problem.line}"
            yield self.reject(f"before the items: {problem} ({place})", piece.data, piece.offset, piece.line)
        for author in self.site.authors:
            if account := self._author(author.get("wp:author_login", "")):
                self._account(account, name_of(author.get("wp:author_display_name", "")), absolute(self.site.url) or None)

    def _item(self, piece: Piece) -> Iterator[Item]:
        try:
            item = read_item(piece, self.site)
        except Broken as error:
            bad, rest = again(piece) or (piece, None)
            yield self.reject(f"{error} (byte {error.offset}, line {error.line})", bad.data, bad.offset, bad.line)
            if rest is not None:
                yield from self._item(rest)
            return
        self.repaired += item.repaired
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
        published = gmt_us(fields.get("wp:post_date_gmt")) or _rfc_us(fields.get("pubDate", ""))
        edited = gmt_us(fields.get("wp:post_modified_gmt"))
        title, (text, links) = unescape(fields.get("title", "")).strip(), worded(fields.get("content:encoded", ""), address)
        if author:
            self.authors.add(author)
            self._account(author, None, absolute(self.site.url) or None)
        self._post(
            post_id=address,
            kind="article",
            account_id=author,
            published_us=published,
            text=f"{title}\n\n{text}".strip(),
            lang=self.site.fields.get("language") or None,
            url=address,
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
            page = page_of(comment) if kind != "comment" else ""
            claimed = gmt_us(comment.get("wp:comment_date_gmt"))
            if claimed is None and ahead is not None and (shown := gmt_us(comment.get("wp:comment_date"))) is not None:
                claimed = shown - ahead
            self._post(
                post_id=f"{address}#comment-{comment['wp:comment_id']}",
                kind=kind,
                account_id=who,
                published_us=claimed,
                text=text,
                url=page or f"{address}#comment-{comment['wp:comment_id']}",
                reply_to=address if above == "0" else f"{address}#comment-{above}",
                reply_to_account=people.get(above),
                root=address,
                links=list(dict.fromkeys([*([page] if page else []), *links])),
            )

    def _author(self, login: str, site: str = "") -> str:
        site = site or self.blog
        return f"{site}/author/{login.lower()}" if site and login and not is_mail(login) else ""

    def _commenter(self, comment: Fields, site: str) -> str | None:
        name = name_of(comment.get("wp:comment_author", ""))
        if name is None:
            return None
        number = _number(comment.get("wp:comment_user_id"))
        for author in self.site.authors if number else ():
            login, shown = author.get("wp:author_login", ""), name_of(author.get("wp:author_display_name", ""))
            if _number(author.get("wp:author_id")) == number and name in (login, shown):
                return self._author(login, site) or None
        given = absolute(comment.get("wp:comment_author_url", ""))
        place = site_account(given)
        key = hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:16]
        account = f"{place}#{key}" if place else f"{site}/commenter#{key}"
        self._account(account, name, given if place else None)
        return account

    def _citing(self, comment: Fields, site: str) -> str | None:
        page = page_of(comment)
        place = site_account(page)
        if site and (place == site or place.startswith(f"{site}/")):
            # the blog cites itself: who of its authors did is known where there is one
            return self._author(self.site.authors[0].get("wp:author_login", ""), site) if len(self.site.authors) == 1 else site
        return site_account(page, host_only=True) or None

    def _post(self, **row: Any) -> None:
        at = row["published_us"]
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)
        self.posts.append({**row, "platform": "blog", "observed_us": self.observed_us, "visibility": "public"})

    def _account(self, account_id: str, name: str | None, url: str | None) -> None:
        key = hash((account_id, name, url))
        known = name is None and hash(account_id) in self.given
        if key in self.given or known:
            return
        self.given |= {key, hash(account_id)}
        row = {"account_id": account_id, "platform": "blog", "name": name, "url": url, "observed_us": self.observed_us}
        self.accounts.append(row)

    def _rows(self) -> Iterator[Rows]:
        for into, rows in (("posts", self.posts), ("accounts", self.accounts)):
            if rows:
                yield Rows(into, pa.Table.from_pylist(rows, TABLES[into].arrow))
                rows.clear()


def worded(html: str, base: str) -> tuple[str, list[str]]:
    """Plain text, and all that it links to, written-out addresses included: WordPress makes links of them."""
    if "<p" not in html and "<!-- wp:" not in html:
        # classic texts have no paragraphs of their own
        html = html.replace("\r\n", "\n").replace("\n", "<br>")
    written = plain(SHORTCODE.sub("", html), base=base)
    return written.text, list(dict.fromkeys([*written.links, *written_links(written.text)]))


def page_of(comment: Fields) -> str:
    """The page that a ping came from; "" where there is none, or where it holds a mail address."""
    page = absolute(comment.get("wp:comment_author_url", ""))
    return "" if "@" in urlsplit(page).netloc else page


def site_account(address: str, *, host_only: bool = False) -> str:
    """`blog:host/path` of a site, as the roster writes it; "" where the address is none, or holds a user name or a mail address."""
    address = absolute(address)
    parts = urlsplit(address)
    if not parts.hostname or "@" in parts.netloc:
        return ""
    path = unquote(parts.path).rstrip("/")
    if host_only:
        # on hosts of many, the first part says whose page it is
        first = path.split("/")[1:2]
        path = f"/{first[0]}" if first and first[0][:1] in ("@", "~") else ""
    host = parts.netloc.lower().removeprefix("www.")
    return "" if is_mail(path.strip("/")) else f"blog:{host}{path}"


def name_of(written: str) -> str | None:
    """A name as given; None where there is none, where it is a mail address, or WordPress's word for nobody."""
    name = " ".join(unescape(written).split())
    return None if not name or is_mail(name) or name.casefold() in NAMELESS else name


def is_mail(text: str) -> bool:
    return re.search(r"[^\s@/]@[^\s@]+\.\w", text) is not None


def gmt_us(written: str | None) -> int | None:
    """Microseconds of `2012-01-05 14:30:46`, taken as GMT; None for zeros and for what is no time."""
    try:
        return int(datetime.strptime((written or "").strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()) * 1_000_000
    except (ValueError, OverflowError):
        return None


def _rfc_us(written: str) -> int | None:
    if " -0001 " in written:
        # what WordPress makes of zeros, which a lenient reader takes for the year 2000
        return None
    try:
        at = parsedate_to_datetime(written)
        return int(at.timestamp()) * 1_000_000 if at.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 19 else 0


def _element(name: str, fields: Fields) -> str:
    from xml.sax.saxutils import escape

    return f"<{name}>{escape(fields[name])}</{name}>" if name in fields and not is_mail(fields[name]) else ""


PRIVATE = re.compile(
    rb"(<[\w-]*:?(?:comment_author_(?:email|IP)|author_email)[^>]*>)(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|[^<]*)", re.DOTALL | re.IGNORECASE
)
MAIL = re.compile(rb"[^\s<>\[\]\"'=]*@[^\s<>\[\]\"']*")
IP = re.compile(
    rb"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}"
    rb"|(?<![\w:])[0-9A-Fa-f:]*::[0-9A-Fa-f:]*"
)


def clean(raw: bytes) -> bytes:
    """Bytes of a broken piece without e-mail and IP addresses, whatever element they stand in."""
    return IP.sub(b"", MAIL.sub(b"", PRIVATE.sub(rb"\1", raw)))


def _sniff(head: Head) -> float:
    is_export = re.search(rb"https?://(?:www\.)?wordpress\.org/export/\d", head.data) is not None
    return 0.95 if is_export and b"<rss" in head.data else 0.0


source = Source(
    name="wordpress",
    title="WordPress: exports with articles and comments (WXR)",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    obtain="the blog's own pages: Tools → Export → All content; several files of one export are added one after another",
    cannot_tell=(
        "whether the export was of all content (it is taken to be complete from its first to its last entry); what was removed before; "
        "who commented, beyond a name and an address that nobody has checked; which article of the same blog a page that pings it is by, "
        "where the blog has several authors"
    ),
)
