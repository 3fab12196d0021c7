"""The words of articles: a title, a passage that nobody else would write, common news, and the passage taken from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jasette.demo.fragments import Column, Strings, join, pick, strings
from jasette.demo.town import Flags, Ints

PARTS = {
    "fr": (
        ("Selon le registre municipal", "D'après les procès-verbaux", "À en croire un ancien échevin", "Nos relevés montrent que",
         "Une lettre de la succession rappelle que", "Les plans de l'arpenteur indiquent que", "Trois voisins nous ont juré que",
         "Le rapport d'inspection précise que", "Un reçu jauni prouve que", "La fiche du cadastre confirme que",
         "Dans ses mémoires, le bedeau écrit que", "Les carnets du contremaître notent que"),
        ("la vieille écluse", "l'entrepôt de sel", "le dépôt d'autobus", "la patinoire du Coteau", "le marché couvert", "la caserne nord",
         "l'ancienne tannerie", "le réservoir d'eau", "la passerelle de bois", "le garage municipal", "la salle paroissiale",
         "le terrain des cheminots"),
        ("a été vendue deux fois", "n'a jamais eu de permis", "coûte plus cher à chauffer qu'une école", "perd un mètre de toit par hiver",
         "abrite encore une presse à cidre", "appartient à une société inconnue", "devait devenir une garderie", "a servi de cache à bière",
         "figure sous trois noms différents", "repose sur des pieux de cèdre", "n'est assurée que contre la grêle",
         "a été repeinte un dimanche de juin"),
        ("depuis l'inondation de", "entre la guerre et", "au moins jusqu'en", "à compter de l'automne", "sans interruption depuis",
         "par décret spécial de"),
        ("et personne ne retrouve la clé du cadenas.", "et la facture court toujours, intérêts compris.",
         "et le conseil l'a appris par le journal d'une autre ville.", "et le notaire en rit encore aujourd'hui.",
         "et les pigeons y tiennent leur propre assemblée.", "et la plaque de bronze dit exactement le contraire.",
         "et deux familles se disputent la cheminée.", "et le gardien de nuit touche une rente en bois de chauffage.",
         "et le plan d'évacuation est dessiné à l'envers.", "et l'on y entre par la fenêtre du sous-sol."),
    ),
    "en": (
        ("According to the town ledger", "The old minutes state that", "A former alderman insists that", "Our own survey shows that",
         "A letter from the estate recalls that", "The surveyor's plans indicate that", "Three neighbours swore to us that",
         "The inspection report specifies that", "A yellowed receipt proves that", "The land registry card confirms that",
         "In his memoirs the sexton writes that", "The foreman's notebooks record that"),
        ("the old lock", "the salt warehouse", "the bus depot", "the Coteau rink", "the covered market", "the north fire hall",
         "the former tannery", "the water reservoir", "the wooden footbridge", "the town garage", "the parish hall",
         "the railwaymen's field"),
        ("was sold twice over", "never had a permit", "costs more to heat than a school", "loses a yard of roof every winter",
         "still houses a cider press", "belongs to an unknown company", "was meant to become a daycare", "once served as a beer cellar",
         "is listed under three different names", "rests on cedar piles", "is insured against hail only",
         "was repainted one Sunday in June"),
        ("since the flood of", "between the war and", "at least until", "from the autumn of", "without a break since",
         "by special decree of"),
        ("and nobody can find the key to the padlock.", "and the bill is still running, interest included.",
         "and the council learned of it from another town's paper.", "and the notary laughs about it to this day.",
         "and the pigeons hold their own assembly there.", "and the bronze plaque says exactly the opposite.",
         "and two families quarrel over the chimney.", "and the night watchman is paid a pension in firewood.",
         "and the evacuation plan is drawn upside down.", "and one gets in through the basement window."),
    ),
}  # fmt: skip
"""A passage is one of each, with a year before the last: more than a million in each language."""
YEARS = (1871, 1999)
TITLES = {
    "fr": ("Ce que cache", "Retour sur", "Encore", "Le mystère continue :", "Chronique :", "Enquête :", "Vu de près :"),
    "en": ("What hides behind", "Back to", "Once more:", "The mystery continues:", "A chronicle:", "Looking into", "Up close:"),
}


@dataclass(frozen=True)
class Passages:
    """What is particular in each article, by row; `titles` and `texts` are plain text without markup."""

    titles: Strings
    texts: Strings


def passages(french: Ints, rng: np.random.Generator) -> Passages:
    """A passage for each article, in its language."""
    count = len(french)
    year = pick(strings(map(str, range(*YEARS))), rng.integers(0, YEARS[1] - YEARS[0], count))
    chosen = []
    for number in range(len(PARTS["fr"])):
        sizes = np.array([len(PARTS["en"][number]), len(PARTS["fr"][number])])
        within = (rng.random(count) * sizes[french]).astype(np.int64)
        both = strings([*PARTS["en"][number], *PARTS["fr"][number]])
        chosen.append(pick(both, within + sizes[0] * french))
    sizes = np.array([len(TITLES["en"]), len(TITLES["fr"])])
    opening = (rng.random(count) * sizes[french]).astype(np.int64) + sizes[0] * french
    title = pick(strings([*TITLES["en"], *TITLES["fr"]]), opening)
    return Passages(
        join(title, " ", chosen[1]),
        join(chosen[0], " ", chosen[1], " ", chosen[2], " ", chosen[3], " ", year, " ", chosen[4]),
    )


def quoted(texts: Column, french: Flags) -> Strings:
    """The texts between the quotation marks of their language."""
    opening, closing = strings(["“", "«\u00a0"]), strings(["”", "\u00a0»"])
    marks = french.astype(np.int64)
    return join(pick(opening, marks), texts, pick(closing, marks))
