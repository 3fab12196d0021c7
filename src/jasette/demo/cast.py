"""The thirty voices of Valmont, who copies whom, and whose audiences overlap."""

from __future__ import annotations

from jasette.demo.world import Account, Copying, Following, Voice


def _fedi(handle: str, name: str) -> Account:
    return Account(handle, name, place="mastodon")


def _blog(host: str, name: str) -> Account:
    return Account(host, name, place="blog")


def _press(host: str, name: str) -> Account:
    return Account(host, name, place="press")


VOICES: tuple[Voice, ...] = (
    # ---- those who govern and serve
    Voice(
        "mairie", "Cabinet de la mairesse de Valmont", "Valmont Mayor's Office", "organisation", "elected",
        (Account("MairieValmont", "Mairie de Valmont"),),
        announces=480, threads=0.25, reposts=96, quotes=32, asked=480, answers=0.0, insists=0.15,
    ),
    Voice(
        "info-311", "Ville de Valmont – Info 311", "City of Valmont – 311", "organisation", "public body",
        (
            Account("Info311Valmont", "Info 311 Valmont ☎️"), Account("NeigeValmont", "Neige Valmont Snow ❄️"),
            Account("Nadia311Valmont", "Nadia, agente 311", "speaks_for"),
        ),
        announces=400, reposts=48, quotes=16, asked=720, answers=0.85, delay_h=0.6, returns=0.35, by_quote=0.05, by_mention=0.08,
        by_agent=0.2, questions=0.75,
    ),
    Voice(
        "transport", "Réseau de transport de Valmont", "Valmont Transit", "organisation", "public body",
        (Account("RTValmont", "RTV – Transport Valmont 🚌"),),
        announces=360, threads=0.15, reposts=24, quotes=8, asked=560, answers=0.55, delay_h=38.0, delay_sigma=0.7, returns=0.2,
        insists=0.25, questions=0.75, template=0.6,
    ),
    Voice(
        "bibliotheque", "Bibliothèque de Valmont", "Valmont Public Library", "organisation", "public body",
        (Account("BiblioVlmt", "Bibliothèque de Valmont 📚"), _fedi("biblio", "Bibliothèque de Valmont")),
        announces=200, reposts=24, quotes=8, asked=130, answers=0.8, delay_h=2.5, questions=0.8,
    ),
    Voice(
        "incendie", "Service d’incendie de Valmont", "Valmont Fire Service", "organisation", "public body",
        (Account("IncendieVlmt", "Incendie Valmont Fire 🚒"),),
        announces=160, threads=0.2, reposts=16, quotes=4, asked=120, answers=0.25, delay_h=4.0,
    ),
    Voice(
        "ecoles", "Centre de services scolaire de Valmont", "Valmont School Centre", "organisation", "public body",
        (Account("EcolesVlmt", "Écoles de Valmont Schools"),),
        announces=140, reposts=8, quotes=4, asked=130, answers=0.35, delay_h=20.0, delay_sigma=0.8, questions=0.8, template=0.3,
    ),
    Voice(
        "pelloquin", "Josette Pelloquin", "Josette Pelloquin", "person", "elected",
        (Account("JPelloquinVlmt", "Josette Pelloquin, conseillère"),),
        french=0.9, announces=150, reposts=48, quotes=24, asked=120, answers=0.6, delay_h=5.0, returns=0.4, approaches=24,
    ),
    Voice(
        "ashgrove", "Derek Ashgrove", "Derek Ashgrove", "person", "elected",
        (_fedi("ashgrove", "Derek Ashgrove, councillor"),),
        french=0.1, announces=140, reposts=40, quotes=16, asked=120, answers=0.7, delay_h=7.0, returns=0.4, approaches=24,
    ),
    # ---- those who stand
    Voice(
        "avenir", "Valmont Avenir", "Forward Valmont", "organisation", "party",
        (Account("ValmontAvenir", "Valmont Avenir | Forward Valmont"),),
        camp="avenir", announces=400, threads=0.2, reposts=200, quotes=64, asked=320, answers=0.9, own_camp_only=True, delay_h=1.0,
    ),
    Voice(
        "verts", "Les Verts de Valmont", "Valmont Greens", "organisation", "party",
        (Account("VertsValmont", "Verts Valmont Greens 🌱"), _fedi("verts", "Verts Valmont Greens")),
        camp="verts", announces=360, threads=0.2, reposts=120, quotes=64, asked=440, answers=0.65, delay_h=3.0, delay_sigma=1.2,
        returns=0.55, by_quote=0.08, approaches=80,
    ),
    Voice(
        "coalition", "Coalition citoyenne de Valmont", "Valmont Citizens' Coalition", "organisation", "party",
        (Account("CoalitionVlmt", "Coalition citoyenne"),),
        camp="coalition", announces=200, reposts=80, quotes=32, asked=240, answers=0.3, delay_h=12.0,
        coverage={"own_posts": "complete"},
    ),
    Voice(
        "lacasse", "Mireille Lacasse", "Mireille Lacasse", "person", "party",
        (Account("MLacasseVlmt", "Mireille Lacasse"),),
        camp="avenir", french=0.8, announces=240, reposts=120, quotes=48, asked=190, answers=0.15, delay_h=9.0, asks_own_party=128,
    ),
    Voice(
        "okafor-roy", "Thomas Okafor-Roy", "Thomas Okafor-Roy", "person", "party",
        (Account("OkaforRoyVlmt", "Thomas Okafor-Roy 🚲"),),
        camp="verts", french=0.5, announces=240, reposts=96, quotes=48, asked=190, answers=0.5, delay_h=6.0, returns=0.5, approaches=64,
        asks_own_party=64,
    ),
    Voice(
        "benhaddou", "Amira Benhaddouche", "Amira Benhaddouche", "person", "party",
        (Account("ABenhaddVlmt", "Amira Benhaddouche"), _fedi("amira", "Amira Benhaddouche")),
        camp="coalition", french=0.7, announces=180, reposts=64, quotes=32, asked=160, answers=0.75, delay_h=8.0, returns=0.45,
        approaches=40, asks_own_party=24,
    ),
    # ---- the press
    Voice(
        "courrier", "Le Courrier de Valmont", "Le Courrier de Valmont", "organisation", "media",
        (Account("CourrierVlmt", "Le Courrier de Valmont"), _press("courrier-valmont.example", "Le Courrier de Valmont")),
        french=1.0, announces=360, threads=0.05, reposts=16, quotes=16, asked=144, answers=0.1, names_others=0.3, articles=300,
    ),
    Voice(
        "gazette", "The Valmont Gazette", "The Valmont Gazette", "organisation", "media",
        (Account("VlmtGazette", "The Valmont Gazette"), _press("valmont-gazette.example", "The Valmont Gazette")),
        french=0.0, announces=320, threads=0.05, reposts=16, quotes=16, asked=144, answers=0.12, names_others=0.3, articles=240,
    ),
    Voice(
        "radio-rive", "Radio Rive 98,5", "Radio Rive 98.5", "organisation", "media",
        (Account("RadioRive985", "Radio Rive 98,5 📻"), _press("radio-rive.example", "Radio Rive 98,5")),
        french=0.7, announces=280, reposts=24, quotes=16, asked=144, answers=0.3, delay_h=2.0, names_others=0.25, articles=160,
        coverage={"own_posts": "query", "mentions": "query", "replies": "query"},
    ),
    Voice(
        "tele-rive", "Télé Rive-Nord", "Télé Rive-Nord", "organisation", "media",
        (Account("TeleRiveNord", "Télé Rive-Nord 📺"), _press("tele-rive-nord.example", "Télé Rive-Nord")),
        french=1.0, announces=200, threads=0.0, reposts=8, quotes=8, asked=120, answers=0.0, names_others=0.2, articles=120,
    ),
    Voice(
        "quartier-info", "Quartier Info", "Quartier Info", "organisation", "media",
        (_fedi("quartierinfo", "Quartier Info"), _press("quartier-info.example", "Quartier Info")),
        french=0.6, announces=150, reposts=24, quotes=16, asked=110, answers=0.45, delay_h=5.0, names_others=0.25, articles=140,
    ),
    # ---- the blogs
    Voice(
        "carnet", "Le carnet du faubourg", "Le carnet du faubourg", "organisation", "blog",
        (Account("CarnetFaubourg", "Le carnet du faubourg"), _blog("carnet-faubourg.example", "Le carnet du faubourg")),
        french=1.0, announces=160, reposts=48, quotes=40, asked=144, answers=0.55, delay_h=8.0, returns=0.4, names_others=0.3,
        approaches=32, articles=90, comments=420,
    ),
    Voice(
        "elm-corner", "The Corner of Elm", "The Corner of Elm", "organisation", "blog",
        (Account("CornerOfElm", "The Corner of Elm"), _blog("corner-of-elm.example", "The Corner of Elm")),
        french=0.0, announces=144, reposts=48, quotes=40, asked=128, answers=0.4, delay_h=10.0, returns=0.4, names_others=0.3,
        approaches=32, articles=80, comments=360,
    ),
    Voice(
        "trottoir", "Le trottoir d’en face", "Le trottoir d’en face", "organisation", "blog",
        (Account("TrottoirVlmt", "Le trottoir d'en face"), _blog("trottoir-den-face.example", "Le trottoir d'en face")),
        french=1.0, announces=100, reposts=32, quotes=24, asked=110, answers=0.3, delay_h=14.0, articles=70, comments=260,
    ),
    Voice(
        "budget-ouvert", "Budget ouvert Valmont", "Open Budget Valmont", "organisation", "blog",
        (_fedi("budgetouvert", "Budget ouvert | Open Budget"), _blog("budget-ouvert.example", "Budget ouvert Valmont")),
        french=0.6, announces=120, reposts=32, quotes=16, asked=110, answers=0.75, delay_h=4.0, returns=0.5, articles=60, comments=300,
    ),
    Voice(
        "night-bus", "Night Bus Notes", "Night Bus Notes", "organisation", "blog",
        (_fedi("nightbus", "Night Bus Notes 🚌"), _blog("night-bus-notes.example", "Night Bus Notes")),
        french=0.0, announces=120, reposts=40, quotes=24, asked=110, answers=0.6, delay_h=6.0, returns=0.5, articles=60, comments=240,
    ),
    Voice(
        "patrimoine", "Société d’histoire de Valmont", "Valmont Heritage Society", "organisation", "organisation",
        (Account("HistoireVlmt", "Société d'histoire de Valmont"), _blog("histoire-valmont.example", "Société d'histoire de Valmont")),
        french=0.7, announces=100, reposts=16, quotes=8, asked=110, answers=0.65, delay_h=30.0, articles=50, comments=180,
    ),
    # ---- those who organise
    Voice(
        "velo", "Vélo Valmont", "Bike Valmont", "organisation", "organisation",
        (Account("VeloBikeVlmt", "Vélo Valmont 🚲 Bike"), _fedi("velo", "Vélo Valmont Bike")),
        french=0.5, announces=240, reposts=80, quotes=64, asked=360, answers=0.7, delay_h=5.0, returns=0.6, by_quote=0.1, by_mention=0.05,
        approaches=200,
    ),
    Voice(
        "locataires", "Comité des locataires de Valmont", "Valmont Tenants' Committee", "organisation", "organisation",
        (Account("LocatairesVlmt", "Comité des locataires / Tenants"), _fedi("locataires", "Comité des locataires / Tenants")),
        announces=180, reposts=64, quotes=32, asked=200, answers=0.8, delay_h=16.0, returns=0.5, insists=0.2, approaches=64,
    ),
    Voice(
        "potager", "Jardins partagés de Valmont", "Valmont Community Gardens", "organisation", "organisation",
        (_fedi("jardins", "Jardins partagés / Community Gardens 🥕"),),
        announces=160, reposts=48, quotes=16, asked=130, answers=0.85, delay_h=3.0, returns=0.5, approaches=24,
    ),
    Voice(
        "commerce", "Chambre de commerce de Valmont", "Valmont Board of Trade", "organisation", "organisation",
        (Account("CommerceVlmt", "Commerce Valmont Trade"),),
        announces=180, threads=0.05, reposts=40, quotes=16, asked=120, answers=0.2, delay_h=24.0,
    ),
    Voice(
        "coteau", "Les amis du parc du Coteau", "Friends of Coteau Park", "organisation", "organisation",
        (Account("AmisCoteauVlmt", "Amis du Coteau / Friends"),),
        announces=80, reposts=16, quotes=8, asked=64, asked_by_at_most=6, answers=0.6, delay_h=5.0,
    ),
)  # fmt: skip

HEARD = (
    "courrier", "verts", "velo", "mairie", "carnet", "info-311", "radio-rive", "locataires", "avenir", "lacasse", "quartier-info",
    "okafor-roy", "gazette", "elm-corner", "commerce", "budget-ouvert", "benhaddou", "transport", "tele-rive", "potager", "pelloquin",
    "trottoir", "ashgrove", "coalition", "night-bus", "bibliotheque", "patrimoine", "ecoles", "incendie", "coteau",
)  # fmt: skip
"""All voices in the order in which others name, repost, quote and link to them; how often it is said by `world.HEARD_STEP`."""
PUSHED, PUSHED_BY = "commerce", "courrier"
"""Whose posts the ring reposts, and whose links it posts."""

VOICE_BY_CSV = "transport"
"""Its own posts come as a CSV with a map."""
VOICE_BY_TIMELINE = "velo"
"""Its own posts come as pages of a user timeline, with the posts they refer to."""
VOICES_BY_V1 = ("courrier", "gazette", "radio-rive")
"""Their posts, and those of every `V1_EVERY`-th person, come from the older interface."""
V1_EVERY = 4

COPIES = (
    Copying("courrier", "carnet", 0.4, 26.0, 0.3),
    Copying("courrier", "trottoir", 0.15, 40.0, 0.0),
    Copying("gazette", "elm-corner", 0.35, 14.0, 0.4),
    Copying("radio-rive", "budget-ouvert", 0.25, 8.0, 0.5),
    Copying("quartier-info", "budget-ouvert", 0.3, 20.0, 0.8),
    Copying("night-bus", "elm-corner", 0.2, 12.0, 1.0),
    Copying("elm-corner", "night-bus", 0.25, 18.0, 1.0),
    Copying("trottoir", "carnet", 0.25, 10.0, 1.0),
    Copying("carnet", "patrimoine", 0.3, 36.0, 1.0),
)
"""Télé Rive-Nord copies nobody; a blog always links to what it quotes, which its site tells the other by a pingback."""

FOLLOWINGS = (
    Following("verts", 0.00, 0.12),
    Following("velo", 0.06, 0.12),
    Following("locataires", 0.15, 0.10),
    Following("avenir", 0.50, 0.15),
    Following("commerce", 0.58, 0.10),
    Following("courrier", 0.05, 0.50),
)
