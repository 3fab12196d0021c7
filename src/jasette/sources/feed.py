"""Feeds of blogs and papers, and of their comments: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0.

An entry is an article, or a comment where its address says so (`#comment-12`) or where it names what it answers
(`thr:in-reply-to`). Ids are those of all sources of blogs (`source.blog`), so that a feed, its comment feed and an export
meet; a guid is looked at only where an entry has no address of its own, since guids are repeated and changed. An answer to
a comment is known in WordPress's feeds by the words it puts in front of it ("In reply to …" with a link, in the blog's
language): they are taken off the text. Entries are checked strictly before feedparser reads them: it would take up files,
guess at broken XML, and expand entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from jasette.source import Head, Item, Recipe, Rejected, Source
from jasette.source.addresses import untracked
from jasette.source.blog import Gathered, clean, comment_id, comment_of, name_of, site_account, titled, worded
from jasette.source.contained import contained
from jasette.source.gathered import AT_ONCE
from jasette.source.html import absolute
from jasette.source.pieces import SECTION, Broken, Piece, again, encoding_of, mended, pieces, utf8
from jasette.source.times import NO_TIME, NO_ZONE, iso_us, rfc_us

if TYPE_CHECKING:
    from jasette.source.files import InputFile

TOGETHER = 50
"""Entries that feedparser is given at once: it takes longer to begin than to read one."""
DEEPEST = 200
LONGEST = 16 << 20
NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30};)")
ROOT = re.compile(rb"<(rss|feed|[\w-]+:RDF)[\s>]")
DECLARATIONS = re.compile(rb"<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", re.DOTALL)
ANSWERS = re.compile(r"^\s*(?:<p>)?[^<]{0,60}<a[^>]{1,20}href=[\"']([^\"'>]+#comment-\d+)[\"'][^>]*>[^<]*</a>\s?\.?(?:\s*</p>)?\s*")
MENDED = "entries that are XML only after a repair: control characters, names of characters that HTML knows"
OPENING = (
    b'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:thr="http://purl.org/syndication/thread/1.0" '
    b'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
)
"""What stands before entries where the feed's own start cannot be read."""


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    yield from _Feed(file.name, recipe).read(file)


class _Feed:
    """One feed on its way: what it says of itself, entries that wait, rows not yet handed out."""

    def __init__(self, name: str, recipe: Recipe) -> None:
        self.name = name
        self.gathered = Gathered(recipe.observed_us)
        self.encoding, self.tag = "utf-8", "item"
        self.opening, self.closing = OPENING, b"</channel></rss>"
        self.link = self.site = self.lang = ""
        self.waiting: list[tuple[Piece, bytes]] = []
        self.articles = self.comments = False
        self.rejected = 0

    def read(self, file: InputFile) -> Iterator[Item]:
        self.tag = "entry" if (found := ROOT.search(file.head().data)) and found[1] == b"feed" else "item"
        stream = file.open()
        for piece in pieces(stream, self.tag, LONGEST):
            if piece.kind == "head":
                yield from self._head(piece)
            elif piece.kind == "broken":
                yield self._reject("the entry does not end, is too long, or the file was cut off", piece)
            elif piece.kind == "item":
                yield from self._check(piece)
            if len(self.waiting) >= TOGETHER:
                yield from self._entries()
            yield from self.gathered.rows(least=AT_ONCE)
        yield from self._entries()
        if stream.damage:
            yield Rejected("posts", f"{stream.damage}; what follows could not be unpacked", b"", stream.position)
        yield from self.gathered.rows()
        streams = [stream for stream, there in (("own_posts", self.articles), ("replies", self.comments)) if there]
        yield from self.gathered.coverage((self.site,), streams, "query", f"feed: {self.name}")
        yield from self.gathered.repairs()

    def _reject(self, reason: str, piece: Piece) -> Rejected:
        """What is set aside is a small feed of its own, so that it can be read again; without mail and IP addresses."""
        self.rejected += 1
        raw = clean(self.opening + piece.data + self.closing) if piece.kind == "item" else clean(piece.data)
        return Rejected("posts", reason, raw, piece.offset, piece.line)

    def _head(self, piece: Piece) -> Iterator[Item]:
        self.encoding = encoding_of(piece.data)
        begin = ROOT.search(piece.data)
        declared = DECLARATIONS.search(piece.data)
        if declared and declared[1]:
            yield Rejected("posts", "a DOCTYPE with declarations: its entities are never expanded", b"", piece.offset, piece.line)
        if begin is None:
            yield self._reject("neither <rss>, <feed> nor <rdf:RDF>: this is not a feed", piece)
            return
        try:
            data = _entities(mended(utf8(piece.data[begin.start() :], self.encoding)))
            still_open = _checked(data, final=False)
        except Broken as error:
            place = f"byte {piece.offset + begin.start() + error.offset}"
            yield self._reject(f"before the entries: {error} ({place})", piece)
            return
        opening = data[data.index(b"<") :]
        closing = b"".join(b"</%b>" % name.encode() for name in reversed(still_open))
        feed = _parsed(opening + closing).feed
        self.opening, self.closing = opening, closing
        self.link = absolute(feed.get("link") or "")
        self.site = site_account(self.link)
        self.lang = str(feed.get("language") or "")

    def _check(self, piece: Piece) -> Iterator[Item]:
        try:
            data = utf8(piece.data, self.encoding)
            try:
                _checked(self.opening + data + self.closing)
            except Broken:
                better = _entities(mended(data))
                if better == data:
                    raise
                _checked(self.opening + better + self.closing)
                data = better
                self.gathered.repaired[MENDED] += 1
        except Broken as error:
            two = again(piece, self.tag)
            bad, rest = two or (piece, None)
            at = max(error.offset - len(self.opening), 0) if str(error).startswith("not XML") else error.offset
            yield self._reject(f"{error} (byte {piece.offset + min(at, len(piece.data))})", bad)
            if rest is not None:
                yield from self._check(rest)
            return
        self.waiting.append((piece, data))

    def _entries(self) -> Iterator[Item]:
        """Read those that wait; one by one where together they are not as many as they should be."""
        if not self.waiting:
            return
        found = _parsed(self.opening + b"".join(data for _, data in self.waiting) + self.closing).entries
        if len(found) == len(self.waiting):
            pairs = [(piece, entry) for (piece, _), entry in zip(self.waiting, found, strict=True)]
        else:
            each = [(piece, _parsed(self.opening + data + self.closing).entries) for piece, data in self.waiting]
            pairs = [(piece, entries[0] if len(entries) == 1 else {}) for piece, entries in each]
        self.waiting = []
        for piece, entry in pairs:
            if reason := self._entry(entry):
                yield self._reject(reason, piece)

    def _entry(self, entry: dict[str, Any]) -> str:
        """Take an entry in; what is wrong with it where it cannot be."""
        guid = str(entry.get("id") or "")
        given = absolute(str(entry.get("feedburner_origlink") or entry.get("link") or ""), self.link)
        if not given or (given.rstrip("/") == self.link.rstrip("/") and not _parent(entry)):
            # no address of its own: only its guid tells it from the others
            given = absolute(guid) or (f"{given or self.link}#{guid}" if guid and (given or self.link) else "")
        if not given:
            return (
                "the entry has neither an address nor a guid"
                if not guid
                else "the entry has a guid that is no address, in a feed without one"
            )
        address = untracked(given)
        article, number = comment_of(address)
        above = _parent(entry)
        if not number and (found := comment_of(guid))[1] and not above:
            number = found[1]
        if number or above:
            self._comment(entry, article if number else address, number, above)
        else:
            self._article(entry, address)
        return ""

    def _article(self, entry: dict[str, Any], address: str) -> None:
        self.articles = True
        text, links = worded(_content(entry), address)
        published = self._time(entry, "published", "created", "updated")
        edited = self._time(entry, "updated") if "published" in entry else None
        site = self.site or site_account(address, host_only=True)
        self.site = self.site or site
        self.gathered.post(
            post_id=address,
            kind="article",
            account_id=site or None,
            published_us=published,
            text=titled(str(entry.get("title") or ""), text),
            lang=self._lang(entry),
            url=address,
            links=links,
            tags=list(dict.fromkeys(str(tag.get("term")).lower() for tag in entry.get("tags", ()) if tag.get("term"))) or None,
            replies=_count(entry.get("slash_comments") or entry.get("thr_total")),
            edited_us=edited if edited and (published is None or edited > published) else None,
        )

    def _comment(self, entry: dict[str, Any], address: str, number: str, above: str) -> None:
        self.comments = True
        html = _content(entry)
        named = ANSWERS.match(html) if number else None
        root, parent = (address, "") if number else (untracked(above), "")
        if above:
            parent = comment_id(*comment_of(untracked(above))) if comment_of(above)[1] else untracked(above)
        elif named:
            parent = comment_id(*comment_of(untracked(absolute(named[1], address))))
        elif number:
            parent = address
        if not number and comment_of(above)[1]:
            root = comment_of(untracked(above))[0]
        text, links = worded(html[named.end() :] if named else html, address)
        # the feed of one article's comments is called after the article: that is not the blog
        own = self.site if self.link.rstrip("/") != root.rstrip("/") else ""
        site = own or site_account(root, host_only=True)
        self.site = own or site
        author = entry.get("author_detail") or {}
        who = self.gathered.commenter(site, name_of(str(author.get("name") or entry.get("author") or "")), str(author.get("href") or ""))
        ident = comment_id(address, number) if number else address
        self.gathered.post(
            post_id=ident,
            kind="comment",
            account_id=who,
            published_us=self._time(entry, "published", "created", "updated"),
            text=text,
            url=ident,
            reply_to=parent or None,
            root=root or None,
            links=links,
        )

    def _lang(self, entry: dict[str, Any]) -> str | None:
        own = (entry.get("content") or [{}])[0].get("language") or (entry.get("title_detail") or {}).get("language")
        return str(own or self.lang) or None

    def _time(self, entry: dict[str, Any], *names: str) -> int | None:
        for name in names:
            # feedparser's own get takes one time for another
            written = str(dict.get(entry, name) or "").strip()
            if not written:
                continue
            at = rfc_us(written) if not written[:4].isdigit() else None
            at = at if at is not None else iso_us(written)
            if at is None and (at := _unzoned(written, dict.get(entry, f"{name}_parsed"))) is not None:
                self.gathered.repaired[NO_ZONE] += 1
            if at is not None:
                return at
            self.gathered.repaired[NO_TIME] += 1
        return None


def _unzoned(written: str, parsed: Any) -> int | None:
    """feedparser's reading of a time in a rarer spelling; zeros and years that no calendar holds are none."""
    import calendar

    if parsed is None or re.search(r"\b0000\b|-0001|\b\d{5,}\b", written) or not 1970 <= parsed[0] <= 9999:
        return None
    return calendar.timegm(parsed) * 1_000_000


def _content(entry: dict[str, Any]) -> str:
    """The fullest text of an entry, as HTML."""
    from html import escape

    candidates = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    told = [(escape(value, quote=False) if one.get("type") == "text/plain" else value) for one in candidates if (value := one.get("value"))]
    # RSS puts an excerpt beside the text, and feedparser either into content
    return max(told, key=len, default="")


def _parent(entry: dict[str, Any]) -> str:
    """The address of what the entry says that it answers; "" where it says nothing."""
    above = entry.get("thr_in-reply-to")
    if not isinstance(above, dict):
        return ""
    href, ref = str(above.get("href") or ""), str(above.get("ref") or "")
    return href if absolute(href) else ref


def _count(written: Any) -> int | None:
    text = str(written or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _parsed(data: bytes) -> Any:
    """feedparser on bytes that are good XML; a text it would take for a path or an address, and fetch it."""
    import feedparser

    return feedparser.parse(
        data, sanitize_html=False, resolve_relative_uris=False, response_headers={"content-type": "text/xml; charset=utf-8"}
    )


def _checked(data: bytes, *, final: bool = True) -> list[str]:
    """Raise Broken where the XML is not good, nested too deep, or declares anything; the names of elements still open."""
    parser = expat.ParserCreate("UTF-8")
    stack: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        # feedparser's reader sets names and namespaces apart by blanks, of any alphabet
        if any(key.startswith("xmlns") and "".join(value.split()) != value for key, value in attributes.items()):
            raise Broken("a namespace with a blank in it", parser.CurrentByteIndex)
        stack.append(name)
        if len(stack) > DEEPEST:
            raise Broken(f"not XML that anybody reads: elements nested more than {DEEPEST} deep", parser.CurrentByteIndex)

    def doctype(*_: object) -> None:
        raise Broken("a DOCTYPE is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, final)
    except expat.ExpatError as error:
        words = expat.errors.messages.get(error.code, "not XML")
        raise Broken(f"not XML: {words}", max(parser.ErrorByteIndex, 0), max(error.lineno - 1, 0)) from None
    return stack


def _entities(data: bytes) -> bytes:
    """Named characters of HTML (`&nbsp;`), which XML does not know, as the characters."""
    parts = SECTION.split(data)
    parts[::2] = [NAMED.sub(_character, part) for part in parts[::2]]
    return b"".join(parts)


def _character(found: re.Match[bytes]) -> bytes:
    name = found[1].decode("ascii")
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;") or name not in html5:
        return found[0]
    return html5[name].encode()


def _sniff(head: Head) -> float:
    body = DECLARATIONS.sub(b"", re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head.data[:16_384], flags=re.DOTALL)).lstrip(b"\xef\xbb\xbf \t\r\n")
    found = ROOT.match(body)
    if not found or re.search(rb"wordpress\.org/export/\d", head.data):
        return 0.0
    feed = found[1] == b"rss" or b"/Atom" in head.data or b"purl.org/atom" in head.data or b"purl.org/rss" in head.data
    return 0.9 if feed or b"my.netscape.com" in head.data else 0.0


source = Source(
    name="feed",
    title="Feeds of articles and of comments (RSS, Atom)",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain=(
        "the blog's address with /feed/ behind it (its comments: /comments/feed/; those of one article: the article's address with "
        "/feed/), or what the page names as application/rss+xml or application/atom+xml; saved as it came"
    ),
    cannot_tell=(
        "what is older than its last 10 to 50 entries; the whole text where only an excerpt is given; which of a blog's authors wrote an "
        "article (it is the blog's); the address that a commenter gave (RSS); who of those who comment belongs to the blog; what was "
        "removed. Times are as the blog claims them"
    ),
)
