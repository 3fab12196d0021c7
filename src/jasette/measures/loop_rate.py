"""How often an answer leads on: the person writes again after it."""

from jasette.measure import Example, Measure, Part, Share

measure = Measure(
    name="loop_rate",
    title="Loop rate",
    formula="exchanges with a loop (person, voice, person again) / exchanges with an answer",
    parts=(
        Part(
            name="loops",
            title="loops",
            table="exchanges",
            rows="answered_us < frontier_us",
            kind=Share(hit="loop_us < frontier_us"),
            unit="share",
            needs=("own_posts", "mentions", "replies"),
            sentence="Of {n} exchanges begun between {from} and {to} in which {voice} answered, {hits} went on: "
            "the person wrote again ({value}).",
            sentence_one="Of {n} exchanges begun between {from} and {to} in which {voice} answered, one went on: "
            "the person wrote again ({value}).",
            marks=("loop", "no loop"),
        ),
    ),
    sources=(
        "Kent, M. & Taylor, M. (1998). Building dialogic relationships through the World Wide Web. Public Relations Review 24(3), 321–334 "
        "(the dialogic loop); made countable here.",
    ),
    cannot_see="What a person wrote again, thanks or anger. What went on in private messages or in another thread. "
    "Exchanges that go on at the end of the covered time count as they stand.",
    example=Example(
        note="Twelve exchanges are answered; in three of them the person writes again. One more has no answer, "
        "and one is answered only after the end.",
        rows={
            "exchanges": (
                *(
                    {
                        "voice": "ville",
                        "person": f"p:{i:02}",
                        "answered_us": "2024-03-02 10:00",
                        "loop_us": "2024-03-02 12:00" if i < 3 else None,
                    }
                    for i in range(12)
                ),
                {"voice": "ville", "person": "p:12"},
                {"voice": "ville", "person": "p:13", "answered_us": "2024-04-02"},
            )
        },
        expect=({"part": "loops", "value": 0.25, "n": 12, "hits": 3, "people": 12},),
    ),
)
