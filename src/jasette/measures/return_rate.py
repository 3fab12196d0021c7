"""Whether people who were answered come back more often than those who were not: an association, not a cause."""

from jasette.measure import Contrast, Example, Measure, Part, Share

NEEDS = ("own_posts", "mentions", "replies")
WEEK_US = 604_800_000_000

# The first turn of each person, and when the person first began another thread with the voice.
VIEW = """
WITH numbered AS (
    SELECT r.*, ROW_NUMBER() OVER (PARTITION BY voice, person ORDER BY at_us, post_id) AS turn,
        FIRST_VALUE(COALESCE(thread, post_id)) OVER (PARTITION BY voice, person ORDER BY at_us, post_id) AS first_thread
    FROM requests AS r WHERE person IS NOT NULL
), returned AS (
    SELECT voice, person, MIN(at_us) AS again_us FROM numbered WHERE COALESCE(thread, post_id) <> first_thread GROUP BY voice, person
)
SELECT n.*, a.again_us FROM numbered AS n LEFT JOIN returned AS a ON a.voice = n.voice AND a.person = n.person WHERE n.turn = 1
"""
# Only a new thread sets aside: to thank for an answer, or to insist for want of one, belongs to the first thread, and who
# does so depends on the answer. Left out for it, the two groups would differ where the answer changes nothing.
SET_ASIDE = "(again_us IS NULL OR again_us > at_us + {window})"
ANSWERED = "COALESCE(answered_us <= at_us + {window}, FALSE)"
RETURNED = "again_us <= at_us + {window} + {again}"


def _part(name: str, title: str, rows: str, words: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="requests",
        view=VIEW,
        rows=f"{SET_ASIDE} AND {rows}",
        kind=Share(hit=RETURNED),
        unit="share",
        needs=NEEDS,
        follow="window again",
        adds_to="difference",
        sentence=f"Of {{n}} people who first addressed {{voice}} before {{before}} and {words} within {{window}}, "
        "{hits} began a new thread with it in the following {again} ({value}).",
        sentence_one=f"Of {{n}} people who first addressed {{voice}} before {{before}} and {words} within {{window}}, "
        "one began a new thread with it in the following {again} ({value}).",
        marks=("came back", "did not come back"),
    )


measure = Measure(
    name="return_rate",
    title="Return rate",
    formula="first turn of each person; those who began another thread within W of it are set aside; "
    "returned = a new thread with the voice in the 30 days after W, which must be covered for everybody; "
    "share of the answered (within W) less share of the others, within the same week, platform and kind of request "
    "(Mantel–Haenszel), in percentage points",
    params={"window": "7d", "again": "30d"},
    parts=(
        Part(
            name="difference",
            title="difference",
            table="requests",
            view=VIEW,
            rows=SET_ASIDE,
            kind=Contrast(hit=RETURNED, arm=ANSWERED, strata=(f"FLOOR(at_us / {WEEK_US}.0)", "platform", "kind")),
            unit="percentage points",
            needs=NEEDS,
            follow="window again",
            sentence="Between people whom {voice} answered within {window} and others who first addressed it in the same week, on the same "
            "platform and in the same way, the share who came back within {again} differs by {value} percentage points "
            "(95 % interval {low} to {high}; more than 0: the answered came back more often). This is an association, not a cause.",
            marks=("came back", "did not come back"),
        ),
        _part("answered", "answered", ANSWERED, "were answered"),
        _part("not_answered", "not answered", f"NOT {ANSWERED}", "were not answered"),
    ),
    sources=(
        "Ours; the landmark is that of Anderson, J., Cain, K. & Gelber, R. (1983). J Clin Oncol 1(11), 710–719.",
        "Mantel, N. & Haenszel, W. (1959). J Natl Cancer Inst 22(4), 719–748; Greenland, S. & Robins, J. (1985). Biometrics 41(1), 55–68; "
        "variance: Sato, T. (1989). Biometrics 45(4), 1323–1324; limits: Klingenberg, B. (2014). Stat Med 33(17), 2968–2983.",
        "Where nobody or everybody came back: Newcombe, R. (1998). Stat Med 17(8), 873–890.",
    ),
    cannot_see="Why people come back: a voice may answer those who would have come back anyway. People who came back elsewhere, "
    "or without addressing the voice. What was before the archive begins: a first turn is the first that was collected. "
    "Weeks in which all or none were answered say nothing of the difference, and weigh nothing.",
    example=Example(
        note="Twenty people are answered, ten of them come back; of twenty others five do. One more wrote anew on the next day "
        "and is set aside; who thanks in the same thread has not come back.",
        rows={
            "requests": (
                *(
                    {
                        "voice": "ville",
                        "person": f"p:{i:02}",
                        "thread": f"x:first{i}",
                        "kind": "question",
                        "answered_us": "2024-03-02 10:00" if i < 20 else None,
                    }
                    for i in range(40)
                ),
                *(
                    {"voice": "ville", "person": f"p:{i:02}", "thread": f"x:new{i}", "kind": "question", "at_us": "2024-03-20"}
                    for i in (*range(10), *range(20, 25))
                ),
                *({"voice": "ville", "person": "p:40", "thread": f"x:{i}", "at_us": f"2024-03-0{i}"} for i in (2, 3)),
                {"voice": "ville", "person": "p:19", "thread": "x:first19", "kind": "direct", "at_us": "2024-03-12"},
            ),
            "coverage": tuple(
                {"voice": "ville", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-05-01", "how": "complete"} for stream in NEEDS
            ),
        },
        expect=(
            # 10/20 less 5/20. With P = −1.25, Q = 2.5, W = 10: 0.25 + z²P/2W² ± √(…² − 0.25² + z²Q/W²).
            {"part": "difference", "value": 25.0, "low": -6.488426, "high": 51.686603, "n": 40, "hits": 15, "people": 40},
            {"part": "answered", "value": 0.5, "n": 20, "hits": 10},
            {"part": "not_answered", "value": 0.25, "n": 20, "hits": 5},
        ),
    ),
)
