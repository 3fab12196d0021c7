"""Requests: open turns, each closed by the voice's first answer to that person in that thread.

What was entered by hand stands beside the turn and does not close it: the rate of answers on the platform stays what it is.
"""

from __future__ import annotations

from jasette.reconstruct.step import Step

# The number of answers given before a post tells its turn: all posts between two answers are one.
ORDERED = """
SELECT *, sum(CASE WHEN side = 'voice' AND NOT hand THEN 1 ELSE 0 END)
    OVER (PARTITION BY voice, person, thread ORDER BY node ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS answers
FROM w_acts"""

RUNS = """
WITH runs AS (
    SELECT o.voice, o.person, o.thread, o.answers AS turn, min(o.node) AS first_node, max(o.at_us) AS last_us, count(*) AS posts,
        max(CASE WHEN o.asks THEN 1 ELSE 0 END) AS asks, max(CASE WHEN o.direct THEN 1 ELSE 0 END) AS direct,
        max(CASE WHEN o.by_account THEN 1 ELSE 0 END) AS by_account,
        CASE WHEN count(o.deleted_us) = count(*) THEN max(o.deleted_us) END AS deleted_us
    FROM w_ordered AS o
    WHERE o.side = 'person'
    GROUP BY o.voice, o.person, o.thread, o.answers
)
SELECT *, lead(first_node) OVER (PARTITION BY voice, person, thread ORDER BY first_node) AS next_node FROM runs"""

BY_HAND = """
SELECT r.voice, r.person, r.thread, r.turn, min(h.node) AS node
FROM w_runs AS r
JOIN w_ordered AS h ON h.voice = r.voice AND h.person = r.person AND h.thread = r.thread AND h.side = 'voice' AND h.hand
    AND h.node > r.first_node AND (r.next_node IS NULL OR h.node < r.next_node)
GROUP BY r.voice, r.person, r.thread, r.turn"""

REQUESTS = """
SELECT v.name AS voice, q.name AS person, p."group", p.at_us, p.platform, p.lang, t.post_id AS thread, p.post_id, p.camp,
    CASE WHEN r.asks = 1 THEN 'question' WHEN r.direct = 1 THEN 'direct' ELSE 'mention' END AS kind,
    r.posts, r.last_us, b.at_us AS answered_us, b.post_id AS answer_id,
    CASE a.rank WHEN 1 THEN 'reply' WHEN 2 THEN 'mention' WHEN 3 THEN 'quote' END AS answer_how,
    CASE WHEN r.by_account = 1 OR coalesce(a.by_account, FALSE) THEN 'conversation' ELSE 'parent' END AS matched,
    w.twin_us AS answer_twin_us, c.at_us AS hand_us, c.post_id AS hand_id, r.deleted_us
FROM w_runs AS r
JOIN w_people AS v ON v.person = r.voice
JOIN w_people AS q ON q.person = r.person
JOIN w_ids AS t ON t.node = r.thread
JOIN w_spoken AS p ON p.node = r.first_node
LEFT JOIN w_ordered AS a ON a.voice = r.voice AND a.person = r.person AND a.thread = r.thread
    AND a.side = 'voice' AND NOT a.hand AND a.answers = r.turn + 1
LEFT JOIN w_spoken AS b ON b.node = a.node
LEFT JOIN w_twins AS w ON w.voice = r.voice AND w.node = a.node
LEFT JOIN w_by_hand AS h ON h.voice = r.voice AND h.person = r.person AND h.thread = r.thread AND h.turn = r.turn
LEFT JOIN w_spoken AS c ON c.node = h.node"""

STEPS = (Step("w_ordered", ORDERED), Step("w_runs", RUNS), Step("w_by_hand", BY_HAND))
