"""How much of the conversations around a voice is there to be counted."""

from jasette.measure import Count, Example, Measure, Part, Share

measure = Measure(
    name="completeness",
    title="Completeness",
    formula="replies of the voice whose parent is in the archive / its replies; "
    "threads it replied in whose first post is there / those threads; "
    "days between the first and the last covered one in which its own posts were not collected",
    parts=(
        Part(
            name="parent_known",
            title="replies with parent",
            table="posts",
            rows="parent_present IS NOT NULL",
            kind=Share(hit="parent_present"),
            unit="share",
            needs=("own_posts",),
            sentence="Of {n} replies of {voice} between {from} and {to}, the post replied to is known for {hits} ({value}).",
            marks=("parent known", "parent missing"),
        ),
        Part(
            name="root_known",
            title="threads with first post",
            table="posts",
            rows="root_present IS NOT NULL",
            kind=Share(hit="root_present", grain="thread"),
            unit="share",
            needs=("own_posts",),
            sentence="Of {n} threads in which {voice} replied between {from} and {to}, the first post is known for {hits} ({value}).",
            marks=("first post known", "first post missing"),
        ),
        Part(
            name="days_without_collection",
            title="days without collection",
            table="gaps",
            rows="kind = 'uncollected' AND stream = 'own_posts'",
            kind=Count(weight="(LEAST(to_us, frontier_us) - at_us) / 86400000000.0"),
            unit="days",
            needs=("own_posts",),
            whole=True,
            sentence="Between {from} and {to}, the posts of {voice} were not collected on {value} days.",
            sentence_one="Between {from} and {to}, the posts of {voice} were not collected on one day.",
        ),
    ),
    sources=("Ours.",),
    cannot_see="What nobody knows to be missing: posts deleted before they were collected leave no trace. "
    "By period, a gap counts where it begins.",
    example=Example(
        note="Four replies in three threads: the parents of three are there, the first posts of two threads; a gap of two and a half days.",
        rows={
            "posts": (
                {"voice": "ville", "person": "ville", "thread": "x:a", "parent_present": True, "root_present": True},
                {"voice": "ville", "person": "ville", "thread": "x:a", "parent_present": True, "root_present": True},
                {"voice": "ville", "person": "ville", "thread": "x:b", "parent_present": True, "root_present": True},
                {"voice": "ville", "person": "ville", "thread": "x:c", "parent_present": False, "root_present": False},
                {"voice": "ville", "person": "ville", "thread": "x:d"},
            ),
            "gaps": (
                {
                    "voice": "ville",
                    "kind": "uncollected",
                    "stream": "own_posts",
                    "at_us": "2024-03-10",
                    "from_us": "2024-03-10",
                    "to_us": "2024-03-12 12:00",
                },
            ),
            "coverage": (
                {"voice": "ville", "stream": "own_posts", "from_us": "2024-03-01", "to_us": "2024-03-10", "how": "complete"},
                {"voice": "ville", "stream": "own_posts", "from_us": "2024-03-12 12:00", "to_us": "2024-04-01", "how": "complete"},
            ),
        },
        expect=(
            {"part": "parent_known", "value": 0.75, "n": 4, "hits": 3},
            {"part": "root_known", "value": 2 / 3, "n": 3, "hits": 2},
            {"part": "days_without_collection", "value": 2.5, "interval": "exact"},
        ),
    ),
)
