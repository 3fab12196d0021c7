from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import postings

TEXTS = st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=12)


def laid_out(texts: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    stream = np.array([term for text in texts for term in text], np.int32)
    return stream, np.cumsum([0, *map(len, texts)])


@given(TEXTS, st.integers(0, 6), st.integers(0, 6))
def test_postings_are_the_texts_that_hold_a_term(texts, one, other):
    stream, starts = laid_out(texts)
    counts = np.zeros(6, np.int64)
    postings.count(stream, starts, np.full(6, -1), counts)
    expected = [[number for number, text in enumerate(texts) if term in text] for term in range(6)]
    assert counts.tolist() == list(map(len, expected))
    low, high = sorted((one, other))
    places = np.cumsum([0, *counts[low:high]])
    held = np.empty(places[-1], np.int32)
    postings.fill(stream, starts, low, high, places[:-1].copy(), np.full(high - low, -1), held)
    assert held.tolist() == [text for term in range(low, high) for text in expected[term]]
    found = np.zeros(len(texts), np.bool_)
    postings.mark(held, 0, held.size, found)
    assert np.flatnonzero(found).tolist() == sorted({text for term in range(low, high) for text in expected[term]})


@given(TEXTS, st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=3))
def test_phrases_are_found_where_their_terms_follow_each_other(texts, phrase):
    stream, starts = laid_out(texts)
    lows, highs = np.array([low for low, _ in phrase]), np.array([low + size for low, size in phrase])
    found = np.zeros(len(texts), np.bool_)
    postings.follow(stream, starts, lows, highs, np.arange(len(texts), dtype=np.int32), 0, len(texts), found)
    windows = [[text[at : at + len(phrase)] for at in range(len(text) - len(phrase) + 1)] for text in texts]

    def fits(window: list[int]) -> bool:
        return all(low <= term < low + size for term, (low, size) in zip(window, phrase, strict=True))

    assert found.tolist() == [any(map(fits, each)) for each in windows]


def test_terms_get_their_new_numbers():
    stream = np.array([0, 2, 1, 0], np.int32)
    postings.rename(stream, np.array([2, 0, 1], np.int32))
    assert stream.tolist() == [2, 1, 0, 2]
