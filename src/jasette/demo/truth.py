"""What was planted and what came of it: counted from the plan, block by block, by the terms of the measures.

The counts come from the planned columns, not from the files: who reads the files and reconstructs them well finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from jasette.demo import audiences, ties
from jasette.demo.block import Block
from jasette.demo.cast import COPIES, FOLLOWINGS, VOICES
from jasette.demo.draft import ACT, PING, POST, QUOTE, REPLY, REPOST, Draft, distinct
from jasette.demo.town import SLUGS, Flags, Ints, Town
from jasette.demo.world import END_S, RETURN_S, START_S, WEEK_S

KINDS = ("mention", "direct", "question")
WITHIN = {"15min": 900, "1h": 3_600, "6h": 21_600, "24h": 86_400, "72h": 259_200, "7d": 604_800}
FOLLOWED = ("1h", "24h", "7d")
LONGEST = 24
"""Exchanges of more turns, and people with more answers, are counted as of so many."""
POSTS = ("posts", "replies_to_others", "self_replies", "reposts", "quotes")


@dataclass(frozen=True)
class Events:
    """Directed acts between a voice and a person in a thread: `back` 0 from the person, 1 from the voice."""

    thread: Ints
    person: Ints
    voice: Ints
    back: Ints
    at: Ints
    post: Ints

    def ordered(self) -> Events:
        order = np.lexsort((self.post, self.at, self.person, self.voice, self.thread))
        return Events(*(getattr(self, f.name)[order] for f in fields(self)))


def events(draft: Draft, town: Town) -> Events:
    """Every act of addressing, answering, approaching; quotes by voices count in the quoted post's thread."""
    author, parent, ref = draft["author"], draft["parent"], draft["ref"]
    posts = np.arange(draft.size)
    plain = draft["kind"] != REPOST
    opens = (parent < 0) & (draft["lead1"] >= 0) & plain
    acts = [
        (posts[parent >= 0], author[parent[parent >= 0]], draft["thread"]),
        (posts[opens], draft["lead1"][opens], draft["thread"]),
        (posts[(draft["own"] >= 0) & plain], draft["own"][(draft["own"] >= 0) & plain], draft["thread"]),
    ]
    found: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []
    for post, to, thread in acts:
        found.append((post, author[post], to, thread[post], np.zeros_like(post)))
        found.append((post, to, author[post], thread[post], np.ones_like(post)))
    quoting = posts[draft["kind"] == QUOTE]
    found.append((quoting, author[ref[quoting]], author[quoting], draft["thread"][ref[quoting]], np.ones_like(quoting)))
    post, person, voice, thread, back = (np.concatenate(column) for column in zip(*found, strict=True))
    # a voice is addressed, or acts; what it does to itself is no dialogue
    kept = (town.voice[voice] >= 0) & (town.person[person] != town.voice[voice])
    post, thread, back = post[kept], thread[kept], back[kept]
    return Events(thread, town.person[person[kept]], town.voice[voice[kept]], back, draft["at"][post], post).ordered()


def _zeros(*shape: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.zeros((len(VOICES), *shape), np.int64)


@dataclass
class Truth:
    """Sums over blocks; the first axis is the voice."""

    posts: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(POSTS)))
    agent_posts: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    opened: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    replies_to: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES) + 1))
    asked: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2, 3))
    answered: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2, 3))
    people: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    askers: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES)))
    answered_askers: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES)))
    answers_of: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(LONGEST + 1))
    due: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(3, 2))
    followed: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(FOLLOWED), 2))
    new_people: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    within: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(WITHIN)))
    exchanges: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(5))
    turns: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(LONGEST + 1))
    approaches: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    returned: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2, 2, 2))
    mentions: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    engagement: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(4))
    pairs: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2, 2))
    between: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES), 2))
    replied_threads: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    taking_part: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(ties.MOST + 1))
    replied: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    heard: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(ties.HEARD)))
    ring: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: np.zeros(3, np.int64))
    articles: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    comments: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    links: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES)))
    pingbacks: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES)))
    trackbacks: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    copies: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: np.zeros((len(COPIES), 2), np.int64))
    follows: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: np.zeros(1 << len(FOLLOWINGS), np.int64))
    platforms: dict[str, int] = field(default_factory=dict)
    public: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*POSTS, "people", "lost_parents", "deleted", "threads"), 0))
    files: dict[str, int] = field(default_factory=dict)

    def __iadd__(self, other: Truth) -> Truth:
        """The sums of both."""
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, dict):
                for key, count in theirs.items():
                    mine[key] = mine.get(key, 0) + count
            else:
                mine += theirs
        return self

    def add(self, block: Block) -> None:
        """Count one block."""
        self._count_posts(block)
        if block.town.platform == "web":
            self._count_articles(block)
        if block.town.platform == "x":
            self.follows += audiences.combinations(block.town)
        mentions, engagement = ties.received(block)
        self.mentions += mentions
        self.engagement += engagement
        pairs, between = ties.pairs(block)
        self.pairs += pairs
        self.between += between
        self.replied_threads += ties.replied_threads(block)
        self.taking_part += ties.taking_part(block)
        self.heard += ties.heard(block)
        self.ring += ties.ring(block)
        told = events(block.draft, block.town)
        # private people are numbered after the voices; no pair of thread, voice and person spans two blocks
        key = [told.thread, told.voice, told.person]
        new_pair = np.concatenate([[True], np.logical_or.reduce([k[1:] != k[:-1] for k in key])]) if len(told.at) else np.zeros(0, bool)
        self._count_requests(block, told, new_pair)
        self._count_exchanges(block, told, new_pair)

    def _count_posts(self, block: Block) -> None:
        draft, town = block.draft, block.town
        author, parent = draft["author"], draft["parent"]
        replies = draft["kind"] == REPLY
        opens = (draft["kind"] == POST) & (draft["lead1"] >= 0)
        to_account = np.where(opens, draft["lead1"], author[np.maximum(parent, 0)])
        written = draft["kind"] != PING
        own = np.isin(author, np.concatenate([town.main_account, town.second_account])) & written
        voice = town.voice[author]
        myself = replies & (town.person[author] == town.person[to_account])
        role = np.select([opens | (replies & ~myself), myself, draft["kind"] == POST, draft["kind"] == REPOST], [1, 2, 0, 3], 4)
        np.add.at(self.posts, (voice[own], role[own]), 1)
        self.opened += np.bincount(voice[own & opens], minlength=len(VOICES))
        agents = (voice >= 0) & ~own & written
        self.agent_posts += np.bincount(voice[agents], minlength=len(VOICES))
        spoken = own & (role == 1)
        to = town.voice[to_account[spoken]]
        np.add.at(self.replies_to, (voice[spoken], np.where(to < 0, len(VOICES), to)), 1)
        for column, act in enumerate((("answer", "template"), ("template",))):
            chosen = (voice >= 0) & np.isin(draft["act"], [ACT[name] for name in act])  # type: ignore[index]
            self.replied[:, column] += np.bincount(voice[chosen], minlength=len(VOICES))
        private = (voice < 0) & block.collected & written
        for number, name in enumerate(POSTS):
            self.public[name] += int((private & (role == number)).sum())
        self.public["people"] += len(distinct(author[private]))
        self.public["lost_parents"] += int((draft["lost"][np.maximum(parent, 0)] > 0)[parent >= 0].sum())
        self.public["deleted"] += int((block.deleted_at > 0).sum())
        self.public["threads"] += len(distinct(draft["thread"][written]))
        self.platforms[town.platform] = self.platforms.get(town.platform, 0) + int((block.collected & written).sum())

    def _count_articles(self, block: Block) -> None:
        draft, town = block.draft, block.town
        voice, copied, cited = town.voice[draft["author"]], draft["copied"], draft["cited"]
        article, ping = draft["act"] == ACT["article"], draft["kind"] == PING
        self.articles += np.bincount(voice[article], minlength=len(VOICES))
        above = voice[draft["thread"]]
        self.comments += np.bincount(above[draft["kind"] == REPLY], minlength=len(VOICES))
        linking, pinging, tracking = article & (cited >= 0), ping & (cited >= 0), ping & (cited < 0)
        np.add.at(self.links, (voice[linking], voice[cited[linking]]), 1)
        np.add.at(self.pingbacks, (voice[pinging], voice[draft["ref"][pinging]]), 1)
        np.add.at(self.trackbacks, voice[draft["ref"][tracking]], 1)
        for number, copying in enumerate(COPIES):
            of = (voice == SLUGS.index(copying.by)) & (copied >= 0) & (voice[np.maximum(copied, 0)] == SLUGS.index(copying.of))
            self.copies[number] += of.sum(), (of & (cited >= 0)).sum()

    def _count_requests(self, block: Block, told: Events, new_pair: Flags) -> None:
        draft = block.draft
        start = (told.back == 0) & (new_pair | np.concatenate([[True], told.back[:-1] == 1])[: len(new_pair)])
        rows = np.flatnonzero(start)
        if not len(rows):
            return
        kind = self._kinds(draft, told, start)
        # the answer is the next act of the voice in the pair, if there is one
        acts = np.flatnonzero(told.back == 1)
        pair = np.cumsum(new_pair)
        following = np.append(acts, len(told.at))[np.searchsorted(acts, rows)]
        answered = (following < len(told.at)) & (np.append(pair, -1)[following] == pair[rows])
        took = np.where(answered, np.append(told.at, 0)[following] - told.at[rows], 1 << 60)
        voice, person = told.voice[rows], told.person[rows]
        by_voice = (person < len(VOICES)).astype(np.int64)
        np.add.at(self.asked, (voice, by_voice, kind), 1)
        np.add.at(self.answered, (voice[answered], by_voice[answered], kind[answered]), 1)
        np.add.at(self.askers, (voice[by_voice == 1], person[by_voice == 1]), 1)
        np.add.at(self.answered_askers, (voice[by_voice & answered == 1], person[by_voice & answered == 1]), 1)
        who, place = np.unique((voice + person * len(VOICES))[by_voice == 0], return_inverse=True)
        self.people += np.bincount(who % len(VOICES), minlength=len(VOICES))
        answers = np.bincount(place, weights=answered[by_voice == 0], minlength=len(who)).astype(np.int64)
        np.add.at(self.answers_of, (who % len(VOICES), np.minimum(answers, LONGEST)), 1)
        for column, limit in enumerate(FOLLOWED):
            due = told.at[rows] < END_S - WITHIN[limit]
            in_time = due & (took <= WITHIN[limit])
            self.followed[:, column] += np.stack([np.bincount(voice[c], minlength=len(VOICES)) for c in (due, in_time)], axis=1)
            if limit == "7d":
                np.add.at(self.due[..., 0], (voice[due], kind[due]), 1)
                np.add.at(self.due[..., 1], (voice[in_time], kind[in_time]), 1)
        self._count_new_people(told, rows, answered)
        self._count_returns(voice, person, told.thread[rows], told.at[rows], took)
        self.within += np.stack([np.bincount(voice[took <= limit], minlength=len(VOICES)) for limit in WITHIN.values()], axis=1)

    def _count_new_people(self, told: Events, rows: Ints, answered: Flags) -> None:
        """Answered requests, from the 31st day on, and those before which the pair had no contact for 30 days."""
        order = np.lexsort((told.post, told.at, told.person, told.voice))
        pair = told.voice[order] * (int(told.person.max()) + 1) + told.person[order]
        at = told.at[order]
        before = np.full(len(order), -1)
        before[order[1:]] = np.where(pair[1:] == pair[:-1], at[:-1], -1)
        chosen = rows[answered & (told.at[rows] >= START_S + RETURN_S)]
        new = chosen[before[chosen] < told.at[chosen] - RETURN_S]
        self.new_people += np.stack([np.bincount(told.voice[c], minlength=len(VOICES)) for c in (chosen, new)], axis=1)

    def _count_returns(self, voice: Ints, person: Ints, thread: Ints, at: Ints, took: Ints) -> None:
        """Who was answered within a week of their first request, who was not, and who of each came back: the public, and voices."""
        rows = np.lexsort((at, person, voice))
        key = voice[rows] * (int(person.max()) + 1) + person[rows]
        first = np.concatenate([[True], key[1:] != key[:-1]])[: len(rows)]
        who = np.cumsum(first) - 1
        start = rows[first]
        # when each began another thread with the voice: to thank or to insist belongs to the first
        elsewhere = thread[rows] != thread[start][who]
        again = np.full(len(start), END_S)
        np.minimum.at(again, who[elsewhere], at[rows][elsewhere])
        came = again <= at[start] + WEEK_S + RETURN_S
        kept = (again > at[start] + WEEK_S) & (at[start] < END_S - WEEK_S - RETURN_S)
        answered = (took[start] <= WEEK_S).astype(np.int64)
        voices = (person[start] < len(VOICES)).astype(np.int64)
        for column, chosen in enumerate((kept, kept & came)):
            np.add.at(self.returned[..., column], (voice[start][chosen], voices[chosen], answered[chosen]), 1)

    @staticmethod
    def _kinds(draft: Draft, told: Events, start: Flags) -> Ints:
        """Kind of each request: the highest among its posts."""
        asks = np.isin(draft["act"], [ACT["question"], ACT["again"], ACT["insist"]])
        direct = (draft["parent"] >= 0) | (draft["lead1"] >= 0)
        kind = np.where(asks, 2, np.where(direct, 1, 0))[told.post]
        best = np.zeros(int(start.sum()), np.int64)
        addressing = told.back == 0
        np.maximum.at(best, (np.cumsum(start) - 1)[addressing], kind[addressing])
        return best

    def _count_exchanges(self, block: Block, told: Events, new_pair: Flags) -> None:
        if not len(told.at):
            return
        first = np.flatnonzero(new_pair)
        run = new_pair | np.concatenate([[True], told.back[1:] != told.back[:-1]])
        turns = np.add.reduceat(run.astype(np.int64), first)
        voice, opened_by_voice = told.voice[first], told.back[first] == 1
        both = turns > 1
        answered, loop = (turns - opened_by_voice >= least for least in (2, 3))
        opener = told.post[first]
        # on X a post that opens with @somebody is a reply
        replies = (block.draft["parent"][opener] >= 0) | ((block.draft["lead1"][opener] >= 0) & (block.town.platform == "x"))
        approach = opened_by_voice & replies
        for column, chosen in enumerate((np.ones_like(both), both, loop, opened_by_voice, answered)):
            self.exchanges[:, column] += np.bincount(voice[chosen], minlength=len(VOICES))
        np.add.at(self.turns, (voice[both], np.minimum(turns[both], LONGEST)), 1)
        self.approaches += np.stack([np.bincount(voice[c], minlength=len(VOICES)) for c in (approach, approach & both)], axis=1)
