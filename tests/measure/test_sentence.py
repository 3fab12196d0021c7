from __future__ import annotations

from jasette.locale import Words
from jasette.measure.kinds import Figure
from jasette.measure.sentence import length, lengths, not_shown, permitted
from jasette.measures import find

SPAN = (1_709_251_200_000_000, 1_711_929_600_000_000)
"""March 2024."""


def said(measure: str, part: str, figure: Figure) -> str:
    found = find(measure)
    settings = found.settings(found.part(part), {})
    return permitted(found.part(part), figure, voice="Mme Roy", people=12, span=SPAN, settings=settings, words=Words())


def test_of_one_and_of_many():
    assert said("response_rate", "all", Figure(0.3, 0.1, 0.5, 40, "confidence", hits=12)) == (
        "Of 40 requests asked before 1 April 2024, 12 were answered within 7 days."
    )
    assert said("response_rate", "all", Figure(0.025, 0.0, 0.1, 40, "confidence", hits=1)) == (
        "Of 40 requests asked before 1 April 2024, one was answered within 7 days."
    )
    assert said("requests", "all", Figure(1, 1, 1, 1, "exact")) == "Between 1 March 2024 and 31 March 2024, one request was put to Mme Roy."


def test_instead_of_a_value():
    assert (
        said("post_mix", "posts", Figure(None, None, None, 0, "none"))
        == "Nothing to count for Mme Roy between 1 March 2024 and 31 March 2024."
    )
    assert "among 40, it was not reached by 31 March 2024" in said(
        "time_to_answer", "median", Figure(None, None, None, 40, "none", "not_reached")
    )


def test_lengths_in_words():
    assert [length(text, Words()) for text in ("1h", "24h", "7d", "2w")] == ["1 hour", "24 hours", "7 days", "2 weeks"]
    assert length("7d", Words("fr")) == "7\xa0jours"


def test_lengths_of_several_parameters():
    settings = {"window": "2w", "again": "30d", "short": "90m", "tail": "30s"}
    named = ("window", "window again", "again short", "short tail")
    assert [lengths(names, settings, Words()) for names in named] == ["2 weeks", "44 days", "43,290 minutes", "5,430 seconds"]


def test_states_have_words():
    assert [not_shown(state) for state in ("not_observable", "suppressed", "not_reached")] == ["not observable", "withheld", "not reached"]
