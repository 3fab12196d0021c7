"""What others do upon a voice's name and posts: mentions, replies, reposts, quotes, and by how many people."""

from jasette.measure import UPON, Example, Measure, Part, Told, twice


def _acts(kind: str, plural: str, stream: str, words: str) -> tuple[Part, Part]:
    return twice(
        Told(
            plural,
            f"{plural} received",
            plural,
            f"Others {words} {{voice}} {{value}} times between {{from}} and {{to}}.",
            f"Others {words} {{voice}} once between {{from}} and {{to}}.",
        ),
        Told(
            f"{plural}_people",
            f"people behind {plural}",
            "people",
            f"{{value}} people {words} {{voice}} between {{from}} and {{to}}.",
            f"One voice or person {words} {{voice}} between {{from}} and {{to}}.",
        ),
        table="interactions",
        view=UPON,
        rows=f"kind = '{kind}'",
        needs=(stream,),
    )


measure = Measure(
    name="received",
    title="Acts received",
    formula="acts upon the voice by others, counted, and the distinct people behind them: mentions in one's own words, replies, "
    "reposts, quotes; the voice's own acts upon itself are left out",
    parts=(
        *_acts("mention", "mentions", "mentions", "named"),
        *_acts("reply", "replies", "replies", "replied to"),
        *_acts("repost", "reposts", "reposts", "reposted"),
        *_acts("quote", "quotes", "reposts", "quoted"),
    ),
    sources=(
        "Cha, M., Haddadi, H., Benevenuto, F. & Gummadi, K. (2010). Measuring user influence in Twitter: the million "
        "follower fallacy. ICWSM.",
        "Range of a rank: acting people drawn anew with all their acts, 200 times, by Poisson weights: Hanley, J. & MacGibbon, B. (2006). "
        "Creating non-parametric bootstrap samples using Poisson frequencies. Comput Methods Programs Biomed 83(1), 57–62.",
    ),
    cannot_see="Whether an act is praise: an angry reply counts as a friendly one does. Several accounts of one person, and programs "
    "that act. Acts that were not collected, and those of authors unknown here.",
    example=Example(
        note="Twelve people name the first voice, and ten of these the second, one of them three times; the voices act upon each other, "
        "and one upon itself.",
        rows={
            "interactions": (
                *({"person": f"p:{i:02}", "kind": "mention", "to_voice": "gazette", "to_person": "gazette"} for i in range(12)),
                *({"person": f"p:{i:02}", "kind": "mention", "to_voice": "ville", "to_person": "ville"} for i in range(10)),
                *({"person": "p:00", "kind": "mention", "to_voice": "ville", "to_person": "ville"} for _ in range(2)),
                {"voice": "ville", "person": "ville", "kind": "mention", "to_voice": "ville", "to_person": "ville"},
                {"voice": "ville", "person": "ville", "kind": "repost", "to_voice": "gazette", "to_person": "gazette"},
                {"voice": "gazette", "person": "gazette", "kind": "reply", "to_voice": "ville", "to_person": "ville"},
                {"voice": "gazette", "person": "gazette", "kind": "quote", "to_voice": "ville", "to_person": "ville"},
            ),
        },
        expect=(
            {"voice": "gazette", "part": "mentions", "value": 12.0, "people": 12, "rank": 1},
            {"voice": "ville", "part": "mentions", "value": 12.0, "people": 10, "rank": 1},
            {"voice": "gazette", "part": "mentions_people", "value": 12.0, "rank": 1, "rank_of": 2},
            {"voice": "ville", "part": "mentions_people", "value": 10.0, "rank": 2, "rank_of": 2},
            {"voice": "ville", "part": "replies", "value": 1.0},
            {"voice": "gazette", "part": "replies", "value": 0.0, "rank": 2},
            {"voice": "ville", "part": "replies_people", "value": 1.0},
            {"voice": "gazette", "part": "reposts", "value": 1.0},
            {"voice": "gazette", "part": "reposts_people", "value": 1.0},
            {"voice": "ville", "part": "quotes", "value": 1.0},
            {"voice": "ville", "part": "quotes_people", "value": 1.0},
        ),
    ),
)
