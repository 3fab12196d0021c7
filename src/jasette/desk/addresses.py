"""What people write for an account (`@handle`, an address, a native id) as one account_id.

    x:25067168, x:@handle                     as they are, handle in lower case
    @handle, 25067168                         with the platform given beside it
    https://x.com/handle, twitter.com/handle  x:@handle;  x.com/i/user/123 → x:123
    https://host/@user, https://host/users/user   mastodon:@user@host
    https://bsky.app/profile/handle           bluesky:@handle;  …/profile/did:plc:… → bluesky:did:plc:…
    facebook, instagram, threads, tiktok, youtube /@?name   platform:@name
    any other site                            blog:host/path (no scheme, no www., no last slash, no query)

An address of a post is refused: it would put the wrong account on the roster.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from jasette.errors import InputError

HOSTS = {
    "x.com": "x",
    "twitter.com": "x",
    "mobile.twitter.com": "x",
    "m.twitter.com": "x",
    "bsky.app": "bluesky",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "threads.net": "threads",
    "threads.com": "threads",
    "tiktok.com": "tiktok",
    "youtube.com": "youtube",
    "m.youtube.com": "youtube",
}
"""Hosts on which the first part of the path names an account."""

GLOBAL = re.compile(r"(?P<platform>[a-z][a-z0-9_]*):(?!//)(?P<native>\S+)", re.IGNORECASE)
X_HANDLE = re.compile(r"\w{1,15}", re.ASCII)
NAME = re.compile(r"[\w.-]+(?:@[\w-]+(?:\.[\w-]+)+)?")
SITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
FEDIVERSE = re.compile(r"/(?:@|users/)(?P<user>[\w.-]+)/?", re.ASCII)
REMEDY = "write x:@handle, x:123, https://x.com/handle, or the address of a site"


def parse_account(text: str, platform: str = "") -> str:
    """The account_id that `text` means; `platform` is taken where the text names none. InputError with the remedy."""
    text = text.strip()
    # a name with a dot and nothing else can be a handle, but not on X
    if SITE.fullmatch(text) and ("/" in text or platform in ("", "x")):
        return _from_address(text)
    if match := GLOBAL.fullmatch(text):
        return _account(match["platform"].lower(), match["native"])
    if not text or re.search(r"\s", text):
        raise InputError(f"{text!r} is not an account", remedy=REMEDY)
    if not platform:
        raise InputError(f"the platform of {text!r} is not known", remedy=f"{REMEDY}; or name the platform beside it")
    return _account(platform, text)


def parse_subject(text: str, platform: str = "") -> str:
    """A subject of coverage: `*`, an account in any of the forms above, else the name of a voice."""
    text = text.strip()
    if text == "*" or (re.fullmatch(r"[^\s:@/]+", text) and not SITE.fullmatch(text)):
        return text
    return parse_account(text, platform)


def _account(platform: str, native: str) -> str:
    if not native.startswith("@"):
        handle = not native.isdigit() and platform in HOSTS.values() and not native.startswith("did:")
        return _account(platform, "@" + native) if handle else f"{platform}:{native}"
    name = native[1:]
    pattern = X_HANDLE if platform == "x" else NAME
    if not pattern.fullmatch(name):
        raise InputError(f"{native!r} is not a handle on {platform}", remedy=REMEDY)
    return f"{platform}:@{name.lower()}"


def _from_address(text: str) -> str:
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = (parts.netloc or "").lower().removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    platform = HOSTS.get(host, "")
    if platform:
        return _from_profile(platform, path.strip("/").split("/"), text)
    if match := FEDIVERSE.fullmatch(path):
        return _account("mastodon", f"@{match['user']}@{host}")
    return f"blog:{host}{path}"


def _from_profile(platform: str, parts: list[str], text: str) -> str:
    if platform == "bluesky" and len(parts) == 2 and parts[0] == "profile":
        return _account(platform, parts[1] if parts[1].startswith("did:") else "@" + parts[1])
    if platform == "x" and len(parts) == 3 and parts[:2] == ["i", "user"] and parts[2].isdigit():
        return f"x:{parts[2]}"
    if platform == "bluesky" or len(parts) != 1 or not parts[0].lstrip("@"):
        raise InputError(f"{text!r} is not the address of an account", remedy=REMEDY)
    return _account(platform, "@" + parts[0].lstrip("@"))
