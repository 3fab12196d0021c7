"""Handles, voices, dates, pseudonyms."""

from __future__ import annotations

from jasette import people


def test_everybody_outside_the_roster_is_a_pseudonym(world):
    world.voice("ville", "x:1", group="public body").post("x:p", "x:7", 1).post("x:q", "x:1", 2).build()
    private, own = world.rows("posts")
    assert (private["voice"], private["person"], private["group"]) == (None, people.pseudonym("0" * 64, "x:7"), "public")
    assert (own["voice"], own["person"], own["group"]) == ("ville", "ville", "public body")


def test_an_unknown_author_is_nobody(world):
    world.post("x:p", None, 1).build()
    assert [world.row("posts")[name] for name in ("voice", "person", "group", "camp")] == [None] * 4


def test_a_handle_is_the_account_last_observed_with_it(world):
    world.voice("ville", "x:@ville").account("x:1", "Ville", 5).account("x:2", "ville", 9).account("x:3", "VILLE")
    world.post("x:p", "x:2", 1).post("x:q", "x:1", 2).post("x:r", "x:@ville", 3).build()
    assert [post["voice"] for post in world.rows("posts")] == ["ville", None, "ville"]
    assert world.rows("posts")[2]["account_id"] == "x:2"


def test_an_account_known_only_by_its_handle_keeps_it(world):
    world.voice("ville", "x:@ville").post("x:p", "x:@ville", 1).build()
    assert (world.row("posts")["voice"], world.row("posts")["account_id"]) == ("ville", "x:@ville")


def test_the_roster_is_dated(world):
    world.voice("old").voice("new")
    world.roster["roster_accounts"] += [
        {"account_id": "x:1", "voice": "old", "how": "owns", "from_us": 10, "to_us": 20},
        {"account_id": "x:1", "voice": "new", "how": "owns", "from_us": 20, "to_us": None},
    ]
    for at in (9, 10, 19, 20, 99):
        world.post(f"x:{at:02}", "x:1", at)
    world.post("x:when", "x:1", None).build()
    assert {post["post_id"]: post["voice"] for post in world.rows("posts")} == {
        "x:09": None,
        "x:10": "old",
        "x:19": "old",
        "x:20": "new",
        "x:99": "new",
        "x:when": "new",  # no time: the latest entry
    }


def test_groups_and_camps_are_dated_and_the_kind_stands_in(world):
    world.voice("ann", "x:1")
    world.roster["memberships"] += [
        {"voice": "ann", "group": "party", "camp": "left", "from_us": 10, "to_us": 20},
        {"voice": "ann", "group": "elected", "camp": None, "from_us": 15, "to_us": None},
    ]
    for at in (5, 12, 16, 30):
        world.post(f"x:{at:02}", "x:1", at)
    world.build()
    assert [(post["group"], post["camp"]) for post in world.rows("posts")] == [
        ("organisation", None),
        ("party", "left"),
        ("elected", None),  # of two that overlap the one entered later in time
        ("elected", None),
    ]
    voice = world.row("voices")
    assert (voice["voice"], voice["kind"], voice["group"], voice["camp"]) == ("ann", "organisation", "elected", None)


def test_a_voice_without_entries_is_still_a_voice(world):
    world.voice("silent").build()
    assert world.row("voices") == {"voice": "silent", "name": "Silent", "kind": "organisation", "group": "organisation", "camp": None}


def test_who_speaks_for_a_voice_is_not_the_voice(world):
    world.voice("ville", "x:1", speakers=("x:2",)).post("x:p", "x:2", 1).build()
    assert (world.row("posts")["voice"], world.row("posts")["group"]) == (None, "public")
