"""Interactions: directed acts, from posts and from imported lists, in one table."""

from __future__ import annotations

from jasette.reconstruct.identity import group, numbered_person, person
from jasette.reconstruct.step import Step, dated, standing, stood

# Of a repost or quote whose original is not here, the source may name the author; of a repost its own words do (RT @name).
SHARED = """
SELECT p.node, p.role, coalesce(f.account, p.reply_account, p.retold) AS to_account, p.shared AS object
FROM w_spoken AS p LEFT JOIN w_spoken AS f ON f.node = p.shared
WHERE p.role IN ('repost', 'quote')
UNION ALL
SELECT p.node, 'quote' AS role, f.account AS to_account, p.quoted AS object
FROM w_spoken AS p LEFT JOIN w_spoken AS f ON f.node = p.quoted
WHERE p.is_reply AND p.quoted IS NOT NULL"""

LISTED = f"""
SELECT coalesce(a.account_id, r.account_id) AS account_id, coalesce(b.account_id, r.target) AS to_account,
    r.object, r.kind, r.platform, {dated("r.at_us")} AS at_us, coalesce(r.weight, 1) AS weight, r.post_id
FROM raw_interactions AS r
LEFT JOIN w_alias AS a ON a.alias = r.account_id
LEFT JOIN w_alias AS b ON b.alias = r.target"""


ACTED = f"""
SELECT p.node, 'reply' AS kind, p.to_voice, p.to_person, p.to_group, p.parent AS object FROM w_spoken AS p WHERE p.is_reply
UNION ALL
SELECT o.node, 'mention' AS kind, o.voice AS to_voice, o.person AS to_person, o."group" AS to_group, CAST(NULL AS BIGINT) AS object
FROM w_own AS o
UNION ALL
SELECT s.node, s.role AS kind, d.voice AS to_voice, {numbered_person("d", "s.to_account")} AS to_person,
    {group("d", "s.to_account")} AS to_group, s.object
FROM w_shared AS s JOIN w_spoken AS p ON p.node = s.node {stood("d", "s.to_account", "p.at_us")}"""


def interactions(key: str) -> str:
    """All directed acts: replies, mentions in own words, reposts and quotes of posts; then the acts of imported lists."""
    return f"""
SELECT p.voice, q.name AS person, p."group", p.at_us, p.platform, p.lang, t.post_id AS thread, p.post_id,
    a.kind, a.to_voice, r.name AS to_person, a.to_group, 1.0 AS weight, o.post_id AS object
FROM w_acted AS a
JOIN w_spoken AS p ON p.node = a.node
JOIN w_ids AS t ON t.node = p.root_node
LEFT JOIN w_people AS q ON q.person = p.person
LEFT JOIN w_people AS r ON r.person = a.to_person
LEFT JOIN w_ids AS o ON o.node = a.object
UNION ALL
SELECT s.voice, {person(key, "s", "r.account_id")} AS person, {group("s", "r.account_id")} AS "group", r.at_us, r.platform,
    CAST(NULL AS VARCHAR) AS lang, t.post_id AS thread, r.post_id, r.kind, d.voice AS to_voice,
    {person(key, "d", "r.to_account")} AS to_person, {group("d", "r.to_account")} AS to_group, r.weight, r.object
FROM w_listed AS r
LEFT JOIN w_ids AS i ON i.post_id = r.post_id
LEFT JOIN w_spoken AS p ON p.node = i.node
LEFT JOIN w_ids AS t ON t.node = p.root_node
{standing("s", "r.account_id", "r.at_us")}
{standing("d", "r.to_account", "r.at_us")}"""


STEPS = (Step("w_shared", SHARED), Step("w_acted", ACTED), Step("w_listed", LISTED))
