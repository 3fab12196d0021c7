"""Marks are planted wherever somebody can be named; after `forget`, none of them is in any byte of the folder."""

from __future__ import annotations

import json

import pytest

from jasette import erase
from jasette.errors import InputError
from jasette.people import keyed_hash


def test_the_marks_are_there_before(marked, kit) -> None:
    assert {mark for _, mark in kit.marks_in(marked.folder)} == set(kit.MARKS)


@pytest.mark.parametrize("account", ["x:900100200300", "x:@Marie_Mark", "https://x.com/marie_mark"])
def test_nothing_of_the_account_is_left(marked, kit, account) -> None:
    receipt = erase.forget(marked.archive, marked.desk, marked.folder, account)
    assert kit.marks_in(marked.folder) == []
    assert receipt.clean
    assert receipt.searched == "words"
    assert marked.desk.audit.verify().whole


def test_others_keep_what_is_theirs(marked, kit) -> None:
    before = {row[0]: row for row in marked.ask("SELECT post_id, content_key, batch, kind, account_id, published_us FROM stored_posts")}
    erase.forget(marked.archive, marked.desk, marked.folder, kit.MARIE)
    after = {row[0]: row for row in marked.ask("SELECT post_id, content_key, batch, kind, account_id, published_us FROM stored_posts")}
    assert after == {post_id: row for post_id, row in before.items() if row[4] != kit.MARIE}
    gate = marked.desk.gate()
    asked, other = (f"erased:{keyed_hash(gate.key, post_id)}" for post_id in (kit.ASKED, kit.OTHER))
    rows = marked.ask(
        "SELECT CAST(substr(post_id, 21) AS INT), text, reply_to, reply_to_account, root, repost_of, quote_of, mentions, links, tags "
        "FROM stored_posts WHERE platform = 'x' ORDER BY 1"
    )
    assert [row[1:] for row in rows] == [
        ("@… On Monday.", asked, None, asked, None, None, [], None, None),
        ("@… @Ville Thanks, @…! (not @mariemark)", kit.ANSWER, kit.VILLE, asked, None, None, [kit.VILLE], None, None),
        (None, None, None, None, other, None, None, None, None),
        (None, None, None, None, None, None, None, None, None),
        ("Look: (link)", None, None, None, None, other, None, ["https://example.org/kept"], None),
        ("Marie is a first name; marie is not a handle", None, None, None, None, None, [kit.JEAN], ["https://example.org/marie"], None),
        ("profile: (link) and mail a@b.example", None, None, None, None, None, None, [], None),
    ]
    assert marked.ask("SELECT text, reply_to_account, account_id FROM stored_posts WHERE platform = 'hand'") == [(None, None, kit.VILLE)]
    assert marked.ask("SELECT account_id, handle, bio FROM stored_accounts ORDER BY 1") == [
        (kit.VILLE, "Ville", None),
        (kit.PAUL, "paul", "friend of @…, (link)"),
        (kit.JEAN, None, None),  # bore the handle before her
    ]
    assert marked.ask("SELECT count(*), count(DISTINCT member) FROM stored_audience") == [(1, 1)]
    assert marked.ask("SELECT object FROM stored_interactions ORDER BY 1") == [(asked,), ("https://example.org",)]
    assert marked.ask("SELECT subject, source FROM stored_coverage") == [(kit.VILLE, "erased.json")]
    assert marked.ask("SELECT raw, file FROM stored_rejects") == [(kit.OTHER_RECORD, "erased.json")]
    assert {row[0] for row in marked.ask("SELECT DISTINCT file FROM stored_ledger")} == {"erased.json", "by hand"}
    assert [voice.voice for voice in marked.desk.roster.voices()] == ["ville"]
    assert [link.evidence for link in marked.desk.roster.accounts()] == ["", ""]
    assert marked.desk.coverage.rows() == []
    assert [line.why for line in marked.desk.audit.lines()] == [None, "to answer somebody else", ""]
    (entry,) = marked.desk.entries.rows()
    assert (entry.medium, entry.source, entry.witness) == ("telephone", "", "")


def test_a_replay_stores_nothing_of_the_account(marked, kit) -> None:
    erase.forget(marked.archive, marked.desk, marked.folder, kit.MARIE)
    before = marked.contents()
    receipts = {receipt.into: receipt for receipt in marked.add_all()}
    assert all(receipt.balanced for receipt in receipts.values())
    posts = receipts["posts"]
    assert (posts.read, posts.stored, posts.duplicate, posts.rejected, posts.opted_out) == (12, 0, 7, 3, 2)
    assert (receipts["accounts"].stored, receipts["accounts"].opted_out) == (0, 1)
    assert (receipts["audience"].stored, receipts["audience"].opted_out) == (0, 2)
    assert (receipts["interactions"].stored, receipts["interactions"].opted_out) == (0, 1)
    # rejects and the file's name come again with the file; what every `add` ends with takes them out
    receipt = erase.honour_deletions(marked.archive, marked.desk, marked.folder)
    assert receipt is not None
    assert receipt.what == "replay"
    assert kit.marks_in(marked.folder) == []
    after = marked.contents()
    assert len(after.pop("ledger")) > len(before.pop("ledger"))
    assert after == before
    assert erase.honour_deletions(marked.archive, marked.desk, marked.folder) is None


def test_new_words_about_the_account_are_cleared_when_they_come(marked, kit) -> None:
    erase.forget(marked.archive, marked.desk, marked.folder, kit.MARIE)
    late = kit.post(
        20, kit.PAUL, f"@{kit.HANDLE} are you there?", "reply", reply_to=kit.OTHER, reply_to_account=kit.MARIE, mentions=[kit.MARIE]
    )
    marked.add(kit.rows("posts", late), digest="7", file="late.json")
    erase.honour_deletions(marked.archive, marked.desk, marked.folder, digests=["7" * 64])
    assert kit.marks_in(marked.folder) == []
    ((text, parent),) = marked.ask("SELECT text, reply_to FROM stored_posts WHERE post_id = 'x:1500000000000000020'")
    assert text == "@… are you there?"
    assert parent.startswith("erased:")


def test_tables_that_name_nobody_are_not_touched(house, kit) -> None:
    house.add(
        kit.rows("posts", kit.post(1, kit.PAUL, "hello")), kit.rows("interactions", {"account_id": kit.PAUL, "kind": "share"}), file="f"
    )
    house.add(kit.rows("posts", kit.post(2, kit.MARIE, "hello")), digest="2", file="f")
    before = house.archive.versions()
    receipt = erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    after = house.archive.versions()
    assert {name for name in after if after[name] != before[name]} == {"posts"} == set(receipt.archive)
    assert receipt.archive["posts"] == {"removed": 1, "cleared": 0}


def test_whoever_is_not_there_yet_stays_out(house, kit) -> None:
    receipt = erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    assert "nothing was held" in receipt.text()
    (posts,) = house.add(kit.rows("posts", kit.post(1, kit.MARIE, "hello"), kit.post(2, kit.PAUL, "hello")), file="f")
    assert (posts.stored, posts.opted_out) == (1, 1)
    with pytest.raises(InputError):
        erase.forget(house.archive, house.desk, house.folder, "not an account")


def test_a_handle_that_somebody_else_bears_now_is_theirs(house, kit) -> None:
    house.add(
        kit.rows("posts", kit.post(1, kit.MARIE, "mine"), kit.post(2, kit.JEAN, "his"), kit.post(3, kit.PAUL, "@shared hello")),
        kit.rows(
            "accounts",
            {"account_id": kit.MARIE, "platform": "x", "handle": "shared", "observed_us": 1},
            {"account_id": kit.JEAN, "platform": "x", "handle": "shared", "observed_us": 2},
        ),
        file="f",
    )
    erase.forget(house.archive, house.desk, house.folder, kit.MARIE)
    assert house.ask("SELECT text FROM stored_posts ORDER BY post_id") == [("his",), ("@shared hello",)]
    assert house.ask("SELECT account_id, handle FROM stored_accounts") == [(kit.JEAN, "shared")]


def test_the_receipt_names_nobody_and_is_kept(marked, kit) -> None:
    receipt = erase.forget(marked.archive, marked.desk, marked.folder, "x:@marie_mark", reason="asked by letter")
    (file,) = (marked.folder / "receipts").iterdir()
    kept = json.loads(file.read_text())
    assert kept["subject"] == receipt.subject == keyed_hash(marked.desk.gate().key, "x:@marie_mark")
    assert kept["reason"] == "asked by letter"
    assert receipt.archive["posts"] == {"removed": 2, "cleared": 7}
    text = receipt.text(marked.desk.zone)
    assert "posts: 2 rows removed, 7 cleared" in text
    assert "none is left" in text
    assert "It cannot reach:" in text
    assert "copies and backups" in text


def test_what_the_user_left_in_the_folder_is_pointed_at(marked, kit) -> None:
    (marked.folder / "my-export.csv").write_text(f"handle,text\n@{kit.HANDLE},hello\n")
    receipt = erase.forget(marked.archive, marked.desk, marked.folder, kit.MARIE)
    assert receipt.found == ("my-export.csv",)
    assert not receipt.clean
    assert "my-export.csv" in receipt.text()
    assert kit.HANDLE.lower() not in receipt.text().lower()
