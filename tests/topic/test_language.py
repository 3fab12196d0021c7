from __future__ import annotations

import pytest

from jasette.errors import QueryError
from jasette.topic import parse


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("Logement", "logement"),
        ("école", "ecole"),
        ("l’école", '"l ecole"'),
        ("porte-parole", '"porte parole"'),
        ('"transport en commun"', '"transport en commun"'),
        ("« transport publi* »", '"transport publi*"'),
        ("logement loyer", "loyer AND logement"),
        ("loyer ET logement", "loyer AND logement"),
        ("logement AND loyer AND logement", "loyer AND logement"),
        ("logement OU loyer", "logement OR loyer"),
        ("a b OR c d", "(a AND b) OR (c AND d)"),
        ("a (b OR (c OR b))", "(b OR c) AND a"),
        ("logement SAUF (social OR public)", "NOT (public OR social) AND logement"),
        ("NOT NOT logement", "logement"),
        ("log*", "log*"),
        ("#Sécurité_Routière", "#securite_routiere"),
        ("#log*", "#log*"),
        ("et or not", "et AND not AND or"),
        ("((a))", "a"),
    ],
)
def test_what_a_query_means(query, canonical):
    found = str(parse(query))
    assert sorted(found.split()) == sorted(canonical.split())
    assert str(parse(found)) == found


def test_the_order_of_words_does_not_matter():
    assert str(parse("b OR a (d OR c)")) == str(parse("(c OR d) a OR B"))
    assert parse("  Logement   social ").text == "Logement social"


@pytest.mark.parametrize(
    ("query", "place", "what"),
    [
        ("", 1, "empty"),
        ("   ", 4, "empty"),
        ("logement AND", 13, "a word is missing here"),
        ("logement OR OR loyer", 13, "before OR"),
        ("AND logement", 1, "before AND"),
        ("logement NOT", 13, "missing here"),
        ("(logement", 1, "not closed"),
        ("logement)", 9, r"has no \("),
        ("()", 2, r"before \)"),
        ('un "logement social', 4, "not closed"),
        ("un logement social »", 20, "closes nothing"),
        ('"…"', 2, "no word") ,
        ("logement & loyer", 10, "no letter"),
        ("lo*ment", 1, "only at the end"),
        ("*ment", 1, "only at the end"),
        ("l*", 1, "at least 2 letters"),
        ("-loyer", 1, "begins with a sign"),
        ("le @jean", 4, "handles and addresses"),
        ("https://x.com/jean", 1, "handles and addresses"),
        ("x.com/jean", 1, "handles and addresses"),
        ("(" * 60 + "a" + ")" * 60, 52, "too deep"),
    ],
)  # fmt: skip
def test_an_error_names_the_place_and_the_remedy(query, place, what):
    with pytest.raises(QueryError, match=what) as raised:
        parse(query)
    assert raised.value.place.startswith("topic, character ")
    assert raised.value.remedy
    if what != "no word":
        assert raised.value.place == f"topic, character {place}"
