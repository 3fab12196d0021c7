"""The questions that a reader comes with, and which measures answer them. A measure that none names stands under the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Lead:
    """A figure that is drawn for all voices side by side, in the words of the question."""

    measure: str
    part: str
    title: str


@dataclass(frozen=True)
class Question:
    """`leads` are drawn side by side, and the first of them by week too."""

    name: str
    title: str
    sense: str
    leads: tuple[Lead, ...]
    measures: tuple[str, ...]
    weekly: bool = True
    """The first lead is drawn by week."""


QUESTIONS = (
    Question(
        "talk",
        "Do they talk with people, or only broadcast?",
        "Broadcasting is posting, continuing one’s own post and reposting: it speaks to nobody in particular. "
        "The rest speaks to somebody; beside it stands how much of the replies goes to the public.",
        (Lead("broadcast_share", "broadcast", "Broadcasting"), Lead("addressee_mix", "public", "Replies that go to the public")),
        ("broadcast_share", "post_mix", "addressee_mix", "share_of_voice"),
    ),
    Question(
        "answer",
        "Do they answer?",
        "A request is what somebody says to them in one thread until they answer; it counts as answered when that took a week at most. "
        "On the right each person counts once, however often they asked.",
        (Lead("response_rate", "all", "Requests answered"), Lead("people_answered", "answered", "People answered")),
        ("response_rate", "people_answered", "requests", "template_share"),
    ),
    Question(
        "speed",
        "How fast?",
        "On the left, the share of requests that had an answer within a day. On the right, the time after which half of them had one; "
        "those that never had one count as waiting, and where fewer than half were answered the median is not reached.",
        (Lead("time_to_answer", "within_24h", "Answered within a day"), Lead("time_to_answer", "median", "Median wait")),
        ("time_to_answer",),
    ),
    Question(
        "dialogue",
        "With whom, and does it go on?",
        "An exchange goes on when the person writes again after the answer. "
        "On the right, how many of the answers went to people with whom there had been no contact in the month before.",
        (Lead("loop_rate", "loops", "Exchanges that go on"), Lead("reach_across", "new_people", "Answers to new people")),
        ("loop_rate", "turns", "reach_across", "approach", "reciprocity", "return_rate", "participation"),
    ),
)
HEARD = (
    Question(
        "received",
        "Whom do people take up?",
        "By how many people a voice was passed on, named, answered and quoted. An angry reply is no praise: the four are never added up.",
        (
            Lead("received", "reposts_people", "Reposted by"),
            Lead("received", "mentions_people", "Named by"),
            Lead("received", "replies_people", "Answered by"),
            Lead("received", "quotes_people", "Quoted by"),
        ),
        ("received",),
    ),
    Question(
        "standing",
        "Who is taken up by those who are taken up?",
        "Links from pages and posts of others in the last 180 days; PageRank, in which being passed on by somebody who is passed on counts "
        "more; and the h-index, which rewards who posts much.",
        (
            Lead("citations", "citing", "Cited by"),
            Lead("pagerank", "reposts", "PageRank by reposts"),
            Lead("pagerank", "mentions", "PageRank by mentions"),
            Lead("h_index", "reposts", "h-index"),
        ),
        ("citations", "pagerank", "h_index", "tunkrank"),
        weekly=False,
    ),
    Question(
        "echo",
        "What follows from what they say?",
        "How many acts of others follow a new post within a week, in the middle and for the luckiest tenth; how often media take a voice "
        "up that is not media; and how many people follow it, or had to do with it.",
        (
            Lead("ripple_reach", "median", "After half of the posts"),
            Lead("ripple_reach", "p90", "After nine in ten"),
            Lead("pickup", "times", "Taken up by media"),
            Lead("audience", "observed", "People who had to do with it"),
        ),
        ("ripple_reach", "pickup", "audience"),
        weekly=False,
    ),
)
"""What the page of influence asks; measures that it and its neighbours show stand nowhere else."""
ELSEWHERE = ("heard", "mixing", "coordination")
"""Measures of pages of their own: groups and amplification."""
OTHER = Question(
    "picture",
    "How it was received, and how whole the picture is",
    "What posts drew while they were observed, and how much of the conversations was there to be counted.",
    (),
    ("engagement", "completeness"),
)


def questions(names: Iterable[str]) -> tuple[Question, ...]:
    """All questions; measures among `names` that no question knows stand under the last."""
    placed = {measure for question in (*QUESTIONS, *HEARD, OTHER) for measure in question.measures} | {*ELSEWHERE}
    unplaced = tuple(name for name in names if name not in placed)
    last = Question(OTHER.name, OTHER.title, OTHER.sense, OTHER.leads, (*OTHER.measures, *unplaced))
    return (*QUESTIONS, last)


@dataclass(frozen=True)
class Extreme:
    """A finding: the voice whose figure is the highest (or lowest) of those that rest on enough cases."""

    title: str
    measure: str
    part: str
    highest: bool


FINDINGS = (
    Extreme("Answers the most", "response_rate", "all", highest=True),
    Extreme("Answers the least", "response_rate", "all", highest=False),
    Extreme("Answers the fastest", "time_to_answer", "median", highest=False),
    Extreme("Broadcasts the most", "broadcast_share", "broadcast", highest=True),
)
ENOUGH = 30
"""Cases that a figure must rest on to be a finding."""
