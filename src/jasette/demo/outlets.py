"""The files of the example: what stands in each, from a block on its platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jasette.demo import audiences, mastodon, press, table, twitter_v1, wordpress, x_v2
from jasette.demo.block import Block
from jasette.demo.cast import VOICES
from jasette.demo.fragments import Strings
from jasette.demo.town import OWNED, Ints
from jasette.demo.world import Platform


@dataclass(frozen=True)
class Outlet:
    """A file: which posts of a block it holds, how they are written, and what stands before and after all of them.

    `posts` is None where the file holds no posts.
    """

    name: str
    platform: Platform
    posts: Callable[[Block], Ints] | None
    write: Callable[[Block, Ints], Strings]
    head: bytes = b""
    foot: bytes = b""
    map: str = ""
    """Name of the column map that reads it, with the map's text in `MAPS`."""


def _x(way: str) -> Callable[[Block], Ints]:
    return lambda block: block.way[way]


def _blog(account: int) -> Outlet:
    voice, site = OWNED["web"][account]
    head = wordpress.head(site.handle, site.name, VOICES[voice].french)
    name = f"blog_{VOICES[voice].slug}.wordpress.xml"
    return Outlet(name, "web", lambda block: wordpress.rows_of(block, account), wordpress.items, head, wordpress.FOOT)


OUTLETS = (
    Outlet("x_search_pages.jsonl", "x", _x("search"), lambda block, rows: x_v2.pages(block, rows, with_posts=False)),
    Outlet("x_posts.jsonl", "x", _x("voices"), x_v2.lines),
    Outlet("x_timeline_velo.jsonl", "x", _x("timeline"), lambda block, rows: x_v2.pages(block, rows, with_posts=True)),
    Outlet("twitter_stream.jsonl", "x", _x("v1"), twitter_v1.stream),
    Outlet("valmont_transport.csv", "x", _x("table"), table.rows_of, table.HEADER, map="valmont_transport.toml"),
    Outlet("mastodon_statuses.jsonl", "mastodon", lambda block: block.in_time, mastodon.lines),
    *(_blog(number) for number, (_, account) in enumerate(OWNED["web"]) if account.place == "blog"),
    Outlet("valmont_press.csv", "web", press.rows_of, press.lines, press.HEADER, map="valmont_press.toml"),
    Outlet("valmont_audience.csv", "x", None, lambda block, _: audiences.lines(block), audiences.HEADER, map="valmont_audience.toml"),
)
MAPS = {"valmont_transport.toml": table.MAP, "valmont_press.toml": press.MAP, "valmont_audience.toml": audiences.MAP}
