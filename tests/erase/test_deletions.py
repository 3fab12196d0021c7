"""What the platform says was deleted: of the public nothing stays, of a rostered voice time, kind and count."""

from __future__ import annotations

from jasette import erase
from jasette.people import keyed_hash


def gone(post_id, at_us=2_000):
    return {"post_id": post_id, "platform": "x", "deleted_us": at_us}


def setup(house, kit) -> None:
    house.desk.roster.add("ville", name="Ville", group="public body", accounts=["x:@ville"])  # known by its handle alone
    house.add_all()


def test_a_deletion_by_the_public_leaves_a_hash(house, kit) -> None:
    setup(house, kit)
    house.add(kit.rows("posts", gone(kit.ASKED), gone(kit.OTHER)), digest="3", file="deletions")
    receipt = erase.honour_deletions(house.archive, house.desk, house.folder)
    assert receipt.what == "deletions"
    assert receipt.archive["posts"]["removed"] == 4
    gate = house.desk.gate()
    assert gate.shut_posts == {keyed_hash(gate.key, kit.ASKED), keyed_hash(gate.key, kit.OTHER)}
    assert house.ask(f"SELECT count(*) FROM stored_posts WHERE account_id = '{kit.MARIE}' OR deleted_us IS NOT NULL") == [(0,)]
    assert house.ask("SELECT reply_to FROM stored_posts WHERE kind = 'reply' ORDER BY post_id")[0] == (
        f"erased:{keyed_hash(gate.key, kit.ASKED)}",
    )
    assert kit.marks_in(house.folder, ("1500000000000000001", "1500000000000000002")) == []
    assert house.ask(f"SELECT handle FROM stored_accounts WHERE account_id = '{kit.MARIE}'") == [("Marie_Mark",)]  # she did not ask to go


def test_an_office_holders_deletion_leaves_time_kind_and_count(house, kit) -> None:
    setup(house, kit)
    house.add(kit.rows("posts", kit.post(3, kit.VILLE, "edited: On Tuesday.", "reply", observed_us=9)), digest="4", file="later")
    house.add(kit.rows("posts", gone(kit.ANSWER)), digest="3", file="deletions")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    stub = f"erased:{keyed_hash(house.desk.gate().key, kit.ANSWER)}"
    (row,) = house.ask("SELECT * EXCLUDE (batch, content_key) FROM stored_posts WHERE deleted_us IS NOT NULL")
    known = [value for value in row if value is not None]
    assert known == [stub, "x", "reply", kit.VILLE, 1_650_000_000_000_003, 2_000]
    assert house.ask("SELECT reply_to FROM stored_posts WHERE account_id = '" + kit.JEAN + "' AND kind = 'reply'") == [(stub,)]
    assert kit.marks_in(house.folder, ("1500000000000000003", "on monday", "on tuesday")) == []
    assert erase.honour_deletions(house.archive, house.desk, house.folder) is None  # the stub is not deleted again


def test_a_deleted_post_does_not_come_back(house, kit) -> None:
    setup(house, kit)
    house.add(kit.rows("posts", gone(kit.ANSWER), gone(kit.ASKED)), digest="3", file="deletions")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    before = house.contents()["posts"]
    posts = house.add_all()[0]
    assert (posts.stored, posts.opted_out) == (0, 2)
    (again,) = house.add(kit.rows("posts", gone(kit.ANSWER), gone(kit.ASKED)), digest="3", file="deletions")
    assert (again.stored, again.opted_out) == (0, 2)
    assert house.contents()["posts"] == before


def test_a_deletion_before_its_post(house, kit) -> None:
    house.add(kit.rows("posts", gone(kit.ASKED)), digest="3", file="deletions")
    assert erase.honour_deletions(house.archive, house.desk, house.folder) is not None
    posts = house.add_all()[0]
    assert posts.opted_out == 1
    assert house.ask(f"SELECT count(*) FROM stored_posts WHERE post_id = '{kit.ASKED}'") == [(0,)]


def test_nothing_deleted_nothing_done(house, kit) -> None:
    setup(house, kit)
    before = house.archive.versions()
    assert erase.honour_deletions(house.archive, house.desk, house.folder) is None
    assert house.archive.versions() == before
    assert not (house.folder / "receipts").exists()


def test_forgetting_an_office_holder_leaves_no_stub(house, kit) -> None:
    setup(house, kit)
    house.add(kit.rows("posts", gone(kit.ANSWER)), digest="3", file="deletions")
    erase.honour_deletions(house.archive, house.desk, house.folder)
    erase.forget(house.archive, house.desk, house.folder, "x:@ville")
    assert house.ask("SELECT count(*) FROM stored_posts WHERE deleted_us IS NOT NULL") == [(0,)]
    assert house.desk.roster.voices() == []
    assert kit.marks_in(house.folder, ("111222333444",)) == []
