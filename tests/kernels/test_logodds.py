from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels.logodds import log_odds

USES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.floats(0.01, 20)), min_size=2, max_size=12)


def by_hand(one: list[int], other: list[int], prior: list[float]) -> list[float]:
    """Word by word, as the paper writes it."""
    n1, n2, a0 = sum(one), sum(other), sum(prior)
    found = []
    for y1, y2, a in zip(one, other, prior, strict=True):
        delta = math.log((y1 + a) / (n1 + a0 - y1 - a)) - math.log((y2 + a) / (n2 + a0 - y2 - a))
        found.append(delta / math.sqrt(1 / (y1 + a) + 1 / (y2 + a)))
    return found


@given(USES)
def test_as_word_by_word(uses: list[tuple[int, int, float]]):
    one, other, prior = (list(column) for column in zip(*uses, strict=True))
    assert log_odds(one, other, prior).z == pytest.approx(by_hand(one, other, prior), abs=1e-9)
    assert log_odds(other, one, prior).z == pytest.approx(-log_odds(one, other, prior).z)


def test_the_example_of_another_implementation():
    """The README of the package fightin-words 1.0: a prior of 0.05 for each word."""
    one = Counter(["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "pig"])
    other = Counter(["the", "lazy", "purple", "pig", "jumps", "over", "the", "lazier", "donkey"])
    words = sorted(one | other)
    found = dict(zip(words, log_odds([one[w] for w in words], [other[w] for w in words], [0.05] * len(words)).z.tolist(), strict=True))
    for word in words:
        mine, theirs = one[word] > other[word], one[word] < other[word]
        assert found[word] == pytest.approx(0.6894227886807968 * (mine - theirs), abs=1e-12)


def test_a_rare_word_is_not_first():
    """One use more says little of a rare word, and much of none."""
    prior = np.array([400.0, 2.0, 300.0])
    found = log_odds([300, 2, 100], [100, 0, 200], prior)
    assert abs(found.difference[1]) < math.log(3) and found.z.argmax() == 0 and found.z.argmin() == 2


def test_what_has_no_odds():
    assert log_odds([], [], []).z.size == 0
    assert np.isnan(log_odds([3], [4], [1]).z).all()
    with pytest.raises(ValueError, match="length"):
        log_odds([1], [1, 2], [1, 1])
    with pytest.raises(ValueError, match="prior"):
        log_odds([1, 2], [1, 2], [1, 0])
