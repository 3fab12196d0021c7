"""What a voice and one other person say to each other, post by post: the ground of requests and exchanges.

A row of `w_acts` is one post of one side that speaks to the other, in one thread:

    person → voice   a reply whose parent's author is the voice, or a mention of it in own words
    voice → person   a reply to, a mention or a quote of the person, by the voice or an account that speaks for it

A quote counts in the thread of the post that it quotes. Reposts and pingbacks speak to nobody. Posts without a time
cannot be put in order and are left to `gaps`. Two rostered voices meet twice: each is a person to the other.
"""

from __future__ import annotations

from jasette.reconstruct.step import Step

# Here and below `voice` is the number of the voice as a person, and `thread` that of the first post.
SPEAKERS = """
SELECT node, person AS voice FROM w_spoken WHERE voice IS NOT NULL
UNION
SELECT p.node, k.voice
FROM w_spoken AS p JOIN w_speaking AS k ON k.account = p.account AND p.at_us >= k.from_us AND p.at_us < k.to_us"""

# rank: the plainest way of speaking to somebody names the act, where one post does it in two ways.
TOLD = """
SELECT p.node, 1 AS rank, p.root_node AS thread, p.to_account AS account, p.to_person AS person, p.to_voice IS NOT NULL AS voiced,
    p.to_group AS "group", p.to_camp AS camp, p.parent IS NULL AS by_account, TRUE AS direct
FROM w_spoken AS p WHERE p.role = 'reply'
UNION ALL
SELECT o.node, 2 AS rank, p.root_node AS thread, o.account, o.person, o.voice IS NOT NULL AS voiced, o."group", o.camp,
    FALSE AS by_account, o.opens OR p.is_reply AS direct
FROM w_own AS o JOIN w_spoken AS p ON p.node = o.node
UNION ALL
SELECT p.node, 3 AS rank, q.root_node AS thread, q.account, q.person, q.voice IS NOT NULL AS voiced, q."group", q.camp,
    FALSE AS by_account, FALSE AS direct
FROM w_spoken AS p JOIN w_spoken AS q ON q.node = p.quoted
WHERE coalesce(p.kind, '') <> 'repost' AND p.person IS NOT NULL AND q.person IS NOT NULL AND p.person <> q.person"""

# Those who speak for a voice are no persons to it: between them there is neither request nor answer.
ACTS = """
WITH both_ways AS (
    SELECT t.person AS voice, p.person, t.thread, t.node, 'person' AS side, t.rank, t.by_account, t.direct, p.account
    FROM w_told AS t JOIN w_spoken AS p ON p.node = t.node
    WHERE t.voiced AND t.rank < 3
    UNION ALL
    SELECT k.voice, t.person, t.thread, t.node, 'voice' AS side, t.rank, t.by_account, t.direct, t.account
    FROM w_told AS t JOIN w_speakers AS k ON k.node = t.node
)
SELECT b.voice, b.person, b.thread, b.node, b.side, p.platform = 'hand' AS hand, p.at_us, p.asks, p.deleted_us, min(b.rank) AS rank,
    max(CASE WHEN b.by_account THEN 1 ELSE 0 END) = 1 AS by_account, max(CASE WHEN b.direct THEN 1 ELSE 0 END) = 1 AS direct
FROM both_ways AS b
JOIN w_spoken AS p ON p.node = b.node
LEFT JOIN w_speaking AS k ON k.account = b.account AND k.voice = b.voice AND p.at_us >= k.from_us AND p.at_us < k.to_us
WHERE b.person IS NOT NULL AND b.person <> b.voice AND p.at_us IS NOT NULL AND k.voice IS NULL
GROUP BY b.voice, b.person, b.thread, b.node, b.side, p.platform = 'hand', p.at_us, p.asks, p.deleted_us"""

STEPS = (Step("w_speakers", SPEAKERS), Step("w_told", TOLD), Step("w_acts", ACTS))
