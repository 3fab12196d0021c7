"""How words and addresses name an account or a post, as the ids that they may mean.

Erasure compares keyed hashes, so it cannot search for a name: it asks of everything that could be one whether its hash
is among those that stay out. What is listed here is what can be found in other people's words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

HANDLES = (r"@(\w+)", r"@(\w[\w.-]*@[\w-]+(?:\.[\w-]+)+)", r"@(\w[\w.-]*\.\w+)")
"""A handle in a text: `@name`, `@name@host`, `@name.host`. Without lookaround: RE2 reads them too."""
ADDRESS = r"(?i)(?:https?|at)://[^\s\"'<>\\]+"


def handle_patterns(platforms: Iterable[str]) -> tuple[str, ...]:
    """Those of HANDLES that can name somebody on these platforms: on X a name has neither dot nor host."""
    return HANDLES[:1] if set(platforms) <= {"x"} else HANDLES


X_POST = re.compile(r"//(?:[\w-]+\.)*(?:x|twitter)\.com/(?:[\w/]+/)?status(?:es)?/(\d+)", re.IGNORECASE)
X_USER = re.compile(r"//(?:[\w-]+\.)*(?:x|twitter)\.com/i/user/(\d+)", re.IGNORECASE)
X_HANDLE = re.compile(r"//(?:[\w-]+\.)*(?:x|twitter)\.com/(?:#!/|@)?(\w{1,15})(?:[/?#]|$)", re.ASCII | re.IGNORECASE)
X_INTENT = re.compile(r"[?&](?:screen_name|user_id|via|related)=(\w+)", re.ASCII)
FEDIVERSE = re.compile(r"//([\w.-]+)/(?:@|users/)([\w.-]+)", re.IGNORECASE)
BLUESKY = re.compile(r"//bsky\.app/profile/([\w.:-]+)(?:/post/(\w+))?", re.IGNORECASE)
SITE = re.compile(r"https?://(?:www\.)?([^/?#\s]+)([^?#\s]*)", re.IGNORECASE)

NUMBER = re.compile(r"\d{4,}")
DID = re.compile(r"did:[a-z]+:[\w.%-]+")
AT_URI = re.compile(r"at://[\w.:%/-]+")
VALUE = re.compile(r"\"(\w[\w.@-]*)\"\s*[,}\]\r\n]|\"(\w[\w.@-]*)\"$", re.ASCII)
CELL = re.compile(r"(?:^|[,;\t\r\n])\"?@?(\w[\w.@-]*)\"?(?=[,;\t\r\n]|$)", re.ASCII)
PIECE = re.compile(r"[^\W_]+")


def ids_of_address(address: str) -> Iterator[str]:
    """Ids of accounts and posts that an address may mean, and the address itself (the post_id of a page)."""
    yield address
    for found in X_POST.findall(address):
        yield f"x:{found}"
    for found in X_USER.findall(address):
        yield f"x:{found}"
    for found in (*X_HANDLE.findall(address), *X_INTENT.findall(address)):
        yield f"x:@{found.lower()}"
        yield f"x:{found}"
    for host, user in FEDIVERSE.findall(address):
        yield f"mastodon:@{user}@{host}".lower()
    for profile, post in BLUESKY.findall(address):
        yield f"bluesky:@{profile.lower()}"
        yield f"bluesky:{profile}"
        if post:
            yield f"at://{profile}/app.bsky.feed.post/{post}"
    for found in DID.findall(address):
        yield f"bluesky:{found}"
    for host, path in SITE.findall(address):
        yield from _of_site(f"blog:{host.lower()}", [part for part in path.split("/") if part])


def _of_site(site: str, parts: list[str]) -> Iterator[str]:
    """A site and each folder of it may be somebody's blog."""
    for depth in range(min(len(parts), 4) + 1):
        yield "/".join([site, *parts[:depth]])


def ids_of_text(text: str, platforms: Iterable[str]) -> Iterator[str]:
    """Ids that words written by people may mean: `@handles` on those platforms, addresses, and ids as this program writes them."""
    handles = {found.lower() for pattern in HANDLES for found in re.findall(pattern, text)}
    for platform in platforms:
        for handle in handles:
            yield f"{platform}:@{handle}"
    for address in re.findall(ADDRESS, text):
        yield from ids_of_address(address)
    yield from AT_URI.findall(text)
    natives = DID.findall(text)
    for platform in platforms:
        yield from (f"{platform}:{native}" for native in natives)
        yield from (f"{platform}:{native}" for native in re.findall(rf"\b{re.escape(platform)}:([\w@](?:[\w@.:/%-]*\w)?)", text))


def ids_of_record(text: str, platforms: Collection[str]) -> Iterator[str]:
    """Ids in a record of unknown shape (JSON, CSV): as in a text, and numbers, whole JSON values, whole CSV cells."""
    yield from ids_of_text(text.replace("\\/", "/"), platforms)
    natives = set(NUMBER.findall(text))
    names = {name.lower() for pair in VALUE.findall(text) for name in pair if name} | {name.lower() for name in CELL.findall(text)}
    for platform in platforms:
        for native in natives:
            yield f"{platform}:{native}"
        for name in names:
            yield f"{platform}:@{name}"
            yield f"{platform}:{name}"


def ids_of_file_name(name: str, platforms: Iterable[str]) -> Iterator[str]:
    """Ids that the name of a file may mean: `MLP_officiel.csv` is a handle, and so may each run of its pieces be."""
    pieces = list(PIECE.finditer(name))
    for platform in platforms:
        for first, last in combinations(range(len(pieces) + 1), 2):
            run = name[pieces[first].start() : pieces[last - 1].end()]
            yield f"{platform}:@{run.lower()}"
            yield f"{platform}:{run}"
