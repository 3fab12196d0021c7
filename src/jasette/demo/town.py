"""The accounts of one block on one platform: the voices that are there, and the block's own private people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jasette.demo.cast import HEARD, V1_EVERY, VOICES, VOICES_BY_V1
from jasette.demo.words import FIRST_NAMES, LAST_NAMES
from jasette.demo.world import ACCOUNT_BASE, HEARD_STEP, PLACE_OF, PLATFORMS, Platform

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
DIGITS36 = "0123456789abcdefghijklmnopqrstuvwxyz"

OWNED = {p: [(index, a) for index, voice in enumerate(VOICES) for a in voice.accounts if a.platform == p] for p in PLATFORMS}
"""Accounts of voices, as (voice, account): the first accounts of every block of a platform."""
SLUGS = [voice.slug for voice in VOICES]
FIRST = [name.split("-")[0][:6].lower().translate(str.maketrans("éèêëïîôûçà", "eeeeiiouca")) for name in FIRST_NAMES]


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS36[rest] + digits
    return digits.rjust(2, "0")


@dataclass(frozen=True)
class Town:
    """Accounts 0 … voices-1 belong to voices; the others are those persons of [`first`, `first` + `count`) who are on the platform."""

    platform: Platform
    first: int
    count: int

    @property
    def voices(self) -> int:
        return len(OWNED[self.platform])

    @cached_property
    def numbers(self) -> Ints:
        """Private people are numbered over all blocks and platforms."""
        everybody = np.arange(self.first, self.first + self.count)
        return np.asarray(everybody[np.array([place == self.platform for place in PLACE_OF])[everybody % len(PLACE_OF)]])

    @property
    def people(self) -> int:
        return len(self.numbers)

    @cached_property
    def weight(self) -> Floats:
        """What each voice does on this platform, beside its counts."""
        return np.array([voice.weight(self.platform) for voice in VOICES])

    @cached_property
    def heard(self) -> Floats:
        """What part of all acts upon voices on the microblogs falls to each voice here, as it was planted."""
        everywhere = sum(np.array([voice.weight(platform) for voice in VOICES]) for platform in ("x", "mastodon"))
        planted = np.array([HEARD_STEP ** -HEARD.index(slug) for slug in SLUGS])
        return np.asarray(planted / planted.sum() * self.weight / everywhere)

    @cached_property
    def voice(self) -> Ints:
        """Voice of each account; -1 for private people."""
        return np.concatenate([np.array([voice for voice, _ in OWNED[self.platform]]), np.full(self.people, -1)]).astype(np.int64)

    @cached_property
    def person(self) -> Ints:
        """Who is behind each account: the voice's number, or a number of their own."""
        return np.where(self.voice >= 0, self.voice, np.arange(len(self.voice)) + len(VOICES))

    @cached_property
    def handles(self) -> list[str]:
        private = [f"{FIRST[k % 32]}_v{base36(k)}" for k in self.numbers.tolist()]
        return [account.handle for _, account in OWNED[self.platform]] + private

    @cached_property
    def handle_sizes(self) -> Ints:
        return np.array([*map(len, self.handles)], np.int64)

    @cached_property
    def names(self) -> list[str]:
        private = [f"{FIRST_NAMES[k % 32]} {LAST_NAMES[(k // 32 + k * 7) % 32]}" for k in self.numbers.tolist()]
        return [account.name for _, account in OWNED[self.platform]] + private

    @cached_property
    def ids(self) -> Ints:
        return ACCOUNT_BASE + np.concatenate([np.arange(self.voices) * 1_009, 10_000_000 + self.numbers * 7_919]).astype(np.int64)

    @cached_property
    def french(self) -> Flags:
        """Language of each account; voices choose it by post, so theirs is not used."""
        return np.concatenate([np.zeros(self.voices, np.int64), self.numbers % 5]) < 3

    @cached_property
    def by_v1(self) -> Flags:
        """Whose posts come from the older interface."""
        of_voices = np.array([SLUGS[voice] in VOICES_BY_V1 for voice, _ in OWNED[self.platform]])
        return np.concatenate([of_voices, self.numbers % V1_EVERY == V1_EVERY - 1]) & (self.platform == "x")

    @cached_property
    def main_account(self) -> Ints:
        """Account by which each voice is addressed; -1 where it is not on the platform."""
        return self._accounts(0)

    @cached_property
    def second_account(self) -> Ints:
        """Another account that the voice owns; its main one where there is none."""
        return self._accounts(-1)

    def _accounts(self, which: int) -> Ints:
        owned: list[list[int]] = [[] for _ in VOICES]
        for number, (voice, account) in enumerate(OWNED[self.platform]):
            if account.how == "owns":
                owned[voice].append(number)
        return np.array([accounts[which] if accounts else -1 for accounts in owned])

    @cached_property
    def agent(self) -> Ints:
        """Account of somebody who speaks for the voice; -1 where nobody does."""
        agents = {voice: a for a, (voice, account) in enumerate(OWNED[self.platform]) if account.how == "speaks_for"}
        return np.array([agents.get(v, -1) for v in range(len(VOICES))])

    @cached_property
    def blogs(self) -> Flags:
        """Which accounts are blogs: their articles have comments."""
        of_voices = np.array([account.place == "blog" for _, account in OWNED[self.platform]])
        return np.concatenate([of_voices, np.zeros(self.people, bool)])
