"""Pure rules on people: who may be named, what small groups hide, how a name becomes a hash.

Keys and opt-outs are arguments: nothing here reads a file. The same hash is computed in Python and in SQL.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jasette.sql import literal

FLOOR = 10
"""Fewest distinct people behind an aggregate over the public. A floor can only be raised."""

HANDLE = r"(^|[^\w@])@\w+(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?"
ADDRESS = r"(?i)\b(?:https?://|www\.)\S+"
"""Patterns without lookaround, so that Python and the SQL engines (RE2) read them alike."""


def keyed_hash(key: str, text: str) -> str:
    """SHA-256 of key and text as 64 hex digits; without the key it cannot be recomputed by guessing ids.

    The key is 64 random hex digits of fixed length, so prefixing it is enough here: the hash is only ever compared.
    """
    return hashlib.sha256(f"{key}{text}".encode()).hexdigest()


def keyed_hash_sql(key: str, expression: str) -> str:
    """The same as an SQL expression (`sha256` gives hex in DuckDB). The key is hex: it needs no escaping."""
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise ValueError("a key is 64 hex digits")
    return f"sha256(concat('{key}', {expression}))"


AUTHORS = (
    (re.compile(r"at://(did:[^/]+)/"), ("bluesky:{0}",)),
    (re.compile(r"https?://([^/]+)/users/([^/]+)/"), ("mastodon:https://{0}/users/{1}", "mastodon:@{1}@{0}")),
    (re.compile(r"https?://([^/]+)/@([^/]+)/"), ("mastodon:https://{0}/@{1}", "mastodon:@{1}@{0}")),
)
"""Ids of posts that name their author, and how."""


def authors_of(post_id: str) -> list[str]:
    """Accounts that the id of a post names as its author; [] where it names nobody (most platforms)."""
    for pattern, accounts in AUTHORS:
        if found := pattern.match(post_id):
            named = [account.format(*found.groups()) for account in accounts]
            return [*dict.fromkeys([*named, *(one.lower() for one in named if one.startswith("mastodon:@"))])]
    return []


def pseudonym_sql(key: str, expression: str) -> str:
    """`p:` and 16 hex digits: the name of a private person in every table that is derived."""
    return f"concat('p:', substr({keyed_hash_sql(key, expression)}, 1, 16))"


def pseudonym(key: str, account_id: str) -> str:
    return "p:" + keyed_hash(key, account_id)[:16]


def mask(text: str, named: Collection[str] = ()) -> str:
    """`text` with handles and addresses replaced, for showing words outside their conversation.

    `named`: handles that stay, lower case with their @: those of public voices, who name private people in what they write.
    """

    def hide(found: re.Match[str]) -> str:
        return found[0] if found[0][len(found[1]) :].lower() in named else f"{found[1]}@…"

    return re.sub(HANDLE, hide, re.sub(ADDRESS, "(link)", text))


def mask_sql(expression: str) -> str:
    """The same as an SQL expression."""
    links = f"regexp_replace({expression}, {literal(ADDRESS)}, '(link)', 'g')"
    return f"regexp_replace({links}, {literal(HANDLE)}, '\\1@…', 'g')"


OFFICE_HOLDERS = frozenset({"elected", "office-holder"})
"""Groups of the roster whose people speak in office."""


def may_have_topic(kind: str | None, group: str | None, *, policy: bool) -> bool:
    """Whether a voice has figures on a topic of the sensitive list; `policy`: on words that laws and services are about as well.

    Organisations do. A person does not, save an office-holder on policy.
    """
    return kind != "person" or (policy and group in OFFICE_HOLDERS)


def suppress(people: Sequence[int], floor: int = FLOOR, already: Sequence[bool] = ()) -> list[bool]:
    """Which cells of one additive partition to hide, given the distinct people behind each and which are hidden `already`.

    Primary: fewer than `floor` people (and at least one). Complementary: while the hidden cells together hold fewer
    than `floor` people, or only one is hidden, a subtraction from the total would show it, so the smallest visible
    non-empty cell is hidden too. No cells: []. Source: Cox 1980, Willenborg & de Waal 2001.
    """
    floor = max(floor, FLOOR)
    hidden = [0 < count < floor or hide for count, hide in zip(people, already or [False] * len(people), strict=True)]
    while any(hidden):
        together = sum(count for count, hide in zip(people, hidden, strict=True) if hide)
        visible = [index for index, hide in enumerate(hidden) if not hide and people[index] > 0]
        if not visible or (together >= floor and sum(hidden) > 1):
            break
        hidden[min(visible, key=lambda index: people[index])] = True
    return hidden


@dataclass(frozen=True)
class Gate:
    """What the archive must know of people's decisions when it stores or shows rows.

    `key` hashes opted-out and erased ids; `audience_key` hashes members of audiences and nothing else, so that they
    cannot be joined to posts (empty when sealed); `shut_accounts` and `shut_posts` are keyed hashes under `key`.
    """

    key: str
    audience_key: str = ""
    shut_accounts: frozenset[str] = field(default_factory=frozenset)
    shut_posts: frozenset[str] = field(default_factory=frozenset)

    def hash(self, text: str) -> str:
        return keyed_hash(self.key, text)
