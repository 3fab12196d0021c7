"""Citations: links from posts to posts and sites, and pingbacks; reposts and what a quote quotes are no citations.

A link cites a post where it is that post's address, and a voice's site where it lies below an address that the roster
gives as an account of the voice (`blog:host/path`): a profile that merely names a site proves nothing.
"""

from __future__ import annotations

from jasette.reconstruct.facts import CITATION_KINDS
from jasette.reconstruct.identity import group, person
from jasette.reconstruct.step import Step, standing


def address(expression: str) -> str:
    """SQL: an address without scheme, `www.` or `m.`, fragment, campaign parameters and last slash; the host in lower case."""
    bare = f"regexp_replace({expression}, '^\\s*(?i:https?://)?(?i:www\\.|m\\.|mobile\\.)?', '')"
    clean = f"regexp_replace(regexp_replace({bare}, '#.*$', ''), '([?&])(?:(?:utm_\\w+|fbclid|gclid|mc_[ce]id)=[^&]*(?:&|$))+', '\\1', 'g')"
    short = f"regexp_replace({clean}, '[?&/]+$', '')"
    return f"concat(lower(regexp_extract({short}, '^[^/?]*')), regexp_replace({short}, '^[^/?]*', ''))"


STATUS = r"^(?:twitter\.com|x\.com)/(?:\w+|i/web)/status/([0-9]+)"

# A page that pings is its own citing address; what it cites is the post it came in under.
LINKED = f"""
WITH written AS (
    SELECT c.post_id, unnest(c.links) AS url FROM current_posts AS c
    WHERE c.links IS NOT NULL AND coalesce(c.kind, '') NOT IN ('repost', {CITATION_KINDS})
)
SELECT DISTINCT p.node, w.url, {address("w.url")} AS address
FROM written AS w JOIN w_spoken AS p ON p.post_id = w.post_id
WHERE w.url IS NOT NULL"""

# Posts on X are found by the number in their address, whatever handle stands before it.
PAGES = f"""
WITH addressed AS (
    SELECT p.node, {address("c.url")} AS address FROM current_posts AS c JOIN w_spoken AS p ON p.post_id = c.post_id
    WHERE c.url IS NOT NULL AND c.platform <> 'x' AND coalesce(c.kind, '') NOT IN ('repost', {CITATION_KINDS})
    UNION ALL
    SELECT node, {address("post_id")} AS address FROM w_spoken
    WHERE post_id LIKE 'http%' AND coalesce(kind, '') NOT IN ('repost', {CITATION_KINDS})
)
SELECT a.address, min(a.node) AS node
FROM addressed AS a JOIN (SELECT DISTINCT address FROM w_linked) AS l ON l.address = a.address
GROUP BY a.address"""

SITES = f"""
SELECT DISTINCT account_id, regexp_extract(address, '^[^/?]*') AS host, address
FROM (SELECT account_id, {address("regexp_replace(account_id, '^blog:', '')")} AS address FROM w_owned
    WHERE account_id LIKE 'blog:%' OR account_id LIKE 'http%') AS given"""

# The longest site that holds the address: a blog on a newspaper's host belongs to the blog.
SITED = """
WITH matched AS (
    SELECT l.node, l.url, s.account_id,
        row_number() OVER (PARTITION BY l.node, l.url ORDER BY length(s.address) DESC, s.account_id) AS place
    FROM w_linked AS l JOIN w_sites AS s ON s.host = regexp_extract(l.address, '^[^/?]*')
        AND (l.address = s.address OR starts_with(l.address, concat(s.address, '/')) OR starts_with(l.address, concat(s.address, '?')))
)
SELECT node, url, account_id FROM matched WHERE place = 1"""

CITED = f"""
SELECT l.node, l.url, 'link' AS how, coalesce(i.node, g.node) AS to_node, s.account_id AS site
FROM w_linked AS l
LEFT JOIN w_ids AS i ON i.post_id = concat('x:', nullif(regexp_extract(l.address, '{STATUS}', 1), ''))
LEFT JOIN w_pages AS g ON g.address = l.address
LEFT JOIN w_sited AS s ON s.node = l.node AND s.url = l.url
UNION ALL
SELECT p.node, CAST(NULL AS VARCHAR) AS url, p.kind AS how, p.parent AS to_node, CAST(NULL AS VARCHAR) AS site
FROM w_spoken AS p WHERE p.role = 'citation'"""


def citations(key: str) -> str:
    """Rows whose cited post is in the archive, or whose cited site belongs to a voice; the link that carries a quote is left out."""
    return f"""
WITH ends AS (
    SELECT c.node, c.url, c.how, t.post_id AS to_post, coalesce(t.account_id, c.site) AS to_account
    FROM w_cited AS c LEFT JOIN w_spoken AS t ON t.node = c.to_node
)
SELECT p.voice, p.person, p."group", p.at_us, p.platform, p.lang, p.thread, p.post_id,
    d.voice AS to_voice, {person(key, "d", "e.to_account")} AS to_person, {group("d", "e.to_account")} AS to_group, e.to_post, e.url, e.how,
    CASE WHEN p.person IS NOT NULL AND e.to_account IS NOT NULL THEN p.person = {person(key, "d", "e.to_account")} END AS self
FROM ends AS e
JOIN w_spoken AS p ON p.node = e.node
{standing("d", "e.to_account", "p.at_us")}
WHERE (e.to_post IS NOT NULL OR e.to_account IS NOT NULL OR e.how <> 'link')
    AND (e.to_post IS NULL OR (e.to_post <> coalesce(p.quote_of, '') AND e.to_post <> p.post_id))"""


STEPS = (Step("w_linked", LINKED), Step("w_pages", PAGES), Step("w_sites", SITES), Step("w_sited", SITED), Step("w_cited", CITED))
