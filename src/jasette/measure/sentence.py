"""The sentence that a figure permits, and the words that stand where there is none. Templates have named fields."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from jasette.locale import Words
from jasette.measure.contract import UNITS_US, Part, stretch
from jasette.measure.kinds import Figure
from jasette.topic import Touched

NOTHING = "Nothing to count for {voice} between {from} and {to}."
NOT_REACHED = "Too few for this figure: among {n}, it was not reached by {to}."
HIDDEN = "fewer than {floor} people of the public are behind this figure, or behind one that could be worked out from it"
NEVER = "nobody says that {streams} of this voice were collected; if they were: jasette coverage set --voice {voice} --stream {stream} …"
DISJOINT = "the voices compared share no covered time; ask for one of them: --voice {voice}"
YOUNG = "the covered time is too short: what is counted must be followed up for {follow}"
EARLY = "the covered time is too short: before what is counted, {lead} must be covered"
WORDLESS = "what is missing has no words, so that it cannot be counted by topic"
NO_WINDOW = {"disjoint": DISJOINT, "wordless": WORDLESS}
SENSITIVE = "individuals have no figure on a topic that touches {kinds}; organisations have, and office-holders on policy"
MEMBERS = "who follows whom is never listed: behind this figure stand the lists that were added, with their source, size and date"
COUNTS_ONLY = "on a topic that touches {kinds}, only counts are shown, never posts or people"
ON = "On “{topic}”: {sentence}"
OUTSIDE = "this period was not covered"
SHARED = "{count} voices compared over the time that all of them cover; some were collected for longer."
PARTIAL = "{streams}: collected by {how}, so that counts are the least there was."
GAPS = "Gaps in this time, which were not collected, are left out."
OBSERVED = "As observed on {on}."
EVERYBODY = "all voices"
CUT = "Only a part of this period was covered."
SHOWN = {"not_reached": "not reached", "suppressed": "withheld", "not_observable": "not observable", "ok": "nothing to count"}
KINDS = {
    "health": "health",
    "sexuality": "sexuality",
    "gender": "gender",
    "religion": "religion",
    "origin": "origin",
    "union": "union membership",
}
"""What the sensitive list is about, in words."""


def not_shown(state: str) -> str:
    """What stands in the place of a value, in a word or two."""
    return SHOWN[state]


@cache
def length(text: str, words: Words) -> str:
    """`7d` as 7 days, in the language of `words`."""
    from babel.units import format_unit

    names = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}
    match = re.fullmatch(r"(\d+)\s*([smhdw])", text.strip())
    return format_unit(int(match[1]), f"duration-{names[match[2]]}", length="long", locale=words.lang) if match else text


def lengths(names: str, settings: Mapping[str, str], words: Words) -> str:
    """The parameters `names` (apart by blanks) together, in words: one as it is written, several in the largest unit, weeks apart."""
    if len(names.split()) == 1:
        return length(settings[names.strip()], words)
    together = stretch(names, settings)
    unit = next(unit for unit in ("d", "h", "m", "s") if together % UNITS_US[unit] == 0)
    return length(f"{together // UNITS_US[unit]}{unit}", words)


def kinds(touched: Touched, words: Words) -> str:
    """What of the sensitive list was touched, one after the other."""
    return ", ".join(words(KINDS[kind]) for kind in touched.kinds)


def permitted(
    part: Part,
    figure: Figure,
    *,
    voice: str,
    people: int,
    beside: str = "",
    topic: str = "",
    span: tuple[int, int],
    settings: Mapping[str, str],
    words: Words,
) -> str:
    """The part's sentence with its fields filled in; what is known instead where there is no value. `span`: from, to (µs)."""
    start, end = span
    if figure.state == "not_reached":
        template = NOT_REACHED
    elif figure.value is None:
        template = NOTHING
    else:
        single = (figure.hits if part.unit == "share" else figure.value) == 1
        template = part.sentence_one if single and part.sentence_one else part.sentence
    fields: dict[str, Callable[[], str]] = {
        "voice": lambda: voice,
        "value": lambda: _quantity(words, figure.value, part.unit),
        "low": lambda: _quantity(words, figure.low, part.unit),
        "high": lambda: _quantity(words, figure.high, part.unit),
        "n": lambda: _number(words, figure.n),
        "hits": lambda: _number(words, figure.hits or 0),
        "people": lambda: _number(words, people),
        "from": lambda: _day(words, start),
        "to": lambda: _day(words, max(end - 1, start)),
        "before": lambda: _day(words, end),
        "on": lambda: _day(words, start if figure.at_us is None else figure.at_us),
        "beside": lambda: beside,
    }
    # Only what the sentence uses is put into words: a table by day has tens of thousands of them.
    used = {name: fields[name]() if name in fields else length(settings[name], words) for name in _names(template)}
    said = words(template, **used)
    return words(ON, topic=topic, sentence=said) if topic else said


@cache
def _names(template: str) -> tuple[str, ...]:
    return tuple({name for _, name, _, _ in string.Formatter().parse(template) if name})


@lru_cache(4096)
def _number(words: Words, value: int) -> str:
    return words.number(value)


@lru_cache(4096)
def _quantity(words: Words, value: float | None, unit: str) -> str:
    return "…" if value is None else words.quantity(value, unit)


@lru_cache(4096)
def _day(words: Words, at_us: int) -> str:
    return words.day(at_us)
