"""Naive Bayes over byte sequences: an automaton walks over each text, and the features it finds vote for classes.

The tables keep the small types of the model (16-bit states, 32-bit weights): as int64 and float64 they would take 200 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log1p, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, kernel

Small = npt.NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class Model:
    """`moves[row[state] * 256 + byte]` is the next state, `feature[state]` what is found there (-1: nothing).

    `weights[feature, class]` are logarithms of likelihoods, `prior[class]` of priors.
    """

    moves: Small
    row: Small
    feature: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    prior: npt.NDArray[np.float32]


def classify(model: Model, texts: list[bytes]) -> tuple[Integers, Reals]:
    """For each text the most likely class and its share of the belief; nothing found: class 0, share 0. No text: empty.

    Counts enter as log(1 + n), and the belief is softened by the root of the length (as py3langid does), so that it
    means the same for short and for long texts.
    """
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    data = np.frombuffer(bytearray().join(texts), dtype=np.uint8)
    best, share = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=np.float64)
    _classify(data, ends, model.moves, model.row, model.feature, model.weights, model.prior, best, share)
    return best, share


@kernel
def _classify(
    data: npt.NDArray[np.uint8],
    ends: Integers,
    moves: Small,
    row: Small,
    feature: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    prior: npt.NDArray[np.float32],
    best: Integers,
    share: Reals,
) -> None:
    count = np.zeros(weights.shape[0], dtype=np.int64)
    seen = np.empty(weights.shape[0], dtype=np.int64)
    score = np.empty(weights.shape[1], dtype=np.float32)
    start = 0
    for text in range(ends.size):
        found, state = 0, np.int64(0)
        for position in range(start, ends[text]):
            state = np.int64(moves[np.int64(row[state]) * 256 + data[position]])
            at = np.int64(feature[state])
            if at >= 0:
                if count[at] == 0:
                    seen[found] = at
                    found += 1
                count[at] += 1
        length = ends[text] - start
        start = ends[text]
        if found == 0:
            continue
        for one in range(score.size):
            score[one] = prior[one]
        for index in range(found):
            which = seen[index]
            weight = np.float32(log1p(count[which]))
            count[which] = 0
            for one in range(score.size):
                score[one] += weight * weights[which, one]
        top = np.int64(0)
        for one in range(1, score.size):
            if score[one] > score[top]:
                top = np.int64(one)
        total = 0.0
        for one in range(score.size):
            total += exp((score[one] - score[top]) / sqrt(length))
        best[text] = top
        share[text] = 1 / total
