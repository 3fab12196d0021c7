"""Who acts upon whom, and who takes part where: counts over pairs of a voice and a person, from the plan of one block.

A private person lives in one block, so that these counts add up over blocks. Another voice is a person to a voice too, and
acts in every block: of pairs of voices it is told who ever acted upon whom.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jasette.demo.block import Block
from jasette.demo.cast import VOICE_BY_CSV, VOICES
from jasette.demo.draft import PING, QUOTE, REPOST, distinct
from jasette.demo.town import SLUGS, Ints

Counts = np.ndarray[Any, np.dtype[np.int64]]
COUNT = len(VOICES)
MOST = 400
"""Who wrote more posts is counted as of so many."""


def received(block: Block) -> tuple[Counts, Counts]:
    """Mentions of each voice by others in their own words; and of each voice's posts: how many, likes, reposts, replies."""
    draft, town = block.draft, block.town
    engagement = np.zeros((COUNT, 4), np.int64)
    # a Mastodon status has no field for whom it opens with: that is a mention like any other
    opened = np.where((draft["parent"] < 0) & (town.platform == "mastodon"), draft["lead1"], -1)
    mentions = np.zeros(COUNT, np.int64)
    for named in (draft["own"], opened):
        rows = np.flatnonzero((named >= 0) & (draft["kind"] != REPOST) & (draft["lost"] == 0))
        told = town.voice[named[rows]]
        rows, told = rows[told >= 0], told[told >= 0]
        mentions += np.bincount(told[town.person[draft["author"][rows]] != told], minlength=COUNT)
    if town.platform != "web":
        rows = np.flatnonzero(_by_voice(block) & (draft["kind"] != REPOST))
        shown = (np.ones_like(rows), block.likes[rows], block.received["reposts"][rows], block.received["replies"][rows])
        np.add.at(engagement, town.voice[draft["author"][rows]], np.stack(shown, axis=1))
    return mentions, engagement


def pairs(block: Block) -> tuple[Counts, Counts]:
    """Directed pairs: of each voice with private people, by talk and by all acts, how many and how many go both ways.

    And voice × voice × (talk, all): whether the first acted upon the second.
    """
    acting, acted, talk = _acts(block)
    width = COUNT + len(block.town.person)
    counts, between = np.zeros((COUNT, 2, 2), np.int64), np.zeros((COUNT, COUNT, 2), np.int64)
    for column, rows in enumerate((talk, np.ones_like(talk))):
        directed = distinct(acting[rows] * width + acted[rows])
        one, other = directed // width, directed % width
        both = np.isin(other * width + one, directed)
        for mine, theirs in ((one, other), (other, one)):
            private = (mine < COUNT) & (theirs >= COUNT)
            counts[:, column, 0] += np.bincount(mine[private], minlength=COUNT)
            counts[:, column, 1] += np.bincount(mine[private & both], minlength=COUNT)
        voices = (one < COUNT) & (other < COUNT)
        between[one[voices], other[voices], column] = 1
    return counts, between


def _acts(block: Block) -> tuple[Ints, Ints, Any]:
    """Every act of somebody upon somebody else as persons, and whether it is talk; not those of who speaks for a voice."""
    draft, town = block.draft, block.town
    author, kind = draft["author"], draft["kind"]
    posts = np.arange(draft.size)
    known = (draft["lost"] == 0) & (kind != PING) & ~_agents(block)
    replies = posts[known & (draft["parent"] >= 0)]
    opens = posts[known & (draft["parent"] < 0) & (draft["lead1"] >= 0) & (kind != REPOST)]
    names = posts[known & (draft["own"] >= 0) & (kind != REPOST)]
    shares = posts[known & ((kind == REPOST) | (kind == QUOTE))]
    acting = np.concatenate([replies, opens, names, shares])
    to = np.concatenate([author[draft["parent"][replies]], draft["lead1"][opens], draft["own"][names], author[draft["ref"][shares]]])
    one, other = town.person[author[acting]], town.person[to]
    differ = one != other
    return one[differ], other[differ], (kind[acting] != REPOST)[differ]


HEARD = ("reposts", "quotes", "replies", "links")
"""Acts of others upon a voice that are counted apart."""


def heard(block: Block) -> Counts:
    """Voice × kind of act (HEARD): what others did with its posts; not those of who speaks for a voice."""
    draft, town = block.draft, block.town
    author, kind = draft["author"], draft["kind"]
    acts = np.where(draft["parent"] >= 0, draft["parent"], np.where(kind == PING, -1, draft["ref"]))
    way = np.select([kind == REPOST, kind == QUOTE, draft["parent"] >= 0], [0, 1, 2], 3)
    done = np.flatnonzero((draft["lost"] == 0) & (acts >= 0) & ~_agents(block))
    to = author[acts[done]]
    kept = (town.voice[to] >= 0) & ~np.isin(to, town.agent) & (town.person[to] != town.person[author[done]])
    counts = np.zeros((COUNT, len(HEARD)), np.int64)
    np.add.at(counts, (town.voice[to[kept]], way[done[kept]]), 1)
    return counts


def ring(block: Block) -> Counts:
    """Posts reposted, links given again, and acts by which members of the ring did so."""
    draft = block.draft
    acts = np.flatnonzero(draft["ring"] > 0)
    reposts = draft["kind"][acts] == REPOST
    return np.array([len(distinct(draft["ref"][acts[reposts]])), len(distinct(draft["ref"][acts[~reposts]])), len(acts)])


def taking_part(block: Block) -> Counts:
    """Voice × number of posts: private people who wrote so many in threads in which the voice wrote."""
    draft, town = block.draft, block.town
    written = (draft["kind"] != REPOST) & (draft["kind"] != PING) & (draft["lost"] == 0)
    by_voice = _by_voice(block)
    mine = np.flatnonzero(written & by_voice)
    joined = distinct(town.voice[draft["author"][mine]] + draft["thread"][mine] * COUNT)
    theirs = np.flatnonzero(written & ~by_voice)
    theirs = theirs[np.argsort(draft["thread"][theirs], kind="stable")]
    first, last = (np.searchsorted(draft["thread"][theirs], joined // COUNT, side=side) for side in ("left", "right"))
    sizes = last - first
    row = np.repeat(first, sizes) + np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    who, posts = np.unique(np.repeat(joined % COUNT, sizes) + draft["author"][theirs[row]] * COUNT, return_counts=True)
    counts = np.zeros((COUNT, MOST + 1), np.int64)
    np.add.at(counts, (who % COUNT, np.minimum(posts, MOST)), 1)
    return counts


def replied_threads(block: Block) -> Counts:
    """Threads in which each voice replied, and those whose first post is known to be the first from the files."""
    draft, town = block.draft, block.town
    rows = np.flatnonzero(_by_voice(block) & ((draft["parent"] >= 0) | ((draft["lead1"] >= 0) & (town.platform == "x"))))
    pair = distinct(town.voice[draft["author"][rows]] + draft["thread"][rows] * COUNT)
    top = pair // COUNT
    plain = (draft["lead1"][top] < 0) & (draft["lost"][top] == 0)
    told = ~(town.by_v1[draft["author"][top]] | (town.voice[draft["author"][top]] == SLUGS.index(VOICE_BY_CSV)))
    included = np.isin(top, np.concatenate([draft[name][block.way["timeline"]] for name in ("parent", "ref")]))
    return np.stack([np.bincount((pair % COUNT)[known], minlength=COUNT) for known in (top >= 0, plain | told | included)], axis=1)


def _agents(block: Block) -> Any:
    """Posts from accounts that speak for a voice: in the files a private person's, though their answers are the voice's."""
    return np.isin(block.draft["author"], block.town.agent[block.town.agent >= 0])


def _by_voice(block: Block) -> Any:
    return (block.town.voice[block.draft["author"]] >= 0) & ~_agents(block) & (block.draft["kind"] != PING)
