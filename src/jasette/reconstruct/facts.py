"""What each post says of itself: its words are read once, for a few marks, and stay behind save where a later step needs them."""

from __future__ import annotations

from jasette.reconstruct.step import Step, dated

HANDLE = r"@\w+(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?"
BLANK = r"[\s\x{00A0}\x{2066}-\x{2069}]"
LEADING_IN_REPLY = rf"^(?:{BLANK}*{HANDLE})+"
LEADING = rf'^(?:[\s\x{{00A0}}."“«]*{HANDLE})+'
"""A post that opens with .@name speaks to that name; in a reply only the bare run in front is the platform's own."""
ADDRESS = r"(?:https?://|www\.)\S+"
MARKS = "[?？؟]"

REPLY_KINDS = "'reply', 'comment'"
CITATION_KINDS = "'pingback', 'trackback', 'webmention'"

_is_reply = f"(kind IN ({REPLY_KINDS}) OR (kind IN ('post', 'quote', 'article') AND reply_to IS NOT NULL))"

# A plain search comes before each pattern: it settles most texts, at a tenth of the price. No pattern of names in front
# begins with a letter; what holds no address asks where it has a mark.
_lead = f"""CASE WHEN NOT text LIKE '%@%' OR substr(text, 1, 1) BETWEEN 'A' AND 'z' THEN NULL
            WHEN {_is_reply} THEN nullif(regexp_extract(text, '{LEADING_IN_REPLY}'), '')
            ELSE nullif(regexp_extract(text, '{LEADING}'), '') END"""
_asks = f"""CASE WHEN NOT (text LIKE '%?%' OR text LIKE '%？%' OR text LIKE '%؟%') THEN FALSE
            WHEN NOT (text LIKE '%://%' OR text LIKE '%www.%') THEN TRUE
            ELSE coalesce(regexp_matches(regexp_replace(text, '{ADDRESS}', '', 'g'), '{MARKS}'), FALSE) END"""

# Mostly one name stands in front, and the run in front is that name.
_handles = f"""CASE WHEN m.lead IS NULL THEN NULL
        WHEN m.lead LIKE '@%' AND NOT substr(m.lead, 2) LIKE '%@%' THEN list_value(concat(m.platform, ':', lower(m.lead)))
        ELSE list_transform(regexp_extract_all(lower(m.lead), '{HANDLE}'), lambda name: concat(m.platform, ':', name)) END"""

# `words` only of those who may answer (wordings), `links` and `url` only where they may cite or be cited (links).
READ = f"""
WITH voiced AS (
    SELECT account_id FROM w_roster
    UNION
    SELECT a.alias AS account_id FROM w_roster AS r JOIN w_alias AS a ON a.account_id = r.account_id
), marked AS (
    SELECT post_id, platform, kind, lang, {dated("published_us")} AS at_us, account_id, reply_to, reply_to_account, root, repost_of,
        quote_of, mentions, deleted_us, text, links, url, coalesce({_is_reply}, FALSE) AS is_reply, {_asks} AS asks, {_lead} AS lead,
        CASE WHEN kind = 'repost' AND text LIKE 'RT @%' THEN nullif(lower(regexp_extract(text, '^RT (@\\w+)', 1)), '') END AS retold
    FROM current_posts
)
SELECT m.post_id, m.platform, m.kind, m.lang, m.at_us, m.account_id, m.reply_to, m.reply_to_account, m.root, m.repost_of, m.quote_of,
    m.deleted_us, m.is_reply, coalesce(m.asks, FALSE) AS asks, m.text IS NOT NULL AS worded,
    CASE WHEN coalesce(m.kind, '') <> 'repost' THEN m.mentions END AS mentions,
    {_handles} AS named_first,
    CASE WHEN m.is_reply AND m.mentions IS NOT NULL THEN coalesce(substr(m.text, length(coalesce(m.lead, '')) + 1) LIKE '%@%', FALSE)
        ELSE FALSE END AS names_later,
    CASE WHEN m.retold IS NOT NULL THEN concat(m.platform, ':', m.retold) END AS retold,
    CASE WHEN v.account_id IS NOT NULL THEN m.text END AS words,
    CASE WHEN coalesce(m.kind, '') NOT IN ('repost', {CITATION_KINDS}) THEN m.links END AS links,
    CASE WHEN m.platform <> 'x' AND coalesce(m.kind, '') NOT IN ('repost', {CITATION_KINDS}) THEN m.url END AS url
FROM marked AS m LEFT JOIN voiced AS v ON v.account_id = m.account_id"""

STEPS = (Step("w_read", READ),)
