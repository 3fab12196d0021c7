"""The words of Valmont: phrases that combine into bilingual posts.

A post is `opening + [@voice:] + body + place + rest of the body + detail + closing`; a body writes `|` where the place goes.
Only answers have a detail: no two of them should be alike by chance, since some voices answer from templates.
A question mark stands only in the acts that ask: the measures tell a question by it.
Some closings are there to hurt readers: line breaks, quotes, joined emoji, U+2028, a narrow no-break space.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Act = Literal[
    "announce", "continue", "question", "remark", "mention", "answer", "template", "thanks", "again", "insist", "third", "chat", "quote",
    "approach", "article", "ping",
]  # fmt: skip
ACTS: tuple[Act, ...] = get_args(Act)
LANGS = ("fr", "en")


@dataclass(frozen=True)
class Family:
    """Phrases that fit together."""

    openings: tuple[str, ...]
    bodies: tuple[str, ...]
    closings: tuple[str, ...]


PLACES = {
    "fr": (
        "rue des Érables", "rue du Moulin", "avenue Sainte-Claire", "boulevard du Rivage", "rue de l'Église", "rue Bellechasse",
        "avenue des Pins", "place du Marché", "rue Honoré-Vaillant", "chemin du Coteau", "rue de la Gare", "avenue du Parc",
        "rue des Tanneurs", "rue Saint-Ambroise", "côte du Faubourg", "rue de l'Écluse", "rue Jeanne-Laporte", "avenue du Stade",
        "rue des Ormes", "boulevard Valmont", "rue du Pont-Vieux", "rue des Lilas", "rue Notre-Dame", "montée des Sœurs",
    ),
    "en": (
        "Maple Street", "Mill Street", "St. Clare Avenue", "Riverside Boulevard", "Church Street", "Bellechasse Street",
        "Pine Avenue", "Market Square", "Vaillant Street", "Coteau Road", "Station Street", "Park Avenue",
        "Tanner Street", "St. Ambrose Street", "Faubourg Hill", "Lock Street", "Laporte Street", "Stadium Avenue",
        "Elm Street", "Valmont Boulevard", "Old Bridge Street", "Lilac Street", "Notre-Dame Street", "Sisters' Hill",
    ),
}  # fmt: skip

ENDS = {
    "fr": (
        "",
        "",
        " Merci\u202f!",
        "\n\nMerci d'avance 🙏",
        " ❄️",
        " Bonne journée à tous.",
        " « Enfin »\u202f!",
        " 👩‍👧‍👦",
        "\u2028Une citoyenne",
    ),
    "en": ("", "", " Thanks!", "\n\nThank you 🙏", " ❄️", " Have a good one.", ' So much for "soon".', " 👨‍👩‍👧", "\u2028A resident"),
}
ORG_ENDS = {
    "fr": (
        "",
        "",
        "",
        "\n\nDétails sur notre page.",
        " 📣",
        " À suivre.",
        "\n➡️ Inscriptions en ligne dès lundi, 9 h\n➡️ Places limitées, priorité aux résidents du secteur",
        " ✅",
    ),
    "en": (
        "",
        "",
        "",
        "\n\nDetails on our page.",
        " 📣",
        " More to come.",
        "\n➡️ Register online from Monday, 9 a.m.\n➡️ Limited places, residents of the area first",
        " ✅",
    ),
}

TAGS = {
    "fr": ("Valmont2023", "DéneigementVlmt", "TransportVlmt", "logement", "vélo"),
    "en": ("Valmont2023", "ValmontSnow", "ValmontTransit", "housing", "bikelanes"),
}

QUESTIONS = {
    "fr": (
        "quand le déneigement passera-t-il |\u202f?",
        "la piste cyclable restera-t-elle ouverte tout l'hiver |\u202f?",
        "à quelle heure passe le dernier autobus |\u202f?",
        "combien coûtera la réfection du trottoir |\u202f?",
        "y aura-t-il des logements abordables |\u202f?",
        "la patinoire, |, est-elle arrosée cette semaine\u202f?",
        "pourquoi la collecte du compost a-t-elle changé |\u202f?",
        "le compte de taxes tiendra-t-il compte des travaux |\u202f?",
        "où se stationner pendant le chargement de la neige |\u202f?",
        "qui s'occupe des arbres abattus |\u202f?",
        "le stationnement sera-t-il encore permis |\u202f?",
        "un nouveau passage piéton est-il prévu |\u202f?",
    ),
    "en": (
        "when will the snow be cleared on |?",
        "will the bike lane on | stay open all winter?",
        "what time is the last bus on |?",
        "how much will the new sidewalk on | cost?",
        "is there any affordable housing planned for |?",
        "is the rink on | open this week?",
        "why did compost pickup change on |?",
        "will the tax bill reflect the roadwork on |?",
        "where do we park during snow removal on |?",
        "who looks after the trees cut down on |?",
        "is parking still allowed on |?",
        "is a new crosswalk planned on |?",
    ),
}
REMARKS = {
    "fr": (
        "toujours rien de déneigé |.",
        "l'autobus a encore trente minutes de retard |.",
        "bravo pour la piste cyclable |.",
        "le nouveau parc, |, est très réussi.",
        "le trottoir est une vraie patinoire |.",
        "le compost n'a pas été ramassé |.",
        "les loyers montent trop vite |.",
        "il manque un abribus |.",
        "les lampadaires sont éteints depuis lundi |.",
    ),
    "en": (
        "still nothing plowed on |.",
        "the bus was thirty minutes late again on |.",
        "great work on the | bike lane.",
        "the new park on | looks lovely.",
        "the sidewalk on | is pure ice.",
        "compost was not picked up on |.",
        "rents are rising too fast on |.",
        "we need a bus shelter on |.",
        "street lights have been out since Monday on |.",
    ),
}
NEWS = {
    "fr": (
        "le chargement de la neige commence ce soir |.",
        "la consultation sur le logement se poursuit |.",
        "le budget prévoit 2 millions pour les parcs et les trottoirs.",
        "un tronçon de piste cyclable ouvre |.",
        "la ligne 12 est déviée |.",
        "la bibliothèque prolonge ses heures, |.",
        "les comptes de taxes arrivent cette semaine.",
        "quarante logements seront construits |.",
        "une assemblée publique aura lieu jeudi, |.",
    ),
    "en": (
        "snow removal starts tonight on |.",
        "the housing consultation continues on |.",
        "the budget sets aside 2 million for parks and sidewalks.",
        "a new stretch of bike lane opens on |.",
        "line 12 is detoured around |.",
        "the library on | is extending its hours.",
        "tax bills arrive this week.",
        "forty homes will be built on |.",
        "a public meeting takes place Thursday on |.",
    ),
}
REPLIES = {
    "fr": (
        "l'équipe passera demain |.",
        "c'est noté, une demande est ouverte pour le secteur.",
        "le tronçon reste ouvert |, sauf pendant les bordées.",
        "le dernier départ est à 0 h 15 |.",
        "le projet sera présenté en assemblée, |.",
        "nous vérifions et nous revenons avec une date.",
        "les travaux se terminent vendredi |.",
        "oui, c'est prévu au printemps |.",
    ),
    "en": (
        "a crew will be there tomorrow, on |.",
        "noted, a request is open for your area.",
        "the stretch on | stays open except during storms.",
        "the last departure on | is at 12:15 a.m.",
        "the project will be presented at a meeting on |.",
        "we are checking and will come back with a date.",
        "work on | ends Friday.",
        "yes, it is planned for spring on |.",
    ),
}
THANKS = {
    "fr": ("bonne fin de journée.", "je surveille |.", "on verra bien |."),
    "en": ("have a nice day.", "I will keep an eye on |.", "we shall see on |."),
}
POLITE = {"fr": ("", " 🙂", " Bonne journée\u202f!"), "en": ("", " 🙂", " Have a good day!")}

TEMPLATES = {
    "fr": (
        "nous avons bien reçu votre message et l'avons transmis au service concerné. Merci de votre patience.",
        "pour faire une demande, consultez la foire aux questions de notre site ou passez à nos bureaux en semaine, de 8 h 30 à 16 h 30.",
    ),
    "en": (
        "we have received your message and passed it on to the department concerned. Thank you for your patience.",
        "to make a request, see the frequent questions on our site or come to our office on weekdays, from 8:30 a.m. to 4:30 p.m.",
    ),
}
DETAILS = {
    "fr": (
        ("La responsable du secteur", "Le contremaître de jour", "Une collègue du comptoir", "L'équipe de fin de semaine",
         "Notre équipe de nuit", "Le bureau du quartier", "La répartitrice", "Un inspecteur", "La coordonnatrice", "Le chargé de projet",
         "Une stagiaire", "Le comité du lundi", "La technicienne", "Un bénévole", "L'arpenteur", "La greffière", "Le patrouilleur",
         "L'adjointe"),
        ("a noté l'adresse exacte", "a pris des photos sur place", "garde votre message sous la main", "a relu tout l'échange",
         "vérifie le plan des travaux", "attend une pièce du fournisseur", "a prévenu les voisins", "compare avec l'an dernier",
         "consulte le budget", "a posé un cône orange", "mesure la largeur", "a ouvert la barrière", "recompte les sacs",
         "trie les signalements",
         "rappelle l'entrepreneur", "a remplacé l'ampoule"),
        ("et vous écrira avant jeudi.", "et passera tôt samedi.", "et en parlera à la réunion.", "et revient de congé mardi.",
         "et publiera la carte corrigée.", "et fera le tour du pâté de maisons.", "et laissera une note à la porte.",
         "et tiendra la liste à jour.",
         "et confirmera l'heure ici même.", "et en fera rapport au printemps.", "et ajoutera un banc.", "et affichera l'horaire.",
         "et le dira à la radio.", "et enverra le formulaire."),
    ),
    "en": (
        ("The area manager", "The day foreman", "A colleague at the counter", "The weekend crew", "Our night team",
         "The neighbourhood office",
         "The dispatcher", "An inspector", "The coordinator", "The project lead", "An intern", "Monday's committee", "The technician",
         "A volunteer", "The surveyor", "The clerk", "The patroller", "The assistant"),
        ("wrote down the exact address", "took pictures on the spot", "keeps your message at hand", "read the whole exchange again",
         "is checking the work plan", "waits for a part", "told the neighbours", "is comparing with last year", "is looking at the budget",
         "put up an orange cone", "is measuring the width", "opened the gate", "is counting the bags again", "is sorting the reports",
         "is calling the contractor", "replaced the bulb"),
        ("and will write to you before Thursday.", "and will come by early Saturday.", "and will raise it at the meeting.",
         "and is back on Tuesday.", "and will publish the corrected map.", "and will walk around the block.",
         "and will leave a note at the door.",
         "and will keep the list up to date.", "and will confirm the time right here.", "and will report in spring.",
         "and will add a bench.",
         "and will post the schedule.", "and will say so on the radio.", "and will send the form."),
    ),
}  # fmt: skip
"""Who, what, when: a detail is one of each."""
DETAILED = ("answer", "approach")

BOOK: dict[tuple[Act, str], Family] = {
    ("announce", "fr"): Family(("📌 ", "À noter\u202f: ", "Bonne nouvelle\u202f: ", "Rappel\u202f: ", "❄️ "), NEWS["fr"], ORG_ENDS["fr"]),
    ("announce", "en"): Family(("📌 ", "Please note: ", "Good news: ", "Reminder: ", "❄️ "), NEWS["en"], ORG_ENDS["en"]),
    ("continue", "fr"): Family(("(suite) ", "De plus, ", "2/ ", "Et aussi\u202f: "), NEWS["fr"], ORG_ENDS["fr"]),
    ("continue", "en"): Family(("(cont.) ", "Also, ", "2/ ", "And: "), NEWS["en"], ORG_ENDS["en"]),
    ("question", "fr"): Family(("", "Bonjour, ", "Petite question\u202f: ", "Dites, ", "Allo, "), QUESTIONS["fr"], ENDS["fr"]),
    ("question", "en"): Family(("", "Hi, ", "Quick question: ", "Hello, ", "So, "), QUESTIONS["en"], ENDS["en"]),
    ("remark", "fr"): Family(("", "Honnêtement, ", "Ce matin, ", "Comme d'habitude, "), REMARKS["fr"], ENDS["fr"]),
    ("remark", "en"): Family(("", "Honestly, ", "This morning, ", "As usual, "), REMARKS["en"], ENDS["en"]),
    ("mention", "fr"): Family(("", "Selon nos informations, ", "Vu ce matin\u202f: ", "On en parle\u202f: "), REMARKS["fr"], ENDS["fr"]),
    ("mention", "en"): Family(("", "Word has it that ", "Seen today: ", "People are saying: "), REMARKS["en"], ENDS["en"]),
    ("answer", "fr"): Family(("Bonjour, ", "Merci du signalement, ", "Bonne question\u202f: ", ""), REPLIES["fr"], POLITE["fr"]),
    ("answer", "en"): Family(("Hi, ", "Thanks for flagging, ", "Good question: ", ""), REPLIES["en"], POLITE["en"]),
    ("template", "fr"): Family(("Bonjour, ",), TEMPLATES["fr"], ("",)),
    ("template", "en"): Family(("Hello, ",), TEMPLATES["en"], ("",)),
    ("article", "fr"): Family(("À Valmont, ", "Cette semaine, ", "On l'a appris hier\u202f: "), NEWS["fr"], ("",)),
    ("article", "en"): Family(("In Valmont, ", "This week, ", "We learned yesterday: "), NEWS["en"], ("",)),
    ("ping", "fr"): Family(("",), ("",), ("",)),
    ("ping", "en"): Family(("",), ("",), ("",)),
    ("thanks", "fr"): Family(("Merci\u202f! ", "Parfait, ", "Bien reçu. "), THANKS["fr"], ("", " 👍", " 🙏")),
    ("thanks", "en"): Family(("Thanks! ", "Perfect, ", "Got it. "), THANKS["en"], ("", " 👍", " 🙏")),
    ("again", "fr"): Family(("D'accord, mais ", "Et sinon, ", "Merci, et "), QUESTIONS["fr"], ("", " 🤔")),
    ("again", "en"): Family(("OK, but ", "Otherwise, ", "Thanks, and "), QUESTIONS["en"], ("", " 🤔")),
    ("insist", "fr"): Family(("Toujours pas de réponse\u202f? ", "Allo\u202f? "), REMARKS["fr"], ("", " 😕")),
    ("insist", "en"): Family(("Anyone there? ", "Still no answer? "), REMARKS["en"], ("", " 😕")),
    ("third", "fr"): Family(("Pareil ici\u202f: ", "Tout à fait, ", "Je confirme, "), REMARKS["fr"], ENDS["fr"]),
    ("third", "en"): Family(("Same here: ", "Exactly, ", "Can confirm, "), REMARKS["en"], ENDS["en"]),
    ("chat", "fr"): Family(("", "Belle marche aujourd'hui. ", "Ouf, "), (*REMARKS["fr"], *QUESTIONS["fr"]), ENDS["fr"]),
    ("chat", "en"): Family(("", "Lovely walk today. ", "Phew, "), (*REMARKS["en"], *QUESTIONS["en"]), ENDS["en"]),
    ("quote", "fr"): Family(("À lire\u202f: ", "Important\u202f: ", "Ah bon, "), NEWS["fr"], ("", " 👀")),
    ("quote", "en"): Family(("Worth reading: ", "Important: ", "Well, "), NEWS["en"], ("", " 👀")),
    ("approach", "fr"): Family(("Bonjour, nous avons vu votre message\u202f: ", "On peut aider, "), REPLIES["fr"], ("", " 🙂")),
    ("approach", "en"): Family(("Hi, we saw your post: ", "Happy to help, "), REPLIES["en"], ("", " 🙂")),
}  # fmt: skip

NAMED: dict[tuple[str, str], tuple[str, ...]] = {
    ("announce", "fr"): ("Entrevue avec ", "Le point avec ", "Ce matin, réaction de "),
    ("announce", "en"): ("An interview with ", "Catching up with ", "Reaction this morning from "),
    ("question", "fr"): ("Quelqu'un a-t-il demandé à ", "Question pour ", "Je me tourne vers "),
    ("question", "en"): ("Has anyone asked ", "Question for ", "Turning to "),
    ("mention", "fr"): ("Croisé l'équipe de ", "À propos de ", "Vu avec "),
    ("mention", "en"): ("Ran into the team of ", "About ", "Seen with "),
    ("answer", "fr"): ("Pour ", "En réponse à ", "À l'intention de "),
    ("answer", "en"): ("For ", "In answer to ", "To "),
    ("quote", "fr"): ("Bien d'accord avec ", "Un mot sur "),
    ("quote", "en"): ("I agree with ", "A word on "),
}
"""Openings before a handle in somebody's own words; what follows the handle is a colon and a body of the act."""
COLON = {"fr": "\u00a0: ", "en": ": "}

FIRST_NAMES = (
    "Maude", "Karim", "Lucie", "Jérôme", "Aïcha", "Benoît", "Sofia", "Étienne", "Priya", "Marc-Antoine", "Hélène", "Dmitri", "Noémie",
    "Samuel", "Fatou", "Olivier", "Grace", "Zoé", "Liam", "Chantal", "Andrew", "Mélissa", "Wei", "Josée", "Patrick", "Inès", "Connor",
    "Rosalie", "Ahmed", "Judith", "Nathan", "Camille",
)  # fmt: skip
LAST_NAMES = (
    "Vaillancour", "Delormière", "Bertrandot", "Okonjo", "Marchandeau", "Fitzwilmot", "Lavergnon", "Thibodelle", "Nguyenet", "Kowalsky-Roy",
    "Beausoleux", "Haddadi", "Penderton", "Roussillard", "Abernethie", "Gagnonet", "Moreauville", "Sandersby", "Perreaultin", "D'Avignonet",
    "Castonet", "Ibrahimov", "Leblancourt", "McTavely", "Boisclairet", "Fernandois", "Desrochiers", "Holloway-Côté", "Trudelot", "Yamadou",
    "Quessylle", "O'Brianne",
)  # fmt: skip
