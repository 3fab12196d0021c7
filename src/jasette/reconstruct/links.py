"""Citations: links from posts to posts and sites, and pingbacks; reposts and what a quote quotes are no citations.

A link cites a post where it is that post's address, and a voice's site where it lies below an address that the roster
gives as an account of the voice (`blog:host/path`): a profile that merely names a site proves nothing.
"""

from __future__ import annotations

from jasette.reconstruct.facts import CITATION_KINDS
from jasette.reconstruct.identity import group, numbered_person
from jasette.reconstruct.step import Step, stood


def address(expression: str) -> str:
    """SQL: an address without scheme, `www.` or `m.`, fragment, campaign parameters and last slash; the host in lower case."""
    bare = f"regexp_replace({expression}, '^\\s*(?i:https?://)?(?i:www\\.|m\\.|mobile\\.)?', '')"
    clean = f"regexp_replace(regexp_replace({bare}, '#.*$', ''), '([?&])(?:(?:utm_\\w+|fbclid|gclid|mc_[ce]id)=[^&]*(?:&|$))+', '\\1', 'g')"
    short = f"regexp_replace({clean}, '[?&/]+$', '')"
    return f"concat(lower(regexp_extract({short}, '^[^/?]*')), regexp_replace({short}, '^[^/?]*', ''))"


STATUS = r"^(?:twitter\.com|x\.com)/(?:\w+|i/web)/status/([0-9]+)"

# A page that pings is its own citing address; what it cites is the post it came in under.
LINKED = f"""
WITH written AS (SELECT node, unnest(links) AS url FROM w_words WHERE links IS NOT NULL)
SELECT DISTINCT node, url, {address("url")} AS address FROM written WHERE url IS NOT NULL"""

# Posts on X are found by the number in their address, whatever handle stands before it.
PAGES = f"""
WITH addressed AS (
    SELECT node, {address("url")} AS address FROM w_words WHERE url IS NOT NULL
    UNION ALL
    SELECT node, {address("post_id")} AS address FROM w_spoken
    WHERE post_id LIKE 'http%' AND coalesce(kind, '') NOT IN ('repost', {CITATION_KINDS})
)
SELECT a.address, min(a.node) AS node
FROM addressed AS a JOIN (SELECT DISTINCT address FROM w_linked) AS l ON l.address = a.address
GROUP BY a.address"""

SITES = f"""
SELECT DISTINCT account, regexp_extract(address, '^[^/?]*') AS host, address
FROM (SELECT a.account, {address("regexp_replace(o.account_id, '^blog:', '')")} AS address
    FROM w_owned AS o JOIN w_accounts AS a ON a.account_id = o.account_id
    WHERE o.account_id LIKE 'blog:%' OR o.account_id LIKE 'http%') AS given"""

# The longest site that holds the address: a blog on a newspaper's host belongs to the blog.
SITED = """
WITH matched AS (
    SELECT l.node, l.url, s.account,
        row_number() OVER (PARTITION BY l.node, l.url ORDER BY length(s.address) DESC, s.account) AS place
    FROM w_linked AS l JOIN w_sites AS s ON s.host = regexp_extract(l.address, '^[^/?]*')
        AND (l.address = s.address OR starts_with(l.address, concat(s.address, '/')) OR starts_with(l.address, concat(s.address, '?')))
)
SELECT node, url, account FROM matched WHERE place = 1"""

CITED = f"""
SELECT l.node, l.url, 'link' AS how, coalesce(i.node, g.node) AS to_node, s.account AS site
FROM w_linked AS l
LEFT JOIN w_ids AS i ON i.post_id = concat('x:', nullif(regexp_extract(l.address, '{STATUS}', 1), ''))
    AND i.node < (SELECT count(*) FROM w_forest)
LEFT JOIN w_pages AS g ON g.address = l.address
LEFT JOIN w_sited AS s ON s.node = l.node AND s.url = l.url
UNION ALL
SELECT p.node, CAST(NULL AS VARCHAR) AS url, p.kind AS how, p.parent AS to_node, CAST(NULL AS BIGINT) AS site
FROM w_spoken AS p WHERE p.role = 'citation'"""


# Rows whose cited post is in the archive, or whose cited site belongs to a voice; the link that carries a quote is left out.
CITATIONS = f"""
WITH ends AS (
    SELECT c.node, c.url, c.how, t.node AS to_node, t.post_id AS to_post, coalesce(t.account, c.site) AS to_account
    FROM w_cited AS c LEFT JOIN w_spoken AS t ON t.node = c.to_node
)
SELECT p.voice, q.name AS person, p."group", p.at_us, p.platform, p.lang, o.post_id AS thread, p.post_id,
    d.voice AS to_voice, r.name AS to_person, {group("d", "e.to_account")} AS to_group, e.to_post, e.url, e.how,
    p.person = {numbered_person("d", "e.to_account")} AS self
FROM ends AS e
JOIN w_spoken AS p ON p.node = e.node
JOIN w_ids AS o ON o.node = p.root_node
{stood("d", "e.to_account", "p.at_us")}
LEFT JOIN w_people AS q ON q.person = p.person
LEFT JOIN w_people AS r ON r.person = {numbered_person("d", "e.to_account")}
WHERE (e.to_post IS NOT NULL OR e.to_account IS NOT NULL OR e.how <> 'link')
    AND (e.to_node IS NULL OR (e.to_node <> coalesce(p.quoted, -1) AND e.to_node <> p.node))"""


STEPS = (Step("w_linked", LINKED), Step("w_pages", PAGES), Step("w_sites", SITES), Step("w_sited", SITED), Step("w_cited", CITED))
