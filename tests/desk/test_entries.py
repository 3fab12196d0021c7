from __future__ import annotations

import pytest

from jasette import schema
from jasette.desk import Desk, entries
from jasette.desk.entries import Entry
from jasette.errors import InputError

CALL = {"voice": "ville", "at": "2026-05-03 14:10", "medium": "telephone", "source": "call log", "witness": "J. Tremblay"}


@pytest.fixture
def ville(desk: Desk) -> Desk:
    desk.roster.add("ville", name="Ville", group="public body", accounts=["blog:ville.example", "x:@ville"])
    return desk


def test_the_same_words_are_the_same_post(ville: Desk) -> None:
    one, again = (entries.post(ville, **CALL, person="x:@Marie", answers="x:77", words="We called back.") for _ in range(2))
    assert one == again
    assert one.rows.into == "posts"
    assert one.rows.rows.schema == schema.POSTS.arrow
    (row,) = one.rows.rows.to_pylist()
    assert row["post_id"] == one.entry.post_id == f"hand:{one.digest[:32]}"
    assert (row["platform"], row["kind"], row["reply_to"], row["reply_to_account"]) == ("hand", "reply", "x:77", "x:@marie")
    assert row["account_id"] == "blog:ville.example"
    assert row["published_us"] == 1_777_831_800_000_000  # 18:10 UTC
    assert entries.post(ville, **CALL, person="x:@Marie", words="Other words.").digest != one.digest


def test_the_person_may_be_the_one_who_spoke(ville: Desk) -> None:
    (row,) = entries.post(ville, **CALL, person="x:@marie", by_person=True).rows.rows.to_pylist()
    assert (row["account_id"], row["reply_to_account"], row["text"]) == ("x:@marie", "blog:ville.example", None)


def test_source_and_witness_are_kept(ville: Desk) -> None:
    entered = entries.post(ville, **CALL, person="x:@marie")
    post_id = entries.record(ville, entered)
    (entry,) = ville.entries.rows()
    assert entry == Entry(post_id, "telephone", "call log", "J. Tremblay", entry.entered_us)
    assert entry.entered_us > 0
    ville.entries.blank(post_id)
    assert (ville.entries.rows()[0].source, ville.entries.rows()[0].witness) == ("", "")
    assert ville.entries.remove(post_id)
    assert not ville.entries.remove(post_id)


@pytest.mark.parametrize(
    "change",
    [
        {"witness": " "},
        {"source": ""},
        {"medium": ""},
        {"voice": "nobody"},
        {"at": "yesterday"},
        {"person": ""},
        {"person": "", "answers": "x:77", "by_person": True},
        {"person": "@marie"},
    ],
)
def test_an_entry_that_lacks_something_is_refused(ville: Desk, change: dict[str, object]) -> None:
    with pytest.raises(InputError, match="→"):
        entries.post(ville, **{**CALL, "person": "x:@marie", **change})  # type: ignore[arg-type]
