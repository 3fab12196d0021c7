"""Which strings hold a word: as Python's regular expressions find it."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.held import HeldWords

pieces = st.sampled_from(["a", "B", "ab", "_", "9", " ", "-", "é", "\U0001f600", "\0", "abc"])
strings = st.lists(st.none() | st.lists(pieces, max_size=6).map("".join), max_size=8)
words = st.sets(st.from_regex("[a-c0-9_]{1,3}", fullmatch=True), max_size=40)


def brute(strings: list[str | None], words: set[str]) -> list[int]:
    return [row for row, text in enumerate(strings) if text and words & set(re.findall("[a-z0-9_]+", text.lower()))]


@given(strings, words, st.sampled_from([pa.string(), pa.binary()]), st.integers(0, 3))
def test_as_a_regular_expression_finds_them(strings, words, kind, skipped) -> None:
    array = pa.array([None if text is None else text.encode() if kind == pa.binary() else text for text in strings], kind)
    assert HeldWords(words).holding(array.slice(skipped)).tolist() == brute(strings[skipped:], words)


def test_ten_thousand_words() -> None:
    held = HeldWords([f"w{n}" for n in range(10_000)])
    texts = [f"some W{n}, or not" for n in range(0, 40_000, 2)]
    assert held.holding(pa.array(texts)).tolist() == list(range(5_000))
