"""One block on one platform, planned and worded, with the columns that every format needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jasette.demo import world
from jasette.demo.articles import Passages, passages
from jasette.demo.cast import VOICE_BY_CSV, VOICE_BY_TIMELINE, VOICES
from jasette.demo.draft import ACT, POST, QUOTE, REPOST, Draft
from jasette.demo.fragments import Piece, Strings, either, join, json_text, moments, numbers, pick, pick_or_empty, strings
from jasette.demo.scenes import Stage, plan
from jasette.demo.text import Wording, word
from jasette.demo.town import SLUGS, Flags, Ints, Town
from jasette.demo.turns import play
from jasette.demo.web import publish
from jasette.demo.world import Platform

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
    passages: Passages
    """Of articles, in the order of `passage_of`."""
    passage_of: Ints
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
        """X: snowflakes, 22 bits tell apart what was written in one millisecond; whole seconds leave the milliseconds free.

        Mastodon's hold a time too, and its own order; a blog counts its articles and comments.
        """
        if self.town.platform == "web":
            return self.number + 1
        if self.town.platform == "mastodon":
            return (self.draft["at"] << 27) + self.number
        ms = self.draft["at"] * 1_000 - EPOCH_MS + (self.number >> 22)
        return world.POST_SHIFT + (ms << 22 | self.number & (1 << 22) - 1)

    @cached_property
    def id_texts(self) -> Strings:
        return numbers(self.ids)

    @cached_property
    def account_texts(self) -> Strings:
        return numbers(self.town.ids)

    @cached_property
    def handles(self) -> Strings:
        return strings(self.town.handles)

    @cached_property
    def names(self) -> Strings:
        return strings(map(json_text, self.town.names))

    @cached_property
    def plain_names(self) -> Strings:
        """Names without the escapes of JSON."""
        return strings(self.town.names)

    @cached_property
    def in_time(self) -> Ints:
        """The collected posts in order of time."""
        order = np.argsort(self.number)
        return np.asarray(order[self.collected[order]])

    @cached_property
    def collected(self) -> Flags:
        return np.asarray(self.draft["lost"] == 0)

    @cached_property
    def short_links(self) -> Strings:
        """Short link of each post; ten digits, so that it has the platform's length."""
        return join("https://t.co/", numbers(1_000_000_000 + self.number))

    @cached_property
    def codes(self) -> Strings:
        """The short links as they stand in a text, after a space."""
        return join(" ", self.short_links)

    @cached_property
    def expanded(self) -> Strings:
        """Where the short link leads: the post quoted, or an article of the author, or of the one whose link it is."""
        draft = self.draft
        quoted = np.maximum(draft["ref"], 0)
        tweet = join("twitter.com/", pick(self.handles, draft["author"][quoted]), "/status/", pick(self.id_texts, quoted))
        again = (draft["kind"] == REPOST) | ((draft["kind"] == POST) & (draft["ref"] >= 0))
        source = np.where(again, quoted, np.arange(draft.size))
        sites = strings(voice.site for voice in VOICES)
        article = join(pick_or_empty(sites, self.town.voice[draft["author"][source]]), "/2023/", pick(numbers(self.number), source))
        return join(either(draft["kind"] == QUOTE, tweet, article))

    @cached_property
    def received(self) -> dict[str, Ints]:
        """Replies, reposts and quotes that each collected post got in the plan."""
        draft = self.draft
        replied = np.bincount(draft["parent"][draft["parent"] >= 0], minlength=draft.size)
        reposted = np.bincount(draft["ref"][draft["kind"] == REPOST], minlength=draft.size)
        quoted = np.bincount(draft["ref"][draft["kind"] == QUOTE], minlength=draft.size)
        shown = np.where(draft["kind"] == REPOST, reposted[np.maximum(draft["ref"], 0)], reposted)
        return {"replies": replied, "reposts": shown, "quotes": quoted}

    def moments(self, rows: Ints, day_format: str, after: str) -> tuple[Piece, ...]:
        return moments(self.draft["at"][rows], day_format, after)

    @cached_property
    def articles(self) -> Strings:
        """Address of each article, or of the article above a comment, without the scheme; for the web."""
        top = self.draft["thread"]
        days = moments(self.draft["at"][top], "/%Y/%m/%d/article-", "", clock=False)
        return join(pick(self.handles, self.draft["author"][top]), days, pick(self.id_texts, top), "/")

    def copies(self) -> Strings:
        """CSV lines: every planted copy, the article copied, the lag in seconds, and whether there is a link."""
        draft = self.draft
        copy = self.in_time[draft["copied"][self.in_time] >= 0]
        source = draft["copied"][copy]
        lag = numbers(draft["at"][copy] - draft["at"][source])
        linked = pick(strings(["0", "1"]), (draft["cited"][copy] >= 0).astype(np.int64))
        return join("https://", pick(self.articles, copy), ",https://", pick(self.articles, source), ",", lag, ",", linked, "\n")

    @cached_property
    def way(self) -> dict[str, Ints]:
        """Which file of X holds which posts, in order of time."""
        author = self.draft["author"]
        voice = self.town.voice[author]
        ways = {
            "v1": self.town.by_v1[author],
            "table": voice == SLUGS.index(VOICE_BY_CSV),
            "timeline": voice == SLUGS.index(VOICE_BY_TIMELINE),
        }
        taken = np.logical_or.reduce(list(ways.values()))
        ways |= {"voices": ~taken & (voice >= 0), "search": ~taken & (voice < 0)}
        return {name: self.in_time[where[self.in_time]] for name, where in ways.items()}


def make(seed: int, number: int, people: int, platform: Platform = "x", *, effect: bool = True) -> Block:
    """Block `number` of the world of `seed`: the same whatever other blocks are made, so that they can be made apart.

    `people` are all of the block's, on whichever platform; `effect` False leaves out that answers bring people back.
    """
    rng = np.random.default_rng([seed, number, world.PLATFORMS.index(platform)])
    town = Town(platform, number * world.BLOCK, people)
    stage = Stage(town, rng, Draft(), people / world.PEOPLE)
    play(stage, publish(stage) if platform == "web" else plan(stage), effect=effect)
    draft = stage.draft
    wording = word(draft, town, rng)
    likes = np.minimum(rng.pareto(1.3, draft.size) * np.where(town.voice[draft["author"]] >= 0, 6, 1), 4_000).astype(np.int64)
    likes[draft["kind"] == REPOST] = 0
    written = draft["act"] == ACT["article"]
    particular = passages(draft["french"][written], rng)
    passage_of = np.where(written, np.cumsum(written) - 1, -1)
    return Block(town, draft, wording, number * NUMBERS, particular, passage_of, likes, _deletions(draft, town, rng))


def _deletions(draft: Draft, town: Town, rng: np.random.Generator) -> Ints:
    """Only first posts that nobody refers to and that address nobody are deleted, so that no planted turn goes away."""
    referred = np.zeros(draft.size, bool)
    referred[draft["parent"][draft["parent"] >= 0]] = True
    referred[draft["ref"][draft["ref"] >= 0]] = True
    plain = (draft["kind"] == POST) & (draft["lead1"] < 0) & (draft["own"] < 0) & (draft["ref"] < 0) & (draft["lost"] == 0)
    private = (town.voice[draft["author"]] < 0) & town.by_v1[draft["author"]]
    chosen = plain & private & ~referred & (rng.random(draft.size) < world.DELETED)
    at = draft["at"] + 600 + (rng.random(draft.size) * 48 * 3_600).astype(np.int64)
    return np.where(chosen & (at < world.END_S), at, 0)
