"""The language of topics: words, "phrases", beginn*, #tags, with AND, OR, NOT (ET, OU, SAUF) and parentheses.

    query  := all (OR all)*
    all    := one ([AND] one)*
    one    := NOT one | ( query ) | "phrase" | word | #tag        each word may end in *

Words next to each other are AND. Case and accents do not count; operators are written in capitals, so that `et` and `or` are
words. A word that falls into several (`porte-parole`, `l'école`) is a phrase of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jasette.errors import QueryError
from jasette.topic.folding import tokens, wordy

OPERATORS = {"AND": "AND", "ET": "AND", "OR": "OR", "OU": "OR", "NOT": "NOT", "SAUF": "NOT"}
OPENING, CLOSING = '"“«„', '"”»“'
FEWEST = 2
"""Letters before a *: fewer would be half of all words."""
DEEPEST = 50
LEXED = re.compile(rf"\s*(?:(?P<paren>[()])|(?P<open>[{OPENING}])|(?P<word>[^\s(){OPENING}{CLOSING}]+)|(?P<other>\S))")


@dataclass(frozen=True)
class Term:
    """A folded word, or all that begin so."""

    word: str
    prefix: bool = False

    def __str__(self) -> str:
        return f"{self.word}{'*' if self.prefix else ''}"


@dataclass(frozen=True)
class Phrase:
    """Terms that follow each other; a single one is a phrase of one."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        text = " ".join(map(str, self.terms))
        return text if len(self.terms) == 1 else f'"{text}"'


@dataclass(frozen=True)
class Not:
    of: Node

    def __str__(self) -> str:
        return f"NOT {self.of}"


@dataclass(frozen=True)
class Both:
    """All of them (`AND`) or any (`OR`): at least two, each once, in the order of their text."""

    how: str
    of: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({f' {self.how} '.join(map(str, self.of))})"


Node = Phrase | Not | Both


@dataclass(frozen=True)
class Topic:
    """A topic as it was asked, and what it means. `str` gives its canonical form: equal for queries that say the same in other words."""

    text: str
    node: Node

    def __str__(self) -> str:
        text = str(self.node)
        return text[1:-1] if isinstance(self.node, Both) else text

    def phrases(self) -> Iterator[Phrase]:
        """All words and phrases in it, those that are not wanted too."""
        open_nodes: list[Node] = [self.node]
        while open_nodes:
            node = open_nodes.pop()
            if isinstance(node, Phrase):
                yield node
            else:
                open_nodes += [node.of] if isinstance(node, Not) else node.of


@lru_cache(256)
def parse(text: str) -> Topic:
    """What a query means. Raises QueryError that names the place where it cannot be read, and what to write."""
    reader = _Reader(text)
    node = reader.any_of(0)
    if reader.sign == ")":
        raise reader.error("this ) has no (", "write ( before it, or leave it out")
    return Topic(" ".join(text.split()), node)


class _Reader:
    """Reads a query from left to right. `sign` is what stands there: ( ), AND, OR, NOT, `phrase` (with its words), or nothing."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.end = text, 0, 0
        self.sign, self.phrase = "", Phrase(())
        self.move()

    def any_of(self, depth: int) -> Node:
        return self.joined("OR", [self.all_of(depth), *self.more_of(depth)])

    def more_of(self, depth: int) -> Iterator[Node]:
        while self.sign == "OR":
            self.move()
            yield self.all_of(depth)

    def all_of(self, depth: int) -> Node:
        found = [self.one(depth)]
        while self.sign in ("AND", "NOT", "phrase", "("):
            if self.sign == "AND":
                self.move()
            found.append(self.one(depth))
        return self.joined("AND", found)

    def one(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.error("this goes too deep", f"write it with at most {DEEPEST} parentheses in each other")
        match self.sign:
            case "NOT":
                self.move()
                inner = self.one(depth + 1)
                return inner.of if isinstance(inner, Not) else Not(inner)
            case "phrase":
                phrase = self.phrase
                self.move()
                return phrase
            case "(":
                return self.closed(self.at, depth)
            case "":
                what = "a topic is empty" if not self.text.strip() else "a word is missing here"
                raise self.error(what, 'write words, "phrases", beginn*, #tags, with AND, OR, NOT: logement OR "loyer abordable"')
            case sign:
                raise self.error(f"a word is missing before {sign}", "write a word there, or leave it out")

    def closed(self, begin: int, depth: int) -> Node:
        self.move()
        inside = self.any_of(depth + 1)
        if self.sign != ")":
            raise self.error("this ( is not closed", "write ) where it ends", begin)
        self.move()
        return inside

    def joined(self, how: str, nodes: list[Node]) -> Node:
        flat: list[Node] = []
        for node in nodes:
            flat += node.of if isinstance(node, Both) and node.how == how else [node]
        each = sorted(set(flat), key=str)
        return each[0] if len(each) == 1 else Both(how, tuple(each))

    def move(self) -> None:
        """Read the next sign."""
        found = LEXED.match(self.text, self.end)
        if found is None:
            self.sign, self.at = "", len(self.text)
            return
        kind = str(found.lastgroup)
        self.at, self.end = found.start(kind), found.end()
        word = found[kind]
        if kind == "paren":
            self.sign = word
        elif kind == "other":
            raise self.error(f"this {word} closes nothing", "write the quotation mark that opens before it, or leave it out")
        elif kind == "open":
            self.end = next((i for i in range(self.end, len(self.text)) if self.text[i] in CLOSING), -1) + 1
            if not self.end:
                raise self.error("this quotation mark is not closed", "write another where the phrase ends")
            words = self.text[self.at + 1 : self.end - 1]
            begin = self.at + 1
            terms = [term for found in re.finditer(r"\S+", words) for term in self.terms(found[0], begin + found.start(), inside=True)]
            if not terms:
                raise self.error("this phrase has no word", "write words between the quotation marks")
            self.sign, self.phrase = "phrase", Phrase(tuple(terms))
        elif word in OPERATORS:
            self.sign = OPERATORS[word]
        else:
            terms = self.terms(word, self.at)
            if not terms:
                raise self.error(f"{word!r} has no letter and no digit", "leave it out; for one of several words write OR between them")
            self.sign, self.phrase = "phrase", Phrase(tuple(terms))

    def terms(self, word: str, at: int, *, inside: bool = False) -> list[Term]:
        """The terms of one word as it was typed."""
        if word[0] in "-+" and len(word) > 1 and not inside:
            raise self.error(f"{word!r} begins with a sign", f"write {'NOT ' if word[0] == '-' else ''}{word[1:]}", at)
        if "@" in word or "//" in word:
            raise self.error("handles and addresses are not searched", "ask for a voice with --voice, or write words", at)
        bare = word.rstrip("*")
        if "*" in bare:
            raise self.error("a * stands only at the end of a word", f"write {bare.partition('*')[0] or 'the beginning of a word'}*", at)
        found = [token for token in tokens(bare) if token]
        if not found and any(map(wordy, bare)):
            raise self.error("handles and addresses are not searched", "ask for a voice with --voice, or write words", at)
        tag = next((token for token in found if token.startswith("#")), "")
        words = [tag] if tag and not inside else [token for token in found if token[0] != "#"]
        terms = [Term(token) for token in words]
        if word != bare:
            if not terms or len(terms[-1].word.lstrip("#")) < FEWEST:
                raise self.error(f"a * needs at least {FEWEST} letters before it", "write more of the word", at)
            terms[-1] = Term(terms[-1].word, prefix=True)
        return terms

    def error(self, what: str, remedy: str, at: int | None = None) -> QueryError:
        return QueryError(what, place=f"topic, character {(self.at if at is None else at) + 1}", remedy=remedy)
