"""The dialogue itself: every open turn meets the planted behaviour of the voice that it addresses."""

from __future__ import annotations

import numpy as np

from jasette.demo.cast import VOICES
from jasette.demo.draft import ACT, QUOTE, in_time
from jasette.demo.scenes import Stage, Turns, coming_back
from jasette.demo.town import Flags, Ints
from jasette.demo.world import DAYS, END_S, WEEK_S

ROUNDS = 12
"""A conversation ends after so many turns; the chance to get there is below one in ten thousand, camps apart."""
GIVES_UP_H = 72.0
"""Who was never answered insists, if at all, within this time."""
FIELDS = {
    name: np.array([getattr(voice, name) for voice in VOICES])
    for name in (
        "answers",
        "own_camp_only",
        "delay_h",
        "delay_sigma",
        "returns",
        "insists",
        "by_quote",
        "by_mention",
        "by_agent",
        "template",
    )
}
CAMPS = np.array([voice.camp for voice in VOICES])


def play(stage: Stage, turns: Turns, *, effect: bool) -> None:
    """Write the answers, the turns that follow them, and so on, into the stage's draft.

    `effect`: who was answered comes back more often than who was not. The web has none: its threads begin with an article.
    """
    opened = turns
    turns, answered = _round(stage, opened)
    _rounds(stage, turns)
    if effect and stage.town.platform != "web":
        private = stage.town.voice[opened.asker] < 0
        _rounds(stage, coming_back(stage, Turns(*(column[answered & private] for column in vars(opened).values()))))


def _rounds(stage: Stage, turns: Turns) -> None:
    for _ in range(ROUNDS):
        if not len(turns.post):
            return
        turns, _ = _round(stage, turns)


def _round(stage: Stage, turns: Turns) -> tuple[Turns, Flags]:
    """Answer each turn or not; return the turns that this opens, and which were answered within a week."""
    town, rng, draft = stage.town, stage.rng, stage.draft
    voice, asker = town.voice[turns.asked], town.voice[turns.asker]
    count, private = len(voice), asker < 0
    same_camp = ~private & (CAMPS[voice] != "") & (CAMPS[voice] == CAMPS[asker])
    answered = stage.chance(np.where(FIELDS["own_camp_only"][voice] & ~same_camp, 0.0, FIELDS["answers"][voice]), count)
    drawn = FIELDS["delay_h"][voice] * np.exp(FIELDS["delay_sigma"][voice] * rng.standard_normal(count))
    # nothing that is answered after the end is written, so a longer delay need not be told apart
    delay = np.where(answered, np.maximum(45, np.minimum(drawn, 24 * DAYS) * 3_600), GIVES_UP_H * 3_600).astype(np.int64)
    asked_at = draft["at"][turns.post]
    last = _insist(stage, turns, private, delay)
    due = asked_at + delay
    rows = np.flatnonzero(answered & (due < END_S))
    way = rng.random(count) + (town.platform == "web")  # under an article there are only replies
    quote = FIELDS["by_quote"][voice]
    named = quote + FIELDS["by_mention"][voice]
    agent = named + FIELDS["by_agent"][voice]
    own_thread = draft["author"][draft["thread"][last]] == turns.asked
    how = np.where(
        ~private, 3, np.where(way < quote, 0, np.where((way < named) & own_thread, 1, np.where((way >= named) & (way < agent), 2, 3)))
    )
    french = draft["french"][last]
    how = np.where((how == 2) & (town.agent[voice] < 0), 3, how)
    by = np.where(how == 2, town.agent[voice], turns.asked)

    q = rows[how[rows] == 0]
    draft.add("answer", due[q], by[q], kind=QUOTE, ref=last[q], french=french[q])
    m = rows[how[rows] == 1]
    draft.reply("answer", draft["thread"][last[m]], due[m], by[m], lead1=-1, own=turns.asker[m], french=french[m])
    r = rows[how[rows] >= 2]
    ready = stage.chance(FIELDS["template"][voice[r]], len(r))
    answer = draft.reply("answer", last[r], due[r], by[r], french=french[r])
    draft["act"][answer[ready]] = ACT["template"]

    # nobody replies to an employee's own account: whom such a reply addresses is open to reading
    back = (how[r] == 3) & private[r] & stage.chance(FIELDS["returns"][voice[r]], len(r))
    to_voice = ~private[r]
    between = Turns(answer[to_voice], by[r][to_voice], turns.asker[r][to_voice])
    return _write_again(stage, answer[back], turns.asker[r][back]) + between, answered & (due < END_S) & (delay <= WEEK_S)


def _insist(stage: Stage, turns: Turns, private: Flags, delay: Ints) -> Ints:
    """Some write a second time before the answer; returns the last post of each turn."""
    town, draft = stage.town, stage.draft
    last = turns.post.copy()
    parent = draft["parent"][turns.post]
    able = private & (parent >= 0) & (delay > 3_600)
    able &= draft["author"][np.maximum(parent, 0)] == turns.asked
    rows = np.flatnonzero(able & stage.chance(FIELDS["insists"][town.voice[turns.asked]], len(able)))
    waited = ((0.2 + 0.7 * stage.rng.random(len(rows))) * np.minimum(delay[rows], GIVES_UP_H * 3_600)).astype(np.int64)
    at, rows = in_time(draft["at"][turns.post[rows]] + waited, rows)
    last[rows] = draft.reply(
        "insist", parent[rows], at, turns.asker[rows], lead2=draft["lead2"][turns.post[rows]], french=draft["french"][turns.post[rows]]
    )
    return last


def _write_again(stage: Stage, answer: Ints, who: Ints) -> Turns:
    """The person thanks, or asks something more; both are turns."""
    draft = stage.draft
    at, answer, who = in_time(stage.later(draft["at"][answer], 1.5), answer, who)
    more = stage.chance(0.4, len(at))
    opened = Turns(*(np.empty(0, np.int64),) * 3)
    for act, chosen in (("again", more), ("thanks", ~more)):
        to, by = answer[chosen], who[chosen]
        post = draft.reply(act, to, at[chosen], by, french=draft["french"][to])  # type: ignore[arg-type]
        opened += Turns(post, by, draft["author"][to])
    return opened
