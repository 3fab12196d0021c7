"""What is kept for longer than the retention goes, with every trace; what public voices said stays, and so do replies to it."""

from __future__ import annotations

import pytest

from jasette import erase
from jasette.desk import retention
from jasette.desk.dates import now_us
from jasette.desk.retention import DAY_US
from jasette.people import keyed_hash

DAYS = 180


@pytest.fixture
def kept(house, kit):
    """Everything that names Marie came long ago; the same posts, and one more of hers, today."""
    house.desk.roster.add("ville", name="Ville", group="public body", accounts=[kit.VILLE])
    house.add_all()
    house.desk.retention.came(["1" * 16], now_us() - (DAYS + 1) * DAY_US)
    house.add(
        kit.rows("posts", *kit.POSTS, kit.post(20, kit.JEAN, "came today", "reply", reply_to="x:1500000000000000004")),
        digest="2",
        file="today",
    )
    return house


def expire(house, **how):
    return erase.expire(house.archive, house.desk, house.folder, **how)


def test_the_public_goes_and_the_voice_stays(kept, kit) -> None:
    receipt = expire(kept)
    assert receipt is not None and receipt.clean
    assert (receipt.what, receipt.reason) == ("retention", "kept for 180 days")
    assert receipt.archive["posts"] == {"removed": 8, "cleared": 2}
    gate = kept.desk.gate()
    assert kept.ask("SELECT post_id, text, reply_to FROM stored_posts ORDER BY 1") == [
        (kit.ANSWER, f"@{kit.HANDLE} On Monday.", f"erased:{keyed_hash(gate.key, kit.ASKED)}"),
        ("x:1500000000000000020", "came today", f"erased:{keyed_hash(gate.key, 'x:1500000000000000004')}"),
    ]
    # one profile is of somebody who said something today, one of the voice
    assert kept.ask("SELECT account_id FROM stored_accounts ORDER BY 1") == [(kit.VILLE,), (kit.JEAN,)]
    assert kept.ask("SELECT count(*) FROM stored_rejects") == [(0,)]
    assert kept.ask("SELECT count(*) FROM stored_interactions") == [(0,)]
    assert kit.marks_in(kept.folder, ("unmistakable words", "1500000000000000001", "900100200300 ")) == []
    assert expire(kept) is None


def test_a_replay_stays_out(kept, kit) -> None:
    expire(kept)
    posts = kept.add_all()[0]
    assert (posts.stored, posts.opted_out) == (0, 8)
    # profiles, acts and rejects have no id that could stay out: the file is as old as it was, and they go at once
    assert erase.expire_if_due(kept.archive, kept.desk, kept.folder, added="2" * 16) is None
    assert erase.expire_if_due(kept.archive, kept.desk, kept.folder, added="1" * 16) is not None
    assert kit.marks_in(kept.folder, ("unmistakable words",)) == []


def test_the_clock_can_be_set_and_the_first_time_counts(kept, kit) -> None:
    assert expire(kept, as_of_us=now_us() - 2 * DAY_US) is None
    expire(kept, as_of_us=now_us())
    assert expire(kept, as_of_us=now_us() + (DAYS - 1) * DAY_US) is None
    kept.desk.retention.came(["2" * 16], now_us() + DAY_US)  # again: no later than the first time
    receipt = expire(kept, as_of_us=now_us() + DAYS * DAY_US)
    assert receipt is not None and receipt.archive["posts"]["removed"] == 1


def test_a_voice_that_lapsed_is_of_the_public(kept, kit) -> None:
    kept.desk.roster.add("jean", name="Jean", kind="person", group="elected", accounts=[kit.JEAN], reason="deputy")
    expire(kept)
    jeans = f"SELECT count(*) FROM stored_posts WHERE account_id = '{kit.JEAN}'"
    assert kept.ask(jeans) == [(3,)]
    receipt = expire(kept, as_of_us=now_us() + 731 * DAY_US)
    assert receipt is not None and receipt.clean
    assert kept.ask(jeans) == [(0,)]
    assert kept.ask("SELECT count(*) FROM stored_posts") == [(1,)]  # an organisation does not lapse


def test_an_account_is_a_voices_only_while_it_was_linked(kept, kit) -> None:
    kept.desk.roster.add("jean", name="Jean", group="media")
    kept.desk.roster.link("jean", kit.JEAN, evidence="says so", start="2022-04-15", end="2022-04-16")  # POSTS are of that day
    expire(kept)
    assert kept.ask(f"SELECT count(*) FROM stored_posts WHERE account_id = '{kit.JEAN}'") == [(3,)]
    kept.desk.roster.unlink(kit.JEAN)
    kept.desk.roster.link("jean", kit.JEAN, evidence="says so", start="2022-04-16")
    expire(kept)
    assert kept.ask(f"SELECT count(*) FROM stored_posts WHERE account_id = '{kit.JEAN}'") == [(1,)]


def test_once_a_day_and_not_beside_a_writer(kept, monkeypatch) -> None:
    assert erase.expire_if_due(kept.archive, kept.desk, kept.folder) is None  # the observatory was made today
    kept.desk.retention.looked(now_us() - DAY_US)
    monkeypatch.setattr(erase, "PATIENCE_S", 0.05)
    from jasette.archive import Archive

    with Archive.open(kept.archive.root).lock():
        kept.archive.wait_s = 0.05
        assert erase.expire_if_due(kept.archive, kept.desk, kept.folder) is None
    assert erase.expire_if_due(kept.archive, kept.desk, kept.folder) is not None
    monkeypatch.setattr(erase, "expire", lambda *_, **__: pytest.fail("twice in a day"))
    assert erase.expire_if_due(kept.archive, kept.desk, kept.folder) is None


def test_what_came_without_a_date_counts_from_when_it_was_seen(house, kit) -> None:
    house.add(kit.rows("posts", kit.post(1, kit.PAUL, "hello")), file="f")
    assert house.desk.retention.known() == frozenset()
    assert expire(house) is None
    assert house.desk.retention.known() == {"1" * 16}
    assert expire(house, as_of_us=now_us() + DAYS * DAY_US) is not None


def test_an_expiry_that_is_interrupted_is_finished(kept, kit) -> None:
    class Stop(Exception):
        pass

    def stop(step: str) -> None:
        if step == "posts":
            raise Stop

    with pytest.raises(Stop):
        expire(kept, progress=stop)
    assert kept.desk.optouts.pending()
    (receipt,) = erase.finish_unfinished(kept.archive, kept.desk, kept.folder)
    assert receipt.clean and receipt.what == "retention"
    assert kit.marks_in(kept.folder, ("unmistakable words",)) == []


def test_a_file_is_known_by_the_beginning_of_its_batches(kept) -> None:
    assert retention.DAY_US == 86_400 * 1_000_000
    assert {row[0] for row in kept.ask("SELECT DISTINCT split_part(batch, '-', 1) FROM stored_posts")} == {"1" * 16, "2" * 16}
