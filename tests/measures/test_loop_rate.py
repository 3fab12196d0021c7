from __future__ import annotations

from jasette.measure import Ask
from jasette.measure.example import instant


def exchanges(count: int, answered: str | None, loop: str | None = None, start: int = 0) -> list[dict[str, object]]:
    return [{"voice": "v", "person": f"p:{start + i}", "answered_us": answered, "loop_us": loop} for i in range(count)]


def test_loops_among_answered(counted):
    rows = counted("loop_rate", exchanges=[*exchanges(10, "2024-03-03", "2024-03-04"), *exchanges(30, "2024-03-03", start=10)])
    assert (rows["loops"]["n"], rows["loops"]["value"]) == (40, 0.25)


def test_as_it_stood_on_a_day(counted):
    given = [*exchanges(10, "2024-03-03", "2024-03-20"), *exchanges(10, "2024-03-20", start=10), *exchanges(10, None, start=20)]
    row = counted("loop_rate", Ask(as_of_us=instant("2024-03-10")), exchanges=given)["loops"]
    assert (row["n"], row["hits"]) == (10, 0)
