"""How many of a voice's posts were shared at least that many times each."""

from jasette.kernels.hindex import h_indices
from jasette.measure import UPON, Example, Measure, Part, Things

measure = Measure(
    name="h_index",
    title="h-index of posts",
    formula="largest h so that h posts of the voice were each reposted at least h times by others",
    parts=(
        Part(
            name="reposts",
            title="h-index by reposts",
            table="interactions",
            view=UPON,
            rows="kind = 'repost' AND object IS NOT NULL",
            kind=Things(h_indices, key="object"),
            unit="index",
            needs=("reposts",),
            ranked=True,
            sentence="Of {n} posts of {voice} that {people} people reposted between {from} and {to}, "
            "{value} were reposted at least as many times.",
        ),
    ),
    sources=(
        "Hirsch, J. (2005). An index to quantify an individual's scientific research output. PNAS 102(46), 16569–16572. "
        "For posts: Romero, D., Galuba, W., Asur, S. & Huberman, B. (2011). Influence and passivity in social media. ECML PKDD.",
    ),
    cannot_see="It rewards volume: it can never be larger than the number of posts, and one post that everybody shares counts as one. "
    "Reposts of a post that is not known, and those that were not collected.",
    example=Example(
        note="Three posts are reposted by twelve people, by three, and by two; a fourth once, by the voice itself.",
        rows={
            "interactions": (
                *(
                    {"person": f"p:{i:02}", "kind": "repost", "to_voice": "ville", "to_person": "ville", "object": f"x:{post}"}
                    for post, count in (("one", 12), ("two", 3), ("three", 2))
                    for i in range(count)
                ),
                {"voice": "ville", "person": "ville", "kind": "repost", "to_voice": "ville", "to_person": "ville", "object": "x:four"},
            ),
        },
        expect=({"voice": "ville", "part": "reposts", "value": 2.0, "n": 3, "people": 12, "rank": 1},),
    ),
)
