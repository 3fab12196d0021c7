"""Blogs as WordPress exports them (WXR 1.2): articles, nested comments with their addresses to be dropped, pingbacks, trackbacks."""

from __future__ import annotations

import html

import numpy as np

from jasette.demo.articles import quoted
from jasette.demo.block import Block
from jasette.demo.draft import PING, POST
from jasette.demo.fragments import Strings, either, grouped, join, moments, pick, pick_or_empty, scatter, strings
from jasette.demo.text import phrasebook
from jasette.demo.town import Ints

MARKED = ' xmlns:{0}="{1}"'
SPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
LOGIN = "redaction"
FOOT = b"</channel>\n</rss>\n"


def head(host: str, title: str, french: float) -> bytes:
    """What stands before the items. Whoever writes the blog has one login."""
    spaces = "".join(MARKED.format(*pair) for pair in SPACES.items())
    shown = html.escape(title, quote=False)
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/6.1.1" created="2023-03-10 05:00" -->\n'
        f'<rss version="2.0"{spaces}>\n<channel>\n\t<title>{shown}</title>\n\t<link>https://{host}</link>\n\t<description></description>\n'
        f"\t<pubDate>Fri, 10 Mar 2023 05:00:00 +0000</pubDate>\n\t<language>{'fr-CA' if french >= 0.5 else 'en-CA'}</language>\n"
        f"\t<wp:wxr_version>1.2</wp:wxr_version>\n\t<wp:base_site_url>https://{host}</wp:base_site_url>\n"
        f"\t<wp:base_blog_url>https://{host}</wp:base_blog_url>\n"
        f"\t<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[{LOGIN}]]></wp:author_login>"
        f"<wp:author_email><![CDATA[{LOGIN}@{host}]]></wp:author_email><wp:author_display_name><![CDATA[{title}]]></wp:author_display_name>"
        "<wp:author_first_name><![CDATA[]]></wp:author_first_name><wp:author_last_name><![CDATA[]]></wp:author_last_name></wp:author>\n"
        "\t<generator>https://wordpress.org/?v=6.1.1</generator>\n"
    ).encode()


def rows_of(block: Block, account: int) -> Ints:
    """What is in the export of the blog of `account`: its articles, their comments, the pings to them; in order of time."""
    draft = block.draft
    article = draft["author"][_top(block)] == account
    return np.asarray(block.in_time[article[block.in_time]])


def items(block: Block, rows: Ints) -> Strings:
    """One `<item>` for each article among the rows, with what stands below it among them."""
    draft = block.draft
    written = draft["kind"][rows] == POST
    article, below = rows[written], rows[~written]
    place = np.full(draft.size, -1)
    place[article] = np.arange(len(article))
    owner = place[_top(block)[below]]
    order = np.argsort(owner, kind="stable")
    comments = grouped(_comments(block, below[order]), owner[order], len(article))
    ids = pick(block.id_texts, article)
    at = draft["at"][article]
    host = pick(block.handles, draft["author"][article])
    title = pick(block.passages.titles, block.passage_of[article])
    local = at - 5 * 3_600  # Toronto in winter
    return join(
        "\t<item>\n\t\t<title><![CDATA[", title, "]]></title>\n\t\t<link>https://", pick(block.articles, article),
        "</link>\n\t\t<pubDate>", moments(at, "%a, %d %b %Y ", " +0000"), f"</pubDate>\n\t\t<dc:creator><![CDATA[{LOGIN}]]></dc:creator>",
        '\n\t\t<guid isPermaLink="false">https://', host, "/?p=", ids,
        "</guid>\n\t\t<description></description>\n\t\t<content:encoded><![CDATA[",
        body(block, article), "]]></content:encoded>\n\t\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n\t\t<wp:post_id>", ids,
        "</wp:post_id>\n\t\t<wp:post_date><![CDATA[", moments(local, "%Y-%m-%d ", ""),
        "]]></wp:post_date>\n\t\t<wp:post_date_gmt><![CDATA[", moments(at, "%Y-%m-%d ", ""),
        "]]></wp:post_date_gmt>\n\t\t<wp:comment_status><![CDATA[open]]></wp:comment_status>"
        "\n\t\t<wp:ping_status><![CDATA[open]]></wp:ping_status>\n\t\t<wp:post_name><![CDATA[article-", ids,
        "]]></wp:post_name>\n\t\t<wp:status><![CDATA[publish]]></wp:status>\n\t\t<wp:post_parent>0</wp:post_parent>"
        "\n\t\t<wp:menu_order>0</wp:menu_order>\n\t\t<wp:post_type><![CDATA[post]]></wp:post_type>"
        "\n\t\t<wp:post_password><![CDATA[]]></wp:post_password>\n\t\t<wp:is_sticky>0</wp:is_sticky>"
        '\n\t\t<category domain="category" nicename="valmont"><![CDATA[Valmont]]></category>\n', comments, "\t</item>\n",
    )  # fmt: skip


def body(block: Block, rows: Ints) -> Strings:
    """Articles as HTML: news that anybody writes, their own passage, and what they take from another article."""
    draft, texts = block.draft, block.passages.texts
    french = draft["french"][rows]
    news = block.wording.rows(rows).texts(block.handles, strings([""] * len(rows)), phrasebook().as_xml)
    copied, cited = draft["copied"][rows], draft["cited"][rows]
    has, linked = copied >= 0, cited >= 0
    taken = quoted(pick(texts, block.passage_of[copied[has]]), draft["french"][copied[has]] > 0)
    source = pick(block.names, draft["author"][cited[linked]])
    link = join(' (<a href="https://', pick(block.articles, cited[linked]), '">', source, "</a>)")
    where = scatter(linked, link)
    closing = pick(strings(["More to follow.", "À suivre."]), french)
    return join(
        "<p>", news, "</p>\n<p>", pick(texts, block.passage_of[rows]), "</p>\n",
        scatter(has, join("<p>", taken, pick(where, np.flatnonzero(has)), "</p>\n")), "<p>", closing, "</p>",
    )  # fmt: skip


def _top(block: Block) -> Ints:
    """The article above each row; of an article itself."""
    draft = block.draft
    return np.where(draft["kind"] == PING, draft["ref"], draft["thread"])


def _comments(block: Block, rows: Ints) -> Strings:
    draft, town = block.draft, block.town
    author, at = draft["author"][rows], draft["at"][rows]
    ping = draft["kind"][rows] == PING
    cited = draft["cited"][rows]
    pingback = ping & (cited >= 0)
    own = ~ping & (town.voice[author] >= 0)
    parent = draft["parent"][rows]
    nested = (parent >= 0) & (draft["parent"][np.maximum(parent, 0)] >= 0)
    handles = pick(block.handles, author)
    linking = pick(block.passages.titles, block.passage_of[cited[pingback]])
    names = either(own | pingback, pick(block.plain_names, author), handles)
    name = (scatter(pingback, join(linking, " – ")), names)
    page = join("https://", pick(block.articles, np.maximum(cited, 0)))
    nobodys = join("https://", handles, ".weblog.example/trackback/")
    site = scatter(own, pick(join("https://", block.handles), author[own]))
    url = either(pingback, page, join(either(ping, nobodys, site)))
    mail = scatter(~ping, join(pick(handles, np.flatnonzero(~ping)), "@mail.example"))
    above = either(nested, pick(block.id_texts, np.maximum(parent, 0)), "0")
    words = block.wording.rows(rows).texts(block.handles, strings([""] * len(rows)), phrasebook().as_xml)
    told = np.where(pingback, block.passage_of[np.maximum(draft["ref"][rows], 0)], -1)
    passage = join("[&#8230;] ", pick_or_empty(block.passages.texts, told), " [&#8230;]")
    text = either(ping, passage, words)
    kinds = pick(strings(["comment", "pingback", "trackback"]), np.where(pingback, 1, np.where(ping, 2, 0)))
    return join(
        "\t\t<wp:comment>\n\t\t\t<wp:comment_id>", pick(block.id_texts, rows), "</wp:comment_id>\n\t\t\t<wp:comment_author><![CDATA[", name,
        "]]></wp:comment_author>\n\t\t\t<wp:comment_author_email><![CDATA[", mail,
        "]]></wp:comment_author_email>\n\t\t\t<wp:comment_author_url>", url,
        "</wp:comment_author_url>\n\t\t\t<wp:comment_author_IP><![CDATA[192.0.2.17]]></wp:comment_author_IP>"
        "\n\t\t\t<wp:comment_date><![CDATA[", moments(at - 5 * 3_600, "%Y-%m-%d ", ""),
        "]]></wp:comment_date>\n\t\t\t<wp:comment_date_gmt><![CDATA[", moments(at, "%Y-%m-%d ", ""),
        "]]></wp:comment_date_gmt>\n\t\t\t<wp:comment_content><![CDATA[", text,
        "]]></wp:comment_content>\n\t\t\t<wp:comment_approved><![CDATA[1]]></wp:comment_approved>"
        "\n\t\t\t<wp:comment_type><![CDATA[", kinds, "]]></wp:comment_type>\n\t\t\t<wp:comment_parent>", above,
        "</wp:comment_parent>\n\t\t\t<wp:comment_user_id>", pick(strings(["0", "1"]), own.astype(np.int64)),
        "</wp:comment_user_id>\n\t\t</wp:comment>\n",
    )  # fmt: skip
