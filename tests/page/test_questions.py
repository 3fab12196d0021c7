from jasette.measures import all_measures, find
from jasette.page.questions import ELSEWHERE, FINDINGS, HEARD, QUESTIONS, questions


def test_every_measure_stands_under_one_question() -> None:
    placed = [name for question in (*questions(all_measures()), *HEARD) for name in question.measures]
    assert sorted([*placed, *ELSEWHERE]) == sorted(all_measures())


def test_a_new_measure_stands_under_the_last() -> None:
    assert questions([*all_measures(), "brand_new"])[-1].measures[-1] == "brand_new"


def test_what_is_drawn_and_found_exists() -> None:
    for lead in (*(lead for question in (*QUESTIONS, *HEARD) for lead in question.leads), *FINDINGS):
        assert find(lead.measure).part(lead.part).name == lead.part
    for question in (*QUESTIONS, *HEARD):
        assert {lead.measure for lead in question.leads} <= set(question.measures)
        # By week one part is asked for alone, which is right only where no other part follows from it.
        assert not find(question.leads[0].measure).part(question.leads[0].part).adds_to
