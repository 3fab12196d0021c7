"""Gaps: what is known to be missing, each with the posts that show it."""

from __future__ import annotations

from jasette.reconstruct.identity import group, numbered_person
from jasette.reconstruct.step import Step, stood
from jasette.sql import literal

WHY = {
    "missing_parent": "a post that is answered was not collected",
    "missing_root": "the first post of a thread was not collected",
    "unknown_parent": "what a reply answers is not known",
    "cycle": "posts reply to each other in a ring; it was cut here",
    "untimed": "a post without a time cannot be put in order",
    "uncollected": "nothing was collected between two covered times",
}
_CASES = " ".join(f"WHEN {literal(kind)} THEN {literal(words)}" for kind, words in WHY.items())
_NOTHING = "CAST(NULL AS VARCHAR) AS stream, CAST(NULL AS BIGINT) AS from_us, CAST(NULL AS BIGINT) AS to_us"

# The first post (the smallest number) that shows a gap stands for it; its addressee is the author of what is missing.
SHOWN = """
SELECT 'missing_parent' AS kind, p.parent AS object, count(*) AS posts, min(p.node) AS node, min(p.to_account) AS account
FROM w_spoken AS p WHERE p.parent_present = FALSE AND p.parent IS NOT NULL GROUP BY p.parent
UNION ALL
SELECT 'missing_root' AS kind, p.root_node AS object, count(*) AS posts, min(p.node) AS node, CAST(NULL AS BIGINT) AS account
FROM w_spoken AS p WHERE p.root_present = FALSE GROUP BY p.root_node
UNION ALL
SELECT 'unknown_parent' AS kind, CAST(NULL AS BIGINT) AS object, 1 AS posts, p.node, p.to_account AS account
FROM w_spoken AS p WHERE p.is_reply AND p.parent IS NULL
UNION ALL
SELECT 'cycle' AS kind, p.node AS object, 1 AS posts, p.node, p.account FROM w_spoken AS p WHERE p.cut
UNION ALL
SELECT 'untimed' AS kind, p.node AS object, 1 AS posts, p.node, p.account FROM w_spoken AS p WHERE p.at_us IS NULL"""

BREAKS = """
WITH covered AS (SELECT voice, stream, from_us, to_us FROM w_coverage WHERE how <> 'unknown'),
following AS (SELECT voice, stream, to_us, lead(from_us) OVER (PARTITION BY voice, stream ORDER BY from_us) AS next_us FROM covered)
SELECT voice, stream, to_us AS from_us, next_us AS to_us FROM following WHERE next_us > to_us"""


GAPS = f"""
SELECT made.*, CASE made.kind {_CASES} END AS why FROM (
SELECT s.voice, q.name AS person, {group("s", "g.account")} AS "group", p.at_us, p.platform, p.lang, t.post_id AS thread,
    p.post_id, g.kind, o.post_id AS object, g.posts, {_NOTHING}
FROM w_shown AS g
JOIN w_spoken AS p ON p.node = g.node
JOIN w_ids AS t ON t.node = p.root_node
{stood("s", "g.account", "p.at_us")}
LEFT JOIN w_people AS q ON q.person = {numbered_person("s", "g.account")}
LEFT JOIN w_ids AS o ON o.node = g.object
UNION ALL
SELECT b.voice, b.voice AS person, v."group", b.from_us AS at_us, CAST(NULL AS VARCHAR) AS platform, CAST(NULL AS VARCHAR) AS lang,
    CAST(NULL AS VARCHAR) AS thread, CAST(NULL AS VARCHAR) AS post_id, 'uncollected' AS kind, CAST(NULL AS VARCHAR) AS object, 0 AS posts,
    b.stream, b.from_us, b.to_us
FROM w_breaks AS b JOIN w_voices AS v ON v.voice = b.voice
) AS made"""


STEPS = (Step("w_shown", SHOWN), Step("w_breaks", BREAKS))
