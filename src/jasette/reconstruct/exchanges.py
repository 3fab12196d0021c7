"""Exchanges: all that a voice and one other person say to each other in one thread, and how often they alternate."""

from __future__ import annotations

from jasette.reconstruct.step import Step

# A run begins where the other side takes the word.
ALTERNATED = """
WITH sided AS (
    SELECT *, CASE WHEN side = lag(side) OVER (PARTITION BY voice, person, thread, hand ORDER BY node) THEN 0 ELSE 1 END AS begins
    FROM w_acts
)
SELECT *, sum(begins) OVER (PARTITION BY voice, person, thread, hand ORDER BY node ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
FROM sided"""

COUNTED = """
SELECT a.voice, a.person, a.thread, a.hand, min(a.node) AS first_node, max(a.run) AS turns,
    min(CASE WHEN a.run = 2 THEN a.at_us END) AS second_us, min(CASE WHEN a.run = 3 THEN a.at_us END) AS third_us,
    min(CASE WHEN a.run = 4 THEN a.at_us END) AS fourth_us,
    sum(CASE WHEN a.side = 'voice' THEN 1 ELSE 0 END) AS posts_voice, sum(CASE WHEN a.side = 'person' THEN 1 ELSE 0 END) AS posts_person,
    max(a.at_us) AS last_us
FROM w_alternated AS a
GROUP BY a.voice, a.person, a.thread, a.hand"""

# Who the other person was at the first post: of the voice's own post its addressee, else the author.
EXCHANGES = """
WITH opened AS (
    SELECT c.*, f.side AS opened_by, f.side = 'voice' AND f.rank = 1 AS approached
    FROM w_counted AS c
    JOIN w_alternated AS f
        ON f.voice = c.voice AND f.person = c.person AND f.thread = c.thread AND f.hand = c.hand AND f.node = c.first_node
), faced AS (
    SELECT o.voice, o.person, o.thread, o.first_node, min(t."group") AS "group", min(t.camp) AS camp
    FROM opened AS o JOIN w_told AS t ON t.node = o.first_node AND t.person = o.person
    WHERE o.opened_by = 'voice' GROUP BY o.voice, o.person, o.thread, o.first_node
)
SELECT v.name AS voice, q.name AS person, CASE WHEN o.opened_by = 'person' THEN p."group" ELSE f."group" END AS "group",
    p.at_us, p.platform, p.lang, t.post_id AS thread, p.post_id, CASE WHEN o.opened_by = 'person' THEN p.camp ELSE f.camp END AS camp,
    o.turns, o.posts_voice, o.posts_person, o.opened_by, o.approached,
    o.turns >= CASE WHEN o.opened_by = 'person' THEN 2 ELSE 3 END AS answered,
    o.turns >= CASE WHEN o.opened_by = 'person' THEN 3 ELSE 4 END AS loop,
    CASE WHEN o.approached THEN o.turns >= 2 END AS replied_back,
    CASE WHEN o.opened_by = 'person' THEN o.second_us ELSE o.third_us END AS answered_us,
    CASE WHEN o.opened_by = 'person' THEN o.third_us ELSE o.fourth_us END AS loop_us,
    CASE WHEN o.approached THEN o.second_us END AS replied_back_us, o.last_us
FROM opened AS o
JOIN w_people AS v ON v.person = o.voice
JOIN w_people AS q ON q.person = o.person
JOIN w_ids AS t ON t.node = o.thread
JOIN w_spoken AS p ON p.node = o.first_node
LEFT JOIN faced AS f ON f.voice = o.voice AND f.person = o.person AND f.thread = o.thread AND f.first_node = o.first_node"""

STEPS = (Step("w_alternated", ALTERNATED), Step("w_counted", COUNTED))
