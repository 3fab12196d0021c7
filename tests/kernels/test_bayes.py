"""Naive Bayes over what an automaton finds: tables that are packed decide as those that are not."""

from __future__ import annotations

from math import exp, log1p, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.kernels.bayes import FEW, classify, packed

CLASSES = 2 * FEW


def automaton(words):
    """Aho and Corasick's over the words: a row for each state, and the word that is found there."""
    children, found = [{}], [-1]
    for number, word in enumerate(words):
        state = 0
        for byte in word:
            if byte not in children[state]:
                children[state][byte] = len(children)
                children.append({})
                found.append(-1)
            state = children[state][byte]
        found[state] = number
    moves = np.zeros((len(children), 256), np.uint32)
    fails, queue = [0] * len(children), [0]
    for state in queue:
        moves[state] = moves[fails[state]] if state else 0
        for byte, child in children[state].items():
            fails[child] = int(moves[fails[state], byte]) if state else 0
            moves[state, byte] = child
            queue.append(child)
    return moves, np.array(found, np.int32)


def as_given(moves, found, weights, prior, text):
    """The best class and its share, by the tables as they are."""
    state, counts = 0, {}
    for byte in text:
        state = moves[state, byte]
        if found[state] >= 0:
            counts[int(found[state])] = counts.get(int(found[state]), 0) + 1
    if not counts:
        return 0, 0.0
    score = prior.copy()
    for which, count in counts.items():
        score += np.float32(log1p(count)) * weights[which]
    top = int(score.argmax())
    return top, 1 / sum(exp(float(one - score[top]) / sqrt(len(text))) for one in score)


@settings(max_examples=60)
@given(
    st.lists(
        st.binary(min_size=1, max_size=4) | st.text("abé", min_size=1, max_size=3).map(str.encode), min_size=1, max_size=30, unique=True
    ),
    st.lists(st.binary(max_size=20) | st.text("abéc", max_size=20).map(str.encode), max_size=6),
    st.integers(0, 1 << 32),
)
def test_packed_tables_decide_as_those_that_are_given(words, texts, seed):
    draw = np.random.default_rng(seed)
    moves, found = automaton(words)
    least = -draw.integers(4_000, 7_000, CLASSES) / 512
    weights = np.tile(least, (len(words), 1))
    for which in range(len(words)):
        shown = draw.permutation(CLASSES)[: draw.integers(0, CLASSES + 1)]
        weights[which, shown] = -draw.integers(0, 4_000, shown.size) / 512
    weights, prior = weights.astype(np.float16), draw.normal(size=CLASSES).astype(np.float32)
    order = draw.permutation(len(moves))  # rows stand in an order of their own
    model = packed(moves[order].ravel(), np.argsort(order).astype(np.uint16), found, weights, prior)
    best, share = classify(model, [*texts, *words])
    expected = [as_given(moves, found, weights.astype(np.float32), prior, text) for text in [*texts, *words]]
    assert best.tolist() == [one for one, _ in expected]
    assert share == pytest.approx([one for _, one in expected], rel=1e-12)


def test_no_text():
    moves, found = automaton([b"a"])
    best, share = classify(packed(moves.ravel(), np.arange(2), found, np.zeros((1, 2)), np.zeros(2)), [])
    assert best.size == share.size == 0


@pytest.mark.parametrize(
    "weights", [np.full((1, 2), 0.5), np.full((1, 2), -1 / 3), np.full((1, 2), -70_000.0), np.zeros((1, 257))], ids=str
)
def test_weights_that_do_not_fit(weights):
    moves, found = automaton([b"a"])
    with pytest.raises(ValueError, match="weights"):
        packed(moves.ravel(), np.arange(2), found, weights, np.zeros(weights.shape[1]))


def test_another_kind_of_automaton():
    moves, found = automaton([b"ab", b"cd"])
    twice, back = moves.copy(), moves.copy()
    twice[1, ord("e")] = 1  # reached by `a` and by `e`
    with pytest.raises(ValueError, match="automaton"):
        packed(twice.ravel(), np.arange(len(moves)), found, np.zeros((2, 2)), np.zeros(2))
    back[1, ord("c")] = 0  # `c` leads somewhere from the first state, and to it from another
    with pytest.raises(ValueError, match="first state"):
        packed(back.ravel(), np.arange(len(moves)), found, np.zeros((2, 2)), np.zeros(2))
