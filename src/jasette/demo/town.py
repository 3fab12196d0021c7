"""The accounts of one block: all voices, and the block's own private people (blocks share no person)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jasette.demo.words import FIRST_NAMES, LAST_NAMES
from jasette.demo.world import ACCOUNT_BASE, V1_EVERY, VOICES, VOICES_BY_V1

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
DIGITS36 = "0123456789abcdefghijklmnopqrstuvwxyz"

OWNED = [(index, account) for index, voice in enumerate(VOICES) for account in voice.accounts]
"""Accounts of voices, as (voice, account): the first accounts of every block."""
SLUGS = [voice.slug for voice in VOICES]


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS36[rest] + digits
    return digits.rjust(2, "0")


@dataclass(frozen=True)
class Town:
    """Accounts 0 … len(OWNED)-1 belong to voices, the others are `people` private persons from number `first` on."""

    first: int
    people: int

    @property
    def voices(self) -> int:
        return len(OWNED)

    @cached_property
    def voice(self) -> Ints:
        """Voice of each account; -1 for private people."""
        return np.concatenate([np.array([voice for voice, _ in OWNED]), np.full(self.people, -1)]).astype(np.int64)

    @cached_property
    def person(self) -> Ints:
        """Who is behind each account: the voice's number, or a number of their own."""
        return np.where(self.voice >= 0, self.voice, np.arange(len(self.voice)) + len(VOICES))

    @cached_property
    def numbers(self) -> Ints:
        """Private people are numbered over all blocks."""
        return np.arange(self.first, self.first + self.people)

    @cached_property
    def handles(self) -> list[str]:
        private = [f"{FIRST_NAMES[k % 32].split('-')[0][:6].lower()}_v{base36(k)}" for k in self.numbers.tolist()]
        plain = str.maketrans("éèêëïîôûçà", "eeeeiiouca")
        return [account.handle for _, account in OWNED] + [handle.translate(plain) for handle in private]

    @cached_property
    def names(self) -> list[str]:
        private = [f"{FIRST_NAMES[k % 32]} {LAST_NAMES[(k // 32 + k * 7) % 32]}" for k in self.numbers.tolist()]
        return [account.name for _, account in OWNED] + private

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
        of_voices = np.array([SLUGS[voice] in VOICES_BY_V1 for voice, _ in OWNED])
        return np.concatenate([of_voices, self.numbers % V1_EVERY == V1_EVERY - 1])

    @cached_property
    def main_account(self) -> Ints:
        """Account by which each voice is addressed."""
        return np.array([next(a for a, (voice, _) in enumerate(OWNED) if voice == v) for v in range(len(VOICES))])

    @cached_property
    def second_account(self) -> Ints:
        """Another account that the voice owns; its main one where there is none."""
        owned = [[a for a, (voice, account) in enumerate(OWNED) if voice == v and account.how == "owns"] for v in range(len(VOICES))]
        return np.array([accounts[-1] for accounts in owned])

    @cached_property
    def agent(self) -> Ints:
        """Account of somebody who speaks for the voice; -1 where nobody does."""
        agents = {voice: a for a, (voice, account) in enumerate(OWNED) if account.how == "speaks_for"}
        return np.array([agents.get(v, -1) for v in range(len(VOICES))])
