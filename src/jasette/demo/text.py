"""From planned posts to their words: which phrases, in which order, and where each mention, tag and link stands."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from jasette.demo.draft import ACT, QUOTE, REPOST, Draft
from jasette.demo.fragments import Column, Picked, Strings, csv_text, join, json_text, only, pick, pick_or_empty, scatter, strings
from jasette.demo.town import Flags, Ints, Town
from jasette.demo.words import ACTS, BOOK, COLON, DETAILED, DETAILS, LANGS, NAMED, PLACES, TAGS
from jasette.demo.world import INSTANCE

RT, LEAD1, LEAD2, OPENING, OWN, BEFORE, BODY, PLACE, REST, DETAIL, CLOSING, TAG, URL, MORE, MORE_URL = SLOTS = tuple(range(15))
"""The slots of a text in their order; MORE is the dots of a text that was cut, MORE_URL the link that v1.1 puts after them."""
PHRASE_SLOTS = (OPENING, BEFORE, BODY, PLACE, REST, DETAIL, CLOSING, TAG)
SHORT_URL = len(" https://t.co/0123456789")

Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Phrasebook:
    """Every phrase once; `choices[act, lang, named]` lists phrases by slot, `halves` the two parts of each body."""

    phrases: list[str]
    as_json: Strings
    as_csv: Strings
    as_status: Strings
    """HTML as Mastodon writes it, inside a JSON string."""
    as_xml: Strings
    """HTML as WordPress keeps it; to stand in CDATA."""
    lengths: Ints
    choices: dict[tuple[int, int, bool], dict[int, Ints]]
    tags: Strings
    """The tag in each phrase, without its mark; empty where it is none."""


@cache
def phrasebook() -> Phrasebook:
    index: dict[str, int] = {"": 0}

    def known(phrases: tuple[str, ...] | list[str]) -> Ints:
        return np.array([index.setdefault(phrase, len(index)) for phrase in phrases])

    details = {lang: [" " + " ".join(parts) for parts in product(*DETAILS[lang])] for lang in LANGS}
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
                DETAIL: known(details[lang] if act in DETAILED else ("",)),
                CLOSING: known(family.closings),
                TAG: known(("", "", "", *(f" #{tag}" for tag in TAGS[lang]))),
            }
            choices[ACT[act], LANGS.index(lang), named][MORE] = np.array([bool(half[1]) for half in halves], np.int64)
    phrases = list(index)
    tags = [phrase[2:] if phrase.startswith(" #") else "" for phrase in phrases]
    lengths = np.array([len(phrase) for phrase in phrases])
    as_json, as_csv, as_status, as_xml = (strings(map(form, phrases)) for form in (json_text, csv_text, _status_text, html.escape))
    return Phrasebook(phrases, as_json, as_csv, as_status, as_xml, lengths, choices, strings(tags))


def _status_text(phrase: str) -> str:
    if phrase.startswith(" #"):
        tag = phrase[2:]
        phrase = f' <a href="https://{INSTANCE}/tags/{tag}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
        return json_text(phrase)
    return json_text(html.escape(phrase).replace("\n\n", "</p><p>").replace("\n", "<br />"))


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

    def texts(self, handles: Column, codes: Column, phrases: Strings, at: str = "@") -> Strings:
        """The texts; `handles` of the town, `codes` of the links by row, `phrases` escaped as the file needs it.

        `at` stands before a handle; empty where the handles are already written as mentions.
        """
        shapes_of = ((f"RT {at}", handles, ": "), (at, handles, " "), (at, handles))
        known = [join(*pieces) for pieces in shapes_of]
        shapes = {RT: known[0], LEAD1: known[1], LEAD2: known[1], OWN: known[2]}
        pieces: list[Picked] = []
        for slot in range(len(SLOTS)):
            if slot in shapes:
                if not (self.accounts[slot] >= 0).any():
                    continue
                pieces.append(pick_or_empty(shapes[slot], self.accounts[slot]))
            elif slot in PHRASE_SLOTS:
                pieces.append(pick(phrases, self.phrases[:, slot]))
            else:
                has = self.lengths[:, slot] > 0
                pieces.append(only(has, "…") if slot == MORE else scatter(has, pick(codes, np.flatnonzero(has))))
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
    phrases[(draft["parent"] >= 0) | (town.platform == "web"), TAG] = 0
    phrases = phrases[source]
    accounts = {
        # only X writes in a repost, or above a comment, whose words they are
        RT: np.where((draft["kind"] == REPOST) & (town.platform == "x"), draft["author"][source], -1),
        LEAD1: draft["lead1"][source] if town.platform != "web" else np.full(draft.size, -1),
        LEAD2: draft["lead2"][source] if town.platform != "web" else np.full(draft.size, -1),
        OWN: draft["own"][source],
    }
    url = ((draft["link"][source] > 0) | (draft["kind"] == QUOTE)).astype(np.int64)
    lengths = book.lengths[phrases]
    size = np.append(0, town.handle_sizes)
    for slot, around in ((RT, 6), (LEAD1, 2), (LEAD2, 2), (OWN, 1)):
        lengths[:, slot] = np.where(accounts[slot] >= 0, size[accounts[slot] + 1] + around, 0)
    lengths[:, URL] = url * SHORT_URL
    return Wording(accounts, phrases, url, lengths)
