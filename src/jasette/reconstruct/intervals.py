"""SQL over dated statements that may overlap: one answer per instant, and as few intervals as can hold it."""

from __future__ import annotations

from collections.abc import Sequence

from jasette.reconstruct.step import HIGH, LOW


def disjoint(source: str, keys: Sequence[str], payload: Sequence[str], order: str) -> str:
    """SQL: for each key and instant the first row of `source` by `order`, as disjoint half-open intervals.

    `source` has the keys, the payload, `from_us` and `to_us` (null = open), and what `order` names. Open ends come out as
    step.LOW and step.HIGH. Instants that no row covers give nothing; a row that ends before it begins counts for nothing.
    """
    key = ", ".join(keys)
    same = " AND ".join(f"s.{k} = p.{k}" for k in keys)
    pieces = ", ".join(f"p.{k}" for k in keys)
    kept = ", ".join(f"s.{c}" for c in payload)
    return f"""
WITH spans AS (
    SELECT *, coalesce(from_us, {LOW}) AS since, coalesce(to_us, {HIGH}) AS until
    FROM {source} AS given WHERE coalesce(from_us, {LOW}) < coalesce(to_us, {HIGH})
), edges AS (
    SELECT {key}, since AS edge FROM spans UNION SELECT {key}, until AS edge FROM spans
), pieces AS (
    SELECT {key}, edge AS since, lead(edge) OVER (PARTITION BY {key} ORDER BY edge) AS until FROM edges
), ranked AS (
    SELECT {pieces}, {kept}, p.since, p.until, row_number() OVER (PARTITION BY {pieces}, p.since ORDER BY {order}) AS place
    FROM pieces AS p JOIN spans AS s ON {same} AND s.since <= p.since AND p.until <= s.until
)
SELECT {key}, {", ".join(payload)}, since AS from_us, until AS to_us FROM ranked WHERE place = 1"""


def merged(source: str, keys: Sequence[str], said_by: str) -> str:
    """SQL: adjoining intervals of `source` with equal keys become one; `said_by` is joined from the distinct values of its parts.

    `source` has the keys, `from_us`, `to_us` and `said_by`, and its intervals do not overlap.
    """
    key = ", ".join(keys)
    return f"""
WITH starts AS (
    SELECT *, CASE WHEN from_us = lag(to_us) OVER (PARTITION BY {key} ORDER BY from_us) THEN 0 ELSE 1 END AS fresh
    FROM {source} AS given
), islands AS (
    SELECT *, sum(fresh) OVER (PARTITION BY {key} ORDER BY from_us ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS island
    FROM starts
)
SELECT {key}, min(from_us) AS from_us, max(to_us) AS to_us,
    array_to_string(list_sort(array_agg(DISTINCT {said_by})), '; ') AS {said_by}
FROM islands GROUP BY {key}, island"""
