"""How evenly the public takes part in a voice's threads: do a few people write most of it?"""

from functools import partial

from jasette.kernels.inequality import gini, top_share
from jasette.measure import Example, Measure, Part, Score, columns

# What private people wrote in the threads in which the voice wrote too.
VIEW = f"""
WITH joined AS (
    SELECT DISTINCT p.voice, p.thread
    FROM posts AS p JOIN windows AS w ON w.of_voice = p.voice AND p.at_us >= w.window_from_us AND p.at_us < w.window_to_us
    WHERE p.role NOT IN ('repost', 'citation')
)
SELECT {columns("posts", "p", voice="j.voice")}
FROM joined AS j JOIN posts AS p ON p.thread = j.thread
WHERE p.voice IS NULL AND p.person IS NOT NULL AND p.role NOT IN ('repost', 'citation')
"""


def _share(name: str, title: str, above: float, upto: float, words: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="posts",
        view=VIEW,
        kind=Score(of="1", kernel=partial(top_share, above=above, upto=upto), per=0.01, speaks_of=above - upto),
        unit="per cent",
        needs=("own_posts", "threads"),
        adds_to="gini",
        sentence=f"Of {{n}} posts by {{people}} people in threads of {{voice}} between {{from}} and {{to}}, {words} "
        "wrote {value} per cent.",
    )


measure = Measure(
    name="participation",
    title="Participation",
    formula="posts of private people in threads in which the voice wrote too: Gini's index over people who wrote at all; "
    "shares of the posts by the most active 1 %, the next 9 % and the other 90 % of them, read off the Lorenz curve",
    parts=(
        Part(
            name="gini",
            title="Gini of posts",
            table="posts",
            view=VIEW,
            kind=Score(of="1", kernel=gini),
            unit="index",
            needs=("own_posts", "threads"),
            sentence="{n} posts by {people} people in threads of {voice} between {from} and {to} are spread with a Gini index of {value}.",
        ),
        _share("top_1", "most active 1 %", 0.01, 0.0, "the most active 1 % of them"),
        _share("next_9", "next 9 %", 0.10, 0.01, "the next 9 %"),
        _share("others", "other 90 %", 1.0, 0.10, "the other 90 %"),
    ),
    sources=(
        "Gini, C. (1912). Variabilità e mutabilità. Bologna: Cuppini. Lorenz, M. (1905). Pub Am Stat Assoc 9(70), 209–219.",
        "1/9/90: Nielsen, J. (2006). Participation inequality; its 90 % are readers who never write, and cannot be seen here.",
    ),
    cannot_see="People who read and do not write. Several accounts of one person. Under a thousand people the most active 1 % are fewer "
    "than the smallest group that is shown, and are withheld. Under fifty people the interval of the index is too narrow.",
    example=Example(
        note="A thousand people write in one thread of the voice: ten of them ten times, ninety twice, the others once.",
        rows={
            "posts": (
                {"voice": "ville", "person": "ville", "role": "post", "thread": "x:1"},
                *({"person": f"p:{i:04}", "role": "reply", "thread": "x:1"} for i in range(1000)),
                *({"person": f"p:{i:04}", "role": "reply", "thread": "x:1"} for i in range(100)),
                *({"person": f"p:{i:04}", "role": "reply", "thread": "x:1"} for i in range(10) for _ in range(8)),
                {"person": "p:0000", "role": "reply", "thread": "x:2"},
            )
        },
        expect=(
            # Over the Lorenz curve through (0.9, 900/1180), (0.99, 1080/1180) and (1, 1).
            {"part": "gini", "value": 169.2 / 1180, "n": 1180, "people": 1000},
            {"part": "top_1", "value": 100 * 100 / 1180},
            {"part": "next_9", "value": 100 * 180 / 1180},
            {"part": "others", "value": 100 * 900 / 1180},
        ),
    ),
)
