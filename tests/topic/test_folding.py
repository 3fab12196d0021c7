from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.topic.folding import GAP, folded, tables, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’École d’été", ["l", "ecole", "d", "ete"]),
        ("l'ÉCOLE lʼécole l‘école", ["l", "ecole"] * 3),
        ("ŒUVRE œuvre oeuvre, Lætitia", ["oeuvre"] * 3 + ["laetitia"]),
        ("e\u0301cole", ["ecole"]),
        ("Straße, ŁÓDŹ, ＡＢＣ, 𝗯𝗼𝗹𝗱, ﬁn, m², 1º", ["strasse", "lodz", "abc", "bold", "fin", "m2", "1o"]),
        ("porte-parole qu'elle aujourd’hui étudiant·e·s", ["porte", "parole", "qu", "elle", "aujourd", "hui", "etudiant", "e", "s"]),
        ("so\xadft, zero\u200bwidth", ["soft", "zero", "width"]),
        ("3,5 % en 2022", ["3", "5", "en", "2022"]),
        ("", []),
        ("😀 — … !", []),
    ],
)
def test_words(text, words):
    assert tokens(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "@jean_tremblay",
        "@jean@mastodon.example",
        "jean.tremblay+blog@exemple.org",
        "@jean.bsky.social",
        "https://x.com/jean",
        "HTTPS://X.COM/jean",
        "x.com/jean",
        "www.jean.example",
        "at://did:plc:jean/post",
        "(https://x.com/jean?tremblay)",
        "＠jean",
    ],
)
def test_nobody_is_found_by_a_handle_or_an_address(text):
    assert tokens(f"bonjour {text} merci") == ["bonjour", "merci"]


def test_what_only_looks_like_an_address_is_read():
    assert tokens("et/ou, voir: ceci; a @ b, note@ ...fin.") == ["et", "ou", "voir", "ceci", "a", "b", "note", "fin"]


def test_tags_stand_behind_the_words_too():
    assert tokens("le #Logement, #sécurité_routière C#") == [
        "le",
        "logement",
        "securite",
        "routiere",
        "c",
        GAP,
        "#logement",
        "#securite_routiere",
    ]
    assert tokens("texte\x1f#tag\x1f#vie_municipale") == ["texte", GAP, "tag", GAP, "vie", "municipale", GAP, "#tag", "#vie_municipale"]


LETTERS = st.text(st.characters(max_codepoint=0x24F, categories=["Lu", "Ll", "Nd", "Zs"]) | st.sampled_from(" ,;!?()’'«»"))


@given(LETTERS)
def test_folding_a_whole_text_at_once_gives_the_same(text):
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in whole if unicodedata.category(c) != "Mn").replace("ʼ", " ")
    for letter, instead in {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}.items():
        plain = plain.replace(letter, instead)
    assert tokens(text) == re.findall(r"[^\W_]+", plain)


def test_the_table_says_the_same_of_each_character():
    starts, data = tables()
    for character in "aÉœ ’½字\u0301\u200b😀":
        code = ord(character)
        assert bytes(data[starts[code] : starts[code + 1]]).decode() == folded(character)
