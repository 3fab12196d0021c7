"""What a voice's posts drew, as the platform showed it when they were collected."""

from jasette.measure import Count, Example, Formula, Measure, Part, Quantile

OWN = "role IN ('post', 'reply', 'self_reply', 'reply_unknown', 'quote')"
"""A repost draws on another's post."""
KNOWN = f"{OWN} AND likes IS NOT NULL AND reposts IS NOT NULL AND replies IS NOT NULL"

measure = Measure(
    name="engagement",
    title="Engagement",
    formula="(likes + reposts + replies) / own posts, where all three were observed; Σ replies / Σ reposts received; "
    "median time from publication to observation",
    parts=(
        Part(
            name="per_post",
            title="reactions per post",
            table="posts",
            rows=KNOWN,
            kind=Formula((Count("likes + reposts + replies"), Count())),
            unit="reactions",
            needs=("own_posts",),
            sentence="{n} posts of {voice} between {from} and {to} drew {value} likes, reposts and replies each "
            "on average, as last observed.",
        ),
        Part(
            name="reply_to_repost",
            title="replies per repost",
            table="posts",
            rows=f"{OWN} AND replies IS NOT NULL AND reposts IS NOT NULL",
            kind=Formula((Count("replies"), Count("reposts"))),
            unit="replies",
            needs=("own_posts",),
            sentence="{n} posts of {voice} between {from} and {to} drew {value} replies for each repost, as last observed.",
        ),
        Part(
            name="observed_after",
            title="observed after",
            table="posts",
            rows=f"{KNOWN} AND observed_us IS NOT NULL",
            kind=Quantile(of="observed_us - at_us", per=1e6),
            unit="seconds",
            needs=("own_posts",),
            sentence="Half of {n} posts of {voice} between {from} and {to} were last observed within {value} of their publication.",
        ),
    ),
    sources=("Ours; the reply-to-repost ratio is known as “the ratio”: more replies than reposts are taken for a sign of dispute.",),
    cannot_see="Who reacted, and why. What came after the last observation: young posts have drawn less than they will. "
    "Numbers that a platform does not give (Twitter v1.1 has no replies) leave the post out. "
    "Numbers are as last observed, also where the clock is turned back.",
    example=Example(
        note="Three posts with 10, 20 and 30 likes, 2 reposts and 4 replies each, seen after one, two and three days; "
        "a repost, and a post of which only likes are known.",
        rows={
            "posts": (
                *(
                    {
                        "voice": "roy",
                        "person": "roy",
                        "role": "post",
                        "likes": 10 * i,
                        "reposts": 2,
                        "replies": 4,
                        "observed_us": f"2024-03-0{2 + i}",
                    }
                    for i in (1, 2, 3)
                ),
                {"voice": "roy", "person": "roy", "role": "repost", "likes": 900, "reposts": 900, "replies": 900},
                {"voice": "roy", "person": "roy", "role": "post", "likes": 900},
            )
        },
        expect=(
            {"part": "per_post", "value": 26.0, "n": 3},
            {"part": "reply_to_repost", "value": 2.0, "n": 3},
            {"part": "observed_after", "value": 2 * 86400.0, "n": 3},
        ),
    ),
)
