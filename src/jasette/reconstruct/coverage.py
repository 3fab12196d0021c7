"""Coverage: what sources and people say was collected of whom, as disjoint windows per voice and stream.

What people say stands above what sources say; of one account the better statement counts; a voice is covered while one
of its accounts is. An account counts for a voice only while the roster says that the voice owns it. An open end is
closed at the first and last instant that the archive knows.
"""

from __future__ import annotations

from jasette.reconstruct.intervals import disjoint, merged
from jasette.reconstruct.step import HIGH, LOW, Step

HOW_RANK = "CASE {how} WHEN 'complete' THEN 1 WHEN 'sample' THEN 2 WHEN 'query' THEN 3 ELSE 4 END"

# A statement on a voice, or on all (*), speaks of each of its accounts; a voice without accounts has one without a name.
STATED = f"""
WITH said AS (
    SELECT subject, stream, from_us, to_us, how, source, 0 AS level FROM in_coverage
    UNION ALL
    SELECT subject, stream, from_us, to_us, how, source, 1 AS level FROM raw_coverage
), parts AS (
    SELECT DISTINCT voice, account_id, from_us, to_us FROM w_owned
    UNION ALL
    SELECT v.voice, '' AS account_id, {LOW} AS from_us, {HIGH} AS to_us
    FROM in_voices AS v LEFT JOIN w_owned AS o ON o.voice = v.voice WHERE o.voice IS NULL
), ends AS (
    SELECT coalesce(min(at_us), 0) AS first_us, coalesce(max(at_us), 0) + 1 AS last_us FROM w_spoken
), aimed AS (
    SELECT p.voice, p.account_id, p.from_us AS since, p.to_us AS until, s.stream, s.from_us, s.to_us, s.how, s.source, s.level
    FROM said AS s LEFT JOIN w_alias AS a ON a.alias = s.subject
    JOIN parts AS p ON p.account_id = coalesce(a.account_id, s.subject)
    UNION ALL
    SELECT p.voice, p.account_id, p.from_us AS since, p.to_us AS until, s.stream, s.from_us, s.to_us, s.how, s.source, s.level
    FROM said AS s JOIN parts AS p ON p.voice = s.subject OR s.subject = '*'
)
SELECT a.voice, a.account_id, a.stream, greatest(coalesce(a.from_us, e.first_us), a.since) AS from_us,
    least(coalesce(a.to_us, e.last_us), a.until) AS to_us, coalesce(a.how, 'unknown') AS how, coalesce(a.source, '') AS source, a.level
FROM aimed AS a CROSS JOIN ends AS e WHERE a.stream IS NOT NULL"""

STEPS = (
    Step("w_stated", STATED),
    Step(
        "w_covered_account",
        disjoint("w_stated", ["voice", "account_id", "stream"], ["how", "source"], f"s.level, {HOW_RANK.format(how='s.how')}, s.source"),
    ),
    Step(
        "w_covered",
        disjoint("w_covered_account", ["voice", "stream"], ["how", "source"], f"{HOW_RANK.format(how='s.how')}, s.source"),
    ),
    Step("w_coverage", merged("w_covered", ["voice", "stream", "how"], "source")),
)
