"""The three exchanges of a voice: which ones, and what is said of whom."""

from typing import Any

import pytest

from jasette.locale import Words
from jasette.page import Exchange
from jasette.page.extracts import extracts
from jasette.page.voices import roster

DAY = 86_400_000_000
NOON = 1_709_812_800_000_000  # 2024-03-07 12:00 UTC


def post(number: int, thread: str, person: str, at: str, text: str, to: str = "", voice: str = "", **more: Any) -> dict[str, Any]:
    return {
        "post_id": f"x:{thread}{number}", "thread": f"x:{thread}", "person": person, "voice": voice or None, "at_us": at, "text": text,
        "to_person": to or None, "to_voice": to if not to.startswith("p:") else None, "own_mentions": [], "own_mention_voices": [],
        "role": "reply", "kind": "reply", "url": f"https://x.example/{thread}{number}", **more,
    }  # fmt: skip


def asked(thread: str, person: str, at: str, answered: str | None, kind: str = "question") -> dict[str, Any]:
    answer = {"answered_us": answered, "answer_id": f"x:{thread}2"} if answered else {"answered_us": None}
    return {"voice": "ville", "person": person, "thread": f"x:{thread}", "post_id": f"x:{thread}1", "at_us": at, "kind": kind, **answer}


def exchange(thread: str, person: str, at: str, last: str, turns: int) -> dict[str, Any]:
    return {
        "voice": "ville", "person": person, "thread": f"x:{thread}", "post_id": f"x:{thread}1", "at_us": at, "last_us": last,
        "turns": turns, "posts_voice": turns // 2, "posts_person": (turns + 1) // 2, "answered": turns > 1, "platform": "x",
        "answered_us": last if turns > 1 else None,
    }  # fmt: skip


ROWS: dict[str, tuple[dict[str, Any], ...]] = {
    "voices": ({"voice": "ville", "name": "Ville", "group": "elected"}, {"voice": "parc", "name": "Le Parc", "group": "blog"}),
    "coverage": tuple(
        {"voice": "ville", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
        for stream in ("mentions", "replies", "own_posts")
    ),
    "requests": (
        asked("a", "p:anne", "2024-03-02 10:00", "2024-03-02 10:30"),
        asked("b", "p:bob", "2024-03-03 10:00", "2024-03-03 11:00"),
        asked("c", "parc", "2024-03-04 10:00", "2024-03-04 15:00"),
        asked("d", "p:dan", "2024-03-05 10:00", "2024-03-08 10:00"),
        asked("e", "p:eve", "2024-03-06 10:00", None),
        asked("f", "p:fay", "2024-03-30 10:00", None),  # too young to be called unanswered
    ),
    "exchanges": (
        exchange("a", "p:anne", "2024-03-02 10:00", "2024-03-02 12:00", 3),
        exchange("b", "p:bob", "2024-03-03 10:00", "2024-03-03 11:00", 2),
        exchange("c", "parc", "2024-03-04 10:00", "2024-03-04 15:00", 2),
        exchange("d", "p:dan", "2024-03-05 10:00", "2024-03-08 10:00", 2),
        exchange("e", "p:eve", "2024-03-06 10:00", "2024-03-06 10:00", 1),
        exchange("f", "p:fay", "2024-03-30 10:00", "2024-03-30 10:00", 1),
    ),
    "posts": (
        post(1, "a", "p:anne", "2024-03-02 10:00", "my private words", "ville"),
        post(2, "a", "ville", "2024-03-02 10:30", "@anne see https://x.example/anne", "p:anne", "ville"),
        post(3, "a", "p:anne", "2024-03-02 12:00", "thanks, private", "ville"),
        post(9, "a", "p:zoe", "2024-03-02 11:00", "a third person", "p:anne"),
        post(1, "c", "parc", "2024-03-04 10:00", "Dear @ville?", "ville", "parc"),
        post(2, "c", "ville", "2024-03-04 15:00", "Dear Parc", "parc", "ville"),
        {**post(0, "e", "ville", "2024-03-06 08:00", "An announcement", "", "ville"), "post_id": "x:e", "role": "post"},
        post(1, "e", "p:eve", "2024-03-06 10:00", "private again", "ville"),
    ),
}


def told(reading) -> dict[str, tuple[Exchange, ...]]:
    words = Words()
    return extracts(reading, roster(reading, words), words)


def test_the_longest_the_usual_and_the_silence_are_told(read) -> None:
    longest, usual, silence = told(read(ROWS))["ville"]
    assert [one.title for one in (longest, usual, silence)] == ["The longest", "The usual answer", "The usual silence"]
    assert [(said.side, said.who) for said in longest.said] == [
        ("person", "A member of the public"), ("voice", "Ville"), ("person", "A member of the public"),
    ]  # fmt: skip
    assert longest.facts.replace("\u00a0", " ") == "Turns: 3, over 2 h; first answer after 30 min."
    # Without the longest three were answered, after 1, 5 and 72 hours: the middle one is with a public voice.
    assert [said.words for said in usual.said] == ["Dear @ville?", "Dear Parc"]
    assert [said.url for said in usual.said] == ["https://x.example/c1", "https://x.example/c2"]
    assert [(said.side, said.words) for said in silence.said] == [("before", "An announcement"), ("person", "")]
    assert silence.facts == "No answer."


def test_private_people_are_neither_quoted_nor_linked_nor_named(read) -> None:
    longest, _, silence = told(read(ROWS))["ville"]
    everything = repr((longest, silence))
    for hidden in ("private", "anne", "third", "p:", "https://"):
        assert hidden not in everything, hidden
    assert longest.said[1].words == "@… see (link)"
    assert [said.act for said in longest.said] == ["asks a question", "", "writes again"]


def test_times_are_told_from_one_post_to_the_next(read) -> None:
    longest = told(read(ROWS))["ville"][0]
    assert [said.when.replace("\u00a0", " ") for said in longest.said] == ["2 Mar 2024 10:00", "30 min later", "1.5 h later"]


def test_a_voice_without_exchanges_says_so(read) -> None:
    assert [one.facts for one in told(read(ROWS))["parc"]] == [
        "No exchange had an answer.", "No other request was answered.", "No question of a week or more stayed without an answer.",
    ]  # fmt: skip


def test_what_came_after_the_clock_is_not_known(read) -> None:
    reading = read(ROWS, as_of_us=NOON)
    longest, usual, silence = told(reading)["ville"]
    assert len(longest.said) == 3
    assert [said.words for said in usual.said] == []  # of the two known by then, the earlier wait: Bob's, whose posts are not here
    assert silence.said == ()


def test_a_contact_by_hand_or_a_deletion_is_no_silence(read) -> None:
    rows = [{**row, "hand_us": "2024-03-07"} if row["person"] == "p:eve" else row for row in ROWS["requests"]]
    assert told(read({**ROWS, "requests": tuple(rows)}))["ville"][2].said == ()
    rows = [{**row, "deleted_us": "2024-03-07"} if row["person"] == "p:eve" else row for row in ROWS["requests"]]
    assert told(read({**ROWS, "requests": tuple(rows)}))["ville"][2].said == ()


def test_somebody_who_speaks_for_the_voice_is_not_quoted(read) -> None:
    posts = [
        {**row, "voice": None, "person": "p:agent"} if row["post_id"] == "x:a2" else row
        for row in ROWS["posts"]
    ]  # fmt: skip
    answer = told(read({**ROWS, "posts": tuple(posts)}))["ville"][0].said[1]
    assert (answer.side, answer.who, answer.words) == ("voice", "Ville", "")
    assert "speaks for it" in answer.act


@pytest.mark.parametrize("rows", [{}, {"voices": ({"voice": "ville", "name": "Ville"},), "coverage": ()}])
def test_nothing_collected_nothing_told(read, rows) -> None:
    assert all(one.said == () for exchanges in told(read(rows)).values() for one in exchanges)
