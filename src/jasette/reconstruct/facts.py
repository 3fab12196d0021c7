"""What each post says of itself, numbered by time; its text is read once, for a few marks, and stays behind.

The number (`node`) orders posts by published time, then by id: a smaller number is an earlier post, everywhere below.
"""

from __future__ import annotations

from jasette.reconstruct.step import Step

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

# A plain search comes before each pattern: it settles most texts, at a tenth of the price.
FACTS = f"""
WITH marked AS (
    SELECT post_id, platform, kind, lang, published_us AS at_us, account_id, reply_to, reply_to_account, root, repost_of, quote_of,
        mentions, deleted_us, text, coalesce({_is_reply}, FALSE) AS is_reply,
        CASE WHEN NOT (text LIKE '%?%' OR text LIKE '%？%' OR text LIKE '%؟%') THEN FALSE
            ELSE coalesce(regexp_matches(regexp_replace(text, '{ADDRESS}', '', 'g'), '{MARKS}'), FALSE) END AS asks,
        CASE WHEN NOT text LIKE '%@%' THEN NULL
            WHEN {_is_reply} THEN nullif(regexp_extract(text, '{LEADING_IN_REPLY}'), '')
            ELSE nullif(regexp_extract(text, '{LEADING}'), '') END AS lead,
        CASE WHEN kind = 'repost' AND text LIKE 'RT @%' THEN nullif(lower(regexp_extract(text, '^RT (@\\w+)', 1)), '') END AS retold
    FROM current_posts
), read AS (
    SELECT *, text IS NOT NULL AS worded,
        CASE WHEN is_reply AND mentions IS NOT NULL THEN coalesce(substr(text, length(coalesce(lead, '')) + 1) LIKE '%@%', FALSE)
            ELSE FALSE END AS names_later
    FROM marked
)
SELECT row_number() OVER (ORDER BY r.at_us NULLS LAST, length(r.post_id), r.post_id) - 1 AS node,
    r.post_id, r.platform, r.kind, r.lang, r.at_us, coalesce(a.account_id, r.account_id) AS account_id,
    r.reply_to, coalesce(b.account_id, r.reply_to_account) AS reply_account, r.root, r.repost_of, r.quote_of,
    r.mentions, r.deleted_us, r.worded, r.is_reply, r.asks, r.lead, r.names_later,
    coalesce(c.account_id, CASE WHEN r.retold IS NOT NULL THEN concat(r.platform, ':', r.retold) END) AS retold
FROM read AS r
LEFT JOIN w_alias AS a ON a.alias = r.account_id
LEFT JOIN w_alias AS b ON b.alias = r.reply_to_account
LEFT JOIN w_alias AS c ON c.alias = concat(r.platform, ':', r.retold)"""

STEPS = (Step("w_facts", FACTS),)
