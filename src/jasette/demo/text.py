"""From planned posts to their words: which phrases, in which order, and where each mention, tag and link stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from jasette.demo.draft import ACT, QUOTE, REPOST, Draft
from jasette.demo.fragments import csv_text, join, json_text, pick, scatter, strings
from jasette.demo.town import Flags, Ints, Town
from jasette.demo.words import ACTS, BOOK, COLON, LANGS, NAMED, PLACES, TAGS

RT, LEAD1, LEAD2, OPENING, OWN, BEFORE, BODY, PLACE, REST, CLOSING, TAG, URL, MORE, MORE_URL = SLOTS = tuple(range(14))
"""The slots of a text in their order; MORE is the dots of a text that was cut, MORE_URL the link that v1.1 puts after them."""
PHRASE_SLOTS = (OPENING, BEFORE, BODY, PLACE, REST, CLOSING, TAG)
SHORT_URL = len(" https://t.co/0123456789")

Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Phrasebook:
    """Every phrase once; `choices[act, lang, named]` lists phrases by slot, `halves` the two parts of each body."""

    phrases: list[str]
    as_json: pa.Array
    as_csv: pa.Array
    lengths: Ints
    choices: dict[tuple[int, int, bool], dict[int, Ints]]
    tags: list[str]


@cache
def phrasebook() -> Phrasebook:
    index: dict[str, int] = {"": 0}

    def known(phrases: tuple[str, ...] | list[str]) -> Ints:
        return np.array([index.setdefault(phrase, len(index)) for phrase in phrases])

    choices: dict[tuple[int, int, bool], dict[int, Ints]] = {}
    for (act, lang), family in BOOK.items():
        halves = [body.partition("|") for body in family.bodies]
        for named in (False, True):
            choices[ACT[act], LANGS.index(lang), named] = {
                OPENING: known(NAMED.get((act, lang), family.openings) if named else family.openings),
                BEFORE: known((COLON[lang] if named else "",)),
                BODY: known([half[0] for half in halves]),
                PLACE: known(PLACES[lang]),
                REST: known([half[2] for half in halves]),
                CLOSING: known(family.closings),
                TAG: known(("", "", "", *(f" #{tag}" for tag in TAGS[lang]))),
            }
            choices[ACT[act], LANGS.index(lang), named][MORE] = np.array([bool(half[1]) for half in halves], np.int64)
    phrases = list(index)
    tags = [phrase[2:] if phrase.startswith(" #") else "" for phrase in phrases]
    lengths = np.array([len(phrase) for phrase in phrases])
    return Phrasebook(phrases, strings(map(json_text, phrases)), strings(map(csv_text, phrases)), lengths, choices, tags)


@dataclass(frozen=True)
class Wording:
    """What stands in each slot of each post. `accounts` per slot RT, LEAD1, LEAD2, OWN (-1: nobody); `url`: 1 where there is a link."""

    accounts: dict[int, Ints]
    phrases: Matrix
    url: Ints
    lengths: Matrix

    def starts(self) -> Matrix:
        """Where each slot begins, in code points."""
        return np.asarray(np.cumsum(self.lengths, axis=1) - self.lengths)

    def rows(self, rows: Ints) -> Wording:
        return Wording({slot: a[rows] for slot, a in self.accounts.items()}, self.phrases[rows], self.url[rows], self.lengths[rows])

    def cut(self, where: Flags, limit: int, *, link: bool) -> Wording:
        """Texts of more than `limit` code points end, where `where`, after the last whole piece that fits, with dots."""
        ends = np.cumsum(self.lengths, axis=1)
        where = where & (ends[:, -1] > limit)
        room = limit - 1 - (SHORT_URL if link else 0)
        dropped = np.logical_or.accumulate(where[:, None] & (ends > room), axis=1)
        lengths = np.where(dropped, 0, self.lengths)
        lengths[:, MORE] = where
        lengths[:, MORE_URL] = np.where(where & link, SHORT_URL, 0)
        accounts = {slot: np.where(dropped[:, slot], -1, account) for slot, account in self.accounts.items()}
        return Wording(accounts, np.where(dropped, 0, self.phrases), np.where(dropped[:, URL], 0, self.url), lengths)

    def texts(self, handles: pa.Array, codes: pa.Array, phrases: pa.Array) -> pa.Array:
        """The texts; `handles` of the town, `codes` of the short links by row, `phrases` escaped as the file needs it."""
        known = [
            pa.concat_arrays([strings([""]), join(*pieces)]) for pieces in (("RT @", handles, ": "), ("@", handles, " "), ("@", handles))
        ]
        shapes = {RT: known[0], LEAD1: known[1], LEAD2: known[1], OWN: known[2]}
        pieces = []
        for slot in range(len(SLOTS)):
            if slot in shapes:
                pieces.append(pick(shapes[slot], self.accounts[slot] + 1))
            elif slot in PHRASE_SLOTS:
                pieces.append(pick(phrases, self.phrases[:, slot]))
            else:
                has = self.lengths[:, slot] > 0
                pieces.append(scatter(has, codes.filter(pa.array(has)) if slot != MORE else strings(["…"] * int(has.sum()))))
        return join(*pieces)


def word(draft: Draft, town: Town, rng: np.random.Generator) -> Wording:
    """Choose the words of every post; a repost has those of the post it repeats."""
    book = phrasebook()
    phrases = np.zeros((draft.size, len(SLOTS)), np.int64)
    for act in range(len(ACTS)):
        for lang in range(len(LANGS)):
            for named in (False, True):
                rows = np.flatnonzero((draft["act"] == act) & (draft["french"] == 1 - lang) & ((draft["own"] >= 0) == named))
                if not len(rows):
                    continue
                choices = book.choices[act, lang, named]
                body = rng.integers(0, len(choices[BODY]), len(rows))
                for slot in PHRASE_SLOTS:
                    chosen = body if slot in (BODY, REST) else rng.integers(0, len(choices[slot]), len(rows))
                    phrases[rows, slot] = choices[slot][chosen]
                phrases[rows, PLACE] *= choices[MORE][body]
    source = np.where(draft["kind"] == REPOST, draft["ref"], np.arange(draft.size))
    phrases[draft["parent"] >= 0, TAG] = 0
    phrases = phrases[source]
    accounts = {
        RT: np.where(draft["kind"] == REPOST, draft["author"][source], -1),
        LEAD1: draft["lead1"][source],
        LEAD2: draft["lead2"][source],
        OWN: draft["own"][source],
    }
    url = ((draft["link"][source] > 0) | (draft["kind"] == QUOTE)).astype(np.int64)
    lengths = book.lengths[phrases]
    size = np.array([0, *map(len, town.handles)])
    for slot, around in ((RT, 6), (LEAD1, 2), (LEAD2, 2), (OWN, 1)):
        lengths[:, slot] = np.where(accounts[slot] >= 0, size[accounts[slot] + 1] + around, 0)
    lengths[:, URL] = url * SHORT_URL
    return Wording(accounts, phrases, url, lengths)
