"""Addresses of pages in one spelling: without what follows people around, without the forms for telephones.

    canonical("https://m.a.example/x/amp/?utm_source=f&p=2#xtor=RSS-1") -> "https://a.example/x/?p=2"
    untracked(address)    only what follows people around is taken off: the page itself stays the one that was named

    spelled(items)        the items of a source, the links of its posts in one spelling

Nothing is fetched: a shortener's address stays as it is, since only its owner knows where it leads. What an address itself
holds (the page behind a redirect of Google or Facebook, the page behind a cache) is taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from jasette.source import Item, Rows

if TYPE_CHECKING:
    import pyarrow as pa

TRACKERS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|gclsrc|msclkid|twclid|ttclid|yclid|igshid|igsh|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|vero_id"
    r"|oly_(?:anon|enc)_id|wickedid|s_cid|xtor|at_(?:medium|campaign|creation|custom\d|link\w*|format|ptr_name|bbc_team)|pk_\w+|mtm_\w+"
    r"|piwik_\w+|hsa_\w+|ref_src|ref_url|ns_(?:source|mchannel|campaign|linkname|fee)|ncid|cmpid|__twitter_impression|wt_mc|sr_share"
    r"|spm|trk|trkcampaign|elqtrackid|fb_(?:action_ids|action_types|ref|source)|__cft__.*|__tn__)",
    re.IGNORECASE,
)
"""Names of parameters that say who sent a reader, and never which page is shown."""
AMP_PARAMETERS = frozenset(("amp", "outputtype=amp", "amp=1", "amp=true", "amp_js_v", "usqp", "amp_gsa"))
PLACE = re.compile(r"(?:xtor=|utm_|:~:|at_medium=|ref=|\.[A-Za-z0-9]{10,14}\.(?:twitter|facebook|email)$).*", re.IGNORECASE | re.DOTALL)
"""Fragments that say who sent a reader."""
MOBILE = re.compile(r"^(?:m|mobile|amp|touch)\.(?=[^.]+\.[^.])")
AMP_END = re.compile(r"(?<=.)(?:/amp/?|\.amp(?:\.html)?)$", re.IGNORECASE)
CACHED = re.compile(r"^/(?:amp|[cvi])/(s/)?([^/]+\.[^/]+)(/.*)?$", re.DOTALL)
"""Paths of AMP caches: `/c/s/host/path`; of Google's viewer: `/amp/s/host/path`."""
REDIRECTS = {
    ("l.facebook.com", "/l.php"): "u",
    ("lm.facebook.com", "/l.php"): "u",
    ("l.instagram.com", "/"): "u",
    ("www.google.com", "/url"): "url q",
    ("google.com", "/url"): "url q",
    ("www.youtube.com", "/redirect"): "q",
    ("out.reddit.com", "/"): "url",
}
PORTS = {"http": ":80", "https": ":443"}
PLAIN = r"^https?://[a-z0-9.-]+/[^?#:@]*$"
"""Addresses that are in one spelling already, but for those that `ODD` finds: most are, and to see that takes a thousandth of the time."""
ODD = r"(?i)^https?://(?:m|mobile|amp|touch)\.|/amp/?$|\.amp(?:\.html)?$|ampproject\.org/|google\.com/amp/|^https?://out\.reddit\.com/"
ROUNDS = 12
"""An address may hold an address that holds an address; who nests more is left as he is."""


def canonical(address: str) -> str:
    """The page's address in one spelling; what is no web address comes back as it is, and twice gives the same as once."""
    for _ in range(ROUNDS):
        better = _once(address)
        if better == address:
            break
        address = better
    return address


def untracked(address: str) -> str:
    """The address without parameters and fragments that say who sent a reader; all else as written."""
    head, mark, place = address.partition("#")
    if mark and PLACE.match(place):
        mark = place = ""
    page, question, query = head.partition("?")
    if question:
        kept = [part for part in re.split(r"&(?:amp;)?", query) if part and not TRACKERS.fullmatch(unquote(part.partition("=")[0]))]
        query = "&".join(kept)
        question = "?" if query else ""
    return f"{page}{question}{query}{mark}{place}"


def spelled(items: Iterable[Item]) -> Iterator[Item]:
    """The items of a source, what its posts link to in one spelling and each once."""
    for item in items:
        yield Rows(item.into, _spelled(item.rows)) if isinstance(item, Rows) and item.into == "posts" else item


def _spelled(posts: pa.Table) -> pa.Table:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    links = posts["links"].combine_chunks()
    links = links.chunk(0) if isinstance(links, pa.ChunkedArray) and links.num_chunks == 1 else links
    flat = pc.list_flatten(links)
    if not len(flat):
        return posts
    doubtful = pc.or_(pc.invert(pc.match_substring_regex(flat, PLAIN)), pc.match_substring_regex(flat, ODD))
    rows = np.unique(pc.list_parent_indices(links).filter(pc.fill_null(doubtful, False)).to_numpy(zero_copy_only=False))
    if not len(rows):
        return posts
    better = [list(dict.fromkeys(_known(link) for link in found if link is not None)) for found in links.take(pa.array(rows)).to_pylist()]
    order = np.arange(len(links))
    order[rows] = len(links) + np.arange(len(rows))
    both = pa.concat_arrays([links, pa.array(better, links.type)])
    place = posts.schema.get_field_index("links")
    return posts.set_column(place, posts.schema.field(place), both.take(pa.array(order)))


# what is shared is shared by many
_known = lru_cache(maxsize=1 << 16)(canonical)


def _once(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return address
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return address
    if inside := _inside(host, parts.path, parts.query):
        return inside
    query, path = _without_amp(parts.query), AMP_END.sub(_stump, parts.path)
    where = parts.netloc.lower().removesuffix(PORTS[parts.scheme.lower()])
    return untracked(urlunsplit((parts.scheme.lower(), MOBILE.sub("", where), path or "/", query, parts.fragment)))


def _stump(found: re.Match[str]) -> str:
    # /article/amp/ is the form of /article/, /article.amp.html of /article.html
    end = found[0].lower()
    return "/" if end.endswith("/") else ".html" if end.endswith(".html") else ""


def _without_amp(query: str) -> str:
    return "&".join(part for part in query.split("&") if part.lower() not in AMP_PARAMETERS and not part.lower().startswith("amp_js_v="))


def _inside(host: str, path: str, query: str) -> str:
    """The address that an address of a cache or of a redirect holds; "" if it is none of these."""
    if (keys := REDIRECTS.get((host, path or "/"))) is not None:
        given = dict(reversed(parse_qsl(query)))
        found = next((given[key] for key in keys.split() if key in given), "")
        return found if re.match(r"https?://[^\s/]", found) else ""
    if host.endswith(".cdn.ampproject.org") or (host in ("www.google.com", "google.com") and path.startswith("/amp/")):
        cached = CACHED.match(path)
        if cached:
            return f"{'https' if cached[1] else 'http'}://{cached[2]}{cached[3] or '/'}{'?' if query else ''}{query}"
    return ""
