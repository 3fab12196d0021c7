"""Whether voices take up their own group or others: the E–I index, beside what it would be if groups were dealt out at random."""

from jasette.measure import Example, Measure, Mixing, Part, columns

# Acts and links from voice to voice.
BETWEEN = f"""
SELECT {columns("interactions", "a", voice="a.to_voice")} FROM interactions AS a
WHERE a.voice IS NOT NULL AND a.to_voice IS NOT NULL AND a.person <> a.to_person
UNION ALL
SELECT {columns("interactions", "c", voice="c.to_voice", kind="'link'", weight="1.0", object="c.to_post")}
FROM citations AS c WHERE c.voice IS NOT NULL AND c.to_voice IS NOT NULL AND c.person <> c.to_person
"""
SAID = "Between {from} and {to}, {n} ties by KIND join voices of the roster: the E–I index of {voice} is {value}"


def _kind(name: str, kind: str, stream: str) -> tuple[Part, Part]:
    def part(name: str, title: str, expected: bool, sentence: str) -> Part:
        return Part(
            name=name,
            title=title,
            table="interactions",
            view=BETWEEN,
            rows=f"kind = '{kind}'",
            kind=Mixing(expected=expected),
            unit="index",
            needs=(stream,),
            sentence=sentence,
        )

    said = SAID.replace("KIND", name)
    return (
        part(name, f"E–I by {name}", False, f"{said} (−1: all inside groups, +1: all between them)."),
        part(f"{name}_expected", f"E–I by {name}, expected", True, f"{said} on average where groups are dealt out at random."),
    )


measure = Measure(
    name="mixing",
    title="Inside and between groups",
    formula="(E − I) / (E + I) over directed ties between voices of the roster, each pair once: E between groups, I inside them; of one "
    "group over the ties that it receives. Beside it the average over all ways to deal the groups out to the voices that have ties",
    of="all",
    parts=(
        *_kind("reposts", "repost", "reposts"),
        *_kind("replies", "reply", "replies"),
        *_kind("mentions", "mention", "mentions"),
        *_kind("links", "link", "mentions"),
    ),
    sources=(
        "Krackhardt, D. & Stern, R. (1988). Informal networks and organizational crises: an experimental simulation. "
        "Social Psychology Quarterly 51(2), 123–140.",
    ),
    cannot_see="Why voices take each other up: an index of −1 may come from friendship or from what a group has to do with. Ties with "
    "people who are in no roster. The index depends on how many voices a group has: read it beside the expected one.",
    example=Example(
        note="Two parties of two voices: inside each one voice reposts the other, and one reposts a voice of the other party.",
        rows={
            "coverage": tuple(
                {"voice": v, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
                for v in "abcd"
                for stream in ("mentions", "replies", "reposts")
            ),
            "voices": tuple({"voice": v, "name": v, "group": g} for v, g in (("a", "one"), ("b", "one"), ("c", "two"), ("d", "two"))),
            "interactions": tuple(
                {"voice": v, "person": v, "group": g, "kind": k, "to_voice": w, "to_person": w, "to_group": h}
                for v, g, w, h in (("a", "one", "b", "one"), ("c", "two", "d", "two"), ("a", "one", "c", "two"), ("a", "one", "c", "two"))
                for k in ("repost", "reply", "mention", "link")
            ),
        },
        expect=tuple(
            {"voice": "all", "part": f"{name}{ending}", "value": value, "n": 3}
            for name in ("reposts", "replies", "mentions", "links")
            # Two ties inside, one between; among four voices a random pair has 1 chance in 3 to be of one party.
            for ending, value in (("", -1 / 3), ("_expected", 1 / 3))
        ),
    ),
)
