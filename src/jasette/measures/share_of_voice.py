"""How much of what a group of voices says, and of what is said of them, is one voice's."""

from jasette.measure import Example, Measure, Part, Share, columns

# Each voice beside every one of its group (itself too) that was collected; `subject` is whose row it is.
GROUP = """
FROM voices AS mine
JOIN voices AS theirs ON theirs."group" = mine."group"
JOIN peers ON of_peer = theirs.voice
"""
# All of a voice's posts are one actor's; whose they are must not make it look as if the voices had been drawn by lot.
POSTS = f"""
SELECT {columns("posts", "p", voice="mine.voice", person="mine.voice")}, theirs.voice AS subject
{GROUP}JOIN posts AS p ON p.voice = theirs.voice
"""
MENTIONS = f"""
SELECT {columns("interactions", "a", voice="mine.voice")}, theirs.voice AS subject
{GROUP}JOIN interactions AS a ON a.to_voice = theirs.voice
WHERE a.kind = 'mention' AND a.person IS NOT NULL AND a.person <> theirs.voice
"""

measure = Measure(
    name="share_of_voice",
    title="Share of voice",
    formula="own posts of the voice / own posts of all rostered voices of its group; the same of mentions received in people's own words",
    parts=(
        Part(
            name="posts",
            title="own posts",
            table="posts",
            view=POSTS,
            rows="role IS NOT NULL AND role <> 'citation'",
            kind=Share(hit="subject = voice"),
            unit="share",
            needs=("own_posts",),
            together=True,
            sentence="Of {n} posts by the voices of its group between {from} and {to}, {hits} were by {voice} ({value}).",
            sentence_one="Of {n} posts by the voices of its group between {from} and {to}, one was by {voice} ({value}).",
            marks=("its own", "another voice's"),
        ),
        Part(
            name="mentions",
            title="mentions",
            table="interactions",
            view=MENTIONS,
            kind=Share(hit="subject = voice"),
            unit="share",
            needs=("mentions",),
            together=True,
            whose="subject = voice",
            sentence="Of {n} mentions of voices of its group between {from} and {to}, {hits} were of {voice}, "
            "by {people} people ({value}).",
            sentence_one="Of {n} mentions of voices of its group between {from} and {to}, one was of {voice} ({value}).",
            marks=("of the voice", "of another voice"),
        ),
    ),
    sources=(
        "Ours; share of voice as in advertising, where it is a share of spending: Jones, J. P. (1990). Harvard Business Review 68(1).",
    ),
    cannot_see="Voices of the group that are not in the roster, or of which the stream was not collected: the shares are of those "
    "that were. Whether a mention is praise. A group is that of the roster's latest entry.",
    example=Example(
        note="Two parties post three times and once; twelve people name the first, and ten of these the second as well. "
        "A newspaper is of another group.",
        rows={
            "voices": (
                {"voice": "bleu", "name": "Les Bleus", "group": "party"},
                {"voice": "gazette", "name": "La Gazette", "group": "media"},
                {"voice": "rouge", "name": "Les Rouges", "group": "party"},
            ),
            "posts": (
                *({"voice": "bleu", "person": "bleu", "role": "post"} for _ in range(3)),
                {"voice": "rouge", "person": "rouge", "role": "reply"},
                {"voice": "gazette", "person": "gazette", "role": "post"},
            ),
            "interactions": (
                *({"person": f"p:{i:02}", "kind": "mention", "to_voice": "bleu", "to_person": "bleu"} for i in range(12)),
                *({"person": f"p:{i:02}", "kind": "mention", "to_voice": "rouge", "to_person": "rouge"} for i in range(10)),
                {"person": "p:00", "kind": "repost", "to_voice": "rouge", "to_person": "rouge"},
                {"voice": "bleu", "person": "bleu", "kind": "mention", "to_voice": "bleu", "to_person": "bleu"},
            ),
        },
        expect=(
            {"voice": "bleu", "part": "posts", "value": 0.75, "n": 4, "hits": 3},
            {"voice": "rouge", "part": "posts", "value": 0.25, "n": 4, "hits": 1},
            {"voice": "gazette", "part": "posts", "value": 1.0, "n": 1},
            {"voice": "bleu", "part": "mentions", "value": 12 / 22, "n": 22, "people": 12},
            {"voice": "rouge", "part": "mentions", "value": 10 / 22, "n": 22, "people": 10},
            {"voice": "gazette", "part": "mentions", "value": None, "n": 0},
        ),
    ),
)
