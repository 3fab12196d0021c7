"""How often media take up what a voice says that is not media, how many of them, how regularly, and how soon."""

from jasette.measure import Example, Measure, Part, Quantile, Share, Told, columns, twice

MEDIA = "media"
"""The roster's group of media."""
WEEK_US, MONDAY_US = 604_800_000_000, 345_600_000_000
"""The first Monday after the epoch began after four days."""


def _week(at_us: str) -> str:
    return f"CAST(FLOOR(({at_us} - {MONDAY_US}) / {WEEK_US}) AS BIGINT)"


PICKED = f"""
SELECT {columns("citations", "c", voice="c.to_voice")}, c.at_us - p.at_us AS lag_us, TRUE AS picked, {_week("c.at_us")} AS week
FROM citations AS c LEFT JOIN posts AS p ON p.post_id = c.to_post
WHERE c."group" = '{MEDIA}' AND c.to_voice IS NOT NULL AND c.to_group <> '{MEDIA}' AND c.person <> c.to_voice
"""
# Beside them every week in which anything at all was collected, so that weeks without a pickup count.
TEXTS = ("person", "group", "platform", "lang", "thread", "post_id", "to_voice", "to_person", "to_group", "to_post", "url", "how")
NOTHING = dict.fromkeys(TEXTS, "CAST(NULL AS VARCHAR)")
BLANK = columns("citations", "w", voice="w.of_voice", at_us="h.at_us", self="FALSE", **NOTHING)
WEEKS = f"""
WITH hours AS (SELECT DISTINCT CAST(FLOOR(at_us / 3600000000) AS BIGINT) * 3600000000 AS at_us FROM posts WHERE at_us IS NOT NULL)
{PICKED}
UNION ALL
SELECT {BLANK}, CAST(NULL AS BIGINT) AS lag_us, FALSE AS picked, {_week("h.at_us")} AS week
FROM hours AS h JOIN windows AS w ON h.at_us >= w.window_from_us AND h.at_us < w.window_to_us
"""

BLOG = {"to_voice": "blog", "to_person": "blog", "to_group": "blog", "how": "link"}
CITED = (
    ("gazette", "b:1", "2024-03-05 12:00"),
    ("gazette", None, "2024-03-06 12:00"),
    ("courrier", "b:1", "2024-03-05 15:00"),
)

measure = Measure(
    name="pickup",
    title="Pickup by media",
    formula="links and pings from media to a voice that is not media: their number, the distinct media, the share of "
    "weeks with at least one, and the median time from the post cited to the citation",
    parts=(
        *twice(
            Told(
                "times",
                "times",
                "pickups",
                "Media took up {voice} {value} times between {from} and {to}.",
                "Media took up {voice} once between {from} and {to}.",
            ),
            Told(
                "media",
                "distinct media",
                "media",
                "{value} media took up {voice} between {from} and {to}.",
                "One of the media took up {voice} between {from} and {to}.",
            ),
            table="citations",
            view=PICKED,
            needs=("mentions",),
        ),
        Part(
            name="weeks",
            title="weeks with a pickup",
            table="citations",
            view=WEEKS,
            kind=Share(hit="picked", grain="week"),
            always="NOT picked",
            unit="share",
            needs=("mentions",),
            sentence="Of {n} weeks between {from} and {to}, media took up {voice} in {hits} ({value}).",
            sentence_one="Of {n} weeks between {from} and {to}, media took up {voice} in one ({value}).",
            marks=("pickup", ""),
        ),
        Part(
            name="lag",
            title="median lag",
            table="citations",
            view=PICKED,
            rows="lag_us IS NOT NULL AND lag_us >= 0",
            kind=Quantile(of="lag_us", per=1e6),
            unit="seconds",
            needs=("mentions",),
            sentence="Half of {n} pickups of posts of {voice} by media between {from} and {to} came within {value}.",
        ),
    ),
    sources=(
        "Ours; citations between blogs and the press: Wallsten, K. (2007). Agenda setting and the blogosphere. Review of Policy Research "
        "24(6), 567–587; Leskovec, J., Backstrom, L. & Kleinberg, J. (2009). Meme-tracking and the dynamics of the news cycle. KDD.",
    ),
    cannot_see="A pickup without a link, by words or by name alone, and pages of media that were not collected. The lag is of pickups "
    "that came, and of posts that are here: it says nothing of what was never taken up.",
    example=Example(
        note="Two newspapers cite a blog in the first week, one of them twice, two hours and five hours after the post; none in "
        "the second; a party and the blog itself do not count.",
        rows={
            "posts": (
                {"voice": "blog", "person": "blog", "role": "post", "post_id": "b:1", "at_us": "2024-03-05 10:00"},
                {"voice": "blog", "person": "blog", "role": "post", "post_id": "b:2", "at_us": "2024-03-12 10:00"},
            ),
            "citations": (
                *({"voice": who, "person": who, "group": "media", "to_post": post, "at_us": at, **BLOG} for who, post, at in CITED),
                {"voice": "verts", "person": "verts", "group": "party", **BLOG},
                {"voice": "blog", "person": "blog", "group": "blog", **BLOG},
            ),
        },
        expect=(
            {"voice": "blog", "part": "times", "value": 3.0, "rank": 1},
            {"voice": "blog", "part": "media", "value": 2.0},
            {"voice": "blog", "part": "weeks", "value": 0.5, "n": 2, "hits": 1},
            {"voice": "blog", "part": "lag", "value": 12600.0, "n": 2},
        ),
    ),
)
