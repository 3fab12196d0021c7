from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.kernels.shingles import BANDS, FEWEST_WORDS, ROWS, alike

WORDS = [f"w{number}" for number in range(40)]
CALL = ("thank you for your message", "the works on main street", "end on friday", "and the bus runs again")


def jaccard(one: str, other: str) -> float:
    a, b = (set(pairwise(words)) for words in (one.split(), other.split()))
    return len(a & b) / len(a | b)


def brute(texts: list[str]) -> list[int]:
    """Joined by every near pair, the first text's index for each."""
    group = list(range(len(texts)))
    for two in range(len(texts)):
        for one in range(two):
            enough = min(len(texts[one].split()), len(texts[two].split())) >= FEWEST_WORDS
            if enough and jaccard(texts[one], texts[two]) >= 0.7:
                low, high = sorted((group[one], group[two]))
                group = [low if each == high else each for each in group]
    return group


def test_the_same_with_another_name_and_without():
    texts = [" ".join([name, *CALL]) for name in ("marie", "paul", "good morning")] + ["nothing of the kind was ever said here"]
    assert alike(texts).tolist() == [0, 0, 0, 3]


def test_the_limit_is_seven_of_ten():
    near = "a b c d e f g h i"
    assert jaccard(near, near + " x y z") > 0.7 > jaccard(near, near + " x y z u")
    assert alike([near, near + " x y z"]).tolist() == [0, 0]
    assert alike([near, near + " x y z u"]).tolist() == [0, 1]


def test_short_texts_are_like_no_other():
    assert alike(["thank you very much", "thank you very much", "", ""]).tolist() == [0, 1, 2, 3]
    assert alike(["thank you very very much"] * 2).tolist() == [0, 0]
    assert alike([]).tolist() == alike(["", ""])[:0].tolist() == []


def test_words_that_repeat_and_letters_of_other_alphabets():
    assert alike(["ха ха ха ха ха", "ха ха ха ха ха ха", "été à la mairie demain", "été à la mairie demain"]).tolist() == [0, 0, 2, 2]


@settings(max_examples=40)
@given(st.data())
def test_as_every_pair_compared(data: st.DataObject):
    """Texts made by changing words of a few others: groups as found by comparing all with all."""
    bases = [data.draw(st.lists(st.sampled_from(WORDS), min_size=4, max_size=25)) for _ in range(3)]
    texts = []
    for _ in range(data.draw(st.integers(2, 14))):
        words = list(data.draw(st.sampled_from(bases)))
        for _ in range(data.draw(st.integers(0, 3))):
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(WORDS))
        texts.append(" ".join(words))
    assert alike(texts).tolist() == brute(texts)


def test_no_pair_is_called_near_that_is_not_and_few_near_ones_are_missed():
    """Against the promised rate: of pairs with an index s, (1 − s³)²⁴ are never looked at."""
    rng = np.random.default_rng(1)
    missed = near = wrong = promised = 0.0
    for _ in range(3000):
        words = rng.choice(5000, 30).astype(str)
        other = words.copy()
        other[rng.choice(30, rng.integers(1, 6), replace=False)] = rng.choice(5000, 1).astype(str)
        pair = [" ".join(words), " ".join(other)]
        index, together = jaccard(*pair), alike(pair)[1] == 0
        wrong += together and index < 0.7
        if index >= 0.7:
            near, missed, promised = near + 1, missed + (not together), promised + (1 - index**ROWS) ** BANDS
    assert wrong == 0 and near > 500
    assert missed <= promised + 3


def test_a_crowd_that_shares_its_words_costs_no_square():
    crowd = [" ".join([*CALL, str(number), "said", "we"]) for number in range(30_000)]
    assert set(alike(crowd).tolist()) == {0}
