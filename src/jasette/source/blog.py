"""What all that is read of blogs has in common: ids, names, times, what is never kept, and the rows on their way.

An article's id is its address, that of what came in under it `<address>#comment-<number>`, whatever kind of file brings it:
an export, a feed, a saved page and the site's own answers give the same ids, so that they meet in the archive. Authors are
`blog:<site>/author/<login>` where the login is known, else the blog. Who comments is known by name only, and by the address
given with it, which nobody has checked: `blog:<address>#<hash of the name>`, else `blog:<site>/commenter#<hash of the name>`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from jasette.schema import STREAMS, TABLES
from jasette.source import Item, Rejected, Repaired, Rows
from jasette.source.html import absolute, plain, written_links

if TYPE_CHECKING:
    from jasette.source.files import InputFile

AT_ONCE = 2_000
LARGEST_PAGE = 32 << 20
NAMELESS = ("anonymous", "anonyme", "anonym", "anónimo", "anonimo")
"""What blogs show where no name was given: these are many people."""
SHORTCODE = re.compile(r"\[/?(?:caption|wp_caption|gallery|audio|video|playlist|embed)(?:\s[^\]]*)?/?\]")
PAGED = re.compile(r"/comment-page-\d+/?$")
COMMENT = re.compile(r"^(?:li-|div-)?comment-(\d{1,18})$")


class Gathered:
    """Posts and accounts not yet handed out, and what is known of the whole: first and last time, authors, repairs."""

    def __init__(self, observed_us: int | None) -> None:
        self.observed_us = observed_us
        self.posts: list[dict[str, Any]] = []
        self.accounts: list[dict[str, Any]] = []
        self.repaired: Counter[str] = Counter()
        self.first: int | None = None
        self.last: int | None = None
        self._given: set[int] = set()

    def post(self, **row: Any) -> None:
        """A post of a blog; columns as in `schema.POSTS`, those left out unknown."""
        at = row["published_us"]
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)
        self.posts.append({**row, "platform": "blog", "observed_us": self.observed_us, "visibility": "public"})

    def account(self, account_id: str, name: str | None, url: str | None, links: tuple[str, ...] = ()) -> None:
        """An account as it shows itself, with the addresses that it calls its own; once, however often it comes."""
        key = hash((account_id, name, url, links))
        known = name is None and not links and hash(account_id) in self._given
        if key in self._given or known:
            return
        self._given |= {key, hash(account_id)}
        row = {"account_id": account_id, "platform": "blog", "name": name, "url": url, "observed_us": self.observed_us}
        self.accounts.append({**row, "links": list(links)} if links else row)

    def commenter(self, site: str, name: str | None, address: str) -> str | None:
        """The account of somebody who gives this name and address (either may be empty) on the blog `site`; None without a name."""
        if name is None:
            return None
        given = absolute(address)
        place = site_account(given)
        key = hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:16]
        account = f"{place}#{key}" if place else f"{site}/commenter#{key}"
        self.account(account, name, given if place else None)
        return account

    def rows(self, *, least: int = 1) -> Iterator[Item]:
        """What has gathered, as tables; nothing while there are fewer than `least` posts."""
        if len(self.posts) < least and least > 1:
            return
        for into, rows in (("posts", self.posts), ("accounts", self.accounts)):
            if rows:
                yield Rows(into, pa.Table.from_pylist(rows, TABLES[into].arrow))
                rows.clear()

    def coverage(self, subjects: Iterable[str], streams: Iterable[str], how: str, source: str) -> Iterator[Item]:
        """Rows of `coverage` from the first to the last post; nothing where no time is known."""
        wanted = frozenset(streams)
        if self.first is None or self.last is None:
            return
        span = {"from_us": self.first, "to_us": self.last + 1, "how": how}
        rows = [
            {"subject": subject, "stream": stream, **span, "source": source}
            for subject in sorted(set(subjects))
            for stream in STREAMS
            if subject and stream in wanted
        ]
        if rows:
            yield Rows("coverage", pa.Table.from_pylist(rows, TABLES["coverage"].arrow))

    def repairs(self) -> Iterator[Item]:
        """Counts of what was kept after a repair."""
        for reason, count in sorted((+self.repaired).items()):
            yield Repaired(reason, count)


def worded(html: str, base: str) -> tuple[str, list[str]]:
    """Plain text, and all that it links to, written-out addresses included: WordPress makes links of them."""
    if "<p" not in html and "<!-- wp:" not in html:
        # classic texts have no paragraphs of their own
        html = html.replace("\r\n", "\n").replace("\n", "<br>")
    written = plain(SHORTCODE.sub("", html), base=base)
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


def name_of(written: str) -> str | None:
    """A name as given; None where there is none, where it is a mail address, or a blog's word for nobody."""
    name = " ".join(unescape(written).split())
    return None if not name or is_mail(name) or name.casefold() in NAMELESS else name


def is_mail(text: str) -> bool:
    return re.search(r"[^\s@/]@[^\s@]+\.\w", text) is not None


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
