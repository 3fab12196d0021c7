"""Accounts that may be a voice's too, each with what was published for it; somebody accepts or refuses them.

Evidence is only what nobody but the owner can publish (PEOPLE, rule 8):

    links       a profile of the voice links to the account, and the account links back (from a site: rel=me)
    domain      the account's handle is the very host of a site in the voice's roster line (Bluesky asks the host for it)

Never a likeness of names, and never a link in one direction: whoever admires a party may name its site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from jasette.desk.addresses import parse_account
from jasette.errors import InputError

if TYPE_CHECKING:
    import duckdb

    from jasette.desk.roster import Roster
    from jasette.people import Gate

Evidence = Literal["links", "domain"]
BOTH_WAYS = "profiles link both ways: {one}, {other}"
DOMAIN = "the handle of {account} is the host of {site}"


NAMED = """
SELECT account_id, platform, handle, url, links FROM current_accounts
WHERE deleted_us IS NULL
    AND (account_id IN (SELECT name FROM wanted) OR concat(platform, ':@', lower(handle)) IN (SELECT name FROM wanted))
ORDER BY account_id"""


@dataclass(frozen=True)
class Profile:
    """An account as last observed: its id, the id that its handle makes, and the accounts whose addresses it names."""

    account_id: str
    names: frozenset[str]
    claims: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Proposal:
    """`account_id` may belong to `voice`; `evidence` is what was published, in words that the roster keeps."""

    voice: str
    account_id: str
    kind: Evidence
    evidence: str


def open_ones(roster: Roster, gate: Gate, connection: duckdb.DuckDBPyConnection) -> list[Proposal]:
    """What is proposed for the accounts on the roster, without what was refused; needs the archive's `current_accounts`."""

    def find(names: Iterable[str]) -> list[Profile]:
        connection.register("wanted", pa.table({"name": pa.array(sorted(names), pa.string())}))
        try:
            return [profile(row) for row in connection.sql(NAMED).to_arrow_table().to_pylist()]
        finally:
            connection.unregister("wanted")

    owned = {link.account_id: link.voice for link in roster.accounts() if link.how == "owns"}
    refused = roster.refused()
    return [one for one in propose(owned, find) if (one.voice, gate.hash(one.account_id)) not in refused]


def profile(row: Mapping[str, Any]) -> Profile:
    """From a row of accounts: account_id, platform, handle, url, links. What is no address of an account is left out."""
    account_id, handle = str(row["account_id"]), row["handle"]
    names = {account_id, *_accounts([f"{row['platform']}:@{handle}"] if handle else []), *_accounts([row["url"]] if row["url"] else [])}
    if account_id.startswith(("http://", "https://")):
        names |= set(_accounts([account_id]))
    claims = set(_accounts(row["links"] or ()))
    return Profile(account_id, frozenset(names), frozenset(claims - names))


def named_by_host(account_id: str) -> str:
    """The account that only the owner of the site's host can have; "" where it is no site, or only a part of a host."""
    platform, _, host = account_id.partition(":")
    return f"bluesky:@{host}" if platform == "blog" and "/" not in host else ""


def propose(owned: Mapping[str, str], find: Callable[[Iterable[str]], Sequence[Profile]]) -> list[Proposal]:
    """What the accounts `owned` (account_id → voice) lead to, by voice and account; no accounts, no proposals.

    `find` gives the profiles that any of these names means. An account that belongs to a voice already is never proposed,
    nor is one that two voices lead to: that is for people to sort out.
    """
    found: dict[str, dict[str, Proposal]] = defaultdict(dict)
    mine = [(known, voice) for known in find(owned) if (voice := _owner(known, owned))]
    reached = {name: other for other in find({claim for known, _ in mine for claim in known.claims}) for name in other.names}
    for known, voice in mine:
        for claim in sorted(known.claims):
            other = reached.get(claim)
            if other is not None and not _owner(other, owned) and other.claims & known.names:
                words = BOTH_WAYS.format(one=known.account_id, other=other.account_id)
                found[other.account_id].setdefault(voice, Proposal(voice, other.account_id, "links", words))
    sites = {named_by_host(account): account for account in owned if named_by_host(account)}
    for other in find(sites):
        for name in sorted(other.names & sites.keys()):
            if not _owner(other, owned):
                voice, words = owned[sites[name]], DOMAIN.format(account=other.account_id, site=sites[name])
                found[other.account_id].setdefault(voice, Proposal(voice, other.account_id, "domain", words))
    single = (next(iter(by_voice.values())) for by_voice in found.values() if len(by_voice) == 1)
    return sorted(single, key=lambda one: (one.voice, one.account_id))


def _owner(known: Profile, owned: Mapping[str, str]) -> str:
    return next((owned[name] for name in sorted(known.names) if name in owned), "")


def _accounts(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        try:
            yield parse_account(address)
        except (InputError, ValueError):  # an address of a post, or of nothing
            continue
