"""How large a voice's audience is: followers as its profile showed them, and the people who did something with what it says."""

from jasette.measure import UPON, Distinct, Example, Latest, Measure, Part, columns

# The last profile counts, also one that was seen before or after the time asked for: its date is told.
INSIDE = (
    "CASE WHEN a.at_us < w.window_from_us THEN w.window_from_us WHEN a.at_us >= w.window_to_us THEN w.window_to_us - 1 ELSE a.at_us END"
)
PROFILES = f"""
SELECT {columns("audiences", "a", at_us=INSIDE)}, a.at_us AS observed_us
FROM audiences AS a JOIN windows AS w ON w.of_voice = a.voice
"""

measure = Measure(
    name="audience",
    title="Audience",
    formula="followers as the profile of the voice's largest account last showed them, with the date; several accounts together have at "
    "least as many, and at most the sum. Observed audience: distinct people who named, answered, reposted or quoted the voice",
    parts=(
        Part(
            name="followers",
            title="followers",
            table="audiences",
            view=PROFILES,
            kind=Latest(of="followers", key="account_id", at="observed_us"),
            unit="followers",
            needs=("own_posts",),
            ranked=True,
            sentence="The largest account of {voice} had {value} followers on {on}.",
        ),
        Part(
            name="observed",
            title="observed audience",
            table="interactions",
            view=UPON,
            rows="kind IN ('mention', 'reply', 'repost', 'quote')",
            kind=Distinct(of="person"),
            unit="people",
            needs=("mentions", "replies", "reposts"),
            ranked=True,
            sentence="{value} people named, answered, reposted or quoted {voice} between {from} and {to}.",
            sentence_one="One voice or person named, answered, reposted or quoted {voice} between {from} and {to}.",
        ),
    ),
    sources=(
        "Cha, M., Haddadi, H., Benevenuto, F. & Gummadi, K. (2010). Measuring user influence in Twitter: the million "
        "follower fallacy. ICWSM.",
    ),
    cannot_see="Who of the followers reads, is a person, or follows two of the accounts. Followers are as last observed, also where "
    "the clock is turned back, and have no interval. Readers of a site, subscribers and followers "
    "are different units, and are never added.",
    example=Example(
        note="A town with 900 followers, later 1,000, and 400 on a second network; twelve people act upon it, one of them twice.",
        rows={
            "audiences": tuple(
                {"voice": "ville", "person": "ville", "at_us": at, "platform": platform, "account_id": account, "followers": followers}
                for at, platform, account, followers in (
                    ("2024-03-05", "x", "x:1", 900),
                    ("2024-04-20", "x", "x:1", 1000),
                    ("2024-02-01", "mastodon", "mastodon:1", 400),
                )
            ),
            "interactions": (
                *({"person": f"p:{i:02}", "kind": "reply", "to_voice": "ville", "to_person": "ville"} for i in range(12)),
                {"person": "p:00", "kind": "repost", "to_voice": "ville", "to_person": "ville"},
            ),
        },
        expect=(
            {"voice": "ville", "part": "followers", "value": 1000.0, "low": 1000.0, "high": 1400.0, "n": 2, "interval": "bound"}
            | {"note": "As observed on 20 April 2024.", "rank": 1, "rank_low": None},
            {"voice": "ville", "part": "observed", "value": 12.0, "people": 12, "rank": 1},
        ),
    ),
)
