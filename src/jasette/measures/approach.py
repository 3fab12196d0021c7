"""How often a voice speaks to people who had not spoken to it, and whether they reply."""

from jasette.measure import Count, Example, Measure, Part, Share

NEEDS = ("own_posts", "mentions", "replies")
"""What people wrote to it too: without that every reply would look like an approach."""

measure = Measure(
    name="approach",
    title="Approach",
    formula="exchanges that the voice opened by a reply to somebody who had not addressed it in that thread; "
    "those in which the person replied back / all of them",
    parts=(
        Part(
            name="approaches",
            title="approaches",
            table="exchanges",
            rows="approached",
            kind=Count(),
            unit="approaches",
            needs=NEEDS,
            sentence="Between {from} and {to}, {voice} replied to {people} people who had not addressed it, {value} times.",
            sentence_one="Between {from} and {to}, {voice} replied once to somebody who had not addressed it.",
        ),
        Part(
            name="replied_back",
            title="replied back",
            table="exchanges",
            rows="approached",
            kind=Share(hit="replied_back_us < frontier_us"),
            unit="share",
            needs=NEEDS,
            sentence="Of {n} approaches by {voice} between {from} and {to}, {hits} had a reply back ({value}).",
            sentence_one="Of {n} approaches by {voice} between {from} and {to}, one had a reply back ({value}).",
            marks=("replied back", "no reply back"),
        ),
    ),
    sources=("Ours.",),
    cannot_see="Whether the person wished to be spoken to. Somebody who named the voice without @, or addressed it in another thread, "
    "counts as approached. A reply back after the end of the covered time.",
    example=Example(
        note="A voice replies to twelve people who spoke of it among themselves; four reply back, one of them after the end.",
        rows={
            "exchanges": (
                *(
                    {
                        "voice": "ville",
                        "person": f"p:{i:02}",
                        "approached": True,
                        "replied_back_us": ("2024-03-02 10:00" if i else "2024-04-03") if i < 4 else None,
                    }
                    for i in range(12)
                ),
                {"voice": "ville", "person": "p:12", "approached": False},
            )
        },
        expect=(
            {"part": "approaches", "value": 12, "people": 12, "interval": "exact"},
            {"part": "replied_back", "value": 0.25, "n": 12, "hits": 3},
        ),
    ),
)
