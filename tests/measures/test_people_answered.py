from __future__ import annotations

import pytest

from jasette.measure import Ask
from jasette.measure.example import instant


def asked(person: int, *answers: str | None) -> list[dict[str, str | None]]:
    return [{"voice": "v", "person": f"p:{person}", "answered_us": answer} for answer in answers]


def test_a_person_with_one_answer_is_answered(counted):
    requests = [row for person in range(10) for row in asked(person, *(["2024-03-05", None, None] if person < 4 else [None]))]
    rows = counted("people_answered", requests=requests)
    assert (rows["answered"]["n"], rows["answered"]["hits"]) == (10, 4)
    assert rows["gini"]["value"] == pytest.approx(0.6)  # four of ten have one each


def test_one_person_has_all_the_answers(counted):
    requests = [row for person in range(10) for row in asked(person, *(["2024-03-05"] * 7 if person == 3 else [None]))]
    assert counted("people_answered", requests=requests)["gini"]["value"] == pytest.approx(0.9)


def test_no_answers_have_no_spread_and_equal_ones_no_interval(counted):
    nobody = counted("people_answered", requests=[row for person in range(10) for row in asked(person, None)])
    assert (nobody["gini"]["value"], nobody["gini"]["state"], nobody["answered"]["value"]) == (None, "ok", 0)
    everybody = counted("people_answered", requests=[row for person in range(10) for row in asked(person, "2024-03-05")])
    assert (everybody["gini"]["value"], everybody["gini"]["interval"]) == (0, "none")


def test_later_answers_are_not_known(counted):
    requests = [row for person in range(10) for row in asked(person, "2024-03-20")]
    assert counted("people_answered", Ask(as_of_us=instant("2024-03-10")), requests=requests)["answered"]["hits"] == 0
