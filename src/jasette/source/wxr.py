"""Cuts a WordPress export (WXR: an RSS file with `wp:` elements) into its items, each with the byte and line it starts on.

    pieces(stream) -> Piece…        what stands before the first item, then each item
    read_head(data) -> Site         the blog, its authors, when it was exported
    read_item(piece, site) -> Item  one article, page, attachment… with its comments

Each item is parsed by itself, so that a bad one costs no other and memory holds one at a time. No entity is ever
declared to the parser, whatever a DOCTYPE says: neither bombs nor outside files can be asked for. Only named elements are
taken: e-mail and IP addresses of people who comment are not among them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from jasette.source.files import BLOCK, Stream

LONGEST = 64 << 20
"""An item that has not ended after so many bytes is taken for a broken one."""
TOKEN = re.compile(rb"<!\[CDATA\[|<!--|<!DOCTYPE|<item(?=[\s>])|</item\s{0,40}>")
CLOSES = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
AGAIN = re.compile(rb"\n[ \t]*(<item[\s>])")
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


@dataclass(frozen=True)
class Piece:
    """A stretch of the file: what stands before the items, one item, one that does not end, or a DOCTYPE."""

    kind: Literal["head", "item", "broken", "doctype"]
    data: bytes
    offset: int
    line: int


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


class Broken(Exception):
    """XML that cannot be read: why, and at which byte and line of the piece."""

    def __init__(self, reason: str, offset: int = 0, line: int = 0) -> None:
        super().__init__(reason)
        self.offset, self.line = offset, line


def pieces(stream: Stream) -> Iterator[Piece]:
    """The file's pieces in their order; what stands between and after items is left out."""
    yield from _Cutter(stream).cut()


class _Cutter:
    """Looks for the ends of items outside CDATA and comments; holds one item and a block."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.data = b""
        self.offset, self.line = 0, 1
        self.at = 0
        self.opened = -1
        """Where a CDATA section or comment starts in `data`, -1 outside."""
        self.start = -1
        """Where the open item starts in `data`, -1 outside."""
        self.headed = False

    def cut(self) -> Iterator[Piece]:
        more = True
        while more:
            block = self.stream.read(BLOCK)
            self.data += block
            more = bool(block)
            yield from self._tokens()
            if not more or len(self.data) > LONGEST:
                yield from self._unclosed(more)
            elif self.start < 0 and self.opened < 0 and self.headed:
                self._drop(self.at)
        if not self.headed:
            yield self._piece("head", 0, len(self.data))

    def _tokens(self) -> Iterator[Piece]:
        while True:
            if self.opened >= 0:
                close = CLOSES[b"<!--" if self.data.startswith(b"<!--", self.opened) else b"<![CDATA["]
                end = self.data.find(close, self.at)
                if end < 0:
                    self.at = max(self.at, len(self.data) - len(close) + 1)
                    return
                self.at, self.opened = end + len(close), -1
                continue
            found = TOKEN.search(self.data, self.at)
            if found is None:
                # a token may be cut in two
                self.at = max(self.at, len(self.data) - 48)
                return
            self.at = found.end()
            token = found[0]
            if token in CLOSES:
                self.opened = found.start()
            elif token == b"<!DOCTYPE":
                if not self.headed:
                    yield self._piece("doctype", found.start(), found.end())
            elif token == b"<item":
                yield from self._begin(found.start())
            elif self.start >= 0:
                yield self._piece("item", self.start, self.at)
                self._drop(self.at)

    def _begin(self, start: int) -> Iterator[Piece]:
        if self.start >= 0:
            yield self._piece("broken", self.start, start)
        elif not self.headed:
            yield self._piece("head", 0, start)
        self.headed = True
        self._drop(start)
        self.start, self.at = 0, len(b"<item")

    def _unclosed(self, more: bool) -> Iterator[Piece]:
        """An item, or a section, that does not end: go on at the next line that starts an item."""
        while self.start >= 0 or self.opened >= 0:
            begin = self.start if self.start >= 0 else self.opened
            found = AGAIN.search(self.data, max(begin, self.opened) + 1)
            end = found.start(1) if found else len(self.data)
            if self.start >= 0:
                yield self._piece("broken", begin, end)
            elif not self.headed:
                yield self._piece("head", 0, end)
                self.headed = True
            self._drop(end)
            self.start = self.opened = -1
            yield from self._tokens()
            if more and len(self.data) <= LONGEST:
                return
        if more and self.headed:
            self._drop(self.at)

    def _piece(self, kind: Literal["head", "item", "broken", "doctype"], start: int, end: int) -> Piece:
        line = self.line + self.data.count(b"\n", 0, start)
        return Piece(kind, self.data[start:end], self.offset + start, line)

    def _drop(self, end: int) -> None:
        self.line += self.data.count(b"\n", 0, end)
        self.offset += end
        self.data = self.data[end:]
        self.at, self.start = max(self.at - end, 0), -1


def again(piece: Piece) -> tuple[Piece, Piece] | None:
    """A piece that holds two items where an end was missing or a section not closed, as two; None where it holds one."""
    found = AGAIN.search(piece.data, 1)
    if found is None:
        return None
    cut = found.start(1)
    line = piece.line + piece.data.count(b"\n", 0, cut)
    return Piece("broken", piece.data[:cut], piece.offset, piece.line), Piece("item", piece.data[cut:], piece.offset + cut, line)


def read_head(data: bytes) -> tuple[Site, Broken | None]:
    """What stands before the items, as far as it can be read, and what is wrong with it."""
    site = Site(encoding=_encoding(data))
    # the declaration is left out: the text that follows is handed over as UTF-8
    begin = re.search(rb"<(?:rss|channel)[\s>]", data)
    if begin is None:
        return site, Broken("no <rss> element: this is not a WordPress export")
    taker = _Taker({"channel": SITE_FIELDS, "wp:author": AUTHOR_FIELDS}, site.namespaces)
    problem: Broken | None = None
    try:
        taker.feed(_utf8(data[begin.start() :], site.encoding))
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
        data = _utf8(piece.data, site.encoding)
        try:
            return _item(data, site.namespaces)
        except Broken:
            mended = _mended(data)
            if mended == data:
                raise
            item = _item(mended, site.namespaces)
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


def _encoding(head: bytes) -> str:
    found = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", head)
    try:
        return codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except (LookupError, UnicodeDecodeError):
        return "utf-8"


def _utf8(data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        raise Broken(f"byte 0x{data[error.start]:02x} is not {encoding.upper()}", error.start, line) from None
    except (LookupError, UnicodeError):
        raise Broken(f"the encoding {encoding} cannot be read") from None
    return data if encoding == "utf-8" else text.encode("utf-8", "replace")


SECTION = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
NUMBERED = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,9}));")


def _mended(data: bytes) -> bytes:
    """With the two mistakes that exports are known for made good: control characters, and `]]>` in the open."""
    parts = SECTION.split(CONTROL.sub("\ufffd".encode(), data))
    parts[::2] = [NUMBERED.sub(_allowed, part).replace(b"]]>", b"]]&gt;") for part in parts[::2]]
    return b"".join(parts)


def _allowed(found: re.Match[bytes]) -> bytes:
    number = int(found[1], 16) if found[1] else int(found[2])
    fine = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return found[0] if fine else "\ufffd".encode()
