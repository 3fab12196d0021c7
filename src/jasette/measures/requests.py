"""What is asked of a voice: open turns, and how many people ask."""

from jasette.measure import Count, Distinct, Example, Measure, Part

NEEDS = ("mentions", "replies", "own_posts")
"""Its own posts too: an answer ends a turn, so that without them two requests would look like one."""


def _part(name: str, title: str, rows: str, words: str, word: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="requests",
        rows=rows,
        kind=Count(),
        unit="requests",
        needs=NEEDS,
        adds_to="" if name == "all" else "all",
        sentence=f"Between {{from}} and {{to}}, {{people}} people put {{value}} {words} to {{voice}}.",
        sentence_one=f"Between {{from}} and {{to}}, one {word} was put to {{voice}}.",
        marks=(title, ""),
    )


measure = Measure(
    name="requests",
    title="Requests",
    formula="open turns: runs of posts by one person in one thread that address the voice and are not yet answered; "
    "questions, other direct turns and passing mentions apart; distinct people who ask",
    parts=(
        _part("all", "requests", "TRUE", "requests", "request"),
        _part("questions", "questions", "kind = 'question'", "questions", "question"),
        _part("direct", "other direct turns", "kind = 'direct'", "direct turns without a question", "direct turn without a question"),
        _part("mentions", "passing mentions", "kind = 'mention'", "passing mentions", "passing mention"),
        Part(
            name="people",
            title="people asking",
            table="requests",
            kind=Distinct("person"),
            unit="people",
            needs=NEEDS,
            sentence="Between {from} and {to}, {value} people put {n} requests to {voice}.",
            sentence_one="Between {from} and {to}, one person put requests to {voice}.",
        ),
    ),
    sources=("Ours; turns as in Sacks, H., Schegloff, E. & Jefferson, G. (1974). Language 50(4), 696–735.",),
    cannot_see="Questions without a question mark, irony, private messages, posts deleted before they were collected; "
    "names written without @.",
    example=Example(
        note="Twelve people ask, eleven a question and one in passing; the first of them asks twice.",
        rows={
            "requests": (
                *({"voice": "ville", "person": f"p:{i:02}", "kind": "question"} for i in range(11)),
                {"voice": "ville", "person": "p:00", "kind": "question"},
                {"voice": "ville", "person": "p:11", "kind": "mention"},
            )
        },
        expect=(
            {"part": "all", "value": 13, "n": 13, "people": 12, "interval": "exact"},
            {"part": "people", "value": 12, "n": 13},
            # One person mentioned the voice: that is hidden, and so are the questions, from which it would follow.
            {"part": "mentions", "value": None, "state": "suppressed"},
            {"part": "questions", "value": None, "state": "suppressed"},
            {"part": "direct", "value": 0, "n": 0},
        ),
    ),
)
