"""Posts with their author and their addressee: who replies to whom, and what role a post plays."""

from __future__ import annotations

from jasette.people import pseudonym_sql
from jasette.reconstruct.facts import CITATION_KINDS
from jasette.reconstruct.identity import group, numbered_person
from jasette.reconstruct.step import Step, dated, stood

_OWN_TEXT = "p.role NOT IN ('repost', 'citation')"


def steps(key: str) -> tuple[Step, ...]:
    """`w_people` (names of persons), `w_spoken` (a row per post), `w_own` (a row per person named in own words), `w_named` (as lists)."""
    return (
        Step("w_people", people(key)),
        Step("w_spoken", SPOKEN),
        Step("w_own", OWN),
        Step("w_named", NAMED),
    )


def people(key: str) -> str:
    """What a person is called: the voice, or the pseudonym of the account."""
    return f"""
SELECT person, voice AS name FROM w_voice_persons
UNION ALL
SELECT account AS person, {pseudonym_sql(key, "account_id")} AS name FROM w_accounts"""


# Every post with author, addressee and role, all as of the time of the post. The parent itself knows its author best;
# what the reply says of it helps where the parent is not here.
SPOKEN = f"""
WITH addressed AS (
    SELECT f.*, t.root_node, t.depth, t.parent, t.cut, t.parent_present, t.root_present,
        CASE WHEN f.is_reply THEN coalesce(p.account, f.reply_account) END AS to_account
    FROM w_facts AS f
    JOIN w_place AS t ON t.node = f.node
    LEFT JOIN w_facts AS p ON p.node = f.reply AND f.is_reply
), named AS (
    SELECT f.node, f.post_id, f.platform, f.lang, f.kind, f.at_us, f.account, f.deleted_us, f.is_reply, f.asks, f.worded, f.names_later,
        f.shared, f.quoted, f.retold, f.reply_account, f.root_node, f.depth, f.parent, f.cut, f.parent_present, f.root_present,
        f.to_account, s.standing, d.standing AS to_standing,
        s.voice, s.camp, {numbered_person("s", "f.account")} AS person, {group("s", "f.account")} AS "group",
        d.voice AS to_voice, d.camp AS to_camp, {numbered_person("d", "f.to_account")} AS to_person,
        {group("d", "f.to_account")} AS to_group
    FROM addressed AS f
    {stood("s", "f.account", "f.at_us")}
    {stood("d", "f.to_account", "f.at_us")}
)
SELECT *,
    CASE WHEN is_reply AND to_person IS NOT NULL AND person IS NOT NULL THEN person = to_person END AS answers_self,
    CASE WHEN kind IS NULL THEN NULL
        WHEN kind = 'repost' THEN 'repost'
        WHEN kind IN ({CITATION_KINDS}) THEN 'citation'
        WHEN is_reply AND (to_person IS NULL OR person IS NULL) THEN 'reply_unknown'
        WHEN is_reply AND person = to_person THEN 'self_reply'
        WHEN is_reply THEN 'reply'
        WHEN kind = 'quote' OR quoted IS NOT NULL THEN 'quote'
        ELSE 'post' END AS role
FROM named"""

# Who is named in own words: in a reply neither whom the platform put in front, nor whom it carried over. Carried over are
# the parent's author, those whom the parent mentions, and the author of the thread's first post. A mention whose handle is
# not known could stand in front: it counts only where the text names somebody later as well.
OWN = f"""
WITH kept AS (
    SELECT m.node, m.account, p.person AS self, p.at_us
    FROM w_mentioned AS m
    JOIN w_spoken AS p ON p.node = m.node
    JOIN w_accounts AS h ON h.account = m.account
    LEFT JOIN w_lead AS l ON p.is_reply AND l.node = m.node AND l.account = m.account
    LEFT JOIN w_mentioned AS u ON p.is_reply AND u.node = p.parent AND u.account = m.account
    LEFT JOIN w_facts AS r ON p.is_reply AND r.node = p.root_node AND r.account = m.account
    WHERE {_OWN_TEXT} AND (NOT p.is_reply OR (
        p.worded AND l.node IS NULL AND u.node IS NULL AND r.node IS NULL AND m.account <> coalesce(p.to_account, -1)
        AND (h.handled OR p.names_later)))
), named AS (
    SELECT k.node, k.account, k.self, s.voice, s.camp,
        {numbered_person("s", "k.account")} AS person, {group("s", "k.account")} AS "group"
    FROM kept AS k {stood("s", "k.account", "k.at_us")}
)
SELECT n.node, n.account, n.person, n.voice, n.camp, n."group", l.node IS NOT NULL AS opens
FROM named AS n LEFT JOIN w_lead AS l ON l.node = n.node AND l.account = n.account
WHERE n.self IS NULL OR n.person <> n.self"""


NAMED = """
SELECT o.node, list_sort(array_agg(DISTINCT q.name)) AS own_mentions,
    list_sort(array_agg(DISTINCT o.voice) FILTER (WHERE o.voice IS NOT NULL)) AS own_mention_voices
FROM w_own AS o JOIN w_people AS q ON q.person = o.person GROUP BY o.node"""

# What a reader sees beside the structure is read once more, at the end: text does not travel through the chain, and what
# all posts are joined to is kept narrow.
POSTS = f"""
SELECT s.voice, q.name AS person, {group("s", "p.account")} AS "group", {dated("c.published_us")} AS at_us, c.platform, c.lang,
    t.post_id AS thread, c.post_id, s.camp, c.kind, p.role, a.account_id, c.text, c.url, c.reply_to, b.account_id AS reply_to_account,
    c.root, c.repost_of, c.quote_of, c.mentions, c.links, c.tags, c.likes, c.replies, c.reposts, c.quotes, c.views,
    c.observed_us, c.edited_us, c.deleted_us, c.visibility, c.batch, p.depth, p.parent_present, p.root_present, p.answers_self,
    r.name AS to_person, d.voice AS to_voice, {group("d", "p.to_account")} AS to_group, d.camp AS to_camp,
    n.own_mentions, n.own_mention_voices
FROM current_posts AS c
JOIN w_spoken AS p ON p.post_id = c.post_id
JOIN w_ids AS t ON t.node = p.root_node
LEFT JOIN w_stood AS s ON s.standing = p.standing
LEFT JOIN w_stood AS d ON d.standing = p.to_standing
LEFT JOIN w_people AS q ON q.person = p.person
LEFT JOIN w_people AS r ON r.person = p.to_person
LEFT JOIN w_accounts AS a ON a.account = p.account
LEFT JOIN w_accounts AS b ON b.account = coalesce(p.to_account, p.reply_account)
LEFT JOIN w_named AS n ON n.node = p.node"""
