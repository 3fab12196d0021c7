"""Who follows whom on X: lists of members for some voices, that overlap as planted.

All people on X live on a circle; who lives on the arc of a voice follows it. The truth counts every combination of
lists, so that each union and overlap is known to the person.
"""

from __future__ import annotations

import numpy as np

from jasette.demo.block import Block
from jasette.demo.cast import FOLLOWINGS, VOICES
from jasette.demo.fragments import Strings, join, pick, strings
from jasette.demo.town import SLUGS, Flags, Ints, Town

HEADER = b"compte,abonne,date\r\n"
MAP = """\
# How to read valmont_audience.csv, lists of followers as a person might have asked the platform for them.
title = "Followers of some voices of Valmont"
into = "audience"
platform = "x"

[fields]
compte = "handle"
abonne = "member"
date = "observed"

[constants]
how = "follows"
"""
GOLDEN = 0.6180339887498949
"""Multiples of it spread evenly over the circle: neighbours in number live far apart, and no draw is needed."""


def follows(town: Town) -> Flags:
    """Private people × followings."""
    place = town.numbers * GOLDEN % 1.0
    columns = [(place - following.start) % 1.0 < following.size for following in FOLLOWINGS]
    return np.stack(columns, axis=1) if len(place) else np.zeros((0, len(FOLLOWINGS)), bool)


def lines(block: Block) -> Strings:
    """Members of each list, with the handle of the account they follow."""
    town = block.town
    person, following = np.nonzero(follows(town))
    followed = strings(VOICES[SLUGS.index(one.voice)].accounts[0].handle for one in FOLLOWINGS)
    return join("@", pick(followed, following), ",@", pick(block.handles, person + town.voices), ",2023-03-10T05:00:00Z\r\n")


def combinations(town: Town) -> Ints:
    """How many people follow exactly each combination of voices: bit k is the k-th following."""
    bits = follows(town) @ (1 << np.arange(len(FOLLOWINGS)))
    return np.bincount(bits, minlength=1 << len(FOLLOWINGS)).astype(np.int64)
