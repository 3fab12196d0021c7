"""The truth as plain values: definitions, what was planted, what came of it."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np

from jasette.demo import ties, world
from jasette.demo.cast import COPIES, FOLLOWINGS, HEARD, PUSHED, PUSHED_BY, VOICES
from jasette.demo.town import SLUGS, Town
from jasette.demo.truth import FOLLOWED, KINDS, POSTS, WITHIN, Truth
from jasette.demo.world import BLOCK, COMES_BACK, END_S, HEARD_STEP, NAMED, PEOPLE, RING, RING_S, START_S, Platform, Voice

DUE = ("asked", "answered_within_7d")
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
    "followed": "requests opened before the end less so long, and those answered within so long",
    "people_by_answers": "number of answered requests: how many of the people (voices_by_answers: of the voices) that asked had so many",
    "answered_after_30d": "answered requests opened after the 30th day; new_people: the voice and who asked had no contact in the 30 days "
    "before (pairs of voices: in the same block of people)",
    "exchanges": "pairs of thread and person in which one wrote to the other; answered: the voice spoke after the person; loops: and the "
    "person again after that; turns (where both wrote) are runs of one side, "
    "a quote of a post counts as written in its thread",
    "approaches": "first post between the voice and somebody in a thread is a reply by the voice, on X also one that opens with @somebody",
    "replied_threads": "threads in which the voice replied; first_known: their first post is none that opens with @somebody in a file "
    "that does not tell conversations (v1.1, CSV; a timeline's includes do), where it may be a reply to something else",
    "posts": "of accounts that the voice owns; those of accounts that speak for it are apart, and their answers count as the voice's. "
    "A post that opens with @somebody is a reply whose parent is known only as an account",
    "return": "private people by their first request to the voice, answered within 7 days or not; who began another thread with it in "
    "those 7 days is set aside, so is who asked less than 37 days before the end; returned: began another one in the 30 days after; "
    "of_voices: the same of other voices that ask (within a block of people)",
    "opens_with": "of the replies to others those that open with @somebody and have no parent",
    "mentions": "posts by others that name the voice in their own words",
    "engagement": "posts on microblogs that are no reposts, and the likes, reposts and replies that they show",
    "pairs": "the voice and another person, in the direction in which one acted upon the other: talk by reply, own words or quote; "
    "all, by repost too",
    "taking_part": "number of posts: how many private people wrote so many in threads in which the voice wrote",
    "answers": "posts that answer, also those of accounts that speak for the voice; from_template: one of two ready-made texts",
    "copies": "articles that repeat a whole passage of another voice's article, word for word (truth_copies.csv has each of them); "
    "a link to it stands in some; a blog that links to a blog pings it",
    "audiences": "people on X in the lists of followers",
    "heard": "acts of others upon posts of the voice (not those of accounts that speak for a voice, nor upon them): reposts, quotes, "
    "replies, mentions, and posts that give a link of the voice again. Planted are two orders: of mentions, reposts, quotes and links, "
    "in which each voice has `step` times as much as the next (`weights`; the ring and its crowd add reposts: `pushed`, expected); "
    "and of being asked, from which follow `replies`, `people_replying` and `people_asking` (those who name it among them); all three are "
    "expected at scale 1, from the turns that are opened, whom the voice answers, and who writes again",
    "ring": "accounts that reposted the same posts of `pushes`, and gave the same links of `links_of`, within so many seconds of each "
    "other; a crowd of others shared each of these too, in the hours after it appeared",
}


def tell(sums: Truth, *, seed: int, scale: float, effect: bool, broken: dict[str, int]) -> dict[str, Any]:
    """All sums and what was planted, with their definitions."""
    return {
        "world": {
            "name": "Valmont", "seed": seed, "scale": scale, "effect": effect, "people": round(PEOPLE * scale),
            "from_us": START_S * 10**6, "to_us": END_S * 10**6,
        },
        "definitions": DEFINITIONS,
        "files": sums.files,
        "platforms": sums.platforms,
        "broken": broken,
        "public": sums.public,
        "voices": {slug: _voice(sums, number, VOICES[number], effect) for number, slug in enumerate(SLUGS)},
        "copies": [
            {
                "by": copying.by, "of": copying.of,
                "planted": {"share": copying.share, "linked": copying.linked,
                            "lag": {"distribution": "log-normal", "median_s": copying.lag_h * 3_600, "sigma": copying.lag_sigma}},
                "copied": int(sums.copies[number, 0]), "linked": int(sums.copies[number, 1]),
            }
            for number, copying in enumerate(COPIES)
        ],
        "citations": {
            "links": _matrix(sums.links), "pingbacks": _matrix(sums.pingbacks),
            "trackbacks": {SLUGS[v]: int(n) for v, n in enumerate(sums.trackbacks) if n},
        },
        "audiences": _audiences(sums),
        "heard": {
            "planted": {"order": list(HEARD), "step": HEARD_STEP, "weights": {s: HEARD_STEP**-p for p, s in enumerate(HEARD)},
                        "pushed": {PUSHED: round(_pushed(scale), 1)}, "replies": _replies(effect), **_people(effect)},
            "acts": {
                slug: dict(zip(ties.HEARD, sums.heard[v].tolist(), strict=True)) | {"mentions": int(sums.mentions[v])}
                for v, slug in enumerate(SLUGS)
            },
        },
        "ring": {
            "accounts": _ring(scale), "within_s": RING_S, "pushes": PUSHED, "links_of": PUSHED_BY,
            **dict(zip(("reposted", "links", "acts"), sums.ring.tolist(), strict=True)),
        },
    }  # fmt: skip


def _pushed(scale: float) -> float:
    """Reposts that the ring and its crowd give on average."""
    return world.RING_REPOSTS * (RING * world.RING_JOINS + max(world.SMALLEST_CROWD, round(world.CROWD * min(scale, 1.0))))


def _here(voice: Voice) -> float:
    """What it does on the microblogs, beside its counts."""
    return sum(voice.weight(platform) for platform in ("x", "mastodon"))


def _addressed(voice: Voice) -> dict[Platform, float]:
    """Turns that people open with it on each platform by a reply, or by a post that opens with it."""
    asked = voice.asked * sum(voice.openings)
    return {"x": asked * voice.weight("x"), "mastodon": asked * voice.weight("mastodon"), "web": float(voice.comments)}


def _weights() -> dict[str, float]:
    """Part of each voice in what all voices are heard."""
    return {slug: HEARD_STEP**-place / sum(HEARD_STEP**-p for p in range(len(HEARD))) for place, slug in enumerate(HEARD)}


def _people(effect: bool) -> dict[str, dict[str, float]]:
    """Distinct people who reply, and who ask: of P people on a platform P (1 - exp(-n / P)) do what is done n times.

    Only a few ask where only a few may. To whom a voice names other voices reply, too.
    """
    there = {platform: PEOPLE * world.PLACE_OF.count(platform) / len(world.PLACE_OF) for platform in world.PLATFORMS}
    weights, answers, replying, asking = _weights(), _answers(), {}, {}

    def distinct(turns: dict[Platform, float]) -> float:
        people = sum(there[platform] * -math.expm1(-n / there[platform]) for platform, n in turns.items())
        return min(people, voice.asked_by_at_most or people)

    for voice in VOICES:
        slug, opened = voice.slug, _addressed(voice)
        share: dict[Platform, float] = {"x": voice.weight("x") / _here(voice), "mastodon": voice.weight("mastodon") / _here(voice)}
        naming = {platform: opened[platform] + NAMED * weights[slug] * share.get(platform, 0.0) for platform in opened}
        asking[slug] = round(distinct(naming), 1)
        again = answers[slug] * (voice.returns + COMES_BACK * effect)
        replied = {
            platform: opened[platform] + again * (naming[platform] - opened[platform]) + 0.5 * voice.approaches * voice.weight(platform)
            for platform in opened
        }
        named = voice.names_others * voice.announces * _here(voice)
        others = sum(-math.expm1(-named * weights[other] * answers[other]) for other in SLUGS if other != slug)
        replying[slug] = round(distinct(replied) + others, 1)
    return {"people_replying": replying, "people_asking": asking}


def _answers() -> dict[str, float]:
    """The chance that each voice answers people outside its camp."""
    return {voice.slug: 0.0 if voice.own_camp_only else voice.answers for voice in VOICES}


def _replies(effect: bool) -> dict[str, float]:
    """What each voice gets on average: turns opened with it, those that follow on an answer, and answers to what it asks itself."""
    weights, answers = _weights(), _answers()
    of_named = sum(weights[slug] * answers[slug] for slug in SLUGS)
    party = {voice.camp: voice for voice in reversed(VOICES) if voice.camp}  # it stands first in its camp
    found = {}
    for voice in VOICES:
        slug, here, named = voice.slug, _here(voice), NAMED * weights[voice.slug]
        again = answers[slug] * voice.returns / (1 - answers[slug] * voice.returns)
        back = answers[slug] * COMES_BACK * effect
        asked = sum(_addressed(voice).values())
        opened = asked + back * (asked - voice.comments + named) + 0.5 * voice.approaches * here
        asking = voice.asks_own_party * party[voice.camp].answers if voice.camp else 0.0
        asking += voice.names_others * voice.announces * here * of_named
        camp = sum(v.asks_own_party for v in VOICES if voice.camp and v.camp == voice.camp and party[v.camp] is voice)
        found[slug] = round(opened + again * (opened + named) + asking + camp, 1)
    return found


def _ring(scale: float) -> list[str]:
    """The members as the archive knows them: the first people of the first block who are on X."""
    town = Town("x", 0, min(round(PEOPLE * scale), BLOCK))
    return [f"x:{number}" for number in town.ids[town.voices : town.voices + RING]]


def _matrix(counts: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, dict[str, int]]:
    return {SLUGS[by]: {SLUGS[of]: int(n) for of, n in enumerate(row) if n} for by, row in enumerate(counts) if row.any()}


def _audiences(sums: Truth) -> dict[str, Any]:
    """Sizes, overlaps of two, and the union, from the counts of all combinations."""
    combination = np.arange(len(sums.follows))

    def people(*followings: int) -> int:
        return int(sums.follows[np.logical_and.reduce([combination >> number & 1 == 1 for number in followings])].sum())

    names = [following.voice for following in FOLLOWINGS]
    return {
        "planted": {f.voice: {"start": f.start, "size": f.size} for f in FOLLOWINGS},
        "members": {name: people(number) for number, name in enumerate(names)},
        "overlap": [{"of": [names[a], names[b]], "members": people(a, b)} for a, b in combinations(range(len(names)), 2)],
        "union": int(sums.follows[1:].sum()),
    }


def _voice(sums: Truth, v: int, voice: Voice, effect: bool) -> dict[str, Any]:
    def by_kind(counts: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, int]:
        return {kind: int(counts[number]) for number, kind in enumerate(KINDS)} | {"all": int(counts.sum())}

    asked, answered = sums.asked[v], sums.answered[v]
    names = {"fr": voice.fr, "en": voice.en}
    own_camp = [SLUGS[w] for w, other in enumerate(VOICES) if voice.camp and other.camp == voice.camp and w != v]
    return {
        "names": names, "kind": voice.kind, "group": voice.group, "camp": voice.camp, "own_camp": own_camp, "coverage": voice.coverage,
        "planted": {
            "answers": voice.answers, "own_camp_only": voice.own_camp_only,
            "delay": {"distribution": "log-normal", "median_s": voice.delay_h * 3_600, "sigma": voice.delay_sigma, "least_s": 45},
            "returns": voice.returns, "insists": voice.insists,
            "openings": dict(zip(("reply", "opens_with"), voice.openings, strict=True)),
            "questions": voice.questions, "answers_by": {"quote": voice.by_quote, "mention": voice.by_mention, "agent": voice.by_agent},
            "people_at_most": voice.asked_by_at_most or None, "template": voice.template, "comes_back": COMES_BACK if effect else 0.0,
        },
        "posts": dict(zip(POSTS, sums.posts[v].tolist(), strict=True)) | {"all": int(sums.posts[v].sum())},
        "agent_posts": int(sums.agent_posts[v]), "opens_with": int(sums.opened[v]),
        "replies_to": {"public": int(sums.replies_to[v, -1])} | {SLUGS[w]: int(n) for w, n in enumerate(sums.replies_to[v, :-1]) if n},
        "requests": {
            "asked": by_kind(asked.sum(axis=0)), "answered": by_kind(answered.sum(axis=0)),
            "by_public": {"asked": by_kind(asked[0]), "answered": by_kind(answered[0])},
            "by_voices": {"asked": by_kind(asked[1]), "answered": by_kind(answered[1])},
            "people": int(sums.people[v]), "voices": int((sums.askers[v] > 0).sum()),
            "due": dict(zip(DUE, sums.due[v].sum(axis=0).tolist(), strict=True)),
            **{f"due_{kind}s": dict(zip(DUE, sums.due[v, number].tolist(), strict=True)) for number, kind in enumerate(KINDS)},
            "followed": {
                limit: dict(zip(("asked", "answered"), sums.followed[v, number].tolist(), strict=True))
                for number, limit in enumerate(FOLLOWED)
            },
            "people_by_answers": _histogram(sums.answers_of[v]),
            "voices_by_answers": _histogram(np.bincount(sums.answered_askers[v][sums.askers[v] > 0], minlength=1)),
            "answered_after_30d": dict(zip(("all", "new_people"), sums.new_people[v].tolist(), strict=True)),
            "answered_within": dict(zip(WITHIN, sums.within[v].tolist(), strict=True)),
        },
        "exchanges": dict(zip(("all", "both_wrote", "loops", "opened_by_voice", "answered"), sums.exchanges[v].tolist(), strict=True))
        | {"turns": _histogram(sums.turns[v])},
        "answers": {"all": int(sums.replied[v, 0]), "from_template": int(sums.replied[v, 1])},
        "return": _return(sums.returned[v, 0]) | {"of_voices": _return(sums.returned[v, 1])},
        "mentions": int(sums.mentions[v]),
        "engagement": dict(zip(("posts", "likes", "reposts", "replies"), sums.engagement[v].tolist(), strict=True)),
        "pairs": {name: _pairs(sums, v, number) for number, name in enumerate(("talk", "all"))},
        "replied_threads": dict(zip(("all", "first_known"), sums.replied_threads[v].tolist(), strict=True)),
        "taking_part": _histogram(sums.taking_part[v]),
        "articles": {"all": int(sums.articles[v]), "comments": int(sums.comments[v])},
        "approaches": {"all": int(sums.approaches[v, 0]), "replied_back": int(sums.approaches[v, 1])},
    }  # fmt: skip


def _histogram(counts: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, int]:
    return {str(value): int(count) for value, count in enumerate(counts) if count}


def _return(arms: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, dict[str, int]]:
    return {name: dict(zip(("people", "returned"), arms[n].tolist(), strict=True)) for n, name in enumerate(("not_answered", "answered"))}


def _pairs(sums: Truth, v: int, kind: int) -> dict[str, int]:
    """Directed pairs of the voice with everybody: private people, and the other voices."""
    to, back = sums.between[v, :, kind] > 0, sums.between[:, v, kind] > 0
    every, both = sums.pairs[v, kind].tolist()
    return {"all": every + int(to.sum() + back.sum()), "answered_back": both + 2 * int((to & back).sum())}
