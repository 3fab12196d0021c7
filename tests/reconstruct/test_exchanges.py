"""Exchanges: alternations, loops, approaches."""

from __future__ import annotations

import pytest


@pytest.fixture
def town(world):
    world.voice("ville", "x:1", group="public body", speakers=("x:2",)).voice("maire", "x:3", group="elected", camp="left")
    for account, handle in {"x:1": "ville", "x:2": "presse", "x:3": "maire", "x:7": "ann", "x:8": "bob"}.items():
        world.account(account, handle)
    return world


def talk(town, speakers: str) -> dict:
    """a = Ann, v = the voice; each replies to the last post of the other. The root is Bob's, who says nothing more."""
    town.post("x:00", "x:8", 0)
    last = {"a": "x:00", "v": "x:00"}
    for number, who in enumerate(speakers, start=1):
        other = "v" if who == "a" else "a"
        aim = last[other]
        text, mentions = ("hey @ville", ["x:1"]) if who == "a" and aim == "x:00" else ("hm", None)
        if who == "v" and aim == "x:00":  # nobody to reply to yet
            text, mentions = "and @ann?", ["x:7"]
        town.post(f"x:{number:02}", {"a": "x:7", "v": "x:1"}[who], number, text, reply_to=aim, mentions=mentions)
        last[who] = f"x:{number:02}"
    town.build()
    person = town.sql("SELECT person FROM {posts} WHERE account_id = 'x:7' LIMIT 1")
    return town.row("exchanges", voice="ville", person=person[0][0])


@pytest.mark.parametrize(
    ("speakers", "turns", "answered", "loop"),
    [
        ("a", 1, False, False),
        ("aaa", 1, False, False),
        ("av", 2, True, False),
        ("aavv", 2, True, False),
        ("ava", 3, True, True),
        ("va", 2, False, False),
        ("vav", 3, True, False),
        ("vava", 4, True, True),
    ],
)
def test_turns_answers_and_loops(town, speakers, turns, answered, loop):
    made = talk(town, speakers)
    assert (made["turns"], made["answered"], made["loop"]) == (turns, answered, loop)
    # Posts are numbered by their time: the person's first, the voice's next, the person's again.
    first = speakers.index("a")
    answer = speakers.find("v", first)
    again = speakers.find("a", answer) if answer >= 0 else -1
    assert (made["answered_us"], made["loop_us"]) == (answer + 1 or None, again + 1 or None)
    assert (made["posts_person"], made["posts_voice"]) == (speakers.count("a"), speakers.count("v"))
    assert made["opened_by"] == ("person" if speakers[0] == "a" else "voice")
    assert (made["at_us"], made["last_us"], made["group"]) == (1, len(speakers), "public")


def test_an_approach_is_a_reply_to_somebody_who_had_not_spoken_to_the_voice(town):
    town.post("x:a", "x:7", 1, "potholes!").post("x:b", "x:1", 2, "where?", reply_to="x:a").post("x:c", "x:7", 3, "there", reply_to="x:b")
    town.post("x:d", "x:8", 4, "potholes!").post("x:e", "x:1", 5, "where?", reply_to="x:d")
    town.post("x:f", "x:8", 6, "@ville potholes", mentions=["x:1"]).post("x:g", "x:1", 7, "where?", reply_to="x:f").build()
    assert [(made["approached"], made["replied_back"], made["replied_back_us"]) for made in town.rows("exchanges")] == [
        (True, True, 3),
        (True, False, None),
        (False, None, None),
    ]


def test_who_speaks_for_the_voice_is_its_side(town):
    town.post("x:a", "x:7", 1, "@ville?", mentions=["x:1"]).post("x:b", "x:2", 2, reply_to="x:a").build()
    assert town.row("exchanges", voice="ville")["turns"] == 2


def test_two_voices_meet_from_both_sides(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:3", 2, reply_to="x:a").post("x:c", "x:1", 3, reply_to="x:b").build()
    ville, maire = town.row("exchanges", voice="ville"), town.row("exchanges", voice="maire")
    assert (ville["person"], ville["group"], ville["camp"], ville["opened_by"]) == ("maire", "elected", "left", "person")
    assert (maire["person"], maire["group"], maire["opened_by"], maire["approached"]) == ("ville", "public body", "voice", True)


def test_self_replies_are_no_exchange(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:1", 2, reply_to="x:a").build()
    assert town.rows("exchanges") == []


def test_what_was_entered_by_hand_is_an_exchange_of_its_own(town):
    town.post("x:a", "x:7", 1, "@ville?", mentions=["x:1"]).post("hand:1", "x:1", 2, platform="hand", reply_to="x:a").build()
    assert [(made["platform"], made["turns"], made["answered"]) for made in town.rows("exchanges")] == [("x", 1, False), ("hand", 1, False)]
