"""People drawn anew: how often each person is drawn, for some draws at a time.

In each draw a person weighs Poisson(1), the limit of drawing with replacement (Hanley & MacGibbon 2006), by herself: the
weight follows from seed, draw and person alone, so that it is the same for every voice and every measure, and in any order.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from jasette.kernels import kernel
from jasette.kernels.bootstrap import SEED

Lots = npt.NDArray[np.uint8]
"""How often each person is drawn in each of `LANES` draws (people × LANES)."""
Words = npt.NDArray[np.uint64]
People = int | Words
"""How many there are, or a key of each: whoever has the same key is drawn alike, whatever her number among others."""
LANES = 8
"""Draws made side by side: one pass over the acts serves them all."""
DRAWS = 200
GOLDEN, FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
"""The constants of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), a sequence that can be entered anywhere."""
STEPS = np.array([round(2**53 * sum(math.exp(-1) / math.factorial(j) for j in range(k + 1))) for k in range(17)], np.uint64)
"""The distribution function of Poisson(1), in 53 bits."""


def lots(people: People, first: int, seed: int = SEED) -> Lots:
    """How often each of `people` is drawn in the draws `first` … `first` + LANES − 1 (uint8, people × LANES). O(people)."""
    keys = np.arange(1, people + 1, dtype=np.uint64) if isinstance(people, int) else people
    return _lots(keys, np.array([seed & (2**64 - 1)], np.uint64), first)


def each(draws: int, work: Callable[[int], npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """What `work(first)` gives for LANES draws at a time (things × LANES), put together (draws × things).

    Kernels let go of the GIL, so that batches are worked at on as many threads as there are processors; the result is the same on one.
    """
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made = list(pool.map(work, range(0, draws, LANES)))
    return np.ascontiguousarray(np.concatenate([batch.T for batch in made])[:draws])


@kernel
def mixed(z: np.uint64) -> np.uint64:
    """SplitMix64's number of a state (uint64)."""
    z = (z ^ (z >> np.uint64(30))) * FIRST
    z = (z ^ (z >> np.uint64(27))) * SECOND
    return z ^ (z >> np.uint64(31))


@kernel
def _lots(keys: Words, seed: Words, first: int) -> Lots:
    made = np.empty((keys.size, LANES), np.uint8)
    for lane in range(LANES):
        start = mixed(mixed(seed[0] + GOLDEN) + np.uint64(first + lane) * GOLDEN)
        for person in range(keys.size):
            chance = mixed(start + keys[person] * GOLDEN) >> np.uint64(11)
            drawn = 0
            for step in STEPS:
                drawn += chance >= step
            made[person, lane] = drawn
    return made
