"""How much of what a voice posts speaks to nobody in particular."""

from jasette.measure import Example, Measure, Part, Share

OWN = "role IS NOT NULL AND role <> 'citation'"

measure = Measure(
    name="broadcast_share",
    title="Broadcast share",
    formula="(new posts + self-replies + reposts) / own posts; quotes, which comment on somebody, are shown apart",
    parts=(
        Part(
            name="broadcast",
            title="broadcast",
            table="posts",
            rows=OWN,
            kind=Share(hit="role IN ('post', 'self_reply', 'repost')"),
            unit="share",
            needs=("own_posts",),
            sentence="Of {n} posts of {voice} between {from} and {to}, {hits} addressed nobody else ({value}).",
            marks=("broadcast", "not broadcast"),
        ),
        Part(
            name="quotes",
            title="quotes",
            table="posts",
            rows=OWN,
            kind=Share(hit="role = 'quote'"),
            unit="share",
            needs=("own_posts",),
            sentence="Of {n} posts of {voice} between {from} and {to}, {hits} were quotes ({value}).",
            sentence_one="Of {n} posts of {voice} between {from} and {to}, one was a quote ({value}).",
            marks=("quote", "no quote"),
        ),
    ),
    sources=(
        "Graham, T., Broersma, M., Hazelhoff, K. & van 't Haar, G. (2013). Between broadcasting political messages and interacting with "
        "voters. Information, Communication & Society 16(5), 692–716 (coded by hand there).",
    ),
    cannot_see="Whether a new post that names people speaks to them; whether anybody read it.",
    example=Example(
        note="Two new posts, a self-reply and a repost beside one reply and one quote.",
        rows={
            "posts": (
                {"voice": "roy", "person": "roy", "role": "post"},
                {"voice": "roy", "person": "roy", "role": "post", "thread": "x:2"},
                {"voice": "roy", "person": "roy", "role": "self_reply", "thread": "x:2"},
                {"voice": "roy", "person": "roy", "role": "repost"},
                {"voice": "roy", "person": "roy", "role": "reply"},
                {"voice": "roy", "person": "roy", "role": "quote"},
            )
        },
        expect=({"part": "broadcast", "value": 4 / 6, "n": 6, "hits": 4}, {"part": "quotes", "value": 1 / 6, "n": 6, "hits": 1}),
    ),
)
