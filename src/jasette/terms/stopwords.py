"""Words that say nothing of what a text is about, French and English, with those of Quebec (`stopwords.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGS = ("fr", "en")


@cache
def stopwords(lang: str = "") -> frozenset[str]:
    """The folded stop words of `fr` or `en`; of any other language, and where it is not known, those of both.

    A word of one language may mean something in the other: `son` is nobody's child in French, `car` no car.
    """
    lists = _lists()
    return lists[lang] if lang in lists else frozenset().union(*lists.values())


@cache
def _lists() -> dict[str, frozenset[str]]:
    found = tomllib.loads((files(__package__) / "stopwords.toml").read_text(encoding="utf-8"))
    return {lang: frozenset(word for words in found[lang].values() for word in words.replace("'", " ").split()) for lang in LANGS}
