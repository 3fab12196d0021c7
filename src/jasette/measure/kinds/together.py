"""Figures that come out for all units together: Portion, Things, Network, Mixing. Their limits are those of acting people drawn anew."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import graph, lots, mixing, ranks
from jasette.measure.kinds.base import Acts, Figure, Kind, Stats, upon

Reals = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Together(Kind):
    """The base of kinds whose figures come together: `values` and `drawn` of all units."""

    joint: ClassVar[bool] = True

    @abstractmethod
    def values(self, acts: Acts) -> Reals:
        """The figures of all units; nan where there is none."""

    @abstractmethod
    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        """n, and where it has a sense hits, of all units."""

    def limits(self, acts: Acts) -> tuple[Reals, Reals] | None:
        """Low and high of all units, where it is not draws of people that tell them."""
        return None

    def state(self, cell: str) -> str:
        return self.acts(cell)

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        value, low, high = (None if math.isnan(x) else float(x) for x in (stats[name][0] for name in ("value", "low", "high")))
        n, hits = int(stats["n"][0]), int(stats["hits"][0]) if "hits" in stats else None
        return Figure(value, low, high, n, "none" if low is None else "confidence", hits=hits)


@dataclass(frozen=True)
class Portion(Together):
    """Which share of all rows upon those compared is each unit's. The shares add up to one."""

    title: ClassVar[str] = "portion"

    def columns(self) -> dict[str, str]:
        return {"amount": "1"}

    def acts(self, cell: str) -> str:
        return f"SELECT {cell}, person, CAST(SUM(amount) AS BIGINT) AS amount FROM evidence GROUP BY {cell}, person"

    def values(self, acts: Acts) -> Reals:
        return np.asarray(_portions(self._sums(acts)[None])[0])

    def drawn(self, acts: Acts) -> Reals:
        return _portions(ranks.sums(*upon(acts, acts.stats["amount"]), people=acts.keys, voices=acts.units))

    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        sums = self._sums(acts)
        return {"hits": sums.astype(np.int64), "n": np.full(acts.units, sums.sum(), np.int64)}

    def _sums(self, acts: Acts) -> Reals:
        _, unit, amount = upon(acts, acts.stats["amount"])
        return np.bincount(unit, amount, minlength=acts.units).astype(np.float64)


def _portions(sums: Reals) -> Reals:
    whole = sums.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(sums, whole, out=np.full_like(sums, np.nan), where=whole > 0))


Spread = Callable[[Integers, Integers], NDArray[Any]]
"""From what each thing had (those of unit u are `had[indptr[u]:indptr[u + 1]]`) to a value for each unit; nan where there is none."""


@dataclass(frozen=True)
class Things(Together):
    """What `kernel` makes of what each of a unit's things (`key`: its posts) had: the sum of `of` over the rows of each thing.

    A row without person makes a thing known that had nothing yet.
    """

    kernel: Spread
    key: str
    of: str = "1"
    title: ClassVar[str] = "score"

    def columns(self) -> dict[str, str]:
        return {"thing": self.key, "amount": f"CAST({self.of} AS BIGINT)"}

    def acts(self, cell: str) -> str:
        sums = "CAST(SUM(amount) AS BIGINT) AS amount"
        return f"SELECT {cell}, person, thing, {sums} FROM evidence WHERE thing IS NOT NULL GROUP BY {cell}, person, thing"

    def values(self, acts: Acts) -> Reals:
        place, indptr = self._things(acts)
        mine = acts.unit >= 0
        had = np.bincount(place, acts.stats["amount"][mine], minlength=indptr[-1])
        return np.asarray(self.kernel(had.astype(np.int64), indptr), np.float64)

    def drawn(self, acts: Acts) -> Reals:
        place, indptr = self._things(acts)
        known = acts.person[acts.unit >= 0] >= 0
        person, _, amount = upon(acts, acts.stats["amount"])
        return lots.each(lots.DRAWS, partial(self._draw, acts.keys, person, place[known], amount, indptr))

    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        return {"n": np.diff(self._things(acts)[1])}

    def _draw(self, keys: NDArray[np.uint64], person: Integers, place: Integers, amount: Integers, indptr: Integers, first: int) -> Reals:
        """The figures of `lots.LANES` draws (units × lanes)."""
        drawn = lots.lots(keys, first)
        lanes = (np.bincount(place, drawn[person, lane] * amount, minlength=indptr[-1]) for lane in range(lots.LANES))
        return np.stack([np.asarray(self.kernel(had.astype(np.int64), indptr), np.float64) for had in lanes], axis=1)

    def _things(self, acts: Acts) -> tuple[Integers, Integers]:
        """The number of the thing of each row upon a unit, ordered by unit; and where each unit's things begin."""
        mine = acts.unit >= 0
        base = int(acts.stats["thing"].max(initial=0)) + 1
        pairs, place = np.unique(acts.unit[mine] * base + acts.stats["thing"][mine], return_inverse=True)
        return place, np.searchsorted(pairs, np.arange(acts.units + 1) * base)


def quantile(had: Integers, indptr: Integers, share: float) -> Reals:
    """What `share` of each unit's things do not exceed: the least such value; nan of a unit without things."""
    units = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    ordered = had[np.lexsort((had, units))]
    size = np.diff(indptr)
    place = indptr[:-1] + np.maximum(np.ceil(share * size).astype(np.int64) - 1, 0)
    return np.where(size > 0, ordered[np.minimum(place, len(ordered) - 1)] if len(ordered) else np.nan, np.nan)


Walk = Callable[[graph.Graph], Reals]
"""From a graph to a value for each node."""
Redraw = Callable[[graph.Graph, Integers, NDArray[np.uint64]], Reals]
"""From a graph, the nodes asked for and a key of each node, by which it is drawn, to their values in each draw (draws × nodes)."""


@dataclass(frozen=True)
class Network(Together):
    """What `kernel` makes of the graph of who acts upon whom (`to`), each pair once; of a unit the sum over its people.

    Declare the part as a `network`: the graph holds acts upon anybody.
    """

    kernel: Walk
    redraw: Redraw | None = None
    """Without, nobody is drawn: there are ranks, and no ranges."""
    to: str = "to_person"
    title: ClassVar[str] = "score in a network"

    def columns(self) -> dict[str, str]:
        return {"target": self.to}

    def acts(self, cell: str) -> str:
        # In one order, so that rounding is the same each time.
        return (
            f"SELECT DISTINCT {cell}, person, target FROM evidence WHERE person IS NOT NULL AND target IS NOT NULL AND person <> target "
            f"ORDER BY {cell}, person, target"
        )

    def values(self, acts: Acts) -> Reals:
        edges, unit, nodes = self._graph(acts)
        return np.asarray(self._sums(self.kernel(edges)[nodes][None], unit, acts.units)[0])

    def drawn(self, acts: Acts) -> Reals:
        if self.redraw is None:
            return np.empty((0, acts.units))
        edges, unit, nodes = self._graph(acts)
        keys = np.zeros(edges.n, np.uint64)
        keys[: len(acts.keys)] = acts.keys
        return self._sums(self.redraw(edges, nodes, keys), unit, acts.units)

    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        return {"n": np.bincount(acts.unit[acts.unit >= 0], minlength=acts.units)}

    def _graph(self, acts: Acts) -> tuple[graph.Graph, Integers, Integers]:
        """The graph; and the nodes of the units, with the unit of each."""
        target = acts.stats["target"]
        count = int(max(len(acts.keys) - 1, target.max(initial=-1))) + 1
        unit = np.full(count, -1)
        unit[target] = acts.unit
        nodes = np.flatnonzero(unit >= 0)
        return graph.build(acts.person, target, nodes=count), unit[nodes], nodes

    def _sums(self, values: Reals, unit: Integers, units: int) -> Reals:
        sums = np.zeros((units, len(values)))
        np.add.at(sums, unit, values.T)
        return np.where(np.bincount(unit, minlength=units) > 0, sums.T, np.nan)


@dataclass(frozen=True)
class Mixing(Together):
    """The E–I index over the ties upon each unit's voices, each pair once; or what it is on average over groups dealt out at random.

    Rows are acts of one voice upon another, with `group` and `to_group`. Where all voices are one unit the range of deals stands
    beside the average.
    """

    expected: bool = False
    title: ClassVar[str] = "E–I index"

    def columns(self) -> dict[str, str]:
        return {"target": "to_person", "source_group": '"group"', "target_group": "to_group"}

    def acts(self, cell: str) -> str:
        groups = "MIN(source_group) AS source_group, MIN(target_group) AS target_group"
        return (
            f"SELECT {cell}, person, target, {groups} FROM evidence WHERE source_group IS NOT NULL AND target_group IS NOT NULL "
            f"GROUP BY {cell}, person, target ORDER BY {cell}, person, target"
        )

    def values(self, acts: Acts) -> Reals:
        _, unit, inside = upon(acts, self._inside(acts))
        ties = np.bincount(unit, minlength=acts.units)
        if not self.expected:
            return _index(np.bincount(unit, inside, minlength=acts.units), ties)
        edges, group = self._graph(acts)
        if acts.units == 1:
            return np.array([mixing.external_internal(edges, group, permutations=0).expected])
        known = group[group >= 0]
        size = np.bincount(known, minlength=int(known.max(initial=-1)) + 1)
        own = np.full(acts.units, -1)
        own[acts.unit[acts.unit >= 0]] = group[acts.stats["target"][acts.unit >= 0]]
        chance = (size[np.maximum(own, 0)] - 1) / max(known.size - 1, 1) if size.size else np.zeros(acts.units)
        return np.where(ties > 0, 1 - 2 * chance, np.nan)

    def drawn(self, acts: Acts) -> Reals:
        inside, ties = (
            ranks.sums(*upon(acts, column), people=acts.keys, voices=acts.units) for column in (self._inside(acts), np.ones(acts.unit.size))
        )
        return _index(inside, ties)

    def limits(self, acts: Acts) -> tuple[Reals, Reals] | None:
        if not self.expected:
            return None
        if acts.units > 1:
            return (np.full(acts.units, np.nan),) * 2
        found = mixing.external_internal(*self._graph(acts))
        return np.array([found.low]), np.array([found.high])

    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        return {"n": np.bincount(acts.unit[acts.unit >= 0], minlength=acts.units)}

    def _inside(self, acts: Acts) -> Reals:
        return np.asarray(acts.stats["source_group"] == acts.stats["target_group"], np.float64)

    def _graph(self, acts: Acts) -> tuple[graph.Graph, Integers]:
        """The ties, and the group of each node, numbered from 0; -1 where it has no tie."""
        ends = np.concatenate([acts.person, acts.stats["target"]])
        groups = np.concatenate([acts.stats["source_group"], acts.stats["target_group"]])
        nodes, place = np.unique(ends, return_inverse=True)
        group = np.full(nodes.size, -1)
        group[place] = np.unique(groups, return_inverse=True)[1]
        return graph.build(place[: acts.person.size], place[acts.person.size :], nodes=nodes.size), group


def _index(inside: NDArray[Any], ties: NDArray[Any]) -> Reals:
    return np.asarray(np.divide(ties - 2 * inside, ties, out=np.full(np.shape(ties), np.nan), where=ties > 0))
