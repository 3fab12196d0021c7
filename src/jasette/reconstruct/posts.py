"""Posts with their author and their addressee: who replies to whom, and what role a post plays."""

from __future__ import annotations

from jasette.reconstruct.facts import CITATION_KINDS
from jasette.reconstruct.identity import group, person
from jasette.reconstruct.step import Step, standing

_OWN_TEXT = "p.role NOT IN ('repost', 'citation')"


def steps(key: str) -> tuple[Step, ...]:
    """`w_spoken` (a row per post), `w_own` (a row per person named in own words), `w_named` (the same as lists per post)."""
    return (
        Step("w_addressed", ADDRESSED),
        Step("w_spoken", spoken(key)),
        Step("w_lead", LEAD),
        Step("w_mentioned", MENTIONED),
        Step("w_own", own(key)),
        Step("w_named", NAMED),
    )


# The parent itself knows its author best; what the reply says of it helps where the parent is not here.
ADDRESSED = """
SELECT f.node, CASE WHEN f.is_reply THEN coalesce(p.account_id, f.reply_account) END AS to_account
FROM w_facts AS f
JOIN w_place AS t ON t.node = f.node
LEFT JOIN w_facts AS p ON p.node = t.parent"""


def spoken(key: str) -> str:
    """Every post with author, addressee and role, all as of the time of the post."""
    author, addressee = person(key, "s", "f.account_id"), person(key, "d", "a.to_account")
    return f"""
WITH named AS (
    SELECT f.node, f.post_id, f.platform, f.lang, f.kind, f.at_us, f.account_id, f.deleted_us, f.is_reply, f.asks, f.worded, f.names_later,
        f.reply_to, f.repost_of, f.quote_of, f.retold, f.reply_account, t.thread, t.root_node, t.depth, t.parent, t.cut, t.parent_present,
        t.root_present, a.to_account,
        s.voice, s.camp, {author} AS person, {group("s", "f.account_id")} AS "group",
        d.voice AS to_voice, d.camp AS to_camp, {addressee} AS to_person, {group("d", "a.to_account")} AS to_group
    FROM w_facts AS f
    JOIN w_place AS t ON t.node = f.node
    JOIN w_addressed AS a ON a.node = f.node
    {standing("s", "f.account_id", "f.at_us")}
    {standing("d", "a.to_account", "f.at_us")}
)
SELECT *,
    CASE WHEN is_reply AND to_person IS NOT NULL AND person IS NOT NULL THEN person = to_person END AS answers_self,
    CASE WHEN kind IS NULL THEN NULL
        WHEN kind = 'repost' THEN 'repost'
        WHEN kind IN ({CITATION_KINDS}) THEN 'citation'
        WHEN is_reply AND (to_person IS NULL OR person IS NULL) THEN 'reply_unknown'
        WHEN is_reply AND person = to_person THEN 'self_reply'
        WHEN is_reply THEN 'reply'
        WHEN kind = 'quote' OR quote_of IS NOT NULL THEN 'quote'
        ELSE 'post' END AS role
FROM named"""


# Names that stand in front: in a reply the platform put them there.
LEAD = r"""
WITH tokens AS (
    SELECT node, platform, unnest(regexp_extract_all(lower(lead), '@\w+(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?')) AS token
    FROM w_facts WHERE lead IS NOT NULL
)
SELECT DISTINCT t.node, coalesce(a.account_id, concat(t.platform, ':', t.token)) AS account_id
FROM tokens AS t LEFT JOIN w_alias AS a ON a.alias = concat(t.platform, ':', t.token)"""

MENTIONED = """
WITH named AS (SELECT node, unnest(mentions) AS mention FROM w_facts WHERE coalesce(kind, '') <> 'repost')
SELECT DISTINCT n.node, coalesce(a.account_id, n.mention) AS account_id
FROM named AS n LEFT JOIN w_alias AS a ON a.alias = n.mention
WHERE n.mention IS NOT NULL"""


def own(key: str) -> str:
    """Who is named in own words: in a reply neither whom the platform put in front, nor whom it carried over.

    Carried over are the parent's author, those whom the parent mentions, and the author of the thread's first post. A
    mention whose handle is not known could stand in front: it counts only where the text names somebody later as well.
    """
    return f"""
WITH handled AS (SELECT DISTINCT account_id FROM w_alias),
kept AS (
    SELECT m.node, m.account_id, p.person AS self, p.at_us
    FROM w_mentioned AS m
    JOIN w_spoken AS p ON p.node = m.node
    LEFT JOIN w_lead AS l ON p.is_reply AND l.node = m.node AND l.account_id = m.account_id
    LEFT JOIN w_mentioned AS u ON p.is_reply AND u.node = p.parent AND u.account_id = m.account_id
    LEFT JOIN w_facts AS r ON p.is_reply AND r.node = p.root_node AND r.account_id = m.account_id
    LEFT JOIN handled AS h ON h.account_id = m.account_id
    WHERE {_OWN_TEXT} AND (NOT p.is_reply OR (
        p.worded AND l.node IS NULL AND u.node IS NULL AND r.node IS NULL AND m.account_id <> coalesce(p.to_account, '')
        AND (h.account_id IS NOT NULL OR m.account_id LIKE '%:@%' OR p.names_later)))
), named AS (
    SELECT k.node, k.account_id, k.self, s.voice, s.camp,
        {person(key, "s", "k.account_id")} AS person, {group("s", "k.account_id")} AS "group"
    FROM kept AS k {standing("s", "k.account_id", "k.at_us")}
)
SELECT n.node, n.account_id, n.person, n.voice, n.camp, n."group", l.node IS NOT NULL AS opens
FROM named AS n LEFT JOIN w_lead AS l ON l.node = n.node AND l.account_id = n.account_id
WHERE n.self IS NULL OR n.person <> n.self"""


NAMED = """
SELECT node, list_sort(array_agg(DISTINCT person)) AS own_mentions,
    list_sort(array_agg(DISTINCT voice) FILTER (WHERE voice IS NOT NULL)) AS own_mention_voices
FROM w_own GROUP BY node"""

# What a reader sees beside the structure is read once more, at the end: text does not travel through the chain.
POSTS = """
SELECT p.voice, p.person, p."group", c.published_us AS at_us, c.platform, c.lang, p.thread, c.post_id, p.camp, c.kind, p.role,
    p.account_id, c.text, c.url, c.reply_to, coalesce(p.to_account, p.reply_account) AS reply_to_account,
    c.root, c.repost_of, c.quote_of, c.mentions, c.links, c.tags, c.likes, c.replies, c.reposts, c.quotes, c.views,
    c.observed_us, c.edited_us, c.deleted_us, c.visibility, c.batch, p.depth, p.parent_present, p.root_present, p.answers_self,
    p.to_person, p.to_voice, p.to_group, p.to_camp, n.own_mentions, n.own_mention_voices
FROM current_posts AS c
JOIN w_spoken AS p ON p.post_id = c.post_id
LEFT JOIN w_named AS n ON n.node = p.node"""
