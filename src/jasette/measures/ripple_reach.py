"""How much follows from a post: reposts, quotes, replies, comments, links and pings by others."""

from functools import partial

from jasette.measure import Example, Measure, Part, Things, columns, quantile

# Whose act it is, and what it is: the rest, time and voice included, is that of the post that it follows.
ACT = {"person": "f.person", "group": 'f."group"', "post_id": "f.post_id", "role": "f.role", "kind": "f.role"}
# What followed each new post of a voice, and the post itself (nobody's act), so that a post without echo counts.
VIEW = f"""
WITH own AS (SELECT * FROM posts WHERE voice IS NOT NULL AND role IN ('post', 'quote')), followed AS (
    SELECT object AS origin, person, "group", post_id, at_us, kind AS role FROM interactions WHERE kind IN ('repost', 'quote')
    UNION ALL
    SELECT thread AS origin, person, "group", post_id, at_us, role FROM posts WHERE role IN ('reply', 'reply_unknown')
    UNION ALL
    SELECT to_post AS origin, person, "group", post_id, at_us, 'citation' AS role FROM citations
)
SELECT {columns("posts", "own", person="CAST(NULL AS VARCHAR)")}, own.post_id AS origin, 0 AS follows FROM own
UNION ALL
SELECT {columns("posts", "own", **ACT)}, own.post_id AS origin, 1 AS follows
FROM own JOIN followed AS f ON f.origin = own.post_id
WHERE f.person <> own.voice AND f.at_us >= own.at_us AND f.at_us <= own.at_us + {{window}}
"""


def _part(name: str, title: str, share: float, words: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="posts",
        view=VIEW,
        kind=Things(partial(quantile, share=share), key="origin", of="follows"),
        unit="acts",
        needs=("own_posts", "replies", "reposts"),
        follow="window",
        ranked=True,
        sentence=f"Of {{n}} new posts of {{voice}} between {{from}} and {{to}}, {words} were followed by at most {{value}} acts of others "
        "within {window}.",
    )


measure = Measure(
    name="ripple_reach",
    title="Ripple reach",
    formula="acts of others that follow a new post or quote of the voice within 7 days: reposts and quotes of it, replies and "
    "comments in its thread, links and pings to it; median and 90th percentile over the posts, those without any included",
    parts=(_part("median", "median", 0.5, "half"), _part("p90", "90th percentile", 0.9, "nine in ten")),
    params={"window": "7d"},
    sources=(
        "Ours; the size of cascades: Goel, S., Anderson, A., Hofman, J. & Watts, D. (2016). The structural virality of online diffusion. "
        "Management Science 62(1), 180–196.",
    ),
    cannot_see="What follows in other words, without a link, and off the networks: what is counted is what platforms and "
    "pages say. What follows the reposts is not counted again: reposts are of the first post. Replies further down the thread count "
    "with those to the post.",
    example=Example(
        note="Of three posts one has a repost by each of ten people and a reply, one a quote, one nothing; the voice continues its "
        "own thread; one repost comes after eight days.",
        rows={
            "posts": (
                *(
                    {
                        "voice": "ville",
                        "person": "ville",
                        "role": "post",
                        "post_id": f"x:{post}",
                        "thread": f"x:{post}",
                        "at_us": "2024-03-02",
                    }
                    for post in ("one", "two", "three")
                ),
                {"voice": "ville", "person": "ville", "role": "self_reply", "thread": "x:one", "post_id": "x:more", "at_us": "2024-03-03"},
                {"person": "p:00", "role": "reply", "thread": "x:one", "post_id": "x:reply", "at_us": "2024-03-03"},
            ),
            "interactions": (
                *(
                    {
                        "person": f"p:{i:02}",
                        "kind": "repost",
                        "to_voice": "ville",
                        "to_person": "ville",
                        "object": "x:one",
                        "at_us": "2024-03-04",
                    }
                    for i in range(10)
                ),
                {"person": "p:01", "kind": "quote", "to_voice": "ville", "to_person": "ville", "object": "x:two", "at_us": "2024-03-04"},
                {
                    "person": "p:02",
                    "kind": "repost",
                    "to_voice": "ville",
                    "to_person": "ville",
                    "object": "x:three",
                    "at_us": "2024-03-10 12:00",
                },
            ),
        },
        expect=(
            {"voice": "ville", "part": "median", "value": 1.0, "n": 3, "people": 10},
            {"voice": "ville", "part": "p90", "value": 11.0, "n": 3},
        ),
    ),
)
