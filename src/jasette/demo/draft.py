"""The plan of a block's posts as growing columns; nothing is text yet."""

from __future__ import annotations

import numpy as np

from jasette.demo.town import Ints
from jasette.demo.words import ACTS, Act
from jasette.demo.world import END_S

POST, REPLY, REPOST, QUOTE, PING = range(5)
"""A PING tells a blog that an article (`cited`) links to one of its own (`ref`); nobody writes it."""
COLUMNS = {
    "author": -1,  # account
    "at": 0,  # seconds UTC
    "kind": POST,
    "parent": -1,  # post replied to
    "thread": -1,  # first post of the thread; itself where it starts one
    "ref": -1,  # post reposted or quoted, or whose link this post gives; article pinged
    "lead1": -1,  # accounts that the text opens with; in a reply the parent's author, then who is carried over
    "lead2": -1,
    "own": -1,  # account named in the post's own words
    "act": 0,  # which words
    "french": 0,
    "link": 0,  # has a link: to its author's site, or that of the post `ref`
    "copied": -1,  # article whose passage this article repeats
    "cited": -1,  # article that this article links to; of a ping, the article that links
    "ring": 0,  # shared by agreement
    "lost": 0,  # never collected: others refer to it, no file holds it
}
ACT = {act: number for number, act in enumerate(ACTS)}


class Draft:
    """Columns of planned posts (`draft["at"]`), appended in bulk; an index once given stays."""

    def __init__(self) -> None:
        self.size = 0
        self._columns = {name: np.empty(1024, np.int64) for name in COLUMNS}

    def __getitem__(self, name: str) -> Ints:
        return self._columns[name][: self.size]

    def add(self, act: Act, at: Ints, author: Ints, **columns: Ints | int) -> Ints:
        """Append `len(at)` posts and return their indices; what is not given has its default, a thread of its own."""
        start, self.size = self.size, self.size + len(at)
        fresh = np.arange(start, self.size)
        given: dict[str, Ints | int] = {"at": at, "author": author, "act": ACT[act], "thread": fresh, **columns}
        for name, default in COLUMNS.items():
            if self.size > len(self._columns[name]):
                self._columns[name] = np.resize(self._columns[name], 2 * self.size)
            self._columns[name][start : self.size] = given.get(name, default)
        return fresh

    def reply(self, act: Act, to: Ints, at: Ints, author: Ints, **columns: Ints | int) -> Ints:
        """Append replies that open with the parent's author, as the platform writes them."""
        given: dict[str, Ints | int] = {"kind": REPLY, "parent": to, "thread": self["thread"][to], "lead1": self["author"][to]}
        return self.add(act, at, author, **{**given, **columns})


def distinct(values: Ints) -> Ints:
    """Distinct values in ascending order, as `np.unique`, which hashes them first and takes six times as long."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return np.asarray(ordered[first])


def in_time(at: Ints, *columns: Ints) -> tuple[Ints, ...]:
    """Only what happens before the end of the campaign: what would come later is not there yet."""
    kept = at < END_S
    return (at[kept], *(column[kept] for column in columns))
