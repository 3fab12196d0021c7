"""Whether a conversation falls into two sides that do not hear each other: random-walk controversy.

A walk starts on one side and ends at the first seed that it meets. Where the sides are apart it seldom ends across. The value
depends on which nodes are seeds and on how many, so that both are told beside it: a large share of seeds ends walks where
they began, and only values at the same share, or at the same number of hubs, can be compared.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers, kernel
from jasette.kernels.bootstrap import SEED
from jasette.kernels.components import weak
from jasette.kernels.graph import Graph, Nodes, mutual
from jasette.kernels.lots import GOLDEN, Words, mixed

SHARE, HUBS, DRAWS = 0.3, 10, 200


class Controversy(NamedTuple):
    """`value` is P_XX·P_YY − P_YX·P_XY with P_AB = Pr[started in A | ended in B]; nan where no walk ended on some side.

    `error` is its standard error over draws (jackknife), `seeds` how many seeds each side has and `share` what share of it
    they are, `walks` how many ended, `lost` how many could not: no seed, or no other one, can be reached.
    """

    value: float
    error: float
    seeds: tuple[int, int]
    share: tuple[float, float]
    walks: int
    lost: int


def controversy(graph: Graph, side: npt.ArrayLike, *, share: float = SHARE, draws: int = DRAWS, seed: int = SEED) -> Controversy:
    """Random-walk controversy (Garimella, De Francisci Morales, Gionis & Mathioudakis 2018, ACM TSC 1:3) with random seeds.

    `side` (int64, n): 0, 1, or −1 for who stands on neither (walks pass there too). In each draw a `share` of each side, at
    least one, are seeds, drawn without replacement; from each seed a walk goes until it meets another. A step leads to each
    neighbour alike, whatever direction and weight. About O(n / share) steps a draw. Raises ValueError for a share
    outside (0, 1], for less than 2 draws, or where a side is empty.

    The authors' own program draws seeds with replacement: its 30 % are 26 % of the nodes, and its values a little lower.
    """
    _, members = _sides(graph, side, draws)
    if not 0 < share <= 1:
        raise ValueError(f"share must be in (0, 1], not {share}")
    counts = [max(1, int(share * one.size)) for one in members]
    near, state = mutual(graph).out, np.array([seed & (2**64 - 1)], np.uint64)
    ended, lost = _between_seeds(near.indptr, near.indices, weak(graph), members[0], members[1], counts[0], counts[1], draws, state)
    return _told(ended, lost, members, counts)


def controversy_of_hubs(graph: Graph, side: npt.ArrayLike, *, hubs: int = HUBS, draws: int = DRAWS, seed: int = SEED) -> Controversy:
    """The paper's own definition: the `hubs` nodes of each side with the most neighbours (the smaller number first) are the seeds.

    In each draw a walk starts from every node that stands on a side, and a hub's walk ends where it starts. Each side counts
    as one, whatever its size: walks begin on either with the same chance. So many hubs compare conversations of different
    sizes, where a share of all does not: docs/decisions/0015. Raises ValueError as `controversy`, and for no hubs.
    """
    sides, members = _sides(graph, side, draws)
    if hubs < 1:
        raise ValueError(f"there must be hubs, not {hubs}")
    near, state = mutual(graph).out, np.array([seed & (2**64 - 1)], np.uint64)
    degree, marks = np.diff(near.indptr), np.full(graph.n, -1, np.int64)
    counts = [min(hubs, one.size) for one in members]
    for mark, (one, count) in enumerate(zip(members, counts, strict=True)):
        marks[one[np.argsort(-degree[one], kind="stable")[:count]]] = mark
    ended, lost = _to_seeds(near.indptr, near.indices, weak(graph), sides, marks, draws, state)
    return _told(ended, lost, members, counts, even=True)


def _sides(graph: Graph, side: npt.ArrayLike, draws: int) -> tuple[Integers, list[Integers]]:
    sides = integers(side)
    members = [np.flatnonzero(sides == one) for one in (0, 1)]
    if sides.shape != (graph.n,) or not all(one.size for one in members):
        raise ValueError(f"{graph.n} nodes need a side each, 0, 1 or -1, and neither side may be empty")
    if draws < 2:
        raise ValueError(f"there must be 2 draws or more, not {draws}")
    return sides, members


def _told(ended: Integers, lost: int, members: list[Integers], counts: list[int], *, even: bool = False) -> Controversy:
    draws, whole = len(ended), ended.sum(axis=0)
    without = np.array([_value(whole - one, even) for one in ended])
    error = math.sqrt((draws - 1) / draws * float(((without - without.mean()) ** 2).sum()))
    shares = tuple(count / one.size for count, one in zip(counts, members, strict=True))
    return Controversy(_value(whole, even), error, (counts[0], counts[1]), (shares[0], shares[1]), int(whole.sum()), lost)


def _value(ended: Integers, even: bool) -> float:
    """Of counts by side of start (row) and of end (column); `even`: as if as many had started on one side as on the other."""
    starts, ends = ended.sum(axis=1, keepdims=True), ended.sum(axis=0)
    if not ends.all() or (even and not starts.all()):
        return math.nan
    parts = ended / starts if even else ended
    (xx, xy), (yx, yy) = (parts / parts.sum(axis=0)).tolist()
    return float(xx * yy - yx * xy)


@kernel
def _below(state: Words, count: int) -> int:
    """A number from 0 to `count` − 1; `state` goes on."""
    state[0] += GOLDEN
    # 53 bits times count: away from uniform by less than count / 2^53.
    return int(np.float64(mixed(state[0]) >> np.uint64(11)) * (1.0 / 9007199254740992.0) * count)


@kernel
def _choose(members: Integers, count: int, mark: int, marks: Integers, state: Words) -> None:
    """Bring `count` members to the front, each as likely as any, and mark them (Fisher & Yates)."""
    for place in range(count):
        other = place + _below(state, members.size - place)
        members[place], members[other] = members[other], members[place]
        marks[members[place]] = mark


@kernel
def _step(indptr: Integers, indices: Nodes, node: int, state: Words) -> int:
    return int(indices[indptr[node] + _below(state, indptr[node + 1] - indptr[node])])


@kernel
def _between_seeds(
    indptr: Integers,
    indices: Nodes,
    component: Integers,
    left: Integers,
    right: Integers,
    left_seeds: int,
    right_seeds: int,
    draws: int,
    state: Words,
) -> tuple[Integers, int]:
    """How many walks from seeds ended at other seeds (draws × side of start × side of end), and how many had nowhere to end."""
    ended, lost = np.zeros((draws, 2, 2), np.int64), 0
    marks, there = np.full(component.size, -1, np.int64), np.zeros(component.size, np.int64)
    for turn in range(draws):
        _choose(left, left_seeds, 0, marks, state)
        _choose(right, right_seeds, 1, marks, state)
        seeds = np.concatenate((left[:left_seeds], right[:right_seeds]))
        for start in seeds:
            there[component[start]] += 1
        for start in seeds:
            if there[component[start]] < 2:
                lost += 1
                continue
            node = start
            while node == start or marks[node] < 0:
                node = _step(indptr, indices, node, state)
            ended[turn, marks[start], marks[node]] += 1
        for start in seeds:
            marks[start], there[component[start]] = -1, 0
    return ended, lost


@kernel
def _to_seeds(
    indptr: Integers, indices: Nodes, component: Integers, sides: Integers, marks: Integers, draws: int, state: Words
) -> tuple[Integers, int]:
    """The same for walks from every node of a side to marked nodes, which are where walks end."""
    ended, lost = np.zeros((draws, 2, 2), np.int64), 0
    there = np.zeros(component.size, np.bool_)
    for node in range(marks.size):
        there[component[node]] |= marks[node] >= 0
    for turn in range(draws):
        for start in range(sides.size):
            if sides[start] < 0:
                continue
            if not there[component[start]]:
                lost += 1
                continue
            node = start
            while marks[node] < 0:
                node = _step(indptr, indices, node, state)
            ended[turn, sides[start], marks[node]] += 1
    return ended, lost
