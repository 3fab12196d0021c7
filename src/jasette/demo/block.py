"""One block, planned and worded, with the columns that every format needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from jasette.demo import world
from jasette.demo.draft import POST, QUOTE, REPOST, Draft
from jasette.demo.fragments import join, json_text, moments, numbers, pick, pick_or_empty, strings
from jasette.demo.scenes import Stage, plan
from jasette.demo.text import Wording, word
from jasette.demo.town import SLUGS, Flags, Ints, Town
from jasette.demo.turns import play
from jasette.demo.world import VOICES

EPOCH_MS = 1_288_834_974_657
"""Where the platform's identifiers begin to count."""
NUMBERS = 1 << 18
"""Numbers of posts set apart for each block."""


@dataclass(frozen=True)
class Block:
    """Posts `0 … size-1`; every column is aligned to them, accounts are indices into `town`."""

    town: Town
    draft: Draft
    wording: Wording
    first_number: int
    likes: Ints
    deleted_at: Ints
    """Seconds UTC of the deletion; 0 where the post stays."""

    @cached_property
    def number(self) -> Ints:
        """Posts are numbered by time within the block."""
        order = np.argsort(self.draft["at"], kind="stable")
        rank = np.empty(self.draft.size, np.int64)
        rank[order] = np.arange(self.draft.size)
        return self.first_number + rank

    @cached_property
    def ids(self) -> Ints:
        """Snowflakes: 22 bits tell apart what was written in one millisecond; whole seconds leave the milliseconds free."""
        ms = self.draft["at"] * 1_000 - EPOCH_MS + (self.number >> 22)
        return world.POST_SHIFT + (ms << 22 | self.number & (1 << 22) - 1)

    @cached_property
    def id_texts(self) -> pa.Array:
        return numbers(self.ids)

    @cached_property
    def account_texts(self) -> pa.Array:
        return numbers(self.town.ids)

    @cached_property
    def handles(self) -> pa.Array:
        return strings(self.town.handles)

    @cached_property
    def names(self) -> pa.Array:
        return strings(map(json_text, self.town.names))

    @cached_property
    def collected(self) -> Flags:
        return np.asarray(self.draft["lost"] == 0)

    @cached_property
    def short_links(self) -> pa.Array:
        """Short link of each post; ten digits, so that it has the platform's length."""
        return join("https://t.co/", numbers(1_000_000_000 + self.number))

    @cached_property
    def codes(self) -> pa.Array:
        """The short links as they stand in a text, after a space."""
        return join(" ", self.short_links)

    @cached_property
    def expanded(self) -> pa.Array:
        """Where the short link leads: the post quoted, or an article of the author."""
        draft = self.draft
        quoted = np.maximum(draft["ref"], 0)
        tweet = join("twitter.com/", pick(self.handles, draft["author"][quoted]), "/status/", pick(self.id_texts, quoted))
        source = np.where(draft["kind"] == REPOST, quoted, np.arange(draft.size))
        sites = strings(voice.site for voice in VOICES)
        article = join(pick_or_empty(sites, self.town.voice[draft["author"][source]]), "/2023/", pick(numbers(self.number), source))
        return pick(pa.concat_arrays([article, tweet]), np.arange(draft.size) + draft.size * (draft["kind"] == QUOTE))

    @cached_property
    def received(self) -> dict[str, Ints]:
        """Replies, reposts and quotes that each collected post got in the plan."""
        draft = self.draft
        replied = np.bincount(draft["parent"][draft["parent"] >= 0], minlength=draft.size)
        reposted = np.bincount(draft["ref"][draft["kind"] == REPOST], minlength=draft.size)
        quoted = np.bincount(draft["ref"][draft["kind"] == QUOTE], minlength=draft.size)
        shown = np.where(draft["kind"] == REPOST, reposted[np.maximum(draft["ref"], 0)], reposted)
        return {"replies": replied, "reposts": shown, "quotes": quoted}

    def moments(self, rows: Ints, day_format: str, after: str) -> pa.Array:
        return moments(self.draft["at"][rows], day_format, after)

    @cached_property
    def way(self) -> dict[str, Ints]:
        """Which file holds which posts, in order of time."""
        author = self.draft["author"]
        voice = self.town.voice[author]
        ways = {
            "v1": self.town.by_v1[author],
            "table": voice == SLUGS.index(world.VOICE_BY_CSV),
            "timeline": voice == SLUGS.index(world.VOICE_BY_TIMELINE),
        }
        taken = np.logical_or.reduce(list(ways.values()))
        ways |= {"voices": ~taken & (voice >= 0), "search": ~taken & (voice < 0)}
        order = np.argsort(self.number)
        return {name: order[(where & self.collected)[order]] for name, where in ways.items()}


def make(seed: int, number: int, people: int) -> Block:
    """Block `number` of the world of `seed`: the same whatever other blocks are made, so that they can be made apart."""
    rng = np.random.default_rng([seed, number])
    town = Town(number * world.BLOCK, people)
    draft, turns = plan(town, rng)
    play(Stage(town, rng, draft, people / world.PEOPLE), turns)
    wording = word(draft, town, rng)
    likes = np.minimum(rng.pareto(1.3, draft.size) * np.where(town.voice[draft["author"]] >= 0, 6, 1), 4_000).astype(np.int64)
    likes[draft["kind"] == REPOST] = 0
    return Block(town, draft, wording, number * NUMBERS, likes, _deletions(draft, town, rng))


def _deletions(draft: Draft, town: Town, rng: np.random.Generator) -> Ints:
    """Only first posts that nobody refers to and that address nobody are deleted, so that no planted turn goes away."""
    referred = np.zeros(draft.size, bool)
    referred[draft["parent"][draft["parent"] >= 0]] = True
    referred[draft["ref"][draft["ref"] >= 0]] = True
    plain = (draft["kind"] == POST) & (draft["lead1"] < 0) & (draft["own"] < 0) & (draft["lost"] == 0)
    private = (town.voice[draft["author"]] < 0) & town.by_v1[draft["author"]]
    chosen = plain & private & ~referred & (rng.random(draft.size) < world.DELETED)
    at = draft["at"] + 600 + (rng.random(draft.size) * 48 * 3_600).astype(np.int64)
    return np.where(chosen & (at < world.END_S), at, 0)
