"""What a voice's own posts are: new posts, replies to others, self-replies, reposts, quotes."""

from jasette.measure import Example, Measure, Part, Share

OWN = "role IS NOT NULL AND role <> 'citation'"


def _part(name: str, title: str, role: str, words: str, word: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="posts",
        rows=OWN,
        kind=Share(hit=f"role = '{role}'"),
        unit="share",
        needs=("own_posts",),
        sentence=f"Of {{n}} posts of {{voice}} between {{from}} and {{to}}, {{hits}} were {words} ({{value}}).",
        sentence_one=f"Of {{n}} posts of {{voice}} between {{from}} and {{to}}, one was {word} ({{value}}).",
        marks=(title, ""),
    )


measure = Measure(
    name="post_mix",
    title="Post mix",
    formula="posts of one kind / own posts; the kinds: new post, reply to others, self-reply, reply to an unknown author, repost, quote",
    parts=(
        _part("posts", "new posts", "post", "new posts", "a new post"),
        _part("replies", "replies to others", "reply", "replies to others", "a reply to somebody else"),
        _part("self_replies", "self-replies", "self_reply", "replies to an own post", "a reply to an own post"),
        _part(
            "replies_unknown",
            "replies to unknown",
            "reply_unknown",
            "replies to an author unknown here",
            "a reply to an author unknown here",
        ),
        _part("reposts", "reposts", "repost", "reposts", "a repost"),
        _part("quotes", "quotes", "quote", "quotes", "a quote"),
    ),
    sources=(
        "Bruns, A. & Stieglitz, S. (2013). Towards more systematic Twitter analysis: metrics for tweeting activities. IJSRM 16(2), 91–108.",
    ),
    cannot_see="Posts deleted before they were collected. A reply that also quotes counts as a reply. "
    "Pingbacks and trackbacks are left out.",
    example=Example(
        note="A voice with two new posts, a thread continued once, one reply to somebody, one repost.",
        rows={
            "posts": (
                {"voice": "roy", "person": "roy", "role": "post"},
                {"voice": "roy", "person": "roy", "role": "post", "thread": "x:2"},
                {"voice": "roy", "person": "roy", "role": "self_reply", "thread": "x:2"},
                {"voice": "roy", "person": "roy", "role": "reply"},
                {"voice": "roy", "person": "roy", "role": "repost"},
                {"voice": None, "person": "p:01", "role": "post"},
                {"voice": "roy", "person": "roy", "role": "citation"},
            )
        },
        expect=(
            {"part": "posts", "value": 0.4, "n": 5, "hits": 2},
            {"part": "replies", "value": 0.2, "n": 5},
            {"part": "self_replies", "value": 0.2, "n": 5},
            {"part": "replies_unknown", "value": 0.0, "n": 5},
            {"part": "reposts", "value": 0.2, "n": 5},
            {"part": "quotes", "value": 0.0, "n": 5},
        ),
    ),
)
