"""Which accounts may be a voice's too: only by what nobody else can publish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import jasette
from jasette.desk.proposals import Proposal, profile, propose
from jasette.schema import TABLES
from jasette.source import Recipe, Rows

SITE = {"account_id": "blog:ville.example", "platform": "blog", "handle": None, "url": "https://ville.example/"}
X = {"account_id": "x:12", "platform": "x", "handle": "VilleValmont", "url": "https://x.com/VilleValmont"}
FEDI = {
    "account_id": "mastodon:https://social.example/users/ville",
    "platform": "mastodon",
    "handle": "ville@social.example",
    "url": "https://social.example/@ville",
}
SKY = {"account_id": "bluesky:did:plc:abc", "platform": "bluesky", "handle": "ville.example", "url": "https://bsky.app/profile/did:plc:abc"}
OWNED = {"x:@villevalmont": "ville", "blog:ville.example": "ville"}


def proposed(rows: list[dict[str, Any]], owned: dict[str, str] = OWNED) -> list[Proposal]:
    profiles = [profile({"links": None, **row}) for row in rows]
    return propose(owned, lambda names: [one for one in profiles if one.names & set(names)])


def test_profiles_that_link_both_ways():
    found = proposed([X | {"links": ["https://social.example/@ville"]}, FEDI | {"links": ["https://twitter.com/villevalmont"]}])
    assert [(one.voice, one.account_id, one.kind) for one in found] == [("ville", FEDI["account_id"], "links")]
    assert "x:12" in found[0].evidence


def test_a_site_that_names_a_profile_as_its_own_and_the_profile_that_names_the_site():
    found = proposed([SITE | {"links": ["https://social.example/@ville"]}, FEDI | {"links": ["https://ville.example"]}])
    assert [one.account_id for one in found] == [FEDI["account_id"]]


def test_one_direction_proves_nothing():
    assert proposed([X | {"links": ["https://social.example/@ville"]}, FEDI | {"links": []}]) == []
    assert proposed([X | {"links": []}, FEDI | {"links": ["https://x.com/VilleValmont", "https://ville.example"]}]) == []


def test_likeness_of_names_proves_nothing():
    assert proposed([X, FEDI | {"handle": "villevalmont@social.example", "url": "https://social.example/@villevalmont"}]) == []


def test_the_host_of_a_roster_line_as_a_handle():
    assert [(one.account_id, one.kind) for one in proposed([SKY])] == [("bluesky:did:plc:abc", "domain")]
    assert proposed([SKY], {"blog:ville.example/blog": "ville"}) == []  # a part of a host is not the host


def test_what_belongs_to_somebody_and_what_two_lead_to_is_not_proposed():
    linked = [X | {"links": ["https://social.example/@ville"]}, FEDI | {"links": ["https://x.com/VilleValmont"]}]
    assert proposed(linked, OWNED | {"mastodon:@ville@social.example": "autre"}) == []
    other = {**X, "account_id": "x:13", "handle": "Autre", "url": "https://x.com/Autre", "links": ["https://social.example/@ville"]}
    both = FEDI | {"links": ["https://x.com/VilleValmont", "https://x.com/Autre"]}
    assert proposed([linked[0], other, both], OWNED | {"x:@autre": "autre"}) == []


def test_addresses_of_posts_and_of_nothing_are_left_out():
    assert profile(X | {"links": ["https://x.com/a/status/1", "pas une adresse", "http://[::1"]}).claims == frozenset()


@pytest.fixture
def observatory(tmp_path: Path) -> Iterator[jasette.Observatory]:
    with jasette.Observatory.create(tmp_path / "o", purpose="p", responsible="r") as made:
        rows = [X | {"links": ["https://social.example/@ville"]}, FEDI | {"links": ["https://x.com/VilleValmont"]}, SKY]
        table = pa.Table.from_pylist(rows, TABLES["accounts"].arrow)
        made.archive.add([Rows("accounts", table)], file="a", digest="d", source="s", recipe=Recipe(), gate=made.desk.gate())
        yield made


def test_in_an_observatory_they_are_accepted_or_refused(observatory: jasette.Observatory) -> None:
    assert observatory.proposals() == []
    observatory.roster.add("ville", name="Ville", accounts=["@VilleValmont", "https://ville.example"], platform="x")
    assert [one.account_id for one in observatory.proposals()] == ["bluesky:did:plc:abc", FEDI["account_id"]]
    sky, fedi = observatory.proposals()
    observatory.roster.refuse("ville", observatory.desk.gate().hash(sky.account_id))
    observatory.roster.link("ville", fedi.account_id, evidence=fedi.evidence)
    assert observatory.proposals() == []
    assert observatory.roster.accounts("ville")[-1].evidence == fedi.evidence
    kept = observatory.desk.path.read_bytes() + observatory.desk.path.with_name("desk.sqlite-wal").read_bytes()
    assert sky.account_id.encode() not in kept  # a refused account may be a private person's
