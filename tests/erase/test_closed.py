"""Accounts that end: all that they wrote goes, and stays away; of a rostered voice time, kind and count stay."""

from __future__ import annotations

import pytest

from jasette import erase
from jasette.desk import entries
from jasette.errors import Refused
from jasette.people import keyed_hash


def ended(account_id, at_us=2_000):
    return {"account_id": account_id, "platform": "x", "deleted_us": at_us, "observed_us": at_us}


def setup(house) -> None:
    house.desk.roster.add("ville", name="Ville", group="public body", accounts=["x:@ville"])  # known by its handle alone
    house.add_all()


def test_an_account_of_the_public_goes_with_all_it_wrote(house, kit) -> None:
    setup(house)
    house.add(kit.rows("accounts", ended(kit.MARIE)), digest="3", file="ends")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    gate = house.desk.gate()
    assert keyed_hash(gate.key, kit.MARIE) in gate.shut_accounts
    assert house.ask(f"SELECT count(*) FROM stored_posts WHERE account_id = '{kit.MARIE}'") == [(0,)]
    assert house.ask(f"SELECT count(*) FROM stored_accounts WHERE account_id = '{kit.MARIE}'") == [(0,)]
    assert kit.marks_in(house.folder, ("1500000000000000001", "Marie_Mark")) == []
    # what a replay brings stays out, the end itself included
    before = house.contents()["posts"]
    house.add_all()
    house.add(kit.rows("accounts", ended(kit.MARIE)), digest="3", file="ends")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    assert house.contents()["posts"] == before
    assert kit.marks_in(house.folder, ("1500000000000000001", "Marie_Mark")) == []


def test_what_was_noted_by_hand_about_a_talk_goes_with_an_account_that_ends(house, kit) -> None:
    setup(house)
    call = entries.post(
        house.desk,
        voice="ville",
        person=kit.MARIE,
        at="2022-05-03",
        medium="telephone",
        source="her number",
        witness="her friend",
        words="hers",
    )
    house.add(call.rows, digest="2", file="by hand")
    entries.record(house.desk, call)
    house.add(kit.rows("accounts", ended(kit.MARIE)), digest="3", file="ends")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    assert [(one.source, one.witness) for one in house.desk.entries.rows()] == [("", "")]
    with pytest.raises(Refused, match="stays out"):
        entries.post(house.desk, voice="ville", person=kit.MARIE, at="2022-05-04", medium="letter", source="s", witness="w")


def test_of_a_rostered_voice_time_kind_and_count_stay(house, kit) -> None:
    setup(house)
    [(posts,)] = house.ask(f"SELECT count(DISTINCT post_id) FROM stored_posts WHERE account_id = '{kit.VILLE}'")
    assert posts
    house.add(kit.rows("accounts", ended(kit.VILLE)), digest="3", file="ends")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    rows = house.ask(f"SELECT text, deleted_us, starts_with(post_id, 'erased:') FROM stored_posts WHERE account_id = '{kit.VILLE}'")
    assert rows == [(None, 2_000, True)] * posts
    assert house.desk.gate().shut_accounts == frozenset()
    assert erase.honour_deletions(house.archive, house.desk, house.folder) is None


def test_nobody_ends_nothing_is_done(house, kit) -> None:
    setup(house)
    before = house.archive.versions()
    assert erase.honour_deletions(house.archive, house.desk, house.folder) is None
    assert house.archive.versions() == before
