"""How many requests were answered in time."""

from jasette.measure import Example, Measure, Part, Share

ON_TIME = "answered_us - at_us <= {window}"
BY_HAND = "LEAST(answered_us, hand_us) - at_us <= {window}"


def _part(name: str, title: str, rows: str, words: str, hit: str = ON_TIME, how: str = "answered") -> Part:
    return Part(
        name=name,
        title=title,
        table="requests",
        rows=rows,
        kind=Share(hit=hit),
        unit="share",
        needs=("mentions", "replies", "own_posts"),
        follow="window",
        adds_to="all" if name in ("questions", "direct", "mentions") else "",
        sentence=f"Of {{n}} {words} before {{before}}, {{hits}} were {how} within {{window}}.",
        sentence_one=f"Of {{n}} {words} before {{before}}, one was {how} within {{window}}.",
        marks=("answered in time", "not answered in time"),
    )


measure = Measure(
    name="response_rate",
    title="Response rate",
    formula="requests answered within W / requests asked before frontier − W; younger ones are left out whether answered or not",
    params={"window": "7d"},
    parts=(
        _part("all", "requests", "TRUE", "requests asked"),
        _part("questions", "questions", "kind = 'question'", "questions asked"),
        _part("direct", "other direct turns", "kind = 'direct'", "direct turns without a question, begun"),
        _part("mentions", "passing mentions", "kind = 'mention'", "passing mentions made"),
        _part("with_hand", "with contacts by hand", "TRUE", "requests asked", BY_HAND, "answered here or by a contact entered by hand"),
    ),
    sources=(
        "Ours; the landmark is that of Anderson, J., Cain, K. & Gelber, R. (1983). "
        "Analysis of survival by tumor response. J Clin Oncol 1(11), 710–719.",
    ),
    cannot_see="Answers in private messages or by telephone that nobody entered; whether an answer helped. "
    "A request that its author deleted unanswered counts as not answered.",
    example=Example(
        note="Twelve people ask on 2 March; three are answered within a day, one after ten days. "
        "Two ask on 30 March, too late to be followed up.",
        rows={
            "requests": (
                *({"voice": "ville", "person": f"p:{i:02}", "kind": "question", "answered_us": "2024-03-02 18:00"} for i in range(3)),
                {"voice": "ville", "person": "p:03", "kind": "question", "answered_us": "2024-03-12"},
                {"voice": "ville", "person": "p:04", "kind": "question", "hand_us": "2024-03-03"},
                *({"voice": "ville", "person": f"p:{i:02}", "kind": "question"} for i in range(5, 12)),
                {"voice": "ville", "person": "p:12", "kind": "question", "at_us": "2024-03-30", "answered_us": "2024-03-30 01:00"},
                {"voice": "ville", "person": "p:13", "kind": "question", "at_us": "2024-03-30"},
            )
        },
        expect=(
            {"part": "all", "value": 0.25, "n": 12, "hits": 3, "people": 12},
            {"part": "questions", "value": 0.25, "n": 12},
            {"part": "direct", "value": None, "n": 0, "state": "ok"},
            {"part": "mentions", "value": None, "n": 0, "state": "ok"},
            {"part": "with_hand", "value": 4 / 12, "hits": 4},
        ),
    ),
)
