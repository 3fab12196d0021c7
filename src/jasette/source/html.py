r"""From HTML that people wrote to plain text with its line breaks, and the addresses that it links to.

    plain("<p>Oui&nbsp;!<br>Voir <a href='/b'>b</a></p>", base="https://a.example/") -> Plain("Oui !\nVoir b", ["https://a.example/b"])

The parser is a browser's: whatever is written gives a text. Emoji and no-break spaces stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PARAGRAPHS = frozenset(("p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table", "hr")) | frozenset(
    ("section", "article", "aside", "header", "footer", "figure", "address", "details")
)
LINES = frozenset(("div", "li", "tr", "dt", "dd", "figcaption", "caption", "summary", "option"))
CELLS = frozenset(("td", "th"))
SILENT = frozenset(
    ("script", "style", "template", "iframe", "noscript", "svg", "math", "object", "select", "textarea", "head", "title", "-comment")
)
SPACES = re.compile(r"[ \t\n\r\f]+")
TAG = re.compile(r"<!--.*?-->|<[a-zA-Z/!?][^<>]*>", re.DOTALL)
DEEPEST = 5_000
"""With more tags left open than that a tree takes the parser minutes: only the words are kept then."""
ATTRIBUTES = r"(?: (?:href|rel|class|title|target)=\"[^\"<>&\x00\r\ud800-\udfff]*+\")++"
INLINE = re.compile(rf"</?(?:strong|em|b|i|a)>|<a{ATTRIBUTES}>")
HREF = re.compile(r"<a(?: (?:rel|class|title|target)=\"[^\"]*\")*+ href=\"([^\"]*)\"")
WORDS = r"[^<&\x00\r\ud800-\udfff]+|</?p>|<br ?/?>|</?(?:strong|em|b|i)>|&(?:amp|lt|gt|quot|#39);"
SIMPLE = re.compile(rf"(?:{WORDS})*+")
"""What most posts on microblogs are: ten times as fast without a tree."""
LINKED = re.compile(rf"(?:{WORDS}|<a{ATTRIBUTES}>|</a>)*+")
"""The same with links, as comments have them."""
WRITTEN = re.compile(r"https?://[^\s<>\"'«»“”]+", re.IGNORECASE)
PUNCTUATION = ".,;:!?…'*_"
OPENS = {")": "(", "]": "["}


@dataclass
class Plain:
    """Plain text and the addresses it links to, each once, in their order."""

    text: str = ""
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Anchor:
    """One `<a>`: its address (absolute), its classes and what it reads."""

    href: str
    classes: frozenset[str]
    text: str


Reads = Callable[[Anchor], tuple[str, bool]]
"""What an anchor reads in the text, and whether it is a link (a mention is none)."""


def plain(html: str, *, base: str = "", reads: Reads | None = None, leave_out: str = "") -> Plain:
    """The text of `html`; elements of the class `leave_out` are left out. Empty for empty."""
    if SIMPLE.fullmatch(html):
        return Plain(_simple(html))
    if reads is None and not leave_out and LINKED.fullmatch(html):
        links = (absolute(href, base) for href in HREF.findall(html))
        return Plain(_simple(html), list(dict.fromkeys(link for link in links if link)))
    if html.count("<") - 2 * html.count("</") > DEEPEST:
        return Plain(_spaced(unescape(TAG.sub(" ", html))).strip())
    root = _body(html)
    if root is None:
        return Plain()
    writer = _Writer(base, reads, leave_out)
    _lay_out(root, writer)
    return Plain(writer.text(), list(dict.fromkeys(writer.links)))


def plain_lines(text: str) -> str | None:
    """The text of what holds neither tags nor references, its ends of lines kept as if they were `<br>`; None where it holds any."""
    if "<" in text or "&" in text or "\0" in text or "\r" in text:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    if "\n" not in text:
        return _spaced(text).strip(" ")
    lines = "\n".join([_spaced(line).strip(" ") for line in text.split("\n")]).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", lines) if "\n\n\n" in lines else lines


def written_links(text: str) -> list[str]:
    """Addresses that stand in a plain text, without the punctuation that follows them."""
    return [_trimmed(found) for found in WRITTEN.findall(text)] if "://" in text else []


def absolute(href: str, base: str = "") -> str:
    """The web address that a link means; "" for mail, scripts, places in the same page and what is no address."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        joined = urljoin(base, href)
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.netloc else ""


def _spaced(text: str) -> str:
    """With one blank where there are several, or others that HTML takes for one (a no-break space is none)."""
    # nearly all have none of these, and a pattern would replace each blank by itself
    odd = "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text
    return SPACES.sub(" ", text) if odd else text


def _simple(html: str) -> str:
    if "<" in html:
        html = INLINE.sub("", html)
    text = _spaced(html)
    if "<" in text:
        text = re.sub(r" ?</?p>(?: ?</?p>)* ?", "\n\n", text)
        text = re.sub(r" ?<br ?/?> ?", "\n", text)
        text = re.sub(r" ?\n[ \n]*", lambda found: "\n" * min(found[0].count("\n"), 2), text)
    return unescape(text.strip(" \n"))


def _body(html: str) -> LexborNode | None:
    try:
        return LexborHTMLParser(html).body
    except (SelectolaxError, UnicodeEncodeError):
        return None


def _lay_out(root: LexborNode, writer: _Writer) -> None:
    """Enter and leave every node in its order; no recursion, since people nest ten thousand tags."""
    node, depth = root.first_child, 1
    while node is not None:
        inside = node.first_child if writer.enter(node) else None
        if inside is not None:
            node, depth = inside, depth + 1
            continue
        writer.leave(node.tag or "")
        following = node.next
        while following is None and depth > 1 and (above := node.parent) is not None:
            node, depth = above, depth - 1
            writer.leave(node.tag or "")
            following = node.next
        node = following


class _Writer:
    """Puts texts and breaks together as a browser would lay them out."""

    def __init__(self, base: str, reads: Reads | None, leave_out: str) -> None:
        self.base, self.reads, self.leave_out = base, reads, leave_out
        self.links: list[str] = []
        self._parts: list[str] = []
        self._breaks = 0
        self._fresh = True
        self._pre = 0

    def enter(self, node: LexborNode) -> bool:
        """Write what the node begins with; True if its children are to be entered."""
        tag = node.tag or ""
        if node.is_text_node:
            self._write(node.text_content or "")
            return False
        if tag in SILENT or (self.leave_out and self.leave_out in (node.attributes.get("class") or "").split()):
            return False
        self._break(tag)
        if tag == "a":
            return self._anchor(node)
        if tag == "pre":
            self._pre += 1
        return True

    def leave(self, tag: str) -> None:
        if tag == "pre":
            self._pre = max(self._pre - 1, 0)
        if tag not in ("br", "hr"):
            self._break(tag)

    def text(self) -> str:
        return "".join(self._parts).strip(" \n")

    def _break(self, tag: str) -> None:
        if tag == "br":
            # one more than there are: two <br> make a blank line
            self._breaks = min(self._breaks + 1, 2)
        elif tag in PARAGRAPHS:
            self._breaks = 2
        elif tag in LINES:
            self._breaks = max(self._breaks, 1)
        elif tag in CELLS:
            self._write(" ")

    def _anchor(self, node: LexborNode) -> bool:
        attributes = node.attributes
        href = absolute(attributes.get("href") or "", self.base)
        if not href:
            return True
        if self.reads is None:
            self.links.append(href)
            return True
        anchor = Anchor(href, frozenset((attributes.get("class") or "").split()), _spaced(node.text()))
        text, is_link = self.reads(anchor)
        if is_link:
            self.links.append(href)
        self._write(text)
        return False

    def _write(self, text: str) -> None:
        if not self._pre:
            text = _spaced(text)
            if self._fresh or self._breaks:
                text = text.lstrip(" ")
        if not text:
            return
        if self._breaks:
            if self._parts:
                self._parts[-1] = self._parts[-1].rstrip(" ")
                self._parts.append("\n" * self._breaks)
            self._breaks = 0
        self._parts.append(text)
        self._fresh = text.endswith((" ", "\n"))


def _trimmed(address: str) -> str:
    """Without what ends a sentence; a bracket stays where the address opens one."""
    while address:
        last = address[-1]
        alone = last in OPENS and address.count(OPENS[last]) < address.count(last)
        if last not in PUNCTUATION and not alone:
            break
        address = address[:-1]
    return address
