"""Which words are used in which posts, by whom and when: read from the derived posts for one question, and forgotten.

Reposts and pings are left out: their words are another's. A word counts once in a post. Stop words, numbers, single
letters, handles and addresses are no words here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jasette.errors import Refused
from jasette.kernels import Integers, integers
from jasette.kernels.numbering import Numbers
from jasette.kernels.tokens import cut
from jasette.measure import Ask
from jasette.people import FLOOR
from jasette.sql import literal
from jasette.terms.stopwords import LANGS, stopwords
from jasette.topic.folding import folded, tables, wordy

if TYPE_CHECKING:
    import duckdb

Truths = npt.NDArray[np.bool_]

AT_ONCE = 1 << 16
"""Posts whose words are cut at once."""
LOOKED_AT = 50
"""So many posts are looked at for how a word is written."""
SHORTEST = 2

POSTS = """
SELECT post_id, person, voice IS NULL AS private, "group", at_us, coalesce(lang, '') AS lang, text FROM posts
WHERE role NOT IN ('repost', 'citation') AND text IS NOT NULL AND person IS NOT NULL AND at_us IS NOT NULL"""


@dataclass(frozen=True)
class Uses:
    """Each word of each post once: `word` and `post` are numbers, of `words` (folded) and of rows of `posts`, by post."""

    words: pa.Array
    word: Integers
    post: Integers
    posts: pa.Table

    @cached_property
    def person(self) -> Integers:
        """Number of the person of each post."""
        return Numbers().take(self.posts["person"])

    @cached_property
    def private(self) -> Truths:
        return np.asarray(self.posts["private"].to_numpy())

    @cached_property
    def at_us(self) -> Integers:
        return integers(self.posts["at_us"].to_numpy())

    def counts(self, cell: Integers, cells: int) -> Integers:
        """Posts with each word, cell by cell: cells × words; `cell` of each post, -1 for none."""
        kept = cell[self.post] >= 0
        keys = cell[self.post[kept]] * len(self.words) + self.word[kept]
        return np.bincount(keys, minlength=cells * len(self.words)).reshape(cells, len(self.words))

    def people(self, chosen: Truths, words: Integers) -> tuple[Integers, Integers]:
        """For each of `words` the distinct people among the `chosen` posts who use it, and how many of them are private."""
        found = np.zeros((2, words.size), np.int64)
        for place, word in enumerate(words.tolist()):
            posts = self._with(word)
            posts = posts[chosen[posts]]
            found[:, place] = np.unique(self.person[posts]).size, np.unique(self.person[posts[self.private[posts]]]).size
        return found[0], found[1]

    def written(self, word: int) -> str:
        """A word as it is most often written."""
        return _written(self.words[word].as_py(), self.posts["text"].take(pa.array(self._with(word)[:LOOKED_AT])))

    @cached_property
    def _by_word(self) -> tuple[Integers, Integers]:
        """The posts of each word, one word after the other, and where each begins."""
        starts = np.zeros(len(self.words) + 1, np.int64)
        np.cumsum(np.bincount(self.word, minlength=len(self.words)), out=starts[1:])
        return self.post[np.argsort(self.word, kind="stable")], starts

    def _with(self, word: int) -> Integers:
        posts, starts = self._by_word
        return posts[starts[word] : starts[word + 1]]


def read(connection: duckdb.DuckDBPyConnection, ask: Ask) -> Uses:
    """The words of the posts that the question is about: its platform, language, topic and time. No posts: no words.

    Of a topic, the connection has `topic(post_id)`. Refused on a sensitive one, of which there are counts only.
    """
    if ask.touched:
        raise Refused("the words that people use on a sensitive topic are not told", remedy="ask for another topic, or without one")
    sql = f"{POSTS}{' AND post_id IN (SELECT post_id FROM topic)' if ask.topic else ''}"
    for column, value in (("platform", ask.platform), ("lang", ask.lang)):
        sql += f" AND {column} = {literal(value)}" if value else ""
    sql += f" AND at_us >= {ask.since_us}" if ask.since_us is not None else ""
    for until in (ask.until_us, ask.as_of_us):
        sql += f" AND at_us < {until}" if until is not None else ""
    posts = connection.sql(f"{sql} ORDER BY at_us, post_id").to_arrow_table()
    numbers, none = Numbers(), np.empty(0, np.int64)
    word, post, done = [none], [none], 0
    for batch in posts.select(["text"]).to_batches(AT_ONCE):
        row = done
        for counts, found in cut(batch["text"], *tables()):
            word.append(numbers.take(found))
            post.append(np.repeat(np.arange(row, row + counts.size), counts))
            row += counts.size
        done += batch.num_rows
    words = numbers.texts()
    return _kept(words, np.concatenate(word), np.concatenate(post), posts)


def _kept(words: pa.Array, word: Integers, post: Integers, posts: pa.Table) -> Uses:
    """Without what is no word here, and each word of a post once."""
    texts = words.to_pylist()
    readable = np.array([len(text) >= SHORTEST and text[0] != "#" and not text.isdigit() for text in texts], np.bool_)
    langs = posts["lang"].combine_chunks().dictionary_encode() if posts.num_rows else pa.array([], pa.string()).dictionary_encode()
    names = langs.dictionary.to_pylist()
    stops = {name: stopwords(name) for name in (*LANGS, "")}
    listed = {name: np.array([text not in stop for text in texts], np.bool_) & readable for name, stop in stops.items()}
    allowed = np.stack([listed[name if name in LANGS else ""] for name in names] or [np.zeros(len(texts), np.bool_)])
    lang = integers(langs.indices.to_numpy(zero_copy_only=False))
    kept = allowed[lang[post], word] if post.size else np.empty(0, np.bool_)
    keys = np.unique(post[kept] * max(len(texts), 1) + word[kept])
    post, word = keys // max(len(texts), 1), keys % max(len(texts), 1)
    used, renumbered = np.unique(word, return_inverse=True)
    return Uses(words.take(pa.array(used)), renumbered.astype(np.int64), post, posts)


def shown(private: Integers, floor: int) -> Truths:
    """Where nobody private stands behind a number, or at least as many as the floor (rule 4 of PEOPLE)."""
    return np.asarray((private == 0) | (private >= max(floor, FLOOR)))


def _written(word: str, texts: pa.ChunkedArray) -> str:
    """The shape in which a folded word stands most often in the texts; the word itself where it is not found."""
    shapes: Counter[str] = Counter()
    for text in pc.unique(texts).to_pylist():
        run = ""
        for character in [*text, " "]:
            if wordy(character) or (run and folded(character) == ""):
                run += character
            elif run:
                shapes[run] += "".join(map(folded, run)) == word
                run = ""
    best = max(shapes.items(), key=lambda shape: (shape[1], shape[0]), default=(word, 0))
    return best[0] if best[1] else word
