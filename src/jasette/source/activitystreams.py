"""ActivityStreams as servers of the fediverse write it: one thing may be an address, an object, or a list of either.

Pure functions on decoded JSON; what is not there, or is not what it should be, is "" or empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jasette.source.html import Anchor, Plain, absolute, plain

Node = Mapping[str, Any]

PUBLIC = frozenset(("https://www.w3.org/ns/activitystreams#Public", "http://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"))
ACTORS = frozenset(("Person", "Service", "Organization", "Group", "Application"))
POSTS = frozenset(("Note", "Article", "Page", "Question", "Event", "Video", "Audio", "Image", "Document"))
QUOTES = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
"""The four spellings of a quote: FEP-044f (Mastodon 4.5), Pleroma and others, Fedibird, Misskey."""
QUOTE_RELATION = "https://misskey-hub.net/ns#_misskey_quote"
"""FEP-e232: a link to an object among the tags, said to be a quote."""
URI = re.compile(r"https?://[^\s/?#]+/\S+")
OF_MASTODON = re.compile(r"(?P<account>https?://[^/]+/(?:ap/)?users/[^/]+)/statuses/[^/]+")
"""How Mastodon names a status: the account, then the status."""


def listed(value: Any) -> list[Any]:
    """A list as it is, one thing as a list of it, nothing as none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def types(node: Node) -> frozenset[str]:
    return frozenset(one for one in listed(node.get("type")) if isinstance(one, str))


def identity(value: Any) -> str:
    """The address of a thing that is named by it, or that is there whole; of a list, of the first that has one."""
    for one in listed(value):
        found = (one.get("id") or one.get("href")) if isinstance(one, Mapping) else one
        if isinstance(found, str) and URI.fullmatch(found):
            return found
    return ""


def account(value: Any) -> str:
    """`mastodon:` and the actor's address, as all sources of the fediverse write it; "" where there is none."""
    found = identity(value)
    return f"mastodon:{found}" if found else ""


def host(address: str) -> str:
    return address.split("/")[2].lower() if address.count("/") > 2 else ""


def visibility(node: Node, around: Node | None = None) -> str:
    """public (in `to`), unlisted (in `cc`), or "": not addressed to the public.

    What is said by the thing itself counts; of the activity around it only where the thing says nothing.
    """
    said = node if around is None or "to" in node or "cc" in node else around
    for field, meaning in (("to", "public"), ("cc", "unlisted")):
        named = (one.get("id") if isinstance(one, Mapping) else one for one in listed(said.get(field)))
        if any(isinstance(one, str) and one in PUBLIC for one in named):
            return meaning
    return ""


def moment_us(value: Any) -> int | None:
    """Microseconds of an ISO 8601 time with a zone; None where there is none. Raises ValueError that says what is wrong."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("is not a time")
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value[:60]} is not a time") from None
    if at.tzinfo is None:
        raise ValueError(f"{value[:60]} has no time zone")
    # not timestamp(): a float loses microseconds
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def quoted(node: Node) -> str:
    """The address of what is quoted, in any of the spellings; "" where nothing is, or where it is gone (a Tombstone)."""
    for key in QUOTES:
        if found := identity(node.get(key)):
            return found
    for tag in listed(node.get("tag")):
        if isinstance(tag, Mapping) and "Link" in types(tag) and QUOTE_RELATION in listed(tag.get("rel")):
            return identity(tag.get("href"))
    return ""


def page(node: Node) -> str:
    """Where a person can open it: the first HTML page among `url`, else its first address."""
    first = ""
    for one in listed(node.get("url")):
        found = one.get("href") if isinstance(one, Mapping) else one
        if isinstance(found, str) and absolute(found):
            if not isinstance(one, Mapping) or one.get("mediaType") == "text/html":
                return found
            first = first or found
    return first


def language(node: Node) -> str:
    """The language of `content` as `contentMap` tells it; "" where it does not."""
    said = node.get("contentMap")
    if not isinstance(said, Mapping):
        return ""
    same = [lang for lang, content in said.items() if content == node.get("content")]
    found = same[:1] or list(said)[:1]
    return found[0] if found and isinstance(found[0], str) and found[0] != "und" else ""


def mentions(node: Node) -> Iterator[tuple[str, str]]:
    """(address of the account, `user@host`) of those whom the post names."""
    for tag in listed(node.get("tag")):
        if not isinstance(tag, Mapping) or "Mention" not in types(tag) or not (href := identity(tag.get("href"))):
            continue
        name = tag.get("name")
        handle = name.lstrip("@") if isinstance(name, str) else ""
        # a server leaves out its own host
        yield href, handle if "@" in handle or not handle else f"{handle}@{host(href)}"


def hashtags(node: Node) -> Iterator[str]:
    for tag in listed(node.get("tag")):
        name = tag.get("name") if isinstance(tag, Mapping) and "Hashtag" in types(tag) else None
        if isinstance(name, str) and name.strip("# "):
            yield name.strip("# ").lower()


def worded(node: Node, quoting: str) -> Plain:
    """The text with its title or content warning before it, and what it links to; mentions in full, so that they can be told apart."""
    content, html = node.get("content"), node.get("mediaType", "text/html") in ("text/html", None)
    said = node.get("contentMap")
    if not isinstance(content, str) and isinstance(said, Mapping):
        content = next((one for one in said.values() if isinstance(one, str)), None)
    named, tags = dict(mentions(node)), set(hashtags(node))
    # the link in the text leads to the page of an account, which is seldom the address by which the account is known
    by_name = {f"@{handle.partition('@')[0]}".casefold(): handle for handle in reversed(named.values()) if handle}

    def reads(anchor: Anchor) -> tuple[str, bool]:
        is_tag = "hashtag" in anchor.classes or (anchor.text.startswith("#") and anchor.text[1:].lower() in tags)
        is_mention = "mention" in anchor.classes and not is_tag
        name = re.match(r"@[^@\s]+", anchor.text) if is_mention else None
        handle = named.get(anchor.href) or (by_name.get(name[0].casefold()) if name else None)
        return (f"@{handle}", False) if handle else (anchor.text, not (is_tag or is_mention))

    body = content if isinstance(content, str) else ""
    written = plain(body, base=page(node), reads=reads, leave_out="quote-inline" if quoting else "") if html else Plain(body.strip())
    title = next((one.strip() for one in (node.get("name"), _warning(node)) if isinstance(one, str) and one.strip()), "")
    links = [link for link in (*written.links, *_attached(node)) if link != quoting]
    return Plain(f"{title}\n\n{written.text}".strip() if title else written.text, list(dict.fromkeys(links)))


def _warning(node: Node) -> str:
    """Of a Note the summary is what is shown before one decides to read it; of an article it is a shorter one."""
    summary = node.get("summary")
    return plain(summary).text if isinstance(summary, str) and "Note" in types(node) else ""


def _attached(node: Node) -> Iterator[str]:
    """Pages that are attached as links; pictures and films are no links."""
    for one in listed(node.get("attachment")):
        if isinstance(one, Mapping) and "Link" in types(one) and (found := absolute(str(one.get("href") or ""))):
            yield found


def total(value: Any) -> int | None:
    """How many a collection says that it has; None where it does not."""
    found = value.get("totalItems") if isinstance(value, Mapping) else None
    return found if type(found) is int and 0 <= found < 1 << 53 else None
