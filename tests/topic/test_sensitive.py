from __future__ import annotations

import pytest

from jasette.topic import parse, touched
from jasette.topic.sensitive import _harmless, _listed


@pytest.mark.parametrize(
    ("query", "kinds", "policy"),
    [
        ("cancer", ("health",), False),
        ("CANCERS", ("health",), False),
        ("logement OR cancer", ("health",), False),
        ("logement SAUF cancer", ("health",), False),
        ('"le cancer du sein"', ("health",), False),
        ("can*", ("health",), False),
        ("#StopCancer", ("health",), False),
        ("séropositif", ("health",), False),
        ("sclérose AND plaques AND en", ("health",), False),
        ("santé", ("health",), True),
        ("hospital", ("health",), True),
        ("hôpital OR cancer", ("health",), False),
        ("gai", ("sexuality",), False),
        ("lesbienne", ("sexuality",), False),
        ("LGBTQ", ("sexuality",), True),
        ("transgender", ("gender",), False),
        ('"identité de genre"', ("gender",), True),
        ("musulmans", ("religion",), False),
        ("laïcité", ("religion",), True),
        ("haïtienne", ("origin",), False),
        ("immigration", ("origin",), True),
        ("syndicat", ("union",), True),
        ("union", ("union",), True),
        ("unionized", ("union",), False),
        ("syndiqués AND gais", ("sexuality", "union"), False),
    ],
)
def test_touched(query, kinds, policy):
    found = touched(parse(query))
    assert (found.kinds, found.policy) == (kinds, policy)


@pytest.mark.parametrize(
    "query", ["logement", "bus", '"union européenne"', "trait-d'union", "piste AND cyclable", "neige", "budget", "élection*"]
)
def test_harmless(query):
    assert not touched(parse(query))


def test_a_harmless_phrase_hides_nothing_else():
    assert touched(parse('"union européenne" OR union')).kinds == ("union",)
    assert touched(parse('"union européenne et syndicat"')).kinds == ("union",)


def test_every_kind_is_listed_in_both_ways_and_all_can_be_read():
    assert {(one.kind, one.policy) for one in _listed()} == {
        (kind, policy) for kind in ("health", "sexuality", "gender", "religion", "origin", "union") for policy in (False, True)
    }
    assert _harmless()
