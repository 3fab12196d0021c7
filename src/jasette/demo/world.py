"""Valmont: who is in the made-up town, and how each of them behaves.

Thirty days of a by-election campaign for the town hall, in French and English. Every name, handle and number is
invented. What stands here is what is *planted*; what came of it by chance is counted in `truth.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

START_S = 1_673_240_400
"""2023-01-09, midnight in Toronto, as seconds UTC: the last weeks in which X answered both API v1.1 and v2."""
DAYS = 30
END_S = START_S + DAYS * 86_400
PEOPLE = 240
"""Private people at scale 1."""
BLOCK = 2_048
"""People per block: a block is planned and written at once, so memory does not grow with the scale."""

ACCOUNT_BASE = 8_800_000_000_000_000_000
POST_SHIFT = 1 << 62
"""Identifiers lie where the platform will not be for decades: no real account or post has one of them."""


@dataclass(frozen=True)
class Account:
    """One account of a voice; `how` is `owns` or `speaks_for` (an employee who signs with their own account)."""

    handle: str
    name: str
    how: Literal["owns", "speaks_for"] = "owns"


@dataclass(frozen=True)
class Voice:
    """One public voice and its planted behaviour. Counts are for 30 days at scale 1.

    A turn that addresses the voice is answered with probability `answers` (0 for askers outside the camp where
    `own_camp_only`), after a log-normal delay of median `delay_h` hours and shape `delay_sigma`. After an answer the
    person writes again with probability `returns`. `insists`: a second post before the answer, in the same turn.
    """

    slug: str
    fr: str
    en: str
    kind: Literal["person", "organisation"]
    group: str
    accounts: tuple[Account, ...]
    camp: str = ""
    french: float = 0.6
    """Share of its own posts that are in French."""
    announces: int = 30
    threads: float = 0.1
    """Share of announcements continued by one to three self-replies."""
    reposts: int = 5
    quotes: int = 3
    asked: int = 16
    """Turns that private people open."""
    asked_by_at_most: int = 0
    """Where not 0: no more than so many people ever ask, at any scale (a cell that must stay hidden)."""
    openings: tuple[float, float, float] = (0.6, 0.25, 0.15)
    """How turns are opened: reply to a post of the voice, post that opens with @voice, mention in the person's own words."""
    questions: float = 0.6
    answers: float = 0.5
    own_camp_only: bool = False
    delay_h: float = 6.0
    delay_sigma: float = 1.0
    returns: float = 0.3
    insists: float = 0.1
    by_quote: float = 0.0
    by_mention: float = 0.0
    by_agent: float = 0.0
    """Shares of the answers (to private people) that quote, that name the person in a self-reply, or come from a `speaks_for` account."""
    approaches: int = 0
    names_others: float = 0.0
    """Share of its announcements that name another voice: a passing mention of it."""
    asks_own_party: int = 0
    site: str = ""
    coverage: dict[str, str] = field(
        default_factory=lambda: dict.fromkeys(("own_posts", "mentions", "replies", "threads", "reposts"), "complete")
    )


VOICES: tuple[Voice, ...] = (
    Voice(
        "mairie",
        "Cabinet de la mairesse de Valmont",
        "Valmont Mayor's Office",
        "organisation",
        "elected",
        (Account("MairieValmont", "Mairie de Valmont"),),
        announces=60,
        threads=0.25,
        reposts=12,
        quotes=4,
        asked=60,
        answers=0.0,
        insists=0.15,
    ),
    Voice(
        "info-311",
        "Ville de Valmont – Info 311",
        "City of Valmont – 311",
        "organisation",
        "public body",
        (
            Account("Info311Valmont", "Info 311 Valmont ☎️"),
            Account("NeigeValmont", "Neige Valmont Snow ❄️"),
            Account("Nadia311Valmont", "Nadia, agente 311", "speaks_for"),
        ),
        announces=50,
        reposts=6,
        quotes=2,
        asked=90,
        answers=0.85,
        delay_h=0.6,
        returns=0.35,
        by_quote=0.05,
        by_mention=0.08,
        by_agent=0.2,
        questions=0.75,
    ),
    Voice(
        "transport",
        "Réseau de transport de Valmont",
        "Valmont Transit",
        "organisation",
        "public body",
        (Account("RTValmont", "RTV – Transport Valmont 🚌"),),
        announces=45,
        threads=0.15,
        reposts=3,
        quotes=1,
        asked=70,
        answers=0.55,
        delay_h=38.0,
        delay_sigma=0.7,
        returns=0.2,
        insists=0.25,
        questions=0.75,
    ),
    Voice(
        "avenir",
        "Valmont Avenir",
        "Forward Valmont",
        "organisation",
        "party",
        (Account("ValmontAvenir", "Valmont Avenir | Forward Valmont"),),
        camp="avenir",
        announces=50,
        threads=0.2,
        reposts=25,
        quotes=8,
        asked=40,
        answers=0.9,
        own_camp_only=True,
        delay_h=1.0,
    ),
    Voice(
        "verts",
        "Les Verts de Valmont",
        "Valmont Greens",
        "organisation",
        "party",
        (Account("VertsValmont", "Verts Valmont Greens 🌱"),),
        camp="verts",
        announces=45,
        threads=0.2,
        reposts=15,
        quotes=8,
        asked=55,
        answers=0.65,
        delay_h=3.0,
        delay_sigma=1.2,
        returns=0.55,
        by_quote=0.08,
        approaches=10,
    ),
    Voice(
        "coalition",
        "Coalition citoyenne de Valmont",
        "Valmont Citizens' Coalition",
        "organisation",
        "party",
        (Account("CoalitionVlmt", "Coalition citoyenne"),),
        camp="coalition",
        announces=25,
        reposts=10,
        quotes=4,
        asked=30,
        answers=0.3,
        delay_h=12.0,
        coverage={"own_posts": "complete"},
    ),
    Voice(
        "lacasse",
        "Mireille Lacasse",
        "Mireille Lacasse",
        "person",
        "party",
        (Account("MLacasseVlmt", "Mireille Lacasse"),),
        camp="avenir",
        french=0.8,
        announces=30,
        reposts=15,
        quotes=6,
        asked=24,
        answers=0.15,
        delay_h=9.0,
        asks_own_party=16,
    ),
    Voice(
        "okafor-roy",
        "Thomas Okafor-Roy",
        "Thomas Okafor-Roy",
        "person",
        "party",
        (Account("OkaforRoyVlmt", "Thomas Okafor-Roy 🚲"),),
        camp="verts",
        french=0.5,
        announces=30,
        reposts=12,
        quotes=6,
        asked=24,
        answers=0.5,
        delay_h=6.0,
        returns=0.5,
        approaches=8,
        asks_own_party=8,
    ),
    Voice(
        "courrier",
        "Le Courrier de Valmont",
        "Le Courrier de Valmont",
        "organisation",
        "media",
        (Account("CourrierVlmt", "Le Courrier de Valmont"),),
        site="courrier-valmont.example",
        french=1.0,
        announces=45,
        threads=0.05,
        reposts=2,
        quotes=2,
        asked=18,
        answers=0.1,
        names_others=0.3,
    ),
    Voice(
        "gazette",
        "The Valmont Gazette",
        "The Valmont Gazette",
        "organisation",
        "media",
        (Account("VlmtGazette", "The Valmont Gazette"),),
        site="valmont-gazette.example",
        french=0.0,
        announces=40,
        threads=0.05,
        reposts=2,
        quotes=2,
        asked=18,
        answers=0.12,
        names_others=0.3,
    ),
    Voice(
        "radio-rive",
        "Radio Rive 98,5",
        "Radio Rive 98.5",
        "organisation",
        "media",
        (Account("RadioRive985", "Radio Rive 98,5 📻"),),
        site="radio-rive.example",
        french=0.7,
        announces=36,
        reposts=3,
        quotes=2,
        asked=18,
        answers=0.3,
        delay_h=2.0,
        names_others=0.25,
        coverage={"own_posts": "query", "mentions": "query", "replies": "query"},
    ),
    Voice(
        "carnet",
        "Le carnet du faubourg",
        "Le carnet du faubourg",
        "organisation",
        "blog",
        (Account("CarnetFaubourg", "Le carnet du faubourg"),),
        site="carnet-faubourg.example",
        french=1.0,
        announces=20,
        reposts=6,
        quotes=5,
        asked=18,
        answers=0.55,
        delay_h=8.0,
        returns=0.4,
        names_others=0.3,
        approaches=4,
    ),
    Voice(
        "elm-corner",
        "The Corner of Elm",
        "The Corner of Elm",
        "organisation",
        "blog",
        (Account("CornerOfElm", "The Corner of Elm"),),
        site="corner-of-elm.example",
        french=0.0,
        announces=18,
        reposts=6,
        quotes=5,
        asked=16,
        answers=0.4,
        delay_h=10.0,
        returns=0.4,
        names_others=0.3,
        approaches=4,
    ),
    Voice(
        "velo",
        "Vélo Valmont",
        "Bike Valmont",
        "organisation",
        "organisation",
        (Account("VeloBikeVlmt", "Vélo Valmont 🚲 Bike"),),
        french=0.5,
        announces=30,
        reposts=10,
        quotes=8,
        asked=45,
        answers=0.7,
        delay_h=5.0,
        returns=0.6,
        by_quote=0.1,
        by_mention=0.05,
        approaches=25,
    ),
    Voice(
        "coteau",
        "Les amis du parc du Coteau",
        "Friends of Coteau Park",
        "organisation",
        "organisation",
        (Account("AmisCoteauVlmt", "Amis du Coteau / Friends"),),
        announces=10,
        reposts=2,
        quotes=1,
        asked=8,
        asked_by_at_most=6,
        answers=0.6,
        delay_h=5.0,
    ),
)

VOICE_BY_CSV = "transport"
"""Its own posts come as a CSV with a map."""
VOICE_BY_TIMELINE = "velo"
"""Its own posts come as pages of a user timeline, with the posts they refer to."""
VOICES_BY_V1 = ("courrier", "gazette", "radio-rive")
"""Their posts, and those of every `V1_EVERY`-th person, come from the older interface."""
V1_EVERY = 4

CHAT = 180
"""Conversations among private people that address no voice."""
CHAT_REPLIES = 0.5
LOST = 0.06
"""Share of chats whose first post was never collected."""
THIRD = 90
"""Replies to a person in a voice's thread: they carry the voice's mention over, and do not address it."""
PUBLIC_REPOSTS = 320
PUBLIC_QUOTES = 80
DELETED = 0.4
"""Share of the collected v1.1 chat posts without children that are deleted later."""

HOURS = (3, 2, 1, 1, 1, 3, 8, 14, 16, 15, 14, 15, 18, 16, 14, 14, 15, 18, 20, 20, 18, 14, 9, 5)
"""Weights of the hours of the day, local time."""
