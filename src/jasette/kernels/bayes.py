"""Naive Bayes over byte sequences: an automaton walks over each text, and the features it finds vote for classes.

As they are trained the tables take 96 MB, nearly all of it said many times over. `packed` keeps what differs, and the answers
are the same to the last bit:

- most moves depend on the last two bytes alone; of each state only the others are kept, side by side: bytes are numbered anew
  after each byte, so that those after which a state differs come first
- weights are whole multiples of one unit, and most weights of a class are those of a feature that it never showed: of a rare
  feature only the others are kept

That is 21 MB, of which a text touches little, and the processor's cache holds what many texts touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log1p, sqrt

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, kernel

Weights = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint16]

BYTES = 256
PAIRS = BYTES * BYTES
FEW = 24
"""A feature that so many classes showed at most is kept as a list of these: a whole line takes longer to read than so many to set."""


@dataclass(frozen=True)
class Model:
    """What `packed` makes of a model.

    A step is where the own steps of the state that it leads to begin, how many these are, and one more than the feature that is
    shown there (24, 8 and 32 bits). That after the bytes a and b is `steps[a * 256 + b]`, but for a state of which `rank[a * 256 + b]`
    is below the number of its own: there it is that one of them. `start` is the step before the first byte, and a byte that leads nowhere.

    The first features weigh `lines[feature, class]` units; each of the others `value[at]` units for class `which[at]`, where at
    goes from `begins[…]` to the next of them, and `least[class]` for all others. `prior[class]` is the class's own weight.
    """

    start: npt.NDArray[np.uint64]
    rank: npt.NDArray[np.uint8]
    steps: npt.NDArray[np.uint64]
    lines: Codes
    begins: npt.NDArray[np.uint32]
    which: npt.NDArray[np.uint8]
    value: Codes
    unit: Weights
    least: Weights
    prior: Weights


def packed(
    moves: npt.NDArray[np.unsignedinteger],
    row: npt.NDArray[np.unsignedinteger],
    feature: npt.NDArray[np.signedinteger],
    weights: npt.NDArray[np.floating],
    prior: npt.NDArray[np.floating],
) -> Model:
    """The model that goes from state 0 to `moves[row[state] * 256 + byte]`, shows `feature[state]` there (-1: nothing), and weighs it so.

    `weights[feature, class]`. Raises ValueError where the automaton is not one of Aho and Corasick (a state is reached by one
    byte only, and the first one by what leads nowhere), and where weights are positive or finer than 16 bits can say.
    """
    lines, begins, which, value, unit, order = _weights(weights)
    number = np.empty(len(order) + 1, np.uint64)
    number[order], number[-1] = np.arange(1, len(order) + 1), 0
    start, rank, steps = _steps(moves.reshape(-1, BYTES), row, number[feature])
    least = weights.min(axis=0).astype(np.float32)
    return Model(start, rank, steps, lines, begins, which, value, unit, least, prior.astype(np.float32))


def _steps(
    table: npt.NDArray[np.unsignedinteger], row: npt.NDArray[np.unsignedinteger], shown: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    """The automaton: how it starts, the numbers of bytes, all steps. `shown[state]` is written into them."""
    after = table[row[table[row[0]]]]
    nowhere = np.flatnonzero((after == table[row[0]]).all(axis=1))
    begin, differing = np.zeros(row.size, np.uint64), np.zeros(row.size, np.uint64)
    rank, reached_by = np.zeros((BYTES, BYTES), np.uint8), np.zeros(row.size, np.int64)
    own, size = [after.ravel()], PAIRS
    for byte in range(BYTES):
        states = np.unique(table[:, byte])
        # the first state has no byte of its own: wherever it is reached, nothing may differ
        if states[0] == 0 and byte not in nowhere:
            raise ValueError("the first state is not where a byte leads nowhere")
        states = states[states != 0]
        reached_by[states] += 1
        rows, which = np.unique(row[states], return_inverse=True)
        apart = table[rows] != after[byte]
        order = np.argsort(-apart.sum(axis=0), kind="stable")
        rank[byte, order] = np.arange(BYTES)
        apart = apart[:, order]
        many = np.where(apart.any(axis=1), BYTES - apart[:, ::-1].argmax(axis=1), 0)
        begin[states], differing[states] = (size + np.cumsum(many) - many)[which], many[which]
        own.append(table[rows][:, order][np.arange(BYTES) < many[:, None]])
        size += int(many.sum())
    if not nowhere.size or reached_by.max() > 1 or differing.max() >= BYTES or size >= 1 << 24:
        raise ValueError("not an automaton of Aho and Corasick, or a larger one than these tables can number")
    step = begin << np.uint64(40) | differing << np.uint64(32) | shown
    return np.array([step[0], nowhere[0]], np.uint64), rank.ravel(), step[np.concatenate(own)]


def _weights(weights: npt.NDArray[np.floating]) -> tuple[Codes, npt.NDArray[np.uint32], npt.NDArray[np.uint8], Codes, Weights, Integers]:
    """Lines, lists (begins, classes, values) and their unit; which feature is the first, the second…"""
    values = np.unique(weights).astype(np.float64)
    units = -(2.0 ** -np.arange(16))
    unit = next((one for one in units if not (values / one % 1).any()), 0.0)
    if values.max() > 0 or not unit or values.min() / unit >= 1 << 16 or weights.shape[1] > BYTES:
        raise ValueError("weights that are positive, or finer than 16 bits can say, or of more classes than 8 bits can number")
    least = weights.min(axis=0)
    shown = (weights != least).sum(axis=1)
    order = np.argsort(-shown, kind="stable")
    many = int((shown > FEW).sum())
    lines = (weights[order[:many]] / weights.dtype.type(unit)).astype(np.uint16)
    rest = weights[order[many:]]
    theirs = rest != least
    begins = np.concatenate([[0], np.cumsum(theirs.sum(axis=1))]).astype(np.uint32)
    which = np.broadcast_to(np.arange(weights.shape[1], dtype=np.uint8), rest.shape)[theirs]
    value = (rest[theirs] / weights.dtype.type(unit)).astype(np.uint16)
    return lines, begins, which, value, np.array([unit], np.float32), order


def classify(model: Model, texts: list[bytes]) -> tuple[Integers, Reals]:
    """For each text the most likely class and its share of the belief; nothing found: class 0, share 0. No text: empty.

    Counts enter as log(1 + n), and the belief is softened by the root of the length (as py3langid does), so that it
    means the same for short and for long texts.
    """
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    data = np.frombuffer(bytearray().join(texts), dtype=np.uint8)
    best, share = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=np.float64)
    walk, lists = (model.start, model.rank, model.steps), (model.begins, model.which, model.value)
    _classify(data, ends, *walk, model.lines, *lists, model.unit, model.least, model.prior, best, share)
    return best, share


@kernel
def _classify(
    data: npt.NDArray[np.uint8],
    ends: Integers,
    begin: npt.NDArray[np.uint64],
    rank: npt.NDArray[np.uint8],
    steps: npt.NDArray[np.uint64],
    lines: Codes,
    begins: npt.NDArray[np.uint32],
    which: npt.NDArray[np.uint8],
    value: Codes,
    unit: Weights,
    least: Weights,
    prior: Weights,
    best: Integers,
    share: Reals,
) -> None:
    many = lines.shape[0]
    count = np.zeros(many + begins.size - 1, dtype=np.int32)
    seen = np.empty(count.size, dtype=np.int32)
    score, line = np.empty(prior.size, dtype=np.float32), least.copy()
    start = 0
    for text in range(ends.size):
        found, last, state = 0, np.int64(begin[1]), np.int64(begin[0] >> np.uint64(32))
        for position in range(start, ends[text]):
            pair = last * 256 + np.int64(data[position])
            nth = np.int64(rank[pair])
            step = steps[(state >> 8) + nth if nth < (state & 255) else pair]
            state, last = np.int64(step >> np.uint64(32)), np.int64(data[position])
            at = np.int64(step & np.uint64(0xFFFFFFFF)) - 1
            if at >= 0:
                if count[at] == 0:
                    seen[found] = at
                    found += 1
                count[at] += 1
        if found > 0:
            for one in range(score.size):  # not score[:]: the words of its error need Numba when it runs
                score[one] = prior[one]
            for index in range(found):
                at = np.int64(seen[index])
                weight = np.float32(log1p(count[at]))
                count[at] = 0
                if at < many:
                    _vote(score, weight, lines[at], unit[0])
                else:
                    first, end = np.int64(begins[at - many]), np.int64(begins[at - many + 1])
                    _vote_of_few(score, weight, which[first:end], value[first:end], unit[0], least, line)
            best[text], share[text] = _decided(score, ends[text] - start)
        start = ends[text]


@kernel
def _vote(score: Weights, weight: np.float32, given: Codes, unit: np.float32) -> None:
    for one in range(score.size):
        score[one] += weight * (np.float32(given[one]) * unit)


@kernel
def _vote_of_few(
    score: Weights, weight: np.float32, which: npt.NDArray[np.uint8], value: Codes, unit: np.float32, least: Weights, line: Weights
) -> None:
    """`line` is `least` before and after."""
    for one in range(which.size):
        line[which[one]] = np.float32(value[one]) * unit
    # all at once here too: what is added up in another order is another number
    for one in range(score.size):
        score[one] += weight * line[one]
    for one in range(which.size):
        line[which[one]] = least[which[one]]


@kernel
def _decided(score: Weights, length: int) -> tuple[np.int64, float]:
    """The class with the highest score, and its share."""
    top = np.int64(0)
    for one in range(1, score.size):
        if score[one] > score[top]:
            top = np.int64(one)
    total = 0.0
    for one in range(score.size):
        total += exp((score[one] - score[top]) / sqrt(length))
    return top, 1 / total
