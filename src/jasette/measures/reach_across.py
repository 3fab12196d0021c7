"""How many answers go to people with whom the voice had no contact before."""

from jasette.measure import Example, Measure, Part, Share

# Every moment of contact between a voice and a person: turns begin and end, answers, exchanges that the voice opened.
VIEW = """
WITH moments AS (
    SELECT voice, person, at_us FROM requests
    UNION
    SELECT voice, person, last_us AS at_us FROM requests
    UNION
    SELECT voice, person, answered_us AS at_us FROM requests WHERE answered_us IS NOT NULL
    UNION
    SELECT voice, person, at_us FROM exchanges WHERE opened_by = 'voice'
), spaced AS (
    SELECT voice, person, at_us, LAG(at_us) OVER (PARTITION BY voice, person ORDER BY at_us) AS before_us FROM moments
)
SELECT r.*, s.before_us
FROM requests AS r JOIN spaced AS s ON s.voice = r.voice AND s.person = r.person AND s.at_us = r.at_us
"""

measure = Measure(
    name="reach_across",
    title="Reach across",
    formula="answered requests of people who had no contact with the voice in the L before they asked / answered requests; "
    "only requests before which L was covered, the same L for all voices",
    params={"lookback": "30d"},
    parts=(
        Part(
            name="new_people",
            title="people without earlier contact",
            table="requests",
            view=VIEW,
            rows="answered_us < frontier_us",
            kind=Share(hit="before_us IS NULL OR before_us < at_us - {lookback}"),
            unit="share",
            needs=("own_posts", "mentions", "replies"),
            lead="lookback",
            sentence="Of {n} requests between {from} and {to} that {voice} answered, {hits} came from people who had had no contact "
            "with it in the {lookback} before ({value}).",
            sentence_one="Of {n} requests between {from} and {to} that {voice} answered, one came from somebody who had had no "
            "contact with it in the {lookback} before ({value}).",
            marks=("no earlier contact", "earlier contact"),
        ),
    ),
    sources=("Ours.",),
    cannot_see="Contact in private messages, by another account of the same person, or before the covered time. "
    "Whether the person thinks otherwise than the voice: no side of a private person is known here. Reposts and likes are no contact.",
    example=Example(
        note="In April, with thirty days looked back on, twelve people are answered: two had asked in March, "
        "one had been approached then, one had asked in February.",
        rows={
            "requests": (
                *(
                    {"voice": "ville", "person": f"p:{i:02}", "at_us": "2024-04-10", "last_us": "2024-04-10", "answered_us": "2024-04-11"}
                    for i in range(12)
                ),
                *({"voice": "ville", "person": f"p:{i:02}", "at_us": "2024-03-20", "last_us": "2024-03-21"} for i in range(2)),
                {"voice": "ville", "person": "p:03", "at_us": "2024-02-20", "last_us": "2024-02-20", "answered_us": "2024-02-21"},
                {"voice": "ville", "person": "p:12", "at_us": "2024-04-10", "last_us": "2024-04-10"},
            ),
            "exchanges": ({"voice": "ville", "person": "p:02", "at_us": "2024-03-25", "opened_by": "voice"},),
            "coverage": tuple(
                {"voice": "ville", "stream": stream, "from_us": "2024-02-15", "to_us": "2024-05-01", "how": "complete"}
                for stream in ("own_posts", "mentions", "replies")
            ),
        },
        expect=({"part": "new_people", "value": 0.75, "n": 12, "hits": 9, "people": 12},),
    ),
)
