"""How long exchanges get, where both sides spoke."""

from jasette.measure import Example, Measure, Part, Quantile


def _part(name: str, title: str, share: float, words: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="exchanges",
        rows="posts_voice > 0 AND posts_person > 0 AND last_us < frontier_us",
        kind=Quantile(of="turns", share=share),
        unit="turns",
        needs=("own_posts", "mentions", "replies"),
        sentence=f"{words} of {{n}} exchanges between {{voice}} and {{people}} people, begun between {{from}} "
        f"and {{to}}, had at most {{value}} turns.",
    )


measure = Measure(
    name="turns",
    title="Turns",
    formula="alternations between the voice and one other person in one thread, over exchanges "
    "in which both spoke: median, 90th percentile",
    parts=(_part("median", "median", 0.5, "Half"), _part("p90", "90th percentile", 0.9, "Nine tenths")),
    sources=(
        "Kent, M. & Taylor, M. (1998). Building dialogic relationships through the World Wide Web. Public Relations Review 24(3), 321–334 "
        "(the dialogic loop).",
    ),
    cannot_see="What went on in private messages or in another thread. Exchanges that run past the end of the covered time are left out.",
    example=Example(
        note="Twelve exchanges with as many people: six of two turns, four of three, two of eight; one more where the voice never spoke.",
        rows={
            "exchanges": (
                *(
                    {
                        "voice": "ville",
                        "person": f"p:{i:02}",
                        "turns": turns,
                        "posts_voice": turns // 2,
                        "posts_person": turns - turns // 2,
                        "last_us": "2024-03-03",
                    }
                    for i, turns in enumerate([2] * 6 + [3] * 4 + [8] * 2)
                ),
                {"voice": "ville", "person": "p:12", "turns": 1, "posts_voice": 0, "posts_person": 1, "last_us": "2024-03-03"},
            )
        },
        expect=({"part": "median", "value": 2.5, "n": 12, "people": 12}, {"part": "p90", "value": 8, "n": 12}),
    ),
)
