"""Interactions: directed acts, from posts and from imported lists, in one table."""

from __future__ import annotations

from jasette.reconstruct.identity import group, person
from jasette.reconstruct.step import Step, standing

# Of a repost or quote whose original is not here, the source may name the author; of a repost its own words do (RT @name).
SHARED = """
SELECT p.node, p.role, coalesce(f.account_id, p.reply_account, p.retold) AS to_account, coalesce(p.repost_of, p.quote_of) AS object
FROM w_spoken AS p
LEFT JOIN w_ids AS i ON i.post_id = coalesce(p.repost_of, p.quote_of)
LEFT JOIN w_spoken AS f ON f.node = i.node
WHERE p.role IN ('repost', 'quote')
UNION ALL
SELECT p.node, 'quote' AS role, f.account_id AS to_account, p.quote_of AS object
FROM w_spoken AS p
LEFT JOIN w_ids AS i ON i.post_id = p.quote_of
LEFT JOIN w_spoken AS f ON f.node = i.node
WHERE p.is_reply AND p.quote_of IS NOT NULL"""

LISTED = """
SELECT coalesce(a.account_id, r.account_id) AS account_id, coalesce(b.account_id, r.target) AS to_account,
    r.object, r.kind, r.platform, r.at_us, coalesce(r.weight, 1) AS weight, r.post_id
FROM raw_interactions AS r
LEFT JOIN w_alias AS a ON a.alias = r.account_id
LEFT JOIN w_alias AS b ON b.alias = r.target"""


def interactions(key: str) -> str:
    """All directed acts: replies, mentions in own words, reposts and quotes of posts; then the acts of imported lists."""
    return f"""
SELECT p.voice, p.person, p."group", p.at_us, p.platform, p.lang, p.thread, p.post_id,
    'reply' AS kind, p.to_voice, p.to_person, p.to_group, 1.0 AS weight, p.reply_to AS object
FROM w_spoken AS p WHERE p.is_reply
UNION ALL
SELECT p.voice, p.person, p."group", p.at_us, p.platform, p.lang, p.thread, p.post_id,
    'mention' AS kind, o.voice AS to_voice, o.person AS to_person, o."group" AS to_group, 1.0 AS weight, CAST(NULL AS VARCHAR) AS object
FROM w_own AS o JOIN w_spoken AS p ON p.node = o.node
UNION ALL
SELECT p.voice, p.person, p."group", p.at_us, p.platform, p.lang, p.thread, p.post_id,
    s.role AS kind, d.voice AS to_voice, {person(key, "d", "s.to_account")} AS to_person, {group("d", "s.to_account")} AS to_group,
    1.0 AS weight, s.object
FROM w_shared AS s JOIN w_spoken AS p ON p.node = s.node {standing("d", "s.to_account", "p.at_us")}
UNION ALL
SELECT s.voice, {person(key, "s", "r.account_id")} AS person, {group("s", "r.account_id")} AS "group", r.at_us, r.platform,
    CAST(NULL AS VARCHAR) AS lang, p.thread, r.post_id, r.kind, d.voice AS to_voice, {person(key, "d", "r.to_account")} AS to_person,
    {group("d", "r.to_account")} AS to_group, r.weight, r.object
FROM w_listed AS r
LEFT JOIN w_ids AS i ON i.post_id = r.post_id
LEFT JOIN w_spoken AS p ON p.node = i.node
{standing("s", "r.account_id", "r.at_us")}
{standing("d", "r.to_account", "r.at_us")}"""


STEPS = (Step("w_shared", SHARED), Step("w_listed", LISTED))
