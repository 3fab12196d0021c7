"""What happens in Valmont: announcements, chats, reposts, and the turns that people open with a voice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jasette.demo import world
from jasette.demo.cast import PUSHED, PUSHED_BY, VOICES
from jasette.demo.draft import ACT, POST, QUOTE, REPOST, Draft, in_time
from jasette.demo.town import SLUGS, Flags, Floats, Ints, Town
from jasette.demo.words import Act


@dataclass(frozen=True)
class Turns:
    """Open turns: the last post of each, who asks (account), and the account that is addressed."""

    post: Ints
    asker: Ints
    asked: Ints

    def __add__(self, other: Turns) -> Turns:
        return Turns(*(np.concatenate([a, b]) for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Stage:
    """A block being planned."""

    town: Town
    rng: np.random.Generator
    draft: Draft
    ratio: float
    """Size of the block; 1 would be the whole world at scale 1."""

    def times(self, count: int) -> Ints:
        """Moments in the campaign, by the hours at which people write."""
        cumulated = np.cumsum(world.HOURS) / sum(world.HOURS)
        hours = np.searchsorted(cumulated, self.rng.random(count), side="right")
        days = self.rng.integers(0, world.DAYS, count)
        return np.asarray(world.START_S + days * 86_400 + hours * 3_600 + self.rng.integers(0, 3_600, count))

    def later(self, at: Ints, hours: float, least_s: int = 60) -> Ints:
        """After `at`: exponential waiting time of mean `hours`."""
        return np.asarray(at + least_s + (self.rng.exponential(hours * 3_600, len(at))).astype(np.int64))

    def chance(self, share: float | Floats, count: int) -> Flags:
        return np.asarray(self.rng.random(count) < share)

    def scaled(self, count: float) -> int:
        """What happens among people, on this platform."""
        return round(count * self.ratio * world.SHARE[self.town.platform])

    def heard(self, count: float) -> int:
        """Acts upon voices on the microblogs: on each as many as fall to the voices that are there."""
        return round(count * self.ratio * float(self.town.heard.sum()))

    def per_voice(self, field: str, least: int = 0, share: float | Floats = 1.0) -> Ints:
        """Voices that are here, each about as often as `share` of its field says; at least `least` times where it says anything.

        How often is drawn (Poisson): were it fixed, what is planted would vary less from world to world than acts of free
        people do, and every interval would seem too wide.
        """
        mean = self.of_voices(field) * share * self.ratio * self.town.weight
        return np.repeat(np.arange(len(VOICES)), np.maximum(self.rng.poisson(mean), least * (mean > 0)))

    def named(self, count: int, may: Flags | None = None) -> Ints:
        """So many voices of those that are here (`may`: of these), with replacement, each as often as it was planted to be heard."""
        upto = np.cumsum(self.town.heard * (1 if may is None else may))
        return np.searchsorted(upto / upto[-1], self.rng.random(count), side="right")

    @property
    def openings(self) -> Floats:
        """Voice × way (reply, post that opens with @voice): shares of what each is asked, as people do it on this platform.

        On Mastodon a post that opens with a voice is a mention of it like any other, and whom people mention is planted
        apart: who would open with the voice replies to a post of its.
        """
        planted = np.array([voice.openings for voice in VOICES])
        if self.town.platform == "mastodon":
            return np.stack([planted.sum(axis=1), np.zeros(len(VOICES))], axis=1)
        return planted

    @staticmethod
    def of_voices(field: str) -> Floats:
        """The field of each voice."""
        return np.array([float(getattr(voice, field)) for voice in VOICES])

    def people(self, count: int) -> Ints:
        """Accounts of private people, drawn with replacement."""
        return np.asarray(self.town.voices + self.rng.integers(0, self.town.people, count))

    def speech(self, voices: Ints) -> Ints:
        """Language of posts by voices: 1 French, 0 English."""
        return self.chance(self.of_voices("french")[voices], len(voices)).astype(np.int64)


def announcements(stage: Stage) -> tuple[Ints, Turns]:
    """Posts of the voices and their self-threads; returns the first posts, and the turns opened by naming another voice."""
    town, draft = stage.town, stage.draft
    voices = stage.per_voice("announces", least=1)
    count = len(voices)
    author = np.where(stage.chance(0.3, count), town.second_account[voices], town.main_account[voices])
    named = stage.chance(stage.of_voices("names_others")[voices], count)
    may = [town.weight[v] > 0 and not voice.asked_by_at_most for v, voice in enumerate(VOICES)]
    other = stage.named(count, np.array(may))
    # nobody is named by itself: who was drawn so is not named at all
    own = np.where(named & (other != voices), town.main_account[other], -1)
    link = np.array([bool(voice.site) for voice in VOICES])[voices] & stage.chance(0.7, count)
    first = draft.add("announce", stage.times(count), author, french=stage.speech(voices), own=own, link=link.astype(np.int64))
    last = first[stage.chance(stage.of_voices("threads")[voices], count)]
    for share in (1.0, 0.5, 0.5):
        last = last[stage.chance(share, len(last))]
        at, last = in_time(stage.later(draft["at"][last], 0.05), last)
        last = draft.reply("continue", last, at, draft["author"][last], lead1=-1, french=draft["french"][last])
    by_name = first[own >= 0]
    return first, Turns(by_name, draft["author"][by_name], draft["own"][by_name])


def asking(stage: Stage, first: Ints, each: Floats, field: str = "asked", *, by_reply: bool = False) -> tuple[Turns, Ints]:
    """Turns opened by private people, in three ways (`by_reply`: in one); returns them, and those that reply to a voice.

    `each` is how many replies a post of `first` gets, by voice and on average: a voice that posts more is asked more. Whom
    people name in their own words is not drawn by how often a voice is asked, but by how it was planted to be heard.
    """
    town, draft = stage.town, stage.draft
    replied = np.repeat(first, stage.rng.poisson(each[town.voice[draft["author"][first]]]))
    drawn = [town.voice[draft["author"][replied]]]
    if not by_reply:
        drawn += [stage.per_voice(field, share=stage.openings[:, 1]), stage.named(stage.rng.poisson(stage.heard(world.NAMED)))]
    voices = np.concatenate(drawn)
    way = np.repeat(np.arange(len(drawn)), [len(of_way) for of_way in drawn])
    to = np.concatenate([replied, np.full(len(voices) - len(replied), -1)])
    few = stage.of_voices("asked_by_at_most").astype(np.int64)[voices]
    if town.first:  # at any scale, all who ask such a voice live in the first block
        voices, way, to, few = (column[few == 0] for column in (voices, way, to, few))
    count = len(voices)
    person = stage.people(count)
    person = np.where(few > 0, town.voices + (person % np.maximum(few, 1)), person)
    question = stage.chance(stage.of_voices("questions")[voices], count)
    # one opening per person and thread, so that every planted turn is a turn of its own
    _, distinct = np.unique(np.where(way == 0, to * len(town.voice) + person, -1 - np.arange(count)), return_index=True)
    distinct = np.sort(distinct)
    turns, replies = Turns(*(np.empty(0, np.int64),) * 3), np.empty(0, np.int64)
    for chosen_way, asks in ((w, q) for w in range(3) for q in (True, False)):
        rows = distinct[(way[distinct] == chosen_way) & (question[distinct] == asks)]
        act: Act = "question" if asks else "remark"
        if chosen_way == 0:
            at, parent, who = in_time(stage.later(draft["at"][to[rows]], 8), to[rows], person[rows])
            asked = draft["author"][parent]
            post = draft.reply(act, parent, at, who, lead2=draft["own"][parent], french=town.french[who].astype(np.int64))
            replies = np.concatenate([replies, post])
        else:
            who, asked = person[rows], town.main_account[voices[rows]]
            asked = np.where(stage.chance(0.3, len(rows)), town.second_account[voices[rows]], asked)
            where = {"lead1": asked} if chosen_way == 1 else {"own": asked}
            named: Act = act if chosen_way == 1 or asks else "mention"
            post = draft.add(named, stage.times(len(rows)), who, french=town.french[who].astype(np.int64), **where)
        turns += Turns(post, who, asked)
    return turns, replies


def camp_talk(stage: Stage) -> Turns:
    """Candidates ask their own party."""
    town = stage.town
    voices = stage.per_voice("asks_own_party")
    camps = [voice.camp for voice in VOICES]
    party = np.array([camps.index(camp) if camp else -1 for camp in camps])  # the party stands first in its camp
    voices = voices[town.main_account[party[voices]] >= 0]  # the party may be on another platform
    asker, asked = town.main_account[voices], town.main_account[party[voices]]
    post = stage.draft.add("question", stage.times(len(voices)), asker, lead1=asked, french=stage.speech(voices))
    return Turns(post, asker, asked)


def chats(stage: Stage) -> Ints:
    """Private people among themselves; some first posts were never collected. Returns the collected first posts."""
    town, draft = stage.town, stage.draft
    who = stage.people(stage.scaled(world.CHAT))
    lost = stage.chance(world.LOST, len(who)).astype(np.int64)
    first = draft.add("chat", stage.times(len(who)), who, french=town.french[who].astype(np.int64), lost=lost)
    # who would be alone in a lost thread is answered, so that every lost post leaves a trace
    _third(stage, first[stage.chance(np.where(lost, 1.0, world.CHAT_REPLIES), len(first))], 0.4)
    return np.asarray(first[lost == 0])


def thirds(stage: Stage, replies: Ints) -> None:
    """Others reply to a person in a voice's thread: the voice is carried over at the front, and not addressed."""
    chosen = stage.rng.permutation(replies)[: stage.scaled(world.THIRD)]
    _third(stage, np.sort(chosen), 0.4)


def _third(stage: Stage, to: Ints, back: float) -> None:
    """Somebody else replies to `to`; with chance `back` the first person replies to that."""
    town, draft = stage.town, stage.draft
    other = stage.people(len(to))
    clash = other == draft["author"][to]
    other = np.where(clash, town.voices + (other - town.voices + 1) % town.people, other)
    at, to, other = in_time(stage.later(draft["at"][to], 3), to, other)
    reply = draft.reply("third", to, at, other, lead2=draft["lead1"][to], french=town.french[other].astype(np.int64))
    again = stage.chance(back, len(reply))
    at, reply, to = in_time(stage.later(at[again], 1), reply[again], to[again])
    draft.reply("third", reply, at, draft["author"][to], lead2=draft["lead2"][reply], french=draft["french"][to])


def approaches(stage: Stage, chat: Ints) -> Turns:
    """A voice replies to somebody who had not addressed it; some reply back, which opens a turn."""
    town, draft = stage.town, stage.draft
    voices = stage.per_voice("approaches")
    to = stage.rng.permutation(chat)[: len(voices)]
    voices = voices[: len(to)]
    at, to, by = in_time(stage.later(draft["at"][to], 2), to, town.main_account[voices])
    reply = draft.reply("approach", to, at, by, french=draft["french"][to])
    back = reply[stage.chance(0.5, len(reply))]
    at, back = in_time(stage.later(draft["at"][back], 1.5), back)
    who, asked = draft["author"][draft["parent"][back]], draft["author"][back]
    return Turns(draft.reply("thanks", back, at, who, french=draft["french"][back]), who, asked)


def coming_back(stage: Stage, answered: Turns) -> Turns:
    """The planted effect: people answered within a week open another thread with the voice, in the 30 days after that week.

    Each person once per voice, after the first turn of theirs that was answered.
    """
    draft, town = stage.draft, stage.town
    order = np.argsort(draft["at"][answered.post], kind="stable")
    pair = answered.asker[order] * len(VOICES) + town.voice[answered.asked[order]]
    _, first = np.unique(pair, return_index=True)
    rows = order[np.sort(first)]
    allowed = stage.of_voices("asked_by_at_most")[town.voice[answered.asked[rows]]] == 0
    rows = rows[allowed & stage.chance(world.COMES_BACK, len(rows))]
    after = draft["at"][answered.post[rows]] + world.WEEK_S + (stage.rng.random(len(rows)) * world.RETURN_S).astype(np.int64)
    at, rows = in_time(after, rows)
    who, asked = answered.asker[rows], answered.asked[rows]
    if town.platform != "mastodon":
        return Turns(draft.add("question", at, who, lead1=asked, french=town.french[who].astype(np.int64)), who, asked)
    return _under_the_latest(stage, at, who, asked)


def _under_the_latest(stage: Stage, at: Ints, who: Ints, asked: Ints) -> Turns:
    """Questions under what the voice announced last; where the person wrote there before, or there is nothing, they open with @voice."""
    draft, town = stage.draft, stage.town
    posts = np.flatnonzero((draft["act"] == ACT["announce"]) & (draft["kind"] == POST))
    posts = posts[np.lexsort((draft["at"][posts], town.voice[draft["author"][posts]]))]
    key = town.voice[draft["author"][posts]] * world.END_S + draft["at"][posts]
    place = np.searchsorted(key, town.voice[asked] * world.END_S + at) - 1
    to = posts[np.maximum(place, 0)]
    wrote = draft["author"] + draft["thread"] * len(town.voice)
    fresh = (town.voice[draft["author"][to]] == town.voice[asked]) & (draft["at"][to] < at) & ~np.isin(who + to * len(town.voice), wrote)
    turns = Turns(*(np.empty(0, np.int64),) * 3)
    for rows in (np.flatnonzero(fresh), np.flatnonzero(~fresh)):
        by, french = who[rows], town.french[who[rows]].astype(np.int64)
        if fresh[rows].any():
            post = draft.reply("question", to[rows], at[rows], by, lead2=draft["own"][to[rows]], french=french)
        else:
            post = draft.add("question", at[rows], by, lead1=asked[rows], french=french)
        turns += Turns(post, by, draft["lead1"][post])
    return turns


def _liked(stage: Stage, posts: Ints, count: int) -> Ints:
    """Some of `posts`, with replacement: of each voice so many as it was planted to be heard, whatever number of posts it writes."""
    voices = stage.town.voice[stage.draft["author"][posts]]
    upto = np.cumsum(stage.town.heard[voices] / np.bincount(voices, minlength=len(VOICES))[voices])
    return np.asarray(posts[np.searchsorted(upto / upto[-1], stage.rng.random(count), side="right")])


def amplification(stage: Stage, first: Ints) -> Turns:
    """Reposts and quotes, by the public and by voices; a quote that names the voice in its own words opens a turn."""
    town, draft = stage.town, stage.draft
    plain = first[draft["own"][first] < 0]
    turns = Turns(*(np.empty(0, np.int64),) * 3)
    for kind, by_people, field in ((REPOST, world.PUBLIC_REPOSTS, "reposts"), (QUOTE, world.PUBLIC_QUOTES, "quotes")):
        who = np.concatenate([stage.people(stage.heard(by_people)), town.main_account[stage.per_voice(field)]])
        ref = _liked(stage, plain, len(who))
        _, distinct = np.unique(ref * len(town.voice) + who, return_index=True)
        keep = np.sort(distinct)[town.person[who[np.sort(distinct)]] != town.person[draft["author"][ref[np.sort(distinct)]]]]
        at, who, ref = in_time(stage.later(draft["at"][ref[keep]], 5), who[keep], ref[keep])
        if kind == REPOST:
            draft.add("announce", at, who, kind=REPOST, ref=ref, french=draft["french"][ref])
            continue
        allowed = stage.of_voices("asked_by_at_most")[town.voice[draft["author"][ref]]] == 0
        names = (town.voice[who] < 0) & allowed & stage.chance(0.2, len(who))
        own = np.where(names, draft["author"][ref], -1)
        post = draft.add("quote", at, who, kind=QUOTE, ref=ref, own=own, french=draft["french"][ref])
        turns += Turns(post[names], who[names], own[names])
    return turns


def links(stage: Stage, first: Ints) -> None:
    """People post a link that a voice gave, with words of their own."""
    given = first[stage.draft["link"][first] > 0]
    if len(given):
        ref = _liked(stage, given, stage.heard(world.PUBLIC_LINKS))
        _share(stage, *in_time(stage.later(stage.draft["at"][ref], 8), ref, stage.people(len(ref))))


def ring(stage: Stage, first: Ints) -> None:
    """Some people of the first block share the same things within seconds; a crowd shares them too, each when they come by."""
    town, draft = stage.town, stage.draft
    if town.platform != "x" or town.first:
        return
    # early enough in a day (UTC) that the crowd comes by on the same one
    soon = (draft["at"][first] % 86_400 < 18 * 3_600) & (draft["at"][first] < world.END_S - 86_400)
    voice, plain = town.voice[draft["author"][first]], draft["own"][first] < 0
    members = town.voices + np.arange(min(world.RING, town.people))
    crowd = np.arange(members[-1] + 1, len(town.voice))
    size = min(max(world.SMALLEST_CROWD, round(world.CROWD * min(stage.ratio, 1.0))), len(crowd))
    for repost, slug, count in ((True, PUSHED, world.RING_REPOSTS), (False, PUSHED_BY, world.RING_LINKS)):
        able = soon & (voice == SLUGS.index(slug)) & (plain if repost else draft["link"][first] > 0)
        shared = stage.rng.permutation(first[able])[:count]
        start = stage.later(draft["at"][shared], 2, least_s=600)
        joined = stage.chance(world.RING_JOINS, len(shared) * len(members))
        who, ref = (column.ravel()[joined] for column in np.meshgrid(members, shared))
        at = (np.repeat(start, len(members)) + stage.rng.integers(0, world.RING_S, len(shared) * len(members)))[joined]
        _share(stage, *in_time(at, ref, who), repost=repost, ring=1)
        who = np.concatenate([np.empty(0, np.int64), *(stage.rng.permutation(crowd)[:size] for _ in shared)])
        ref = np.repeat(shared, size)
        _share(stage, *in_time(stage.later(draft["at"][ref], 3), ref, who), repost=repost)


def _share(stage: Stage, at: Ints, ref: Ints, who: Ints, *, repost: bool = False, ring: int = 0) -> None:
    """Share the posts `ref`: repost them, or give their links again, each person any of them once."""
    town, draft = stage.town, stage.draft
    before = draft["author"][draft["ref"] >= 0] + draft["ref"][draft["ref"] >= 0] * len(town.voice)
    both = who + ref * len(town.voice)
    _, once = np.unique(both, return_index=True)
    once = np.sort(once)
    once = once[~np.isin(both[once], before)]
    at, ref, who = at[once], ref[once], who[once]
    if repost:
        draft.add("announce", at, who, kind=REPOST, ref=ref, french=draft["french"][ref], ring=ring)
    else:
        draft.add("chat", at, who, ref=ref, link=1, french=town.french[who].astype(np.int64), ring=ring)


def plan(stage: Stage) -> Turns:
    """All posts of a microblog's block but the answers, into the stage's draft; returns the turns that wait for one."""
    first, turns = announcements(stage)
    asked, replies = asking(stage, first, stage.of_voices("asked") * stage.openings[:, 0] / stage.of_voices("announces"))
    turns = turns + asked + camp_talk(stage)
    thirds(stage, replies)
    turns = turns + approaches(stage, chats(stage)) + amplification(stage, first)
    links(stage, first)
    ring(stage, first)
    return turns
