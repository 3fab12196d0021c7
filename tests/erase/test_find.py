"""What is found is found by keyed hashes alone, and no more than that."""

from __future__ import annotations

import pytest

from jasette import engine
from jasette.desk.optouts import ShutId
from jasette.erase.find import Found, Shut, find


def look(house, batches=None) -> Found:
    with engine.connect() as connection:
        house.archive.mount(connection, None)
        return find(connection, Shut(house.desk.gate(), house.desk.optouts.platforms()), batches)


def shut(house, account: str) -> None:
    house.desk.optouts.shut([ShutId(house.desk.gate().hash(account), "account", account.partition(":")[0])])


def test_nobody_stays_out_nothing_is_found(marked) -> None:
    assert look(marked) == Found()


def test_a_handle_alone_finds_all_that_is_said_with_it(marked, kit) -> None:
    shut(marked, "x:@marie_mark")
    found = look(marked)
    assert found.accounts == {"x:@marie_mark"}
    assert found.handles == {("x", "marie_mark")}
    assert found.posts == frozenset()
    assert len(found.addresses) == 3
    assert found.files == {"marie_mark_export.json": "erased.json"}
    assert len(found.rejects) == 1


def test_others_are_not_found(marked, kit) -> None:
    shut(marked, "x:@marie")  # a first name in plain words, and a path on another site
    shut(marked, "mastodon:@marie_mark")
    found = look(marked)
    assert (found.accounts, found.posts, found.handles, found.addresses) == (frozenset(),) * 4
    # names of files and unreadable records have no shape to go by: there, rather too much than too little
    assert found.files
    assert found.rejects


def test_words_entered_by_hand_may_mean_any_platform(house, kit) -> None:
    house.add(kit.rows("posts", {"post_id": "hand:1", "platform": "hand", "account_id": "x:7", "text": "told @bob"}), file="f")
    shut(house, "mastodon:@bob")
    assert look(house).handles == {("mastodon", "bob")}


@pytest.mark.parametrize(("batches", "found"), [(None, 2), (1, 1), (0, 0)])
def test_it_can_be_limited_to_new_rows(house, kit, batches, found) -> None:
    house.add(kit.rows("posts", kit.post(1, "x:11", "one")), digest="1", file="f")
    house.add(kit.rows("posts", kit.post(2, "x:12", "two")), digest="2", file="f")
    shut(house, "x:11")
    shut(house, "x:12")
    names = [row[0] for row in house.ask("SELECT DISTINCT batch FROM stored_posts ORDER BY 1")]
    assert len(look(house, None if batches is None else names[:batches]).accounts) == found
