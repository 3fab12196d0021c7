"""How many of the people who ask are answered, and how evenly answers are spread over them."""

from jasette.kernels.inequality import gini
from jasette.measure import Example, Measure, Part, Score, Share

NEEDS = ("own_posts", "mentions", "replies")
ANSWERED = "answered_us < frontier_us"

measure = Measure(
    name="people_answered",
    title="People answered",
    formula="distinct people with an answer / distinct people asking; Gini's index of answered requests over people asking, "
    "0 where all have as many answers, near 1 where one person has them all",
    parts=(
        Part(
            name="answered",
            title="people answered",
            table="requests",
            kind=Share(hit=ANSWERED, grain="person"),
            unit="share",
            needs=NEEDS,
            sentence="Of {n} people who put requests to {voice} between {from} and {to}, {hits} had an answer ({value}).",
            sentence_one="Of {n} people who put requests to {voice} between {from} and {to}, one had an answer ({value}).",
            marks=("answered", "not answered"),
        ),
        Part(
            name="gini",
            title="Gini of answers",
            table="requests",
            kind=Score(of=f"CASE WHEN {ANSWERED} THEN 1 ELSE 0 END", kernel=gini),
            unit="index",
            needs=NEEDS,
            sentence="The answers of {voice} to {people} people who asked between {from} and {to} are spread with a Gini index of {value}.",
        ),
    ),
    sources=(
        "Gini, C. (1912). Variabilità e mutabilità. Bologna: Cuppini.",
        "Interval by drawing people anew: Efron, B. (1987). Better bootstrap confidence intervals. JASA 82(397), 171–185.",
    ),
    cannot_see="Answers after the end of the covered time: who asked last had less time to be answered. "
    "That a person who asks often has more answers without being preferred. Under fifty people the interval of the index is too narrow.",
    example=Example(
        note="Ten people ask: eight are answered once, one twice, one only after the end.",
        rows={
            "requests": (
                *({"voice": "ville", "person": f"p:{i:02}", "answered_us": "2024-03-02 10:00"} for i in range(8)),
                {"voice": "ville", "person": "p:08", "answered_us": None},
                {"voice": "ville", "person": "p:08", "answered_us": "2024-04-09"},
                *({"voice": "ville", "person": "p:09", "answered_us": at} for at in ("2024-03-03", "2024-03-04", None)),
            )
        },
        expect=(
            {"part": "answered", "value": 0.9, "n": 10, "hits": 9, "people": 10},
            # Answers in order: 0, eight times 1, 2. Gini = 2 Σ i·x / (n Σ x) − (n + 1) / n = 2 · 64 / (10 · 10) − 1.1
            {"part": "gini", "value": 0.18, "n": 13, "people": 10},
        ),
    ),
)
