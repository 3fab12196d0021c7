"""Who shares the same things at almost the same moment: pairs of accounts, and how many objects each pair has in common.

A *pair event* is two shares of one object by two accounts, at most a window apart (the limit itself included). A pair's
*weight* is the number of distinct objects among its events (Righetti & Balluff 2025, CooRTweet). Two shares by one account
are no pair; they are counted apart. `participation` leaves accounts with fewer shares out before anything is counted: a
threshold on what an account does, where a least weight is one on what two accounts have in common.

Shares are sorted once by object and time, so that the shares near one lie beside it. Accounts are then taken one by one:
all that one account has in common with others is summed in an array with a place for each account (row by row, as
Gustavson 1978 multiplies sparse matrices) and handed out before the next. Time O(n log n + events), memory O(n + accounts)
and a block of pairs, however many pairs there are: an object that is shared 100,000 times within the window makes five
thousand million events in the same memory.

What chance would do: the times of the shares of one object on one day are shuffled among those who shared it then, which
keeps each object's bursts and each account's activity, and breaks who was together with whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers, kernel
from jasette.kernels.sorting import in_order

Small = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]

WINDOW_US = 60_000_000
DAY_US = 86_400_000_000
DRAWS = 20
SEED = 20080229
BLOCK = 1 << 20
"""Pairs handed out at a time, at least; as many as there are accounts fit in always."""
HEAVIEST = 1 << 12
"""Weights from here on are counted as this one."""
SEEN, OBJECT, WEIGHT, EVENTS = 0, 1, 2, 3
"""Columns of what one account has in common with each other."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of accounts, `one` < `other`, with the distinct objects and the events that they have in common."""

    one: Integers
    other: Integers
    weight: Integers
    events: Integers


@dataclass(frozen=True)
class Found:
    """What all pairs come to. `pairs` and `events` are by weight (index 0 is 0; the last holds all heavier ones)."""

    pairs: Integers
    events: Integers
    strongest: Integers
    """For each account the weight of its heaviest pair, 0 where it is in none."""
    alone: Integers
    """For each account the events in which it met itself."""

    def accounts(self, least: int = 1) -> int:
        """Accounts in a pair of weight `least` or more."""
        return int(np.count_nonzero(self.strongest >= least))


@dataclass(frozen=True)
class Null:
    """Weights of the pairs that chance makes, over `draws` shufflings."""

    pairs: Integers
    """Pairs by weight, all draws together."""
    draws: int

    def above(self, share: float = 0.99) -> int:
        """The least weight that lies above that share of chance's pairs; 1 where chance makes none."""
        total = int(self.pairs.sum())
        if not total:
            return 1
        # In whole numbers where they matter: the smallest weight w with `share` of the pairs at w or below.
        return int(np.searchsorted(np.cumsum(self.pairs), share * total - 1e-9)) + 1

    def expected(self, least: int) -> float:
        """Pairs of that weight or more that one shuffling makes, on average."""
        return float(self.pairs[min(least, HEAVIEST) :].sum()) / self.draws


class Shares:
    """Shares of one stretch of time, sorted once; then asked for pairs, for sums, and for what chance would make.

    `object` and `account` are dense numbers from 0 (kernels/numbering.py), `at_us` any order; arrays of one length, none
    negative. No shares: no pairs. ValueError where the window is negative or arrays differ in length.
    """

    def __init__(
        self, object: npt.ArrayLike, account: npt.ArrayLike, at_us: npt.ArrayLike, window_us: int = WINDOW_US, *, participation: int = 1
    ) -> None:
        what, who, when = integers(object), integers(account), integers(at_us)
        if not what.size == who.size == when.size:
            raise ValueError("object, account and at_us differ in length")
        if window_us < 0:
            raise ValueError("a window is not negative")
        self.size, self.accounts = what.size, int(who.max(initial=-1)) + 1
        kept = np.flatnonzero(np.bincount(who, minlength=self.accounts)[who] >= participation) if participation > 1 else None
        if kept is not None:
            what, who, when = integers(what[kept]), integers(who[kept]), integers(when[kept])
        order = _order(what, when)
        self._object, self._at = what[order].astype(np.int32), integers(when[order])
        _settle(self._object, self._at, order)
        self._account = who[order].astype(np.int32)
        self.row = order if kept is None else kept[order]
        """The share (its place in what was given) at each place below: by object, then by time."""
        self._first, self._end = np.empty(order.size, np.int32), np.empty(order.size, np.int32)
        _near(self._object, self._at, window_us, self._first, self._end)

    def pairs(self, least: int = 1) -> Iterator[Pairs]:
        """All pairs of weight `least` or more, in blocks: by `one`, then as they were met."""
        order, offsets = self._of_accounts(self._account)
        common = self._common()
        out = np.empty((4, max(BLOCK, self.accounts)), np.int64)
        start = 0
        while start < self.accounts:
            start, filled = _list(start, least, order, offsets, self._object, self._account, self._first, self._end, common, out)
            if filled:
                yield Pairs(*(column[:filled].copy() for column in out))

    @cached_property
    def found(self) -> Found:
        """Sums over all pairs."""
        return self._sum(self._account)

    def null(self, draws: int = DRAWS, *, seed: int = SEED) -> Null:
        """The same sums after shuffling times within object and day (UTC), `draws` times; the same for the same seed."""
        rng = np.random.default_rng(seed)
        pairs = np.zeros(HEAVIEST + 1, np.int64)
        day = self._at // DAY_US
        for _ in range(draws):
            account = self._account.copy()
            # Who had which of the times, with the times as they are: the same as shuffling times, and nothing need be sorted.
            _shuffle(self._object, day, account, rng.random(account.size))
            pairs += self._sum(account).pairs
        return Null(pairs, draws)

    def weights(self) -> Integers:
        """For each share that was given the weight of the heaviest pair that it is an event of, 0 where it is none."""
        order, offsets = self._of_accounts(self._account)
        heaviest, weights = np.zeros(self.row.size, np.int64), np.zeros(self.size, np.int64)
        _weigh(order, offsets, self._object, self._account, self._first, self._end, self._common(), heaviest)
        weights[self.row] = heaviest
        return weights

    def _sum(self, account: Small) -> Found:
        order, offsets = self._of_accounts(account)
        pairs, events = np.zeros(HEAVIEST + 1, np.int64), np.zeros(HEAVIEST + 1, np.int64)
        strongest, alone = np.zeros(self.accounts, np.int64), np.zeros(self.accounts, np.int64)
        _sum(order, offsets, self._object, account, self._first, self._end, self._common(), pairs, events, strongest, alone)
        return Found(pairs, events, strongest, alone)

    def _of_accounts(self, account: Small) -> tuple[Integers, Integers]:
        """Places of the shares that have another near, by account and then by object, and where each account's begin."""
        met = np.flatnonzero(self._end - self._first > 1)
        of = integers(account[met])
        offsets = np.zeros(self.accounts + 1, np.int64)
        np.cumsum(np.bincount(of, minlength=self.accounts), out=offsets[1:])
        return _by(of, met), offsets

    def _common(self) -> Small:
        return np.full((self.accounts, 4), -1, np.int32)


def _order(what: Integers, when: Integers) -> Integers:
    """Places of the shares by object, then by time; those of one object and moment in any order."""
    if _in_order(when):
        return _by(what, np.arange(what.size))
    low, span = int(when.min()), int(np.ptp(when)) + 1
    if (int(what.max()) + 1) * span < 1 << 63:
        return np.argsort(what * span + (when - low))  # not the stable one, which takes three times as long
    row = np.argsort(when)
    return _by(integers(what[row]), integers(row))


@kernel
def _in_order(at: Integers) -> bool:
    for i in range(1, at.size):  # noqa: SIM110 -- Numba has no generators in all()
        if at[i] < at[i - 1]:
            return False
    return True


def _by(key: Integers, row: Integers) -> Integers:
    """`row` in order of `key` (one each, not negative), equal keys as they stand."""
    out = np.empty(row.size, np.int64)
    _place(key, row, np.zeros(int(key.max(initial=-1)) + 2, np.int64), out)
    return out


@kernel
def _place(key: Integers, row: Integers, start: Integers, out: Integers) -> None:
    for i in range(key.size):
        start[key[i] + 1] += 1
    for k in range(1, start.size):
        start[k] += start[k - 1]
    for i in range(key.size):
        out[start[key[i]]] = row[i]
        start[key[i]] += 1


@kernel
def _settle(what: Small, at: Integers, row: Integers) -> None:
    """Shares of one object and moment in the order in which they were given, on every machine."""
    start = 0
    for i in range(1, row.size + 1):
        if i == row.size or what[i] != what[start] or at[i] != at[start]:
            if i - start > 1:
                in_order(row[start:i])
            start = i


@kernel
def _near(what: Small, at: Integers, window: int, first: Small, end: Small) -> None:
    """For each share the stretch of places that hold the shares of its object within the window, itself among them."""
    low, high = 0, 0
    for i in range(what.size):
        while what[low] != what[i] or at[low] < at[i] - window:
            low += 1
        high = max(high, i + 1)
        while high < what.size and what[high] == what[i] and at[high] <= at[i] + window:
            high += 1
        first[i], end[i] = low, high


@kernel
def _shuffle(what: Small, day: Integers, account: Small, chance: npt.NDArray[np.float64]) -> None:
    """Fisher–Yates within each object and day."""
    start = 0
    for i in range(account.size):
        if what[i] != what[start] or day[i] != day[start]:
            start = i
        j = start + int(chance[i] * (i - start + 1))
        account[i], account[j] = account[j], account[i]


@kernel
def _meet(
    one: int, place: int, what: Small, account: Small, first: Small, end: Small, least: int, common: Small, met: Small, size: int
) -> int:
    """Add what the share at `place` of account `one` has near it, of accounts from `least` on; returns how many others are met by now."""
    thing = what[place]
    for near in range(first[place], end[place]):
        other = account[near]
        if other < least or other == one:
            continue
        if common[other, SEEN] != one:
            common[other, SEEN], common[other, OBJECT], common[other, WEIGHT], common[other, EVENTS] = one, thing, 1, 1
            met[size] = other
            size += 1
            continue
        common[other, EVENTS] += 1
        if common[other, OBJECT] != thing:
            common[other, OBJECT] = thing
            common[other, WEIGHT] += 1
    return size


@kernel
def _list(
    start: int,
    least: int,
    order: Integers,
    offsets: Integers,
    what: Small,
    account: Small,
    first: Small,
    end: Small,
    common: Small,
    out: Integers,
) -> tuple[int, int]:
    """Pairs of the accounts from `start` on, into `out`; returns the account to go on with, and how many pairs there are."""
    met = np.empty(common.shape[0], np.int32)
    filled = 0
    for one in range(start, common.shape[0]):
        if filled + common.shape[0] > out.shape[1]:
            return one, filled
        size = 0
        for at in range(offsets[one], offsets[one + 1]):
            size = _meet(one, order[at], what, account, first, end, one + 1, common, met, size)
        for k in range(size):
            other = met[k]
            if common[other, WEIGHT] >= least:
                out[0, filled], out[1, filled] = one, other
                out[2, filled], out[3, filled] = common[other, WEIGHT], common[other, EVENTS]
                filled += 1
    return common.shape[0], filled


@kernel
def _sum(
    order: Integers, offsets: Integers, what: Small, account: Small, first: Small, end: Small, common: Small,
    pairs: Integers, events: Integers, strongest: Integers, alone: Integers,
) -> None:  # fmt: skip
    met = np.empty(common.shape[0], np.int32)
    for one in range(common.shape[0]):
        size = 0
        for at in range(offsets[one], offsets[one + 1]):
            place = order[at]
            size = _meet(one, place, what, account, first, end, one + 1, common, met, size)
            for near in range(place + 1, end[place]):
                alone[one] += account[near] == one
        for k in range(size):
            other = met[k]
            weight = common[other, WEIGHT]
            strongest[one] = max(strongest[one], weight)
            strongest[other] = max(strongest[other], weight)
            by = min(weight, pairs.size - 1)
            pairs[by] += 1
            events[by] += common[other, EVENTS]


@kernel
def _weigh(
    order: Integers, offsets: Integers, what: Small, account: Small, first: Small, end: Small, common: Small, heaviest: Integers
) -> None:
    """For each place the weight of the heaviest pair of which it is an event."""
    met = np.empty(common.shape[0], np.int32)
    for one in range(common.shape[0]):
        size = 0
        for at in range(offsets[one], offsets[one + 1]):
            size = _meet(one, order[at], what, account, first, end, 0, common, met, size)
        for at in range(offsets[one], offsets[one + 1]):
            place = order[at]
            for near in range(first[place], end[place]):
                if account[near] != one:
                    heaviest[place] = max(heaviest[place], common[account[near], WEIGHT])
