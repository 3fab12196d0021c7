"""Open turns and their answers."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def town(world):
    world.voice("ville", "x:1", group="public body", speakers=("x:2",)).voice("maire", "x:3", group="elected")
    for account, handle in {"x:1": "ville", "x:2": "presse", "x:3": "maire", "x:7": "ann", "x:8": "bob"}.items():
        world.account(account, handle)
    return world


def turns(town, **where):
    fields = ("post_id", "kind", "posts", "answer_id", "answer_how")
    return [tuple(request[name] for name in fields) for request in town.rows("requests", voice="ville", **where)]


def test_posts_up_to_an_answer_are_one_turn(town):
    town.post("x:a", "x:1", 10)
    town.post("x:b", "x:7", 20, "@ville when?", reply_to="x:a").post("x:c", "x:7", 30, "@ville please", reply_to="x:b", mentions=["x:1"])
    town.post("x:d", "x:7", 35, "@ville hello", reply_to="x:a")
    town.post("x:e", "x:1", 40, "soon", reply_to="x:b").post("x:f", "x:7", 50, "thanks", reply_to="x:e").build()
    assert turns(town) == [("x:b", "question", 2, "x:e", "reply"), ("x:f", "direct", 1, None, None)]
    first = town.rows("requests")[0]
    assert (first["at_us"], first["last_us"], first["answered_us"], first["thread"]) == (20, 35, 40, "x:a")
    assert (first["person"], first["group"]) == (town.row("posts", post_id="x:b")["person"], "public")


@pytest.mark.parametrize(
    ("text", "more", "kind"),
    [
        ("@ville where is it?", {}, "question"),
        ("@ville c'est où ？", {}, "question"),
        ("@ville look https://a.example/?q=1", {}, "direct"),
        ("hello @ville", {}, "mention"),
        (".@ville do something", {}, "direct"),
        ("@bob @ville do something", {}, "direct"),
        ("fine", {"reply_to": "x:a"}, "direct"),
        ("fine, no?", {"reply_to": "x:a"}, "question"),
    ],
)
def test_kinds(town, text, more, kind):
    mentions = ["x:1"] if "ville" in text else None
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, text, mentions=mentions, **more).build()
    assert [request["kind"] for request in town.rows("requests")] == [kind]


def test_a_repost_is_no_request(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, "RT @ville: words?", kind="repost", repost_of="x:a", mentions=["x:1"])
    town.post("x:c", "x:7", 3, kind="quote", quote_of="x:a").post("x:d", "x:7", 4, kind="pingback", reply_to="x:a").build()
    assert town.rows("requests") == []


def test_a_voice_asks_neither_itself_nor_is_it_asked_by_those_who_speak_for_it(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:1", 2, "@ville?", reply_to="x:a", mentions=["x:1"])
    town.post("x:c", "x:2", 3, "more?", reply_to="x:a").build()
    assert town.rows("requests") == []


def test_who_speaks_for_the_voice_answers_for_it(town):
    town.post("x:a", "x:7", 1, "@ville?", mentions=["x:1"]).post("x:b", "x:2", 2, "yes", reply_to="x:a").build()
    assert turns(town) == [("x:a", "question", 1, "x:b", "reply")]


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        ({"reply_to": "x:b"}, "reply"),
        ({"text": "@bob thank you, and @ann too", "reply_to": "x:c", "mentions": ["x:7", "x:8"]}, "mention"),
        ({"kind": "quote", "quote_of": "x:b"}, "quote"),
        ({"reply_to": "x:c"}, None),
        ({"kind": "repost", "repost_of": "x:b", "mentions": ["x:7"]}, None),
        ({"text": "@ann elsewhere", "mentions": ["x:7"]}, None),
    ],
)
def test_ways_of_answering(town, answer, how):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, "why?", reply_to="x:a").post("x:c", "x:8", 3, "so", reply_to="x:a")
    town.post("x:z", "x:1", 9, **answer).build()
    (request,) = town.rows("requests", post_id="x:b")
    assert request["answer_how"] == how
    assert request["answered_us"] == (9 if how else None)


def test_an_answer_to_somebody_else_closes_nothing(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, "why?", reply_to="x:a").post("x:c", "x:3", 3, "because", reply_to="x:b").build()
    (request,) = town.rows("requests", voice="ville")
    assert request["answered_us"] is None


def test_what_was_said_before_the_request_is_no_answer(town):
    town.post("x:a", "x:7", 1, "hello").post("x:b", "x:1", 2, "hi", reply_to="x:a").post("x:c", "x:7", 3, "why?", reply_to="x:b").build()
    assert turns(town) == [("x:c", "question", 1, None, None)]


def test_a_voice_can_ask_another(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:3", 2, "when?", reply_to="x:a").post("x:c", "x:1", 3, reply_to="x:b").build()
    asked = town.row("requests", voice="ville")
    assert (asked["person"], asked["group"], asked["answer_id"]) == ("maire", "elected", "x:c")
    back = town.row("requests", voice="maire")
    assert (back["person"], back["answered_us"]) == ("ville", None)


def test_a_parent_known_only_by_account_is_matched_on_the_conversation(town):
    town.post("x:a", "x:7", 1, "hello", root="x:a").post("x:b", "x:7", 2, "@ville?", reply_to_account="x:1", root="x:a")
    town.post("x:c", "x:1", 3, "@ann yes", reply_to_account="x:7", root="x:a").build()
    request = town.row("requests")
    assert (request["answer_id"], request["answer_how"], request["matched"]) == ("x:c", "reply", "conversation")


def test_a_parent_known_by_its_id_is_matched_on_it_though_it_is_missing(town):
    town.post("x:b", "x:7", 2, "@ville?", reply_to="x:gone", reply_to_account="x:1").post("x:c", "x:1", 3, reply_to="x:b").build()
    assert (town.row("requests")["matched"], town.row("requests")["answer_id"]) == ("parent", "x:c")


def test_what_was_entered_by_hand_stands_beside_the_turn(town):
    town.post("x:a", "x:7", 1, "@ville?", mentions=["x:1"])
    town.post("hand:1", "x:1", 5, "we called her", platform="hand", reply_to="x:a", reply_to_account="x:7")
    town.post("x:b", "x:7", 6, "@ville??", reply_to="x:a", mentions=["x:1"]).post("x:c", "x:1", 9, reply_to="x:b").build()
    request = town.row("requests")
    assert (request["posts"], request["answer_id"], request["hand_us"], request["hand_id"]) == (1, "x:c", 5, "hand:1")


def test_a_conversation_by_hand_alone_is_answered_by_hand_alone(town):
    town.post("hand:1", "x:7", 1, "when?", platform="hand", kind="reply", reply_to_account="x:1")
    town.post("hand:2", "x:1", 2, "soon", platform="hand", reply_to="hand:1", reply_to_account="x:7").build()
    request = town.row("requests")
    assert (request["platform"], request["answered_us"], request["hand_us"]) == ("hand", None, 2)


def test_a_hand_contact_belongs_to_the_turn_before_it(town):
    town.post("x:a", "x:7", 1, "@ville?", mentions=["x:1"]).post("x:b", "x:1", 2, reply_to="x:a")
    town.post("x:c", "x:7", 3, "and?", reply_to="x:b").post("hand:1", "x:1", 4, platform="hand", reply_to="x:c").build()
    assert [(request["post_id"], request["hand_us"]) for request in town.rows("requests")] == [("x:a", None), ("x:c", 4)]


def test_a_turn_is_deleted_when_all_its_posts_are(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", 2, None, reply_to="x:a", deleted_us=50).post(
        "x:c", "x:7", 3, None, reply_to="x:a", deleted_us=40
    )
    town.post("x:d", "x:8", 4, None, reply_to="x:a", deleted_us=60).post("x:e", "x:8", 5, "and?", reply_to="x:a").build()
    assert {request["post_id"]: request["deleted_us"] for request in town.rows("requests")} == {"x:b": 50, "x:d": None}


def test_posts_without_a_time_are_shown_as_gaps_and_not_as_requests(town):
    town.post("x:a", "x:1", 1).post("x:b", "x:7", None, "why?", reply_to="x:a").build()
    assert town.rows("requests") == []
    assert town.row("gaps", kind="untimed")["post_id"] == "x:b"


TURNS = st.lists(st.tuples(st.sampled_from(["ann", "bob", "ville"]), st.integers(0, 30)), max_size=14)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TURNS)
def test_turns_equal_a_plain_reading_of_the_thread(town, script):
    """Each line replies to an earlier one; read line by line, a turn opens with the first unanswered post and closes with an answer."""
    town.archive["posts"] = []
    accounts = {"ann": "x:7", "bob": "x:8", "ville": "x:1"}
    town.post("x:00", "x:1", 0)
    authors, open_turns, expected = ["ville"], {}, defaultdict(list)
    for number, (author, choice) in enumerate(script, start=1):
        parent = choice % number
        town.post(f"x:{number:02}", accounts[author], number, reply_to=f"x:{parent:02}")
        other = authors[parent]
        authors.append(author)
        if author != "ville" and other == "ville":
            turn = open_turns.setdefault(author, {"first": number, "posts": 0})
            turn["posts"] += 1
        if author == "ville" and other in open_turns:
            turn = open_turns.pop(other)
            expected[other].append((turn["first"], turn["posts"], number))
    for author, turn in open_turns.items():
        expected[author].append((turn["first"], turn["posts"], None))
    town.build()
    names = {town.row("posts", post_id=f"x:{n:02}")["person"]: author for n, author in enumerate(authors)}
    made = defaultdict(list)
    for request in town.rows("requests", voice="ville"):
        made[names[request["person"]]].append((request["at_us"], request["posts"], request["answered_us"]))
    assert made == expected
