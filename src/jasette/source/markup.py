"""A saved page as a tree, whatever it claims to be encoded in, and what it says of itself for machines.

    tree, repaired = parsed(data)
    facts(tree)         address, site, language, time, title as its links, metadata and schema.org say
    first(node, selectors)  the first element that any selector finds, in the order of the selectors

Only a browser's parser is used; nothing that the page names is fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from jasette.source.html import absolute

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BYTES = "bytes that are not of the page's encoding, read as Windows-1252"
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CHARSET = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
ARTICLES = frozenset(("Article", "BlogPosting", "NewsArticle", "SocialMediaPosting", "Report"))


@dataclass(frozen=True)
class Facts:
    """What a page says of itself; "" where it says nothing. Times as written."""

    address: str = ""
    site: str = ""
    lang: str = ""
    title: str = ""
    published: str = ""
    modified: str = ""
    author: str = ""
    """Address of the author's page."""
    tags: tuple[str, ...] = ()


def decoded(data: bytes) -> tuple[str, bool]:
    """The page's text, and whether bytes had to be read otherwise than the page says."""
    encoding = next((name for mark, name in BOMS.items() if data.startswith(mark)), "")
    found = CHARSET.search(data[:4096])
    try:
        encoding = encoding or (codecs.lookup(found[1].decode("ascii")).name if found else "utf-8")
        # what browsers do: pages that say Latin-1 mean Windows-1252
        encoding = "cp1252" if encoding in ("iso8859-1", "ascii") else encoding
        return data.decode(encoding), False
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "jasette-cp1252"), True


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("jasette-cp1252", _as_cp1252)


def parsed(text: str) -> LexborHTMLParser | None:
    """The tree of a page; None where there is none."""
    try:
        tree = LexborHTMLParser(text.replace("\0", "\ufffd"))
    except (SelectolaxError, UnicodeEncodeError, ValueError):
        return None
    return tree if tree.root is not None else None


def first(node: Any, selectors: tuple[str, ...]) -> LexborNode | None:
    """The first element below `node` that any of the selectors finds, in the order of the selectors."""
    for selector in selectors:
        if (found := node.css_first(selector)) is not None:
            return found  # type: ignore[no-any-return]
    return None


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's value; "" where there is none."""
    return "" if node is None else (node.attributes.get(name) or "").strip()


def facts(tree: LexborHTMLParser, text: str) -> Facts:
    """What the page says of itself, schema.org last: themes write it carelessly."""
    schema = next(_articles(tree), {})
    base = attribute(tree.css_first("base[href]"), "href")
    saved = SAVED.search(text[:4096])
    given = (
        attribute(tree.css_first('link[rel~="canonical"]'), "href"),
        _meta(tree, "og:url"),
        saved[1] if saved else "",
        _string(schema.get("mainEntityOfPage")) or _string(schema.get("url")),
        base,
    )
    api = attribute(tree.css_first('link[rel="https://api.w.org/"]'), "href")
    edit = attribute(tree.css_first('link[rel~="EditURI"]'), "href")
    site = re.split(r"/wp-json/?|/(?:index\.php)?\?rest_route=", api)[0] if api else edit.partition("/xmlrpc.php")[0]
    address = next((found for one in given if (found := absolute(one))), "")
    html = tree.css_first("html")
    return Facts(
        address=address,
        site=absolute(site.removesuffix("/index.php"), address),
        lang=attribute(html, "lang") or attribute(html, "xml:lang"),
        title=_meta(tree, "og:title") or _string(schema.get("headline")),
        published=_meta(tree, "article:published_time") or _string(schema.get("datePublished")),
        modified=_meta(tree, "article:modified_time") or _string(schema.get("dateModified")),
        author=absolute(attribute(tree.css_first('a[rel~="author"], .author a.url, .h-card.p-author'), "href"), address),
        tags=tuple(dict.fromkeys(tag for one in tree.css('a[rel~="tag"]') if (tag := one.text(strip=True).lower()))),
    )


def _meta(tree: LexborHTMLParser, name: str) -> str:
    return attribute(tree.css_first(f'meta[property="{name}"]'), "content")


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """schema.org objects that are articles, from JSON-LD."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            waiting = [msgspec.json.decode(script.text().encode("utf-8", "replace"))]
        except (msgspec.DecodeError, RecursionError):
            continue
        for _ in range(200):
            if not waiting:
                break
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                kinds = one.get("@type")
                if ARTICLES.intersection(kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)):
                    yield one
                waiting += [one["@graph"]] if "@graph" in one else []


def _string(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id")
    return value if isinstance(value, str) else ""
