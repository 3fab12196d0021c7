"""Forgotten before anything was read: what comes later is left out, and so is every reply's word of it."""

from __future__ import annotations

import pytest

from jasette import erase

ANN = "bluesky:did:plc:annannann"
ANNS = "at://did:plc:annannann/app.bsky.feed.post/3kunread"
MAY, MAYS = "mastodon:@may@social.example", "https://social.example/users/may/statuses/42"


def add(house, kit, *posts, digest, accounts=()) -> None:
    items = [kit.rows("posts", *posts)] if posts else []
    items += [kit.rows("accounts", *accounts)] if accounts else []
    house.archive.add(
        items,
        file="f",
        digest=digest * 64,
        source="made_up",
        recipe=kit.Recipe(),
        gate=house.desk.gate(),
        tell=lambda *named: erase.note(house.desk, *named),
    )
    erase.honour_deletions(house.archive, house.desk, house.folder, digests=[digest * 64])


def nothing_of(house, kit, *marks: str) -> None:
    assert kit.marks_in(house.folder, marks) == []


@pytest.mark.parametrize("reply_first", [True, False])
@pytest.mark.parametrize("says_whom", [True, False])
def test_replies_do_not_name_posts_that_were_left_out(house, kit, reply_first, says_whom) -> None:
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    hers = kit.post(1, kit.MARIE, "left out")
    reply = kit.post(4, kit.JEAN, "thanks", "reply", reply_to=kit.ASKED, root=kit.ASKED, reply_to_account=kit.MARIE if says_whom else None)
    for number, one in enumerate([reply, hers] if reply_first else [hers, reply]):
        add(house, kit, one, digest=str(number + 1))
    nothing_of(house, kit, "1500000000000000001", "900100200300")
    ((parent, root),) = house.ask("SELECT reply_to, root FROM stored_posts")
    assert parent == root == f"erased:{house.desk.gate().hash(kit.ASKED)}"
    assert not house.desk.optouts.unswept


@pytest.mark.parametrize(("account", "post_id"), [(ANN, ANNS), (MAY, MAYS)])
@pytest.mark.parametrize("forgotten_first", [True, False])
def test_ids_that_say_whose_they_are(house, kit, account, post_id, forgotten_first) -> None:
    reply = kit.post(4, kit.JEAN, "thanks", "reply", reply_to=post_id, quote_of=post_id)
    if forgotten_first:
        erase.forget(house.archive, house.desk, house.folder, account)
        add(house, kit, reply, digest="1")
    else:
        add(house, kit, reply, digest="1")
        assert erase.forget(house.archive, house.desk, house.folder, account).clean
    nothing_of(house, kit, "annannann", "social.example")
    assert house.ask("SELECT text FROM stored_posts") == [("thanks",)]


def test_a_handle_forgotten_before_its_account_was_known(house, kit) -> None:
    erase.forget(house.archive, house.desk, house.folder, f"x:@{kit.HANDLE}")
    add(house, kit, kit.post(1, kit.MARIE, "it comes without its handle"), kit.post(2, kit.PAUL, "stays"), digest="1")
    add(house, kit, digest="2", accounts=[{"account_id": kit.MARIE, "platform": "x", "handle": kit.HANDLE}])
    nothing_of(house, kit, "900100200300", "1500000000000000001", "marie_mark")
    assert house.ask("SELECT text FROM stored_posts") == [("stays",)]
    add(house, kit, kit.post(1, kit.MARIE, "again"), digest="3")
    assert house.ask("SELECT text FROM stored_posts") == [("stays",)]
    assert house.desk.optouts.awaited() == frozenset()


@pytest.mark.parametrize("profile_first", [True, False])
def test_an_account_forgotten_by_its_id_before_its_handle_was_known(house, kit, profile_first) -> None:
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    profile = {"account_id": kit.MARIE, "platform": "x", "handle": kit.HANDLE, "observed_us": 5}
    for digest in "12" if profile_first else "21":
        if digest == "1":
            add(house, kit, digest="1", accounts=[profile])
        else:
            add(house, kit, kit.post(4, kit.JEAN, f"thanks @{kit.HANDLE} !"), digest="2")
    nothing_of(house, kit, kit.HANDLE)
    assert house.ask("SELECT text FROM stored_posts") == [("thanks @… !",)]


def test_a_handle_that_somebody_else_bears_since_is_theirs(house, kit) -> None:
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    borne = {"platform": "x", "handle": kit.HANDLE}
    profiles = [{"account_id": kit.MARIE, "observed_us": 5, **borne}, {"account_id": kit.PAUL, "observed_us": 9, **borne}]
    add(house, kit, kit.post(4, kit.JEAN, f"thanks @{kit.HANDLE} !"), digest="1", accounts=profiles)
    assert house.ask("SELECT text FROM stored_posts") == [(f"thanks @{kit.HANDLE} !",)]


def test_a_handle_of_a_known_account_is_nobody_elses_fate(house, kit) -> None:
    add(house, kit, kit.post(1, kit.MARIE, "mine"), digest="1", accounts=[{"account_id": kit.MARIE, "platform": "x", "handle": kit.HANDLE}])
    erase.forget(house.archive, house.desk, house.folder, f"x:@{kit.HANDLE}")
    add(house, kit, kit.post(2, kit.PAUL, "his"), digest="2", accounts=[{"account_id": kit.PAUL, "platform": "x", "handle": kit.HANDLE}])
    assert house.ask("SELECT text FROM stored_posts") == [("his",)]


def test_killed_before_the_traces_were_looked_for(house, kit) -> None:
    add(house, kit, kit.post(4, kit.JEAN, "thanks", "reply", reply_to=kit.ASKED), digest="1")
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    erase.note(house.desk, [kit.ASKED])  # as an `add` that is killed right after its commit
    assert house.desk.optouts.unswept
    (receipt,) = erase.finish_unfinished(house.archive, house.desk, house.folder)
    assert receipt.what == "replay"
    nothing_of(house, kit, "1500000000000000001")


def test_many_at_once_with_one_receipt(marked, kit) -> None:
    receipt = erase.forget(marked.archive, marked.desk, marked.folder, kit.MARIE, kit.PAUL, "bluesky:@nobody.example")
    assert (receipt.what, receipt.subject, receipt.clean) == ("accounts", "", True)
    assert kit.marks_in(marked.folder, (*kit.MARKS, "555666777888")) == []
    assert len([line for line in marked.desk.audit.lines() if line.what == "forget"]) == 3
