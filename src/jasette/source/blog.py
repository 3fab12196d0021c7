"""What all that is read of blogs has in common: ids, names, times, what is never kept, and the rows on their way.

An article's id is its address, that of what came in under it `<address>#comment-<number>`, whatever kind of file brings it:
an export, a feed, a saved page and the site's own answers give the same ids, so that they meet in the archive. Authors are
`blog:<site>/author/<login>` where the login is known, else the blog. Who comments is known by name only, and by the address
given with it, which nobody has checked: `blog:<address>#<hash of the name>`, else `blog:<site>/commenter#<hash of the name>`.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from jasette.source import Rejected, gathered
from jasette.source.html import absolute, plain, plain_lines, written_links

if TYPE_CHECKING:
    from jasette.source.files import InputFile

LARGEST_PAGE = 32 << 20
PEOPLE = 1 << 15
"""People that are remembered while a file is read: a large blog has twenty thousand who comment."""
NAMELESS = ("anonymous", "anonyme", "anonym", "anónimo", "anonimo")
"""What blogs show where no name was given: these are many people."""
SHORTCODE = re.compile(r"\[/?(?:caption|wp_caption|gallery|audio|video|playlist|embed)(?:\s[^\]]*)?/?\]")
PAGED = re.compile(r"/comment-page-\d+/?$")
COMMENT = re.compile(r"^(?:li-|div-)?comment-(\d{1,18})$")


class Gathered(gathered.Gathered):
    """Posts and accounts of blogs."""

    def __init__(self, observed_us: int | None) -> None:
        super().__init__("blog", observed_us)

    def commenter(self, site: str, name: str | None, address: str) -> str | None:
        """The account of somebody who gives this name and address (either may be empty) on the blog `site`; None without a name."""
        if name is None:
            return None
        account, url = _commenter(site, name, address)
        self.account(account, name, url)
        return account


@lru_cache(maxsize=PEOPLE)
def _commenter(site: str, name: str, address: str) -> tuple[str, str | None]:
    """The account, and the address given with it if it is one; the same people come again and again."""
    given = absolute(address)
    place = site_account(given)
    key = hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:16]
    return (f"{place}#{key}", given) if place else (f"{site}/commenter#{key}", None)


def worded(html: str, base: str) -> tuple[str, list[str]]:
    """Plain text, and all that it links to, written-out addresses included: WordPress makes links of them."""
    if "[" not in html and (text := plain_lines(html)) is not None:
        return text, list(dict.fromkeys(written_links(text)))
    if "<p" not in html and "<!-- wp:" not in html:
        # classic texts have no paragraphs of their own
        html = html.replace("\r\n", "\n").replace("\n", "<br>")
    written = plain(SHORTCODE.sub("", html) if "[" in html else html, base=base)
    return written.text, list(dict.fromkeys([*written.links, *written_links(written.text)]))


def titled(title: str, text: str) -> str:
    """An article's words: its title (HTML), a blank line, its text."""
    shown = plain(title).text if "<" in title else unescape(title).strip()
    return f"{shown}\n\n{text}".strip()


def comment_of(address: str) -> tuple[str, str]:
    """`(address of the article, number)` of a comment's address; `(address, "")` of any other."""
    page, _, place = address.partition("#")
    found = COMMENT.match(place)
    if not found:
        return address, ""
    # long lists of comments are cut into pages: their number is no part of the article's address
    page = re.sub(r"([?&])cpage=\d+(?:&|$)", r"\1", page).rstrip("?&")
    parts = PAGED.sub("/", page)
    return parts, found[1]


def comment_id(article: str, number: str) -> str:
    """The id of what came in under an article."""
    return f"{article}#comment-{number}"


def page_of(address: str) -> str:
    """The page that a ping came from; "" where there is none, or where it holds a mail address."""
    page = absolute(address)
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


def author_account(site: str, login: str) -> str:
    """The account of one of the blog's authors, as on their page there; "" where it cannot be said."""
    return f"{site}/author/{login.lower()}" if site and login and not is_mail(login) else ""


@lru_cache(maxsize=PEOPLE)
def name_of(written: str) -> str | None:
    """A name as given; None where there is none, where it is a mail address, or a blog's word for nobody."""
    name = " ".join(unescape(written).split())
    return None if not name or is_mail(name) or name.casefold() in NAMELESS else name


def is_mail(text: str) -> bool:
    return "@" in text and re.search(r"[^\s@/]@[^\s@]+\.\w", text) is not None


PRIVATE = re.compile(
    rb"(<[\w-]*:?(?:comment_author_(?:email|IP)|author_email)[^>]*>)(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|[^<]*)", re.DOTALL | re.IGNORECASE
)
# only from where a word begins: megabytes without a blank would take hours otherwise
MAIL = re.compile(rb"(?<![^\s<>\[\]\"'=])[^\s<>\[\]\"'=@]*+@[^\s<>\[\]\"']*")
IP = re.compile(
    rb"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}"
    rb"|(?<![\w:])[0-9A-Fa-f:]*::[0-9A-Fa-f:]*"
)


def saved_page(file: InputFile) -> tuple[bytes, Rejected | None]:
    """The bytes of a page that somebody saved; a reject beside them where they are damaged or more than `LARGEST_PAGE`."""
    stream = file.open()
    data = stream.read(LARGEST_PAGE)
    if not stream.damage and not stream.read(1):
        return data, None
    reason = f"{stream.damage}; the page is not whole" if stream.damage else f"a page of more than {LARGEST_PAGE >> 20} MiB"
    return data, Rejected("posts", reason, clean(data[: 1 << 20]), 0, 1)


def clean(raw: bytes) -> bytes:
    """Bytes of a broken piece without e-mail and IP addresses, whatever element they stand in."""
    return IP.sub(b"", MAIL.sub(b"", PRIVATE.sub(rb"\1", raw)))
