"""How often the acts between a voice and others go both ways."""

from jasette.measure import Example, Measure, Part, Share, columns

TALK = "kind IN ('reply', 'mention', 'quote')"

WITHIN = "a.at_us >= w.window_from_us AND a.at_us < w.window_to_us"

# Every act of the voice upon another, and of another upon it, in the windows; `person` is the other in both.
VIEW = f"""
WITH acts AS (
    SELECT {columns("interactions", "a", person="a.to_person", group="a.to_group")}, 0 AS way
    FROM interactions AS a JOIN windows AS w ON w.of_voice = a.voice AND {WITHIN}
    WHERE a.voice IS NOT NULL AND a.to_person IS NOT NULL AND a.to_person <> a.voice
    UNION ALL
    SELECT {columns("interactions", "a", voice="a.to_voice")}, 1 AS way
    FROM interactions AS a JOIN windows AS w ON w.of_voice = a.to_voice AND {WITHIN}
    WHERE a.to_voice IS NOT NULL AND a.person IS NOT NULL AND a.person <> a.to_voice
), pairs AS (
    SELECT voice, person, MIN(way) <> MAX(way) AS mutual,
        MIN(CASE WHEN {TALK} THEN way END) <> MAX(CASE WHEN {TALK} THEN way END) AS talked
    FROM acts GROUP BY voice, person
)
SELECT acts.*, CASE WHEN way = 0 THEN 'to ' ELSE 'by ' END || acts.person AS pair, mutual, talked
FROM acts JOIN pairs ON pairs.voice = acts.voice AND pairs.person = acts.person
"""


def _part(name: str, title: str, rows: str, hit: str, needs: tuple[str, ...], words: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="interactions",
        view=VIEW,
        rows=rows,
        kind=Share(hit=hit, grain="pair"),
        unit="share",
        needs=needs,
        sentence=f"Of {{n}} directed pairs between {{voice}} and others who {words} between {{from}} and {{to}}, "
        "{hits} were answered back ({value}).",
        marks=("goes both ways", "goes one way"),
    )


measure = Measure(
    name="reciprocity",
    title="Reciprocity",
    formula="directed pairs answered back / directed pairs, without self-loops: a pair is a voice and another person, "
    "in the direction in which one acted upon the other; with both directions it counts twice",
    parts=(
        _part("talk", "replies, mentions, quotes", TALK, "talked", ("own_posts", "mentions", "replies"), "spoke to one another"),
        _part("all", "all acts", "TRUE", "mutual", ("own_posts", "mentions", "replies", "reposts"), "acted upon one another in any way"),
    ),
    sources=(
        "Garlaschelli, D. & Loffredo, M. (2004). Patterns of link reciprocity in directed networks. Phys Rev Lett 93, 268701 "
        "(there of a whole network; here of one voice's pairs).",
    ),
    cannot_see="What an act says: a quarrel is reciprocal too. Posts by those who speak for the voice from accounts of their own. "
    "By period, a pair counts where it acts, and is answered back if it is at any covered time.",
    example=Example(
        note="Twelve people write to a voice; it replies to three of these and to two others, and reposts a fourth. "
        "Self-replies do not count.",
        rows={
            "interactions": (
                *({"person": f"p:{i:02}", "to_voice": "ville", "to_person": "ville", "kind": "mention"} for i in range(12)),
                *({"voice": "ville", "person": "ville", "to_person": f"p:{i:02}", "kind": "reply"} for i in (0, 1, 2, 12, 13)),
                {"voice": "ville", "person": "ville", "to_person": "p:03", "kind": "repost"},
                {"voice": "ville", "person": "ville", "to_person": "ville", "to_voice": "ville", "kind": "reply"},
            ),
        },
        expect=(
            {"part": "talk", "value": 6 / 17, "n": 17, "hits": 6, "people": 14},
            {"part": "all", "value": 8 / 18, "n": 18, "hits": 8},
        ),
    ),
)
