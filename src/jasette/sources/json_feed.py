"""JSON Feed 1.0 and 1.1: articles of a blog or a paper.

Ids and accounts are those of all sources of blogs (`source.blog`). Who wrote an item is the blog, whatever name stands
there: a feed names people, and does not say who they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.source import Head, Item, Recipe, Source
from jasette.source.addresses import untracked
from jasette.source.blog import Gathered, site_account, titled, worded
from jasette.source.contained import contained
from jasette.source.each import each, reject
from jasette.source.gathered import AT_ONCE
from jasette.source.html import absolute, written_links
from jasette.source.records import Pages, text_at
from jasette.source.shape import ID, TEXT
from jasette.source.times import NO_TIME, NO_ZONE, iso_us

if TYPE_CHECKING:
    from jasette.source.files import InputFile

SHAPE = {
    "id": ID,
    "url": TEXT,
    "external_url": TEXT,
    "title": TEXT,
    "content_html": TEXT,
    "content_text": TEXT,
    "summary": TEXT,
    "date_published": TEXT,
    "date_modified": TEXT,
    "language": TEXT,
    "tags": [TEXT],
}
PAGES = Pages({("items",): False})
VERSION = re.compile(rb'"version"\s*:\s*"https:\\?/\\?/jsonfeed\.org\\?/version\\?/1')


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    gathered = Gathered(recipe.observed_us)
    # what the feed says of itself stands beside its items, before or after them
    whole = file.open().read(64 << 20)
    link, lang = (text_at(whole, (key,)) or "" for key in ("home_page_url", "language"))
    site = site_account(link)
    for one in each(file, SHAPE, PAGES):
        if not isinstance(one, tuple):
            yield one
            continue
        record, item = one
        given = absolute(_text(item, "url"), link) or absolute(_text(item, "id"))
        if not given:
            yield reject(record, "neither url nor id is an address")
            continue
        site = site or site_account(given, host_only=True)
        _article(gathered, item, untracked(given), site, lang)
        yield from gathered.rows(least=AT_ONCE)
    yield from gathered.rows()
    yield from gathered.coverage((site,), ("own_posts",), "query", f"json_feed: {file.name}")
    yield from gathered.repairs()


def _article(gathered: Gathered, item: dict[str, Any], address: str, site: str, lang: str) -> None:
    html, plain_text = _text(item, "content_html"), _text(item, "content_text") or _text(item, "summary")
    text, links = worded(html, address) if html else (plain_text.strip(), list(dict.fromkeys(written_links(plain_text))))
    if linked := absolute(_text(item, "external_url"), address):
        # a linkblog's item is about the page that it names
        links = list(dict.fromkeys([linked, *links]))
    published, edited = (_time(gathered, _text(item, name)) for name in ("date_published", "date_modified"))
    gathered.post(
        post_id=address,
        kind="article",
        account_id=site or None,
        published_us=published,
        text=titled(_text(item, "title"), text),
        lang=_text(item, "language") or lang or None,
        url=address,
        links=links,
        tags=list(dict.fromkeys(str(tag).lower() for tag in item.get("tags") or () if tag)) or None,
        edited_us=edited if edited and (published is None or edited > published) else None,
    )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return "" if value is None else str(value)


def _time(gathered: Gathered, written: str) -> int | None:
    if not written:
        return None
    if (at := iso_us(written)) is not None:
        return at
    at = iso_us(written, ahead_us=0)
    gathered.repaired[NO_TIME if at is None else NO_ZONE] += 1
    return at


def _sniff(head: Head) -> float:
    if not VERSION.search(head.data):
        return 0.0
    try:
        return 0.95 if isinstance(msgspec.json.decode(head.data), dict) else 0.0
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # longer than what is looked at
        return 0.95 if head.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else 0.0


source = Source(
    name="json_feed",
    title="Feeds of articles as JSON (JSON Feed)",
    tables=("posts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain="what the page names as application/feed+json (often /feed.json or /feed/json/), saved as it came",
    cannot_tell="what is older than its last entries; comments; which of a blog's authors wrote an article (it is the blog's)",
)
