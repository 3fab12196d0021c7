"""Which queries touch what nothing is inferred of: health, sexuality, gender, religion, origin, union (`sensitive.toml`).

A query touches a word of the list wherever it holds it: wanted or not, alone or beside others, as a beginning of it or in a tag.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jasette.topic.language import Phrase, Term, Topic, parse

IN_A_TAG = 5
"""Letters of a listed word that are looked for inside a tag, where words are written together."""


@dataclass(frozen=True)
class Touched:
    """`kinds` of the list that a query touches, in its order; `policy`: only by words that laws and services are about as well."""

    kinds: tuple[str, ...] = ()
    policy: bool = False

    def __bool__(self) -> bool:
        return bool(self.kinds)


@dataclass(frozen=True)
class Listed:
    kind: str
    policy: bool
    terms: tuple[Term, ...]


def touched(topic: Topic) -> Touched:
    """What of the list a topic touches; nothing: a Touched that is false."""
    given = [term for phrase in topic.phrases() for term in _without_harmless(phrase)]
    met = [one for one in _listed() if all(any(_meets(term, wanted) for term in given) for wanted in one.terms)]
    return Touched(tuple(dict.fromkeys(one.kind for one in met)), all(one.policy for one in met)) if met else Touched()


@cache
def _listed() -> tuple[Listed, ...]:
    return tuple(
        Listed(kind, name == "policy", _terms(words))
        for kind, lists in _page().items()
        if isinstance(lists, dict)
        for name in ("personal", "policy")
        for words in lists[name]
    )


@cache
def _harmless() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(term.word for term in _terms(words)) for words in _page()["harmless"])


@cache
def _page() -> dict[str, Any]:
    return tomllib.loads((files("jasette.topic") / "sensitive.toml").read_text(encoding="utf-8"))


def _terms(words: str) -> tuple[Term, ...]:
    return tuple(term for phrase in parse(f'"{words}"').phrases() for term in phrase.terms)


def _without_harmless(phrase: Phrase) -> Iterator[Term]:
    """The terms of a phrase that stand in no harmless one."""
    words = [term.word for term in phrase.terms]
    covered: set[int] = set()
    for harmless in _harmless():
        for at in range(len(words) - len(harmless) + 1):
            if tuple(words[at : at + len(harmless)]) == harmless and not any(term.prefix for term in phrase.terms):
                covered.update(range(at, at + len(harmless)))
    return (term for at, term in enumerate(phrase.terms) if at not in covered)


def _meets(given: Term, wanted: Term) -> bool:
    """Whether a word of a query can be a listed one."""
    if given.word.startswith("#"):
        word = given.word[1:].replace("_", "")
        return _meets(Term(word, given.prefix), wanted) or (len(wanted.word) >= IN_A_TAG and wanted.word in word)
    if given.prefix and wanted.word.startswith(given.word):
        return True
    return given.word.startswith(wanted.word) if wanted.prefix else given.word == wanted.word
