"""How many others cite a voice's pages: the blogs' own currency."""

from jasette.measure import CITED, Example, Measure, Told, twice

RECENT = "at_us >= frontier_us - {within}"

times, citing = twice(
    Told(
        "times",
        "citations",
        "citations",
        "{voice} was cited {value} times between {from} and {to}; no more than the last {within} count.",
        "{voice} was cited once between {from} and {to}; no more than the last {within} count.",
    ),
    Told(
        "citing",
        "citing voices or sites",
        "sites",
        "{value} voices or sites cited {voice} between {from} and {to}; no more than the last {within} count.",
        "One voice or site cited {voice} between {from} and {to}; no more than the last {within} count.",
    ),
    table="citations",
    view=CITED,
    rows=RECENT,
    needs=("mentions",),
)

measure = Measure(
    name="citations",
    title="Citations",
    formula="distinct voices or sites that cite the voice by a link, pingback, trackback or webmention in the 180 days before the end of "
    "the covered time, itself left out; the citations themselves, counted",
    parts=(citing, times),
    params={"within": "180d"},
    sources=(
        "Technorati's authority, before October 2009: blogs that linked to a blog in the last 180 days. "
        "Marlow, C. (2004). Audience, structure and authority in the weblog community. ICA.",
    ),
    cannot_see="Pages that were not collected: a link is seen where the page that carries it is here, or told the voice so by a ping. "
    "Blogrolls and navigation do not count. A site without a roster entry is known by the account that writes there.",
    example=Example(
        note="A newspaper cites the blog twice, a party once, and the blog itself; one citation is older than the time that counts.",
        rows={
            "citations": (
                *({"voice": "gazette", "person": "gazette", "to_voice": "blog", "to_person": "blog", "how": "link"} for _ in range(2)),
                {"voice": "verts", "person": "verts", "to_voice": "blog", "to_person": "blog", "how": "pingback"},
                {"voice": "blog", "person": "blog", "to_voice": "blog", "to_person": "blog", "how": "link", "self": True},
                {"voice": "verts", "person": "verts", "to_voice": "gazette", "to_person": "gazette", "at_us": "2023-03-01"},
            ),
            "coverage": tuple(
                {"voice": voice, "stream": "mentions", "from_us": "2023-01-01", "to_us": "2024-04-01", "how": "complete"}
                for voice in ("blog", "gazette", "verts")
            ),
        },
        expect=(
            {"voice": "blog", "part": "citing", "value": 2.0, "rank": 1},
            {"voice": "gazette", "part": "citing", "value": 0.0, "rank": 2},
            {"voice": "blog", "part": "times", "value": 3.0, "n": 3, "rank": 1, "rank_of": 3},
        ),
    ),
)
