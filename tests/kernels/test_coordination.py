from __future__ import annotations

import resource
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.kernels import coordination
from jasette.kernels.coordination import DAY_US, Null, Shares
from jasette.kernels.numbering import Numbers

Share = tuple[int, int, int]
SHARES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 30)), max_size=60)


def brute(shares: list[Share], window: int, participation: int = 1) -> tuple[Counter[tuple[int, int]], dict[tuple[int, int], set[int]]]:
    """Events and common objects of each pair, an account with itself included, by looking at every two shares."""
    often = Counter(account for _, account, _ in shares)
    kept = [share for share in shares if often[share[1]] >= participation]
    events: Counter[tuple[int, int]] = Counter()
    common: dict[tuple[int, int], set[int]] = defaultdict(set)
    for (a, one, then), (b, other, now) in combinations(kept, 2):
        if a == b and abs(then - now) <= window:
            pair = (min(one, other), max(one, other))
            events[pair] += 1
            common[pair].add(a)
    return events, common


def made(shares: list[Share], window: int, **more: int) -> Shares:
    columns = np.array(shares, np.int64).reshape(-1, 3).T
    return Shares(*columns, window, **more)


def listed(shares: Shares, least: int = 1) -> dict[tuple[int, int], tuple[int, int]]:
    rows = [row for pairs in shares.pairs(least) for row in zip(*(column.tolist() for column in vars(pairs).values()), strict=True)]
    found = {(one, other): (weight, events) for one, other, weight, events in rows}
    assert len(found) == len(rows)
    return found


@given(SHARES, st.integers(0, 12), st.integers(1, 4), st.integers(1, 3))
def test_as_if_every_two_shares_were_looked_at(shares: list[Share], window: int, participation: int, least: int):
    events, common = brute(shares, window, participation)
    asked = made(shares, window, participation=participation)
    pairs = {pair: (len(common[pair]), count) for pair, count in events.items() if pair[0] != pair[1]}
    assert listed(asked) == pairs
    assert listed(asked, least) == {pair: found for pair, found in pairs.items() if found[0] >= least}
    found = asked.found
    by_weight = Counter(weight for weight, _ in pairs.values())
    assert {weight: count for weight, count in enumerate(found.pairs.tolist()) if count} == by_weight
    assert found.events.sum() == sum(count for _, count in pairs.values())
    for account in range(asked.accounts):
        assert found.strongest[account] == max((weight for pair, (weight, _) in pairs.items() if account in pair), default=0)
        assert found.alone[account] == events[account, account]


@given(SHARES, st.integers(0, 12))
def test_a_share_bears_the_weight_of_its_heaviest_pair(shares: list[Share], window: int):
    _, common = brute(shares, window)
    weights = made(shares, window).weights()
    assert weights.size == len(shares)
    for (a, one, then), weight in zip(shares, weights.tolist(), strict=True):
        near = {other for b, other, now in shares if a == b and abs(then - now) <= window and other != one}
        assert weight == max((len(common[min(one, other), max(one, other)]) for other in near), default=0)


@given(SHARES, st.permutations(range(6)))
def test_the_order_of_the_shares_does_not_matter(shares: list[Share], turned: list[int]):
    shuffled = [shares[i] for i in np.random.default_rng(turned).permutation(len(shares))]
    assert listed(made(shares, 5)) == listed(made(shuffled, 5))


def test_pairs_come_in_blocks(monkeypatch: pytest.MonkeyPatch):
    shares = [(0, account, 0) for account in range(20)]
    monkeypatch.setattr(coordination, "BLOCK", 1)
    blocks = list(made(shares, 1).pairs())
    assert len(blocks) > 2 and sum(block.one.size for block in blocks) == 190
    assert np.all(np.diff(np.concatenate([block.one for block in blocks])) >= 0)


def test_nothing_gives_nothing():
    empty = made([], 5)
    assert listed(empty) == {} and empty.found.accounts() == 0 and empty.weights().size == 0 and empty.null(2).above() == 1


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Shares([0], [0], [0], -1)
    with pytest.raises(ValueError, match="length"):
        Shares([0], [0, 1], [0])


@pytest.mark.parametrize(
    ("window", "events", "pairs", "accounts", "alone"), [(10, 1_098, 1_092, 1_525, 47), (60, 6_281, 6_206, 3_954, 126)]
)
def test_accounts_that_twitter_took_down(real_data: Path, window: int, events: int, pairs: int, accounts: int, alone: int):
    """Events are pairs of shares; accounts are those in a pair with another; `alone` are events of an account with itself."""
    table = pa.csv.read_csv(
        real_data / "coortweet/russian_coord_tweets.csv.gz",
        convert_options=pa.csv.ConvertOptions(column_types=dict.fromkeys(("object_id", "account_id", "timestamp_share"), pa.string())),
    )
    at = np.array([int(float(text)) for text in table["timestamp_share"].to_pylist()]) * 1_000_000
    shares = Shares(Numbers().take(table["object_id"]), Numbers().take(table["account_id"]), at, window * 1_000_000)
    found = shares.found
    assert (found.events.sum(), found.pairs.sum(), found.accounts(), found.alone.sum()) == (events, pairs, accounts, alone)
    listed_pairs = listed(shares)
    assert (len(listed_pairs), sum(count for _, count in listed_pairs.values())) == (pairs, events)


def test_an_object_shared_a_hundred_thousand_times_in_the_same_memory():
    crowd, accounts = 100_000, 3_000
    rng = np.random.default_rng(5)
    burst = np.zeros(crowd, np.int64), rng.integers(0, accounts, crowd), rng.integers(0, 60_000_000, crowd)
    assert made([(0, 0, 0), (0, 1, 0)], 1).found.events.sum() == 1  # compiled
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = Shares(*burst, 600_000).found
    events = found.events.sum() + found.alone.sum()
    at = np.sort(burst[2])
    assert events == (np.searchsorted(at, at + 600_000, side="right") - np.arange(crowd) - 1).sum() > 90_000_000
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024)
    assert grown < 50_000_000


def test_chance_keeps_the_times_of_an_object_and_who_shared_it():
    shares = made([(0, account, account * DAY_US // 4) for account in range(8)], 0)
    account = shares._account.copy()
    coordination._shuffle(shares._object, shares._at // DAY_US, account, np.random.default_rng(1).random(8))
    assert sorted(account[:4]) == [0, 1, 2, 3] and sorted(account[4:]) == [4, 5, 6, 7]


def test_a_shuffle_is_fair():
    rng = np.random.default_rng(7)
    orders: Counter[tuple[int, ...]] = Counter()
    for _ in range(6_000):
        account = np.arange(3, dtype=np.int32)
        coordination._shuffle(np.zeros(3, np.int32), np.zeros(3, np.int64), account, rng.random(3))
        orders[tuple(account.tolist())] += 1
    assert len(orders) == 6 and all(abs(count - 1_000) < 130 for count in orders.values())  # over four standard deviations


def test_a_ring_stands_out_from_the_crowd_that_chance_makes():
    """Twelve things that two hundred people share over a day; five of them always within seconds of each other."""
    rng = np.random.default_rng(3)
    shares = []
    for thing in range(12):
        start = rng.integers(0, DAY_US)
        shares += [(thing, account, int(rng.integers(0, DAY_US)) + thing * DAY_US) for account in range(5, 205)]
        shares += [(thing, account, int(start + rng.integers(0, 20_000_000)) // 2 + thing * DAY_US) for account in range(5)]
    asked = made(shares, 60_000_000)
    null = asked.null()
    above = null.above()
    assert null.pairs[:above].sum() >= 0.99 * null.pairs.sum() > null.pairs[: above - 1].sum()
    assert np.flatnonzero(asked.found.strongest >= above + 1).tolist() == [0, 1, 2, 3, 4]
    assert asked.null().pairs.tolist() == null.pairs.tolist() != asked.null(seed=1).pairs.tolist()


def test_the_threshold_lies_above_99_in_100_of_chance():
    assert Null(np.array([0, 99, 1, 0]), 1).above() == 2
    assert Null(np.array([0, 98, 1, 1]), 1).above() == 3
    assert Null(np.array([0, 0, 0]), 1).above() == 1
    assert Null(np.array([0, 98, 1, 1]), 4).expected(2) == 0.5
