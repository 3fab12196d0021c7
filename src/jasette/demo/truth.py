"""What was planted and what came of it: counted from the plan, block by block, by the terms of the measures.

The counts come from the planned columns, not from the files: who reads the files and reconstructs them well finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from jasette.demo.block import Block
from jasette.demo.draft import ACT, POST, QUOTE, REPLY, REPOST, Draft
from jasette.demo.town import SLUGS, Flags, Ints, Town
from jasette.demo.world import END_S, START_S, VOICES, Voice

KINDS = ("mention", "direct", "question")
WITHIN = {"15min": 900, "1h": 3_600, "6h": 21_600, "24h": 86_400, "72h": 259_200, "7d": 604_800}
LONGEST = 24
"""Exchanges of more turns are counted as of so many."""
POSTS = ("posts", "replies_to_others", "self_replies", "reposts", "quotes")
DEFINITIONS = {
    "request": "a run of posts by one person in one thread that address the voice, until the voice's next post to that person there",
    "addressing": "a reply to a post of the voice; a post without a parent that opens with @voice or names it; "
    "naming it in one's own words in a reply",
    "kind": "question if a post of the run holds a '?'; else direct if one is a reply or opens with @voice; else mention",
    "answer": "a reply of the voice (or of who speaks for it) to that person, a quote of a post of theirs in the thread, "
    "or naming them in own words there",
    "within": "from the first post of the request to the answer",
    "due": "requests opened before the end of the campaign less 7 days",
    "people": "distinct private people; other voices that ask are apart",
    "exchanges": "pairs of thread and person in which one wrote to the other; turns are runs of one side, "
    "a quote of a post counts as written in its thread",
    "approaches": "first post between a private person and the voice in a thread is a reply by the voice",
    "posts": "of accounts that the voice owns; those of accounts that speak for it are apart, and their answers count as the voice's. "
    "A post that opens with @somebody is a reply whose parent is known only as an account",
}


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
    replies_to: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES) + 1))
    asked: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2, 3))
    answered: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2, 3))
    people: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=_zeros)
    askers: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(VOICES)))
    due: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    due_questions: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    within: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(len(WITHIN)))
    exchanges: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(4))
    turns: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(LONGEST + 1))
    approaches: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: _zeros(2))
    public: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*POSTS, "people", "lost_parents", "deleted", "threads"), 0))
    files: dict[str, int] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """Count one block."""
        self._count_posts(block)
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
        own = np.isin(author, np.concatenate([town.main_account, town.second_account]))
        voice = town.voice[author]
        myself = replies & (town.person[author] == town.person[to_account])
        role = np.select([opens | (replies & ~myself), myself, draft["kind"] == POST, draft["kind"] == REPOST], [1, 2, 0, 3], 4)
        np.add.at(self.posts, (voice[own], role[own]), 1)
        agents = (voice >= 0) & ~own
        self.agent_posts += np.bincount(voice[agents], minlength=len(VOICES))
        spoken = own & (role == 1)
        to = town.voice[to_account[spoken]]
        np.add.at(self.replies_to, (voice[spoken], np.where(to < 0, len(VOICES), to)), 1)
        private = (voice < 0) & block.collected
        for number, name in enumerate(POSTS):
            self.public[name] += int((private & (role == number)).sum())
        self.public["people"] += len(np.unique(author[private]))
        self.public["lost_parents"] += int((draft["lost"][np.maximum(parent, 0)] > 0)[parent >= 0].sum())
        self.public["deleted"] += int((block.deleted_at > 0).sum())
        self.public["threads"] += len(np.unique(draft["thread"]))

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
        pairs = np.unique(np.stack([voice, person])[:, by_voice == 0], axis=1)
        self.people += np.bincount(pairs[0], minlength=len(VOICES))
        np.add.at(self.askers, (voice[by_voice == 1], person[by_voice == 1]), 1)
        due = told.at[rows] < END_S - WITHIN["7d"]
        in_time = took <= WITHIN["7d"]
        for sums, chosen in ((self.due, due), (self.due_questions, due & (kind == 2))):
            sums[:] += np.stack([np.bincount(voice[c], minlength=len(VOICES)) for c in (chosen, chosen & in_time)], axis=1)
        self.within += np.stack([np.bincount(voice[took <= limit], minlength=len(VOICES)) for limit in WITHIN.values()], axis=1)

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
        loop = turns - opened_by_voice >= 3
        opener = told.post[first]
        approach = opened_by_voice & (block.draft["parent"][opener] >= 0) & (told.person[first] >= len(VOICES))
        for column, chosen in enumerate((np.ones_like(both), both, loop, opened_by_voice)):
            self.exchanges[:, column] += np.bincount(voice[chosen], minlength=len(VOICES))
        np.add.at(self.turns, (voice[both], np.minimum(turns[both], LONGEST)), 1)
        self.approaches += np.stack([np.bincount(voice[c], minlength=len(VOICES)) for c in (approach, approach & both)], axis=1)

    def tell(self, *, seed: int, scale: float, people: int, broken: dict[str, int]) -> dict[str, Any]:
        """All as plain values for JSON."""
        return {
            "world": {
                "name": "Valmont",
                "seed": seed,
                "scale": scale,
                "people": people,
                "from_us": START_S * 10**6,
                "to_us": END_S * 10**6,
            },
            "definitions": DEFINITIONS,
            "files": self.files,
            "broken": broken,
            "public": self.public,
            "voices": {slug: self._voice(number, VOICES[number]) for number, slug in enumerate(SLUGS)},
        }

    def _voice(self, v: int, voice: Voice) -> dict[str, Any]:
        def by_kind(counts: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, int]:
            return {kind: int(counts[number]) for number, kind in enumerate(KINDS)} | {"all": int(counts.sum())}

        asked, answered = self.asked[v], self.answered[v]
        names = {"fr": voice.fr, "en": voice.en}
        own_camp = [SLUGS[w] for w, other in enumerate(VOICES) if voice.camp and other.camp == voice.camp and w != v]
        return {
            "names": names, "kind": voice.kind, "group": voice.group, "camp": voice.camp, "own_camp": own_camp, "coverage": voice.coverage,
            "planted": {
                "answers": voice.answers, "own_camp_only": voice.own_camp_only,
                "delay": {"distribution": "log-normal", "median_s": voice.delay_h * 3_600, "sigma": voice.delay_sigma, "least_s": 45},
                "returns": voice.returns, "insists": voice.insists,
                "openings": dict(zip(("reply", "opens_with", "mention"), voice.openings, strict=True)),
                "questions": voice.questions, "answers_by": {"quote": voice.by_quote, "mention": voice.by_mention, "agent": voice.by_agent},
                "people_at_most": voice.asked_by_at_most or None,
            },
            "posts": dict(zip(POSTS, self.posts[v].tolist(), strict=True)) | {"all": int(self.posts[v].sum())},
            "agent_posts": int(self.agent_posts[v]),
            "replies_to": {"public": int(self.replies_to[v, -1])} | {SLUGS[w]: int(n) for w, n in enumerate(self.replies_to[v, :-1]) if n},
            "requests": {
                "asked": by_kind(asked.sum(axis=0)), "answered": by_kind(answered.sum(axis=0)),
                "by_public": {"asked": by_kind(asked[0]), "answered": by_kind(answered[0])},
                "by_voices": {"asked": by_kind(asked[1]), "answered": by_kind(answered[1])},
                "people": int(self.people[v]), "voices": int((self.askers[v] > 0).sum()),
                "due": {"asked": int(self.due[v, 0]), "answered_within_7d": int(self.due[v, 1])},
                "due_questions": {"asked": int(self.due_questions[v, 0]), "answered_within_7d": int(self.due_questions[v, 1])},
                "answered_within": dict(zip(WITHIN, self.within[v].tolist(), strict=True)),
            },
            "exchanges": dict(zip(("all", "both_wrote", "loops", "opened_by_voice"), self.exchanges[v].tolist(), strict=True))
            | {"turns": {str(turns): int(count) for turns, count in enumerate(self.turns[v]) if count}},
            "approaches": {"all": int(self.approaches[v, 0]), "replied_back": int(self.approaches[v, 1])},
        }  # fmt: skip
