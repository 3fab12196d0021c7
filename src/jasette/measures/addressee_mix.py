"""Whom a voice replies to: itself, media, its own camp, other camps, other voices, the public."""

from jasette.measure import Example, Measure, Part, Share

SELF = "role = 'self_reply'"
VOICE = "role = 'reply' AND to_voice IS NOT NULL"
MEDIA = f"{VOICE} AND to_group = 'media'"
CAMP = f"{VOICE} AND COALESCE(to_group, '') <> 'media' AND camp IS NOT NULL AND to_camp IS NOT NULL"
OTHER = f"{VOICE} AND COALESCE(to_group, '') <> 'media' AND (camp IS NULL OR to_camp IS NULL)"


def _part(name: str, title: str, hit: str, whom: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="posts",
        rows="role IN ('reply', 'self_reply', 'reply_unknown')",
        kind=Share(hit=hit),
        unit="share",
        needs=("own_posts",),
        sentence=f"Of {{n}} replies of {{voice}} between {{from}} and {{to}}, {{hits}} went to {whom} ({{value}}).",
        marks=(title, ""),
    )


measure = Measure(
    name="addressee_mix",
    title="Addressee mix",
    formula="replies to one kind of addressee / replies; an addressee counts once, "
    "in this order: self, media, own or other camp, other voices, the public",
    parts=(
        _part("public", "the public", "role = 'reply' AND to_voice IS NULL", "the public"),
        _part("own_camp", "own camp", f"{CAMP} AND to_camp = camp", "the own camp"),
        _part("other_camps", "other camps", f"{CAMP} AND to_camp <> camp", "other camps"),
        _part("media", "media", MEDIA, "media"),
        _part("other_voices", "other voices", OTHER, "other voices of the roster"),
        _part("self", "self", SELF, "the voice itself"),
        _part("unknown", "unknown", "role = 'reply_unknown'", "an addressee unknown here"),
    ),
    sources=(
        "Graham, T., Broersma, M., Hazelhoff, K. & van 't Haar, G. (2013). Information, Communication & Society 16(5), 692–716 "
        "(whom politicians interact with, coded by hand there).",
    ),
    cannot_see="Camps and groups of people who are not in the roster: they are the public, whoever they are. Who else a reply names.",
    example=Example(
        note="Five replies to others: two to the public, one to the own camp, one to another, one to a newspaper; three to oneself.",
        rows={
            "posts": (
                {"voice": "roy", "person": "roy", "role": "reply", "camp": "blue", "to_group": "public", "to_person": "p:01"},
                {"voice": "roy", "person": "roy", "role": "reply", "camp": "blue", "to_group": "public", "to_person": "p:02"},
                {
                    "voice": "roy",
                    "person": "roy",
                    "role": "reply",
                    "camp": "blue",
                    "to_group": "party",
                    "to_voice": "ami",
                    "to_camp": "blue",
                },
                {
                    "voice": "roy",
                    "person": "roy",
                    "role": "reply",
                    "camp": "blue",
                    "to_group": "party",
                    "to_voice": "rival",
                    "to_camp": "red",
                },
                {"voice": "roy", "person": "roy", "role": "reply", "camp": "blue", "to_group": "media", "to_voice": "gazette"},
                *({"voice": "roy", "person": "roy", "role": "self_reply", "camp": "blue", "thread": "x:9"} for _ in range(3)),
            ),
            "voices": ({"voice": "roy", "name": "Mme Roy"},),
        },
        expect=(
            {"part": "public", "value": 0.25, "n": 8, "hits": 2},
            {"part": "own_camp", "value": 0.125, "hits": 1},
            {"part": "other_camps", "value": 0.125, "hits": 1},
            {"part": "media", "value": 0.125, "hits": 1},
            {"part": "other_voices", "value": 0.0},
            {"part": "self", "value": 0.375, "hits": 3},
            {"part": "unknown", "value": 0.0},
        ),
    ),
)
