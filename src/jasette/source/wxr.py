"""What the pieces of a WordPress export (WXR: an RSS file with `wp:` elements) say.

    read_head(data) -> Site         the blog, its authors, when it was exported
    read_item(piece, site) -> Item  one article, page, attachment… with its comments

No entity is ever declared to the parser, whatever a DOCTYPE says: neither bombs nor outside files can be asked for. Only
named elements are taken: e-mail and IP addresses of people who comment are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from jasette.source.pieces import Broken, Piece, encoding_of, mended, utf8
from jasette.source.wxr_usual import apart

NAMESPACES = {
    "wp": "http://wordpress.org/export/1.2/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
WP = re.compile(r"https?://(?:www\.)?wordpress\.org/export/\d+\.\d+/")
REPLACED = "characters that XML does not allow replaced by U+FFFD, or written so that it does"

Fields = dict[str, str]


def _wp(*names: str) -> frozenset[str]:
    return frozenset(f"wp:{name}" for name in names)


SITE_FIELDS = frozenset(("link", "language", "pubDate")) | _wp("base_blog_url")
AUTHOR_FIELDS = _wp("author_id", "author_login", "author_display_name")
ITEM_FIELDS = frozenset(("title", "link", "pubDate", "guid", "dc:creator", "content:encoded")) | _wp(
    "post_id", "post_date", "post_date_gmt", "post_modified_gmt", "status", "post_type", "post_password"
)
COMMENT_FIELDS = _wp("comment_id", "comment_author", "comment_author_url", "comment_user_id", "comment_parent", "comment_type") | _wp(
    "comment_date", "comment_date_gmt", "comment_content", "comment_approved"
)


@dataclass
class Site:
    """What an export says of the blog before its items."""

    fields: Fields = field(default_factory=dict)
    authors: list[Fields] = field(default_factory=list)
    namespaces: dict[str, str] = field(default_factory=lambda: dict(NAMESPACES))
    encoding: str = "utf-8"

    @property
    def url(self) -> str:
        return self.fields.get("wp:base_blog_url") or self.fields.get("link") or ""


@dataclass
class Item:
    """One item: its fields, its tags, its comments; `repaired` where it could only be read after a repair."""

    fields: Fields = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    comments: list[Fields] = field(default_factory=list)
    repaired: bool = False


def read_head(data: bytes) -> tuple[Site, Broken | None]:
    """What stands before the items, as far as it can be read, and what is wrong with it."""
    site = Site(encoding=encoding_of(data))
    # the declaration is left out: the text that follows is handed over as UTF-8
    begin = re.search(rb"<(?:rss|channel)[\s>]", data)
    if begin is None:
        return site, Broken("no <rss> element: this is not a WordPress export")
    taker = _Taker({"channel": SITE_FIELDS, "wp:author": AUTHOR_FIELDS}, site.namespaces)
    problem: Broken | None = None
    try:
        taker.feed(utf8(data[begin.start() :], site.encoding))
    except Broken as error:
        problem = Broken(str(error), error.offset + begin.start(), error.line + data.count(b"\n", 0, begin.start()))
    for name, fields, _ in taker.done:
        if name == "wp:author":
            site.authors.append(fields)
    site.fields = taker.open_fields("channel")
    return site, problem


def read_item(piece: Piece, site: Site) -> Item:
    """One item. Broken with the reason, and the byte and line of the file, where it cannot be read."""
    try:
        data = utf8(piece.data, site.encoding)
        if (item := _usual(data, site.namespaces)) is not None:
            return item
        try:
            return _item(data, site.namespaces)
        except Broken:
            better = mended(data)
            if better == data:
                raise
            item = _item(better, site.namespaces)
            item.repaired = True
            return item
    except Broken as error:
        raise Broken(str(error), piece.offset + error.offset, piece.line + error.line) from None


def opening(namespaces: Mapping[str, str]) -> bytes:
    """The start of a document in which an item can stand, on one line."""
    declared = "".join(f" xmlns:{prefix}={_quoted(uri)}" for prefix, uri in namespaces.items())
    return f"<rss{declared}><channel>".encode()


def _quoted(text: str) -> str:
    from xml.sax.saxutils import quoteattr

    return quoteattr(text)


def _usual(data: bytes, namespaces: Mapping[str, str]) -> Item | None:
    """The item, if its comments are written as WordPress does; None: the parser has to read all of it."""
    parts = apart(data) if WP.fullmatch(namespaces.get("wp", "")) else None
    if parts is None:
        return None
    try:
        item = _item(parts[0], namespaces)
    except Broken:
        return None
    item.comments = parts[1]
    return item


def _item(data: bytes, namespaces: Mapping[str, str]) -> Item:
    start = opening(namespaces)
    taker = _Taker({"item": ITEM_FIELDS, "wp:comment": COMMENT_FIELDS}, {})
    try:
        taker.feed(start + data + b"</channel></rss>", final=True)
    except Broken as error:
        raise Broken(str(error), max(error.offset - len(start), 0), error.line) from None
    item = Item()
    for name, fields, tags in taker.done:
        if name == "item":
            item.fields, item.tags = fields, tags
        else:
            item.comments.append(fields)
    return item


class _Taker:
    """Takes the named children of the named elements; all else passes by."""

    def __init__(self, wanted: Mapping[str, frozenset[str]], namespaces: dict[str, str]) -> None:
        self.wanted, self.namespaces = wanted, namespaces
        self.done: list[tuple[str, Fields, list[str]]] = []
        self._open: list[tuple[str, Fields, list[str]]] = []
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._depth = 0
        self._parser = parser = expat.ParserCreate("UTF-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartDoctypeDeclHandler = _no_doctype

    def feed(self, data: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            words = expat.errors.messages.get(error.code, "not XML")
            raise Broken(f"not XML: {words}", max(self._parser.ErrorByteIndex, 0), max(error.lineno - 1, 0)) from None

    def open_fields(self, name: str) -> Fields:
        """The fields of an element that has not ended, or has."""
        return next((fields for open_name, fields, _ in [*self._open, *self.done] if open_name == name), {})

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        # those of the document stand for its items; one that an item declares is its own
        if prefix and uri and len(self._path) < 2:
            self.namespaces[prefix] = uri

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _short(name)
        self._path.append(name)
        if self._text is not None:
            return
        if name in self.wanted:
            self._open.append((name, {}, []))
        elif self._open and self._path[-2] == self._open[-1][0]:
            is_tag = name == "category" and attributes.get("domain") in ("post_tag", "tag")
            if is_tag or name in self.wanted[self._open[-1][0]]:
                self._text, self._depth = [], len(self._path)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        depth = len(self._path)
        short = self._path.pop()
        if self._text is not None and depth == self._depth:
            text, (_, fields, tags) = "".join(self._text).strip(), self._open[-1]
            if short == "category":
                tags.append(text)
            else:
                fields.setdefault(short, text)
            self._text = None
        elif self._text is None and self._open and self._open[-1][0] == short:
            self.done.append(self._open.pop())


def _no_doctype(*_: object) -> None:  # pragma: no cover - what is handed to the parser starts after it
    raise Broken("a DOCTYPE is not read")


def _short(name: str) -> str:
    uri, _, local = name.rpartition(" ")
    if not uri:
        return local
    if WP.fullmatch(uri):
        return f"wp:{local}"
    known = {NAMESPACES["content"]: "content", NAMESPACES["dc"]: "dc"}.get(uri)
    return f"{known}:{local}" if known else f"?:{local}"
