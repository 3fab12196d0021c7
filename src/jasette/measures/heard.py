"""Which groups are heard: what part of all that voices receive is each one's."""

from jasette.measure import CITED, UPON, Example, Measure, Part, Portion


def _part(name: str, stream: str, *, table: str = "interactions", view: str = UPON, rows: str = "TRUE") -> Part:
    return Part(
        name=name,
        title=f"share of {name} received",
        table=table,
        view=view,
        rows=rows,
        kind=Portion(),
        unit="share",
        needs=(stream,),
        ranked=True,
        sentence=f"Of {{n}} {name} that rostered voices received between {{from}} and {{to}}, {{hits}} went to {{voice}} ({{value}}).",
        sentence_one=f"Of {{n}} {name} that rostered voices received between {{from}} and {{to}}, one went to {{voice}} ({{value}}).",
    )


measure = Measure(
    name="heard",
    title="Who is heard",
    formula="reposts, replies, mentions and citations by others that a group of voices received / all that rostered voices received; "
    "beside each other by the group of who acts (--across group) they are the matrix of who takes up whom",
    of="group",
    parts=(
        _part("reposts", "reposts", rows="kind = 'repost'"),
        _part("replies", "replies", rows="kind = 'reply'"),
        _part("mentions", "mentions", rows="kind = 'mention'"),
        _part("citations", "mentions", table="citations", view=CITED),
    ),
    sources=(
        "Ours; shares of links by kind of site: Adamic, L. & Glance, N. (2005). "
        "The political blogosphere and the 2004 U.S. election. LinkKDD.",
    ),
    cannot_see="What is received by those who are in no roster, and by voices of which the stream was not collected. "
    "A group is that of the roster's latest entry; a group with more voices receives more.",
    example=Example(
        note="Twelve people repost a newspaper, which reposts a party; the party replies to the newspaper, names it and cites it.",
        rows={
            "voices": (
                {"voice": "gazette", "name": "La Gazette", "group": "media"},
                {"voice": "verts", "name": "Les Verts", "group": "party"},
            ),
            "interactions": (
                *({"person": f"p:{i:02}", "kind": "repost", "to_voice": "gazette", "to_person": "gazette"} for i in range(12)),
                {"voice": "gazette", "person": "gazette", "kind": "repost", "to_voice": "verts", "to_person": "verts"},
                {"voice": "verts", "person": "verts", "kind": "reply", "to_voice": "gazette", "to_person": "gazette"},
                {"voice": "verts", "person": "verts", "kind": "mention", "to_voice": "gazette", "to_person": "gazette"},
            ),
            "citations": ({"voice": "verts", "person": "verts", "to_voice": "gazette", "to_person": "gazette", "how": "link"},),
        },
        expect=(
            {"voice": "media", "part": "reposts", "value": 12 / 13, "n": 13, "hits": 12, "rank": 1},
            {"voice": "party", "part": "reposts", "value": 1 / 13, "n": 13, "hits": 1, "rank": 2},
            {"voice": "media", "part": "replies", "value": 1.0, "n": 1},
            {"voice": "media", "part": "mentions", "value": 1.0, "n": 1},
            {"voice": "media", "part": "citations", "value": 1.0, "n": 1},
        ),
    ),
)
