from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette import engine
from jasette.kernels import shingles
from jasette.kernels.shingles import BANDS, FEWEST_WORDS, ROWS, SIZES, alike, alike_said
from jasette.reconstruct.wordings import plain_words

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


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="@"), max_size=30), min_size=1, max_size=5))
def test_words_as_said_are_those_that_a_pattern_finds(texts: list[str]):
    """Against the regular expression that the engine would apply, where both know the characters."""
    known = [text for text in texts if text.isascii() or all(shingles.wordy()[ord(c)] == c.isalnum() for c in text if ord(c) < 0x3000)]
    known = ["".join(c for c in text if ord(c) < 0x3000).lower() for text in known]
    said = pa.array([f"{text} été, l’hiver — 1 2 ☃️ x" for text in known], pa.string())
    with engine.connect() as connection:
        connection.register("told", pa.table({"text": said}))
        expected = [row[0] for row in connection.sql(f"SELECT {plain_words('text')} FROM told").fetchall()]
    offsets, data = shingles.arrow_bytes(said)
    words, ends = np.empty(data.size, np.uint8), np.zeros(offsets.size, np.int64)
    shingles._part(data, offsets, shingles.wordy(), words, ends)
    assert [bytes(words[a:b]).decode() for a, b in pairwise(ends.tolist())] == expected
    assert alike_said(said).tolist() == alike(expected).tolist()


@pytest.mark.parametrize("most", [12, 60, 2 * SIZES])
def test_a_sketch_never_keeps_near_texts_apart(most: int):
    rng, far, near = np.random.default_rng(most), 0, 0
    for _ in range(1_500):
        whole = rng.integers(0, 2**63, rng.integers(4, most)).astype(np.uint64)
        lost, gained = rng.integers(0, len(whole) // 3 + 2, 2)
        one, other = np.unique(whole), np.unique([*whole[lost:], *rng.integers(0, 2**63, gained).astype(np.uint64)]).astype(np.uint64)
        starts, size, sketch = np.array([0, one.size, one.size + other.size]), np.array([one.size, other.size]), np.zeros(2, np.uint64)
        shingles._sketch(np.concatenate([one, other]), starts, size, sketch)
        is_near = len(np.intersect1d(one, other)) >= 0.7 * len(np.union1d(one, other)) - 1e-12
        is_far = shingles._far(sketch[0], sketch[1])
        assert not (is_near and is_far)
        near, far = near + is_near, far + is_far
    assert near > 200
    assert far > 100 or most > SIZES


def test_on_several_cores_the_same(monkeypatch: pytest.MonkeyPatch):
    texts = [" ".join([*CALL, *(f"w{number // 3 * word % 97}" for word in range(12))]) for number in range(600)]
    alone = alike(texts).tolist()
    monkeypatch.setattr(shingles, "MANY", 10)
    assert alike(texts).tolist() == alone
    assert 1 < len(set(alone)) < len(texts)
