"""The web of Valmont: articles in blogs and papers, who copies whom, pings from blog to blog, and the comments below."""

from __future__ import annotations

import numpy as np

from jasette.demo import world
from jasette.demo.cast import COPIES, VOICES
from jasette.demo.draft import PING, in_time
from jasette.demo.scenes import Stage, Turns, asking, thirds
from jasette.demo.town import SLUGS, Floats, Ints


def publish(stage: Stage) -> Turns:
    """Articles, copies, pings and comments into the stage's draft; returns the comments that wait for an answer."""
    town, draft = stage.town, stage.draft
    voices = stage.per_voice("articles", least=1)
    first = draft.add("article", stage.times(len(voices)), town.main_account[voices], french=stage.speech(voices))
    copies = _copies(stage, first)
    articles = np.concatenate([first, copies])
    _pings(stage, articles)
    each = stage.of_voices("comments") / np.maximum(_expected(stage), 1)
    turns, replies = asking(stage, articles[town.blogs[draft["author"][articles]]], each, "comments", by_reply=True)
    thirds(stage, replies)
    return turns


def _expected(stage: Stage) -> Floats:
    """Articles of each voice at scale 1, on average: its own, and those that take a passage of another's."""
    own = stage.of_voices("articles")
    copied = np.zeros(len(VOICES))
    for copying in COPIES:
        copied[SLUGS.index(copying.by)] += copying.share * own[SLUGS.index(copying.of)]
    return np.asarray(own + copied)


def _copies(stage: Stage, articles: Ints) -> Ints:
    """Articles that repeat a passage of another voice's article some time after it; one voice takes a passage once."""
    town, rng, draft = stage.town, stage.rng, stage.draft
    made = [np.empty(0, np.int64)]
    for copying in COPIES:
        of, by = (town.main_account[SLUGS.index(slug)] for slug in (copying.of, copying.by))
        source = articles[draft["author"][articles] == of]
        source = source[stage.chance(copying.share, len(source))]
        lag = copying.lag_h * 3_600 * np.exp(copying.lag_sigma * rng.standard_normal(len(source)))
        at, source = in_time(draft["at"][source] + np.maximum(600, lag).astype(np.int64), source)
        cited = np.where(stage.chance(copying.linked, len(source)), source, -1)
        author = np.full(len(source), by)
        # a passage is taken word for word: in the language in which it was written
        made.append(draft.add("article", at, author, copied=source, cited=cited, french=draft["french"][source]))
    return np.concatenate(made)


def _pings(stage: Stage, articles: Ints) -> None:
    """A blog's site tells another blog that it linked to it; and some trackbacks come from nobody's sites."""
    town, rng, draft = stage.town, stage.rng, stage.draft
    cited = draft["cited"][articles]
    blogs = town.blogs[draft["author"]]
    linking = articles[(cited >= 0) & blogs[articles] & blogs[np.maximum(cited, 0)]]
    at, linking = in_time(draft["at"][linking] + rng.integers(5, 300, len(linking)), linking)
    draft.add("ping", at, draft["author"][linking], kind=PING, ref=draft["cited"][linking], cited=linking)
    target = articles[blogs[articles]]
    target = target[stage.chance(world.TRACKBACKS, len(target))]
    at, target = in_time(stage.later(draft["at"][target], 30), target)
    draft.add("ping", at, stage.people(len(target)), kind=PING, ref=target, french=draft["french"][target])
