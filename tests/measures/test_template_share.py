from __future__ import annotations

from jasette.measure import Ask
from jasette.measure.example import instant


def answered(count: int, twin: str | None, start: int = 0, **more: object) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    ids = range(start, start + count)
    requests = [{"voice": "v", "person": f"p:{i}", "answer_id": f"x:a{i}", "answer_twin_us": twin} for i in ids]
    posts = [
        {"voice": "v", "person": "v", "post_id": f"x:a{i}", "text": "words", "role": "reply", "at_us": "2024-03-04"} | more for i in ids
    ]
    return requests, posts


def test_ready_made_among_answers(counted):
    (some, first), (others, second) = answered(3, "2024-03-03"), answered(5, None, 3)
    row = counted("template_share", requests=[*some, *others], posts=[*first, *second, {"voice": "v", "role": "post", "text": "words"}])
    assert (row["templates"]["n"], row["templates"]["hits"]) == (8, 3)


def test_an_answer_to_two_people_counts_once(counted):
    requests, posts = answered(4, "2024-03-03")
    more = [{**row, "person": "p:x"} for row in requests]
    assert counted("template_share", requests=[*requests, *more], posts=posts)["templates"]["n"] == 4


def test_answers_given_for_the_voice_are_its_own(counted):
    requests, posts = answered(4, "2024-03-03", voice=None, person="p:agent")
    assert counted("template_share", requests=requests, posts=posts)["templates"]["n"] == 4


def test_a_twin_that_comes_later_is_not_known(counted):
    requests, posts = answered(4, "2024-03-20")
    row = counted("template_share", Ask(as_of_us=instant("2024-03-10")), requests=requests, posts=posts)["templates"]
    assert (row["n"], row["hits"]) == (4, 0)
