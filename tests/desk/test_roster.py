from __future__ import annotations

import pytest

from jasette.desk import Desk
from jasette.desk.voices import AccountLink, Membership, Voice, slug
from jasette.errors import InputError, Refused

A, B = Voice("a", "A", "organisation"), Voice("b", "B", "person", reason="deputy")


@pytest.fixture
def roster(desk: Desk):
    desk.roster.put(A)
    desk.roster.put(B)
    return desk.roster


def test_a_private_person_is_never_on_the_roster(desk: Desk) -> None:
    with pytest.raises(Refused, match="reason"):
        desk.roster.put(Voice("c", "C", "person"))


@pytest.mark.parametrize("name", ["", "p:0123", "*", "two words", "x:@a"])
def test_a_voice_has_a_short_name_that_is_no_account_and_no_pseudonym(desk: Desk, name: str) -> None:
    with pytest.raises(InputError):
        desk.roster.put(Voice(name, "N", "organisation"))


def test_kind_and_name_are_needed(desk: Desk) -> None:
    with pytest.raises(InputError, match="person, organisation"):
        desk.roster.put(Voice("c", "C", "robot"))
    with pytest.raises(InputError, match="no name"):
        desk.roster.put(Voice("c", "", "organisation"))


def test_an_account_has_one_owner_at_a_time(roster) -> None:
    roster.tie(AccountLink("x:1", "a", to_us=100))
    roster.tie(AccountLink("x:1", "b", from_us=100))
    roster.tie(AccountLink("x:1", "b", from_us=100))  # the same again
    with pytest.raises(InputError, match="already belongs to a"):
        roster.tie(AccountLink("x:1", "b", from_us=50, to_us=60))
    assert len(roster.accounts()) == 2


def test_a_person_may_write_for_an_organisation(roster) -> None:
    roster.tie(AccountLink("x:1", "b"))
    roster.tie(AccountLink("x:1", "a", how="speaks_for"))
    assert [link.how for link in roster.accounts()] == ["owns", "speaks_for"]
    with pytest.raises(InputError, match="already speaks for a"):
        roster.tie(AccountLink("x:1", "a", how="speaks_for", from_us=5))


def test_a_voice_has_one_group_at_a_time(roster) -> None:
    roster.join(Membership("a", "party", "left", None, 100))
    roster.join(Membership("a", "party", "left", None, 100))
    roster.join(Membership("a", "media", "", 100, None))
    with pytest.raises(InputError, match="already in party / left"):
        roster.join(Membership("a", "media", "", 99, 100))
    with pytest.raises(InputError, match="the public"):
        roster.join(Membership("b", "public"))


def test_an_unknown_voice_is_named_with_those_near(roster) -> None:
    roster.put(Voice("zemmour", "Éric Zemmour", "organisation"))
    with pytest.raises(InputError, match="did you mean zemmour"):
        roster.join(Membership("zemour", "party"))
    with pytest.raises(InputError, match="add the voice first"):
        roster.tie(AccountLink("x:1", "qqq"))


def test_periods_and_relations_are_checked(roster) -> None:
    with pytest.raises(InputError, match="ends before"):
        roster.join(Membership("a", "party", "", 5, 5))
    with pytest.raises(InputError, match="owns, speaks_for"):
        roster.tie(AccountLink("x:1", "a", how="likes"))
    with pytest.raises(InputError, match="not an account_id"):
        roster.tie(AccountLink("handle", "a"))


def test_links_and_voices_can_be_undone(roster) -> None:
    roster.join(Membership("a", "party"))
    roster.tie(AccountLink("x:1", "a"))
    roster.tie(AccountLink("x:2", "a"))
    assert roster.unlink("x:1") == 1
    assert roster.unlink("x:2", "b") == 0
    assert roster.remove("a")
    assert not roster.remove("a")
    assert (roster.accounts(), roster.memberships()) == ([], [])


def test_tables_leave_out_what_has_lapsed(roster) -> None:
    roster.put(Voice("c", "C", "organisation", lapses_us=1000))
    roster.join(Membership("c", "media", "", 1, None))
    roster.tie(AccountLink("x:3", "c"))
    roster.tie(AccountLink("x:1", "a", to_us=9))
    before, after = roster.tables(999), roster.tables(1000)
    assert before["voices"]["voice"].to_pylist() == ["a", "b", "c"]
    assert before["memberships"].to_pylist() == [{"voice": "c", "group": "media", "camp": None, "from_us": 1, "to_us": None}]
    assert after["voices"]["voice"].to_pylist() == ["a", "b"]
    assert after["memberships"].num_rows == 0
    assert after["memberships"].schema == before["memberships"].schema
    assert after["roster_accounts"].to_pylist() == [{"account_id": "x:1", "voice": "a", "how": "owns", "from_us": None, "to_us": 9}]


def test_slugs() -> None:
    assert [slug(name) for name in ("Éric Zemmour", "  Europe Écologie – Les Verts ", "…")] == [
        "eric-zemmour",
        "europe-ecologie-les-verts",
        "",
    ]


def test_the_account_that_speaks_for_an_entry_by_hand(roster) -> None:
    roster.tie(AccountLink("x:1", "b", how="speaks_for"))
    roster.tie(AccountLink("x:2", "b", to_us=100))
    roster.tie(AccountLink("x:3", "b"))
    assert (roster.account_of("b", 99), roster.account_of("b")) == ("x:2", "x:3")
    with pytest.raises(InputError, match="no account of its own"):
        roster.account_of("a")


def test_a_voice_is_added_as_people_say_it_or_not_at_all(desk: Desk) -> None:
    desk.roster.add("ville", name="Ville", group="public body", accounts=["x:@Ville", "https://ville.example/"])
    desk.roster.link("ville", "@Service", how="speaks_for", evidence="profile", start="2022-01-01", end="2022-02-01", platform="x")
    assert [link.account_id for link in desk.roster.accounts("ville")] == ["x:@ville", "blog:ville.example", "x:@service"]
    assert desk.roster.accounts()[-1].from_us == 1_641_013_200_000_000  # midnight in Toronto is 05:00 UTC
    with pytest.raises(InputError):
        desk.roster.add("other", name="Other", accounts=["x:@new", "x:@ville"])
    assert [voice.voice for voice in desk.roster.voices()] == ["ville"]
